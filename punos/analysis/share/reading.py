"""What is read of the plan of a group of tenants: who runs, each tenant's own account, what services cost and give.

All of it is linear in the plan. The coefficients are put together once for a study and multiplied by the values of each
plan, which takes no time beside planning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from math import inf
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_array

from punos.analysis.share.park import Park
from punos.analysis.share.services import Service
from punos.analysis.share.uses import NOTHING, Time, served
from punos.indicators import EarnKind, SpendKind
from punos.instance.names import names_as_text
from punos.instance.slices import sliced
from punos.lp import NUMBERS, Expression, Solution
from punos.lp.matrix import Floats
from punos.model.model import Model

LASTING: tuple[SpendKind | EarnKind, ...] = (
    SpendKind.CAPEX,
    SpendKind.FIXED,
    SpendKind.OPENING,
    SpendKind.RESTART,
    SpendKind.CONVERSION,
    EarnKind.SALVAGE,
)
"""Money that does not hang on how much a plant runs."""


Use = tuple[str, str, float, float, float]
"""plant, service, connected, booked, used: see :class:`Value`."""

Pair = tuple[str, str]
"""plant, service."""


@dataclass(frozen=True)
class Desk:
    """What is looked at.

    Attributes
    ----------
    park, services
        Who is there, and what they share.
    prices
        place, commodity, period, product_price, input_price: traded prices in the plan of all, at which goods of
        tenants count.
    """

    park: Park
    services: tuple[Service, ...]
    prices: pl.DataFrame


@dataclass(frozen=True)
class Value:
    """What came of a group of tenants, the others away. Present values at the study's rate.

    Attributes
    ----------
    cost, bound
        Net cost of the plan, and the least it could be; infinite if there is none.
    runs, built
        Plants of the park that run, and that are built.
    account
        By plant: what it earns less what it pays, common services left out, goods at traded prices.
    cost_of, lasting
        By service: what it costs its providers, less what outsiders pay for it; of that, what does not hang on use.
    use
        plant, service, connected (discounted years in which it takes or gives), booked (the most it takes in a year,
        or at the pace of the slice in which it takes most, times those), used (discounted amount it takes, less what it
        gives).
    """

    cost: float = inf
    bound: float = inf
    runs: tuple[str, ...] = ()
    built: tuple[str, ...] = ()
    account: dict[str, float] = field(default_factory=dict)
    cost_of: dict[str, float] = field(default_factory=dict)
    lasting: dict[str, float] = field(default_factory=dict)
    use: tuple[Use, ...] = ()

    @property
    def can_be(self) -> bool:
        """Whether there is a plan."""
        return self.cost < inf

    def unit_cost(self, service: str) -> float | None:
        """What a unit of a service costs in the mean; None where nobody takes any."""
        used = sum(row[4] for row in self.use if row[1] == service and row[4] > 0)
        return self.cost_of.get(service, 0.0) / used if used > 0 else None

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON; without a plan, nothing."""
        return asdict(self) if self.can_be else {}

    @staticmethod
    def from_json(told: dict[str, Any]) -> Value:
        """Read what `to_json` gave."""
        if not told:
            return Value()
        lists = {n: tuple(told[n]) for n in ("runs", "built")}
        return Value(**{**told, **lists, "use": tuple(tuple(row) for row in told["use"])})


class Reading:
    """Reads plans of one model."""

    def __init__(self, model: Model, desk: Desk) -> None:
        self._model, self._desk = model, desk
        self._columns = model.program.arrays().columns
        self._shares = dict(model.instance.slices.shares.select(pl.col("slice").cast(pl.String), "share").iter_rows())
        self._weights = dict(model.instance.periods.select(pl.col("period").cast(pl.String), "weight").iter_rows())
        park = desk.park
        self._plants = sorted({*park.plants_of(frozenset(park.tenants)), *park.company})
        self._goods = {s.commodity: s for s in desk.services}
        self._runs = self._matrix([self._of("run")], self._plants)
        self._built = self._matrix([self._of("build"), self._of("convert")], self._plants)
        own = [*self._money(LASTING), *self._money([SpendKind.RUNNING]), *self._traded()]
        self._account = self._matrix(own, self._plants)
        self._lasting = self._matrix(self._money(LASTING), self._plants)
        self._direct = self._matrix(self._services(), list(self._goods))
        self._uses, self._keys = self._use()
        self._thrown, self._heaps = self._surplus()

    def read(self, solution: Solution, bound: float) -> Value:
        """Read a plan."""
        values = solution.values
        account = dict(zip(self._plants, self._account @ values, strict=True))
        lasting = dict(zip(self._plants, -(self._lasting @ values), strict=True))
        used = self._used(self._uses @ values, self._thrown @ values)
        cost = dict(zip(self._goods, self._direct @ values, strict=True))
        fixed = dict.fromkeys(self._goods, 0.0)
        company = set(self._desk.park.company)
        self._pass_on(cost, used, company)
        for plant in company:
            served = [s.commodity for s in self._desk.services if plant in s.plants]
            for commodity in served:
                cost[commodity] -= account[plant] / len(served)
                fixed[commodity] += lasting[plant] / len(served)
        return Value(
            cost=solution.objective,
            bound=bound,
            runs=tuple(p for p, run in zip(self._plants, self._runs @ values, strict=True) if run > NOTHING),
            built=tuple(p for p, size in zip(self._plants, self._built @ values, strict=True) if size > NOTHING),
            account={p: float(a) for p, a in account.items() if p not in company},
            cost_of={s: float(c) for s, c in cost.items()},
            lasting={s: float(c) for s, c in fixed.items()},
            use=tuple(row for row in used if row[0] not in company),
        )

    def _used(self, amounts: Floats, thrown: Floats) -> list[Use]:
        """Add up what each plant takes of each service over the years that count."""
        lost = dict(zip(self._heaps, thrown.tolist(), strict=True))
        years, most, total = dict[tuple[str, str, str], float](), dict[Pair, float](), dict[Pair, float]()
        taken = served(zip(self._keys, amounts.tolist(), strict=True), lost)
        for (plant, service, period, part), counts in taken:
            pair, rate = (plant, service), counts / self._shares.get(part, 1.0)
            years[plant, service, period] = self._weights[period]
            most[pair] = max(most.get(pair, 0.0), rate)
            total[pair] = total.get(pair, 0.0) + self._weights[period] * counts
        connected = {pair: sum(w for key, w in years.items() if key[:2] == pair) for pair in total}
        return [(*pair, connected[pair], most[pair] * connected[pair], total[pair]) for pair in total]

    def _pass_on(self, cost: dict[str, float], used: list[Use], company: set[str]) -> None:
        """Charge what the company itself takes of a service (power for a boiler) to the services it makes with it."""
        for service in self._desk.services:
            name, whole = service.commodity, cost[service.commodity]
            taken = {plant: a for plant, s, _, _, a in used if s == name and a > 0}
            for plant in sorted(company & set(taken) - set(service.plants)):
                served = [s.commodity for s in self._desk.services if plant in s.plants]
                for commodity in served:
                    part = taken[plant] / sum(taken.values()) * whole / len(served)
                    cost[commodity] += part
                    cost[name] -= part

    def _of(self, indicator: str) -> pl.DataFrame:
        return _labelled(self._model.quantities[indicator].frame, "plant")

    def _money(self, kinds: Iterable[SpendKind | EarnKind]) -> list[pl.DataFrame]:
        """Give weighted money of some kinds by plant: income above 0, cost below."""
        frames = [self._weighted(kind) for kind in kinds]
        return [_labelled(frame, "plant") for frame in frames if "plant" in frame.columns]

    def _weighted(self, kind: SpendKind | EarnKind) -> pl.DataFrame:
        money, earn = self._model.money, isinstance(kind, EarnKind)
        expression: Expression = money.earn[kind] if isinstance(kind, EarnKind) else money.spend[kind]
        weights = money.weights.filter(pl.col("kind") == kind.value).select("period", "weight")
        weighted = expression.frame.with_columns(pl.col("period").cast(pl.String)).join(
            weights.with_columns(pl.col("period").cast(pl.String)), on="period"
        )
        sign = 1.0 if earn else -1.0
        return weighted.with_columns(coefficient=pl.col("coefficient") * pl.col("weight") * sign)

    def _traded(self) -> list[pl.DataFrame]:
        """Give goods that plants make and use, at traded prices, common services left out."""
        weights = self._model.money.weights.filter(pl.col("kind") == SpendKind.RUNNING.value)
        weights = weights.select(pl.col("period").cast(pl.String), "weight")
        found = []
        for name, price, sign in (("make", "product_price", 1.0), ("use", "input_price", -1.0)):
            frame = names_as_text(self._model.quantities[name].frame).filter(
                pl.col("plant").is_in(self._plants) & ~pl.col("commodity").is_in(list(self._goods))
            )
            priced = frame.join(self._desk.prices, on=["place", "commodity", "period"], how="left")
            worth = priced.join(weights, on="period").with_columns(
                coefficient=pl.col("coefficient") * pl.col(price).fill_null(0.0) * pl.col("weight") * sign
            )
            found.append(_labelled(worth, "plant"))
        return found

    def _services(self) -> list[pl.DataFrame]:
        """Give money of the services' own trade at the park: purchases, freight, disposal, sales to outsiders."""
        here = list(self._desk.park.places)
        at: dict[SpendKind | EarnKind, pl.Expr] = {
            SpendKind.SUPPLY: pl.col("place").is_in(here),
            SpendKind.DISPOSAL: pl.col("place").is_in(here),
            SpendKind.FREIGHT: pl.col("to").is_in(here) | pl.col("from").is_in(here),
            EarnKind.SALES: pl.col("place").is_in(here),
        }
        found = []
        for kind, where in at.items():
            rows = names_as_text(self._weighted(kind)).filter(where, pl.col("commodity").is_in(list(self._goods)))
            found.append(_labelled(rows.with_columns(coefficient=-pl.col("coefficient")), "commodity"))
        return found

    def _use(self) -> tuple[csr_array, list[tuple[str, str, str, str]]]:
        """Give what plants take of each service, less what they give, by plant, service, period and slice."""
        parts = []
        for name, takes in (("use", 1.0), ("make", -1.0)):
            frame = names_as_text(self._model.quantities[name].frame).filter(
                pl.col("plant").is_in(self._plants) & pl.col("commodity").is_in(list(self._goods))
            )
            taken = [s.commodity for s in self._desk.services if s.taken]
            sign = pl.when(pl.col("commodity").is_in(taken)).then(-takes).otherwise(takes)
            parts.append(frame.with_columns(coefficient=pl.col("coefficient") * sign))
        index = ["plant", "commodity", "period", "slice"]
        both = pl.concat([p.select(*index, "column", "coefficient") for p in map(sliced, parts)])
        keys = both.select(index).unique().sort(index)
        placed = both.join(keys.with_row_index("place_in"), on=index)
        return self._sparse(placed["place_in"], placed, keys.height), list(keys.iter_rows())

    def _surplus(self) -> tuple[csr_array, list[Time]]:
        """Give what is thrown away of delivered services at the park, by service, period and slice."""
        delivered = [s.commodity for s in self._desk.services if not s.taken]
        here = pl.col("place").is_in(self._desk.park.places) & pl.col("commodity").is_in(delivered)
        frame = sliced(names_as_text(self._model.quantities["discard"].frame).filter(here))
        index = ["commodity", "period", "slice"]
        keys = frame.select(index).unique().sort(index)
        placed = frame.join(keys.with_row_index("place_in"), on=index)
        return self._sparse(placed["place_in"], placed, keys.height), list(keys.iter_rows())

    def _matrix(self, parts: Sequence[pl.DataFrame], rows: list[str]) -> csr_array:
        """Give a matrix of a row a name, a column a variable."""
        names = pl.DataFrame({"label": rows}, schema={"label": pl.String}).with_row_index("place_in")
        frames = [f.select("label", "column", "coefficient").join(names, on="label") for f in parts]
        whole = pl.concat(frames) if frames else pl.DataFrame(schema={"place_in": pl.UInt32, "column": NUMBERS,
                                                                      "coefficient": pl.Float64})  # fmt: skip
        return self._sparse(whole["place_in"], whole, len(rows))

    def _sparse(self, rows: pl.Series, entries: pl.DataFrame, height: int) -> csr_array:
        place = (rows.to_numpy().astype(np.int64), entries["column"].to_numpy())
        return csr_array((entries["coefficient"].to_numpy(), place), shape=(height, self._columns))


def _labelled(frame: pl.DataFrame, label: str) -> pl.DataFrame:
    return frame.select(pl.col(label).cast(pl.String).alias("label"), "column", "coefficient")
