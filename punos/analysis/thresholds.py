"""At which price, capital cost or grant the plan of least social cost has a plant, and at which it pays its owner."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.analysis.seeking import Point, seek
from punos.plan.plan import Plan
from punos.plan.worth import worth
from punos.session import Answer, Ask, Session
from punos.tables.trade import DemandKind

Account = Mapping[str, Any]
"""One row of :meth:`punos.plan.plan.Plan.economics`."""

DEAREST, CHEAPEST = 3.0, 0.05
"""Factors on prices and capital cost between which it is sought."""

GAP = 1e-8
"""Share of the net cost that is the solver's rounding."""


@dataclass(frozen=True)
class Sought:
    """Factors found for one plant; NaN where there is none between 0.05 and 3.

    Attributes
    ----------
    price
        On all prices of its main product at which the plan turns.
    turn_price
        What the plant's main product then fetches: its traded price there, freight as it is.
    pays_price, pays_factor
        What it fetches, and the factor on its capital cost, where its owner has a net present value of 0.
    pays_grant
        Money at its opening that gives its owner a net present value of 0; below 0: what the owner could pay.
    """

    price: float = math.nan
    turn_price: float = math.nan
    pays_price: float = math.nan
    pays_factor: float = math.nan
    pays_grant: float = math.nan


NOTHING = Sought()
"""Nothing found."""


@dataclass(frozen=True)
class Thresholds:
    """Seeks the factors of one plant.

    Attributes
    ----------
    force
        The change of the study that forces the plant in.
    closed
        Decisions that keep it out.
    stands
        Whether the plan has it.
    traded
        Money for which the plan buys, less money for which it sells, by good: present value.
    """

    session: Session
    plant: str
    product: str
    force: tuple[str, ...]
    closed: Mapping[str, pl.DataFrame]
    stands: bool
    traded: Mapping[str, float]

    def society(self, other: Answer, more: float, small: float) -> float:
        """Seek the factor on the prices of its main product at which the plan is as good with it as without.

        Every supply and every may-demand of the good, or of an attribute it holds, moves by the factor, everywhere and
        in every period; with the plant and without it all is planned anew. The net cost of each is concave in the
        factor, its slope what is bought less what is sold for.

        Parameters
        ----------
        other
            The plan without it where the plan has it, else the one with it.
        more
            What the other costs more.
        small
            What the gaps of the two leave open.
        """
        if not self.priced:
            return math.nan
        mine = sum(self.traded.get(good, 0.0) for good in self.goods)
        its = self._trade(other, 1.0)
        # the figure sought to be nothing: net cost with the plant less net cost without it
        value, slope = (-more, mine - its) if self.stands else (more, its - mine)
        return seek(self._society_at, Point(value, slope, small), CHEAPEST if self.stands else DEAREST)

    def _society_at(self, factor: float) -> Point | None:
        moved = self.moved(factor)
        inside = self.session.answer(Ask(changes=(*self.force, *moved)))
        outside = self.session.answer(Ask(changes=moved, fixed=self.closed))
        if not inside.feasible or not outside.feasible:
            return None
        small = inside.objective - inside.bound + outside.objective - outside.bound + GAP * abs(inside.objective)
        slope = self._trade(inside, factor) - self._trade(outside, factor)
        return Point(inside.objective - outside.objective, slope, small)

    def owner_price(self, account: Account) -> float:
        """Seek what its main product must fetch to pay its owner, all prices of the good moving in proportion."""
        return self.fetched(self._owner(account, self.moved, _by_price)) if self.priced else math.nan

    def fetched(self, factor: float) -> float:
        """Give what the main product fetches the plant, forced in, where all prices of the good move by a factor."""
        if math.isnan(factor):
            return math.nan
        answer = self.session.answer(Ask(changes=(*self.force, *self.moved(factor))))
        price = account_of(answer.plan(), self.plant).get("product_price") if answer.feasible else None
        return math.nan if price is None else float(price)

    def owner_factor(self, account: Account) -> float:
        """Seek the factor on its capital cost at which it pays its owner."""
        return self._owner(account, lambda f: (f"plants[plant={self.plant}].capex_factor *= {f!r}",), _by_capital)

    def owner_grant(self, account: Account, opening: str) -> float:
        """Give the money at its opening that gives its owner a net present value of 0, at the owner's rate."""
        if account.get("npv") is None or not opening:
            return math.nan
        periods = self.session.base.instance.periods.select(pl.col("period").cast(pl.String), "start")
        starts, time = dict(periods.iter_rows()), self.session.study.settings.time
        base = float(time.base_year if time.base_year is not None else periods["start"][0])
        return float(-account["npv"] * (1.0 + account["rate"]) ** (starts[opening] - base))

    def _owner(
        self,
        account: Account,
        change: Callable[[float], tuple[str, ...]],
        read: Callable[[Account, float], Point | None],
    ) -> float:
        known = read(account, 1.0)
        if known is None:
            return math.nan

        def look(factor: float) -> Point | None:
            answer = self.session.answer(Ask(changes=(*self.force, *change(factor))))
            return read(account_of(answer.plan(), self.plant), factor) if answer.feasible else None

        upwards = (known.value < 0) == (known.slope > 0)
        return seek(look, known, DEAREST if upwards else CHEAPEST)

    @property
    def goods(self) -> tuple[str, ...]:
        """The main product, and the attributes that demands ask of it."""
        held = self.session.study.table("contents").filter(pl.col("commodity") == self.product)
        return (self.product, *held["attribute"].drop_nulls().unique().sort().to_list())

    @property
    def priced(self) -> bool:
        """Whether the main product is bought or sold anywhere."""
        return bool(self.moved(1.0))

    def moved(self, factor: float) -> tuple[str, ...]:
        """Give the changes that move the price of the main product, import and export alike."""
        study, goods = self.session.study, list(self.goods)
        bought = study.table("supplies").filter(pl.col("commodity").is_in(goods))["supply"].unique().sort()
        sold = study.table("demands").filter(
            pl.col("commodity").is_in(goods), pl.col("kind") == DemandKind.MAY.value, pl.col("price").is_not_null()
        )
        named = [("supplies", "supply", n) for n in bought]
        named += [("demands", "demand", n) for n in sold["demand"].unique().sort()]
        return tuple(f"{table}[{key}={name}].price *= {factor!r}" for table, key, name in named)

    def _trade(self, answer: Answer, factor: float) -> float:
        """Give money for which goods are bought less money for which they are sold, at the prices of the factor 1."""
        weights = self.session.base.instance.periods.select(pl.col("period").cast(pl.String), "weight")
        money = 0.0
        for good in self.goods:
            for text, sign in (
                (f"spend[kind=supply, commodity={good}]", 1),
                (f"earn[kind=sales, commodity={good}]", -1),
            ):
                rows = answer.indicator(text, by=["period"]).with_columns(pl.col("period").cast(pl.String))
                rows = rows.join(weights, on="period")
                money += sign * float((rows["value"] * rows["weight"]).sum())
        return money / factor


def traded_money(plan: Plan) -> dict[str, float]:
    """Give what a plan buys each good for, less what it sells it for: present value."""
    rows = worth(plan).filter(pl.col("kind").is_in(["supply", "sales"]), pl.col("commodity").is_not_null())
    return dict(rows.group_by("commodity").agg(pl.col("worth").sum()).iter_rows())


def account_of(plan: Plan, plant: str) -> Account:
    """Give the economics of one plant at traded prices; nothing where it neither stands nor runs."""
    rows = plan.economics().filter(pl.col("plant") == plant)
    return rows.row(0, named=True) if rows.height else {}


def _small(account: Account) -> float:
    return 1e-6 * abs(float(account["revenue"] or 0.0))


def _by_price(account: Account, factor: float) -> Point | None:
    """Read the owner's net present value; it grows with the price, from nothing at the break-even price."""
    npv, price, least = (account.get(n) for n in ("npv", "product_price", "break_even_price"))
    if npv is None or not price or least is None:
        return None
    slope = npv / (price - least) * price / factor if price != least else 0.0
    return Point(npv, slope, _small(account))


def _by_capital(account: Account, factor: float) -> Point | None:
    """Read the owner's net present value; it falls with the capital cost, less what is left of it at the end."""
    npv = account.get("npv")
    if npv is None:
        return None
    capital = account["capex"] - account["salvage"]
    return Point(npv, -capital / factor, _small(account)) if capital > 0 else None
