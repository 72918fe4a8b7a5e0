"""One plant forced into the plan, or kept out of it: what that costs, and the capital cost at which it would turn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import polars as pl

from punos.analysis.thresholds import NOTHING, Account, Sought, Thresholds, account_of
from punos.errors import StudyFaults, WrongUse
from punos.indicators import SpendKind
from punos.instance.names import names_as_text
from punos.plan.plan import Plan
from punos.plan.worth import worth
from punos.session import Answer, Ask, Policy, Session, with_policies
from punos.study.study import Study
from punos.tables.rules import Over

ROUNDS = 4
"""Times the capital cost is sought anew by solving with it."""

NEAR = 0.005
"""Relative step of the capital cost factor that counts as none."""

FREE = 1e-3
"""The factor on capital cost that counts as nothing."""

SLACK = 1e-6
"""Share by which a plant that the plan has is forced in at less than its size, so that rounding forbids nothing."""

ROUNDING = 1e-8
"""Share of the net cost that is the solver's rounding."""


class Place(StrEnum):
    """What the plan does with a plant."""

    BUILT = "built"
    REFUSED = "refused"
    RESTARTED = "restarted"
    IDLE = "idle"
    """Stands idle, and the plan does not restart it."""

    @property
    def stands_in_plan(self) -> bool:
        """Whether the plan has it, so that it is kept out to see what it is worth."""
        return self in (Place.BUILT, Place.RESTARTED)


@dataclass(frozen=True)
class Forcing:
    """A question: the plant kept out of the plan that has it, or forced into the plan that has it not.

    Attributes
    ----------
    sizes
        Sizes to force, tried until one fits: capacity built over the horizon, or money spent on a restart; of a plant
        that stands in the plan, what the plan builds of it or spends on its restart.
    first
        The first period in which it may open; where it stands in the plan, in which it opens.
    """

    plant: str
    place: Place
    sizes: tuple[float, ...] = ()
    first: str = ""


@dataclass(frozen=True)
class Forced:
    """What came of it.

    Attributes
    ----------
    cost, bound
        Net cost with the plant forced in or kept out, and the least it could be; infinite if that cannot be.
    size
        Capacity that was forced in.
    opening
        Period of its first opening, where it was forced in.
    used
        Share of its capacity that it runs at, mean over the horizon.
    factor
        Factor on its capital cost at which the plan turns; NaN if there is none.
    main_product, product_price, price_unit, break_even, npv
        Of the owner, at traded prices, where it was forced in: see :meth:`punos.plan.plan.Plan.economics`.
    output
        Of its main product over the horizon, discounted.
    cost_first, bound_first
        Net cost, and the least it could be, with all of it forced into the first period in which it may open.
    sought
        Prices, capital cost and grant at which the plan turns and at which it pays its owner.
    remark
        Why something is missing.
    """

    cost: float
    bound: float
    size: float = math.nan
    opening: str = ""
    used: float = math.nan
    factor: float = math.nan
    main_product: str = ""
    product_price: float = math.nan
    price_unit: str = ""
    break_even: float = math.nan
    npv: float = math.nan
    output: float = math.nan
    cost_first: float = math.inf
    bound_first: float = math.inf
    sought: Sought = NOTHING
    remark: str = ""

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON; what is missing or infinite is null."""
        told = asdict(self)
        return {**_finite(told), "sought": _finite(told["sought"])}

    @staticmethod
    def from_json(told: dict[str, Any]) -> Forced:
        """Read what `to_json` gave."""
        lost = dict.fromkeys(("cost", "bound", "cost_first", "bound_first"), math.inf)
        known: dict[str, Any] = {n: lost.get(n, math.nan) if v is None else v for n, v in told.items()}
        sought = {n: math.nan if v is None else v for n, v in known.pop("sought", {}).items()}
        return Forced(**known, sought=Sought(**sought))


def _finite(told: dict[str, Any]) -> dict[str, Any]:
    return {n: None if isinstance(v, float) and not math.isfinite(v) else v for n, v in told.items()}


@dataclass(frozen=True)
class Question:
    """A forcing, with what is known of the plan.

    Attributes
    ----------
    cost, bound
        Net cost of the plan, and the least it could be.
    product
        The main product of the plant, where the plan has it.
    traded
        What the plan buys each good for less what it sells it for.
    account
        The plant's economics in the plan; nothing where it does not stand.
    """

    asked: Forcing
    cost: float
    bound: float
    product: str
    traded: Mapping[str, float]
    account: Account


def rule_name(plant: str, *, first: bool = False) -> str:
    """Give the name of the rule by which a plant is forced into the plan: at any time, or in its first period."""
    return f"flip_first_{plant}" if first else f"flip_{plant}"


def with_rules(study: Study, questions: Iterable[Forcing]) -> Study:
    """Give a study with rules for each plant that may be forced in, of no effect until their value is raised."""
    made = []
    for asked in questions:
        what = "build[" if asked.place in (Place.REFUSED, Place.BUILT) else "spend[kind=restart, "
        name = f"{what}plant={asked.plant}"
        made.append(Policy(rule_name(asked.plant), f"{name}] >= value", 0.0, over=Over.HORIZON))
        if asked.place.stands_in_plan:
            continue
        at_first = f"{name}, period={asked.first}] >= value"
        made.append(Policy(rule_name(asked.plant, first=True), at_first, 0.0, over=Over.HORIZON))
    return with_policies(study, made)


@dataclass(frozen=True)
class Forcer:
    """Answers one question."""

    session: Session
    question: Question

    @property
    def asked(self) -> Forcing:
        """What is forced."""
        return self.question.asked

    @property
    def base(self) -> float:
        """Net cost of the plan."""
        return self.question.cost

    def answer(self) -> Forced:
        """Force the plant in, or keep it out."""
        try:
            return self._out() if self.asked.place.stands_in_plan else self._in()
        except (WrongUse, StudyFaults) as refusal:
            return Forced(math.inf, math.inf, remark=str(refusal))

    def _out(self) -> Forced:
        """Keep it out; then raise its capital cost until keeping it out is as good."""
        without = self.session.answer(Ask(fixed=self._closed()))
        if not without.feasible:
            return Forced(math.inf, math.inf, remark="there is no plan without it")
        factor = math.nan
        if self.asked.place is Place.BUILT:
            factor = self._factor(without.objective, ())
        force = tuple(self._force(size * (1 - SLACK)) for size in self.asked.sizes)
        sought = self._sought(without, force, self.question.product, self.question.account, self.asked.first)
        return Forced(without.objective, without.bound, factor=factor, sought=sought)

    def _force(self, size: float) -> str:
        return f"policies[policy={rule_name(self.asked.plant)}].value = {size!r}"

    def _sought(self, other: Answer, force: tuple[str, ...], product: str, account: Account, opening: str) -> Sought:
        """Seek the prices, capital cost and grant at which the plan turns, and at which it pays its owner."""
        seeker = Thresholds(
            self.session, self.asked.plant, product, force, self._closed(), self.asked.place.stands_in_plan,
            self.question.traded,
        )  # fmt: skip
        gaps = other.objective - other.bound + self.question.cost - self.question.bound
        small = gaps + ROUNDING * max(abs(other.objective), abs(self.question.cost))
        built = self.asked.place in (Place.BUILT, Place.REFUSED)
        factor = seeker.society(other, other.objective - self.question.cost, small)
        return Sought(
            price=factor,
            turn_price=seeker.fetched(factor),
            pays_price=seeker.owner_price(account),
            pays_factor=seeker.owner_factor(account) if built else math.nan,
            pays_grant=seeker.owner_grant(account, opening),
        )

    def _closed(self) -> dict[str, pl.DataFrame]:
        blocks = self.session.base.program.blocks
        names = ("build",) if self.asked.place in (Place.BUILT, Place.REFUSED) else ("restart", "restart_free")
        held = {}
        for name in (n for n in names if n in blocks):
            rows = names_as_text(blocks[name].frame)
            rows = rows.filter(pl.col("plant") == self.asked.plant).with_columns(upper=pl.lit(0.0))
            if rows.height:
                held[name] = rows
        return held

    def _in(self) -> Forced:
        """Force it in; then lower its capital cost until that costs no more than the plan without it."""
        remark = "it cannot be built: some limit or rule forbids it"
        for size in self.asked.sizes:
            force = self._force(size)
            forced = self.session.answer(Ask(changes=(force,)))
            if not forced.feasible:
                remark = f"it cannot be built at {size:,.0f}: some limit or rule forbids it"
                continue
            plan = forced.plan()
            found = _told(plan, self.asked.plant, Forced(forced.objective, forced.bound, size=size))
            found = self._at_first(found, size)
            account = account_of(plan, self.asked.plant)
            found = replace(found, sought=self._sought(forced, (force,), found.main_product, account, found.opening))
            if self.asked.place is Place.IDLE:
                return replace(found, size=math.nan)
            return replace(found, factor=self._factor(self.base, (force,), plan))
        return Forced(math.inf, math.inf, remark=remark)

    def _at_first(self, found: Forced, size: float) -> Forced:
        """Add what it costs to force all of it into its first period."""
        force = f"policies[policy={rule_name(self.asked.plant, first=True)}].value = {size!r}"
        answer = self.session.answer(Ask(changes=(force,)))
        return replace(found, cost_first=answer.objective, bound_first=answer.bound)

    def _factor(self, without: float, changes: tuple[str, ...], first: Plan | None = None) -> float:
        """Seek the factor on capital cost at which the plan with the plant costs as much as without it.

        The net cost of the best plan with the plant is concave in the factor, its slope the capital cost itself: each
        step solves with the factor at which the last plan would cost as much (Newton's method).
        """
        factor = 1.0
        for number in range(ROUNDS):
            if first is not None and number == 0:
                plan = first
            else:
                dearer = (*changes, f"plants[plant={self.asked.plant}].capex_factor *= {factor!r}")
                answer = self.session.answer(Ask(changes=dearer))
                if not answer.feasible:
                    return math.nan
                plan = answer.plan()
            capital = _capital(plan, self.asked.plant) / factor
            if capital <= 0:
                return factor if number else math.nan
            step = (without - plan.objective) / capital
            if step < 0 and factor <= FREE:
                return math.nan  # not even for nothing
            before, factor = factor, max(factor + step, FREE)
            if abs(factor - before) <= NEAR * factor:
                break
        return factor


def forced(session: Session, question: Question) -> Forced:
    """Answer one question."""
    return Forcer(session, question).answer()


def _capital(plan: Plan, plant: str) -> float:
    """Present value of the capital a plan spends on a plant, less what is left at the end."""
    money = worth(plan).filter(pl.col("plant") == plant, pl.col("kind").is_in(["capex", "salvage"]))
    return float(money["worth"].sum())


def _told(plan: Plan, plant: str, found: Forced) -> Forced:
    """Add what the owner of a plant gets, when it opens and how much it runs."""
    owner = plan.economics().filter(pl.col("plant") == plant).to_dicts()
    found = replace(found, opening=_opening(plan, plant), used=used_share(plan, plant))
    if not owner:
        return found
    told, product = owner[0], owner[0]["main_product"] or main_product(plan, plant)
    numbers = {"product_price": "product_price", "npv": "npv", "break_even": "break_even_price"}
    known: dict[str, Any] = {mine: math.nan if told[its] is None else told[its] for mine, its in numbers.items()}
    return replace(
        found, **known, main_product=product, price_unit=told["price_unit"] or "",
        output=discounted_output(plan, plant, product),
    )  # fmt: skip


def _opening(plan: Plan, plant: str) -> str:
    """Give the period in which a plant is first built or restarted; nothing if it is neither."""
    spend = plan.frame("spend").filter(pl.col("kind") == SpendKind.RESTART.value)
    rows = pl.concat([f.select("plant", "period", "value") for f in (plan.frame("build"), spend)])
    opened = rows.filter(pl.col("plant") == plant, pl.col("value") > 0)["period"].to_list()
    return min(opened, key=plan.periods["period"].to_list().index, default="")


def main_product(plan: Plan, plant: str) -> str:
    """Give the good that a plant makes most of at marginal values, where traded prices do not tell; maybe none."""
    worth_of = plan.year_prices.filter(pl.col("constraint") == "balance").select(
        "period", "place", "commodity", price="value"
    )
    made = plan.frame("make").filter(pl.col("plant") == plant, pl.col("value") > 0)
    money = made.join(worth_of, on=["period", "place", "commodity"]).with_columns(pl.col("value") * pl.col("price"))
    sums = money.group_by("commodity").agg(pl.col("value").sum()).sort("value", "commodity", descending=[True, False])
    return str(sums["commodity"][0]) if sums.height else ""


def discounted_output(plan: Plan, plant: str, commodity: str) -> float:
    """Give what a plant makes of a good over the horizon, discounted as yearly money is."""
    made = plan.frame("make").filter(pl.col("plant") == plant, pl.col("commodity") == commodity)
    rows = made.join(plan.periods.select("period", "weight"), on="period")
    return float((rows["value"] * rows["weight"]).sum())


def used_share(plan: Plan, plant: str) -> float:
    """Give the share of its available capacity at which a plant runs, mean over the years in which it stands."""
    uses = plan.study.table("processes").select("process", pl.col("capacity_use").fill_null(1.0)).unique("process")
    years = plan.periods.select("period", "years")
    run = (
        plan.frame("run").filter(pl.col("plant") == plant).join(uses, on="process", how="left").join(years, on="period")
    )
    stands = plan.frame("capacity").filter(pl.col("plant") == plant).join(years, on="period")
    used = float((run["value"] * run["capacity_use"].fill_null(1.0) * run["years"]).sum())
    room = float((stands["value"] * stands["years"]).sum())
    return used / room if room > 0 and math.isfinite(room) else math.nan
