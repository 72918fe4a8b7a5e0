"""How much a figure may matter, guessed from the plan alone: it only decides which figures are solved for.

Solving a figure at both ends of its range takes seconds, and a study has hundreds of them. The guess is money:

* of what the figure multiplies (a price, a capital cost, a yield), what the plan spends or earns on it, times the width
  of its range as a share of it; a yield at the marginal value of the good at its place;
* of a limit, its marginal value times the width of its range; but at least a twentieth of the money of what it limits,
  for a limit that does not bind now may bind at the other end;
* of a cost of what is not built, a twentieth of what the range would change it by at the size announced;
* of a supply that buys nothing or a demand that takes nothing, what it would gain at the better end of its range,
  by the marginal value of its good, on all the plan uses of the good.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from punos.analysis.figures import Figure
from punos.indicators import SpendKind
from punos.model.constraints import CONSTRAINTS
from punos.plan.plan import Plan
from punos.plan.worth import worth
from punos.study.settings import Capital

WIDEST = 4.0
"""Largest width of a range that counts, as a share of the figure: ranges may end at infinity."""

SLACK = 0.05
"""Share of the money of what a limit holds back that a limit without marginal value counts for."""

_KINDS = {
    "capex": ("capex", "salvage"),
    "fixed_capex": ("capex", "salvage"),
    "fixed_om": ("fixed",),
    "open_om": ("opening",),
    "variable_cost": ("running",),
    "cost_per_tkm": ("freight",),
    "cost": ("freight",),
    "handling_cost": ("handling",),
    "disposal_cost": ("disposal",),
    "lifetime": ("capex", "salvage"),
    "restart_cost": ("restart",),
    "shortfall_cost": ("shortfall",),
}
"""Columns that price one kind of money."""

_LIMITS = {c.limit: name for name, c in CONSTRAINTS.items() if c.limit and not c.limit.endswith("cost")}
_AT_ONCE, _YEARLY = ("capex",), ("fixed_om",)
"""Columns of technologies that are paid a unit of capacity."""
_TRADE = {"supplies": ("buy", "supply"), "demands": ("sell", "demand")}
assert {k for kinds in _KINDS.values() for k in kinds} - {"salvage"} <= set(SpendKind)


@dataclass(frozen=True)
class Estimate:
    """Guesses for the figures of one plan."""

    plan: Plan

    def of(self, figure: Figure) -> float:
        """Give the money that may hang on a figure; the larger, the more worth solving for."""
        if not figure.ends or self._outside(figure.table):
            return 0.0
        if figure.table == "flows":
            return self._share(figure) * self._total(self._flows, figure)
        money = self._share(figure) * self._total(self._money_of(figure), figure)
        limit = _LIMITS.get(f"{figure.table}.{figure.column}")
        if limit is not None:
            tight = self.plan.year_prices.filter(pl.col("constraint") == limit)
            return max(SLACK * money, self._width(figure) * self._total(self._priced(tight), figure))
        if figure.table in _TRADE and figure.column == "price":
            return max(money, self._gain(figure))
        return max(money, self._charge(figure), self._unbuilt(figure))

    def _outside(self, table: str) -> bool:
        """Whether a table has no part in the plan, only in economics."""
        overnight = self.plan.study.settings.time.capital is Capital.OVERNIGHT
        return table == "contracts" or (table == "operators" and overnight)

    def _charge(self, figure: Figure) -> float:
        """Give the width of a sum of money that is paid once or not at all."""
        return self._width(figure) if figure.unit == "money" else 0.0

    def _unbuilt(self, figure: Figure) -> float:
        """Give what a cost a unit of capacity would change at the sizes announced."""
        if figure.table != "technologies" or figure.column not in (*_AT_ONCE, *_YEARLY):
            return 0.0
        plants = self.plan.study.table("plants").drop_nulls("max_capacity")
        sizes = plants.filter(pl.col("max_capacity").is_finite()).select("technology", money="max_capacity")
        times = float(self.plan.periods["weight"].sum()) if figure.column in _YEARLY else 1.0
        return SLACK * self._width(figure) * times * self._total(sizes, figure)

    def _share(self, figure: Figure) -> float:
        width, size = self._width(figure), abs(figure.base)
        if math.isnan(size):
            ends = [abs(end) for _, end in figure.ends if math.isfinite(end)]
            size = max(ends, default=0.0)
        return min(width / size, WIDEST) if size and math.isfinite(size) else WIDEST

    def _width(self, figure: Figure) -> float:
        points = [p for p in (figure.base, *(end for _, end in figure.ends)) if not math.isnan(p)]
        width = max(points) - min(points)
        return width if math.isfinite(width) else WIDEST * max(abs(p) for p in points if math.isfinite(p))

    @cached_property
    def _worth(self) -> pl.DataFrame:
        return worth(self.plan).with_columns(money=pl.col("worth").abs())

    def _money_of(self, figure: Figure) -> pl.DataFrame:
        kinds = _KINDS.get(figure.column)
        return self._worth if kinds is None else self._worth.filter(pl.col("kind").is_in(kinds))

    @cached_property
    def _balance(self) -> pl.DataFrame:
        """period, place, commodity, price: marginal values of goods."""
        found = self.plan.year_prices.filter(pl.col("constraint") == "balance")
        return found.select("period", "place", "commodity", price="value")

    @cached_property
    def _flows(self) -> pl.DataFrame:
        """What the plan makes and uses, at marginal values."""
        both = pl.concat([self.plan.frame("make"), self.plan.frame("use")])
        priced = both.join(self._balance, on=["period", "place", "commodity"])
        return self._priced(priced.with_columns(pl.col("value") * pl.col("price")))

    def _priced(self, yearly: pl.DataFrame) -> pl.DataFrame:
        """Add the money of yearly values over the horizon."""
        weights = self.plan.periods.select("period", weight="weight")
        return yearly.join(weights, on="period").with_columns(money=(pl.col("value") * pl.col("weight")).abs())

    def _total(self, frame: pl.DataFrame, figure: Figure) -> float:
        """Add up the money of the rows that a figure speaks of, as far as their columns tell."""
        known = [f for f in figure.selection.conditions if len(f.path) == 1 and f.path[0] in frame.columns]
        tests = [pl.col(f.path[0]).is_in(f.names) ^ pl.lit(f.negated) for f in known]
        return float(frame.filter(pl.lit(value=True), *tests)["money"].sum())

    def _gain(self, figure: Figure) -> float:
        """Give what a supply or demand that is not used would gain at the better end of its prices."""
        indicator, key = _TRADE[figure.table]
        buys = indicator == "buy"
        points = [figure.base, *(end for _, end in figure.ends)]
        price = (min if buys else max)(p for p in points if not math.isnan(p))
        where = self.plan.study.table(figure.table).select(key, "commodity", "place").drop_nulls().unique()
        unit = self._balance.join(where, on=["commodity", "place"])
        gain = pl.col("price") - price if buys else price - pl.col("price")
        used = self.plan.frame("use").group_by("period", "commodity").agg(value=pl.col("value").sum())
        rows = unit.join(used, on=["period", "commodity"]).with_columns(
            pl.col("value") * gain.clip(lower_bound=0.0) * SLACK
        )
        return self._total(self._priced(rows), figure)


def widest(plan: Plan, figures: tuple[Figure, ...]) -> list[tuple[Figure, float]]:
    """Give figures with their estimates, the largest first; ties stay as they were."""
    estimate = Estimate(plan)
    told = [(figure, estimate.of(figure)) for figure in figures]
    return sorted(told, key=lambda pair: -pair[1])
