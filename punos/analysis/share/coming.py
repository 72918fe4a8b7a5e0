"""A tenant comes: what it needs, brings, pays, and whom it displaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any

import polars as pl

from punos.analysis.forcing import SLACK
from punos.analysis.headroom import headroom
from punos.analysis.newcomer import NEWCOMER, forced, with_newcomer
from punos.analysis.share.desk import desk_of
from punos.analysis.share.park import Park, PlayerKind, park_of
from punos.analysis.share.reading import Desk, Reading, Value
from punos.analysis.share.shifting import least_moved, shifted
from punos.analysis.share.telling import MOVED, money_text, number_text
from punos.errors import WrongUse
from punos.plan.plan import Plan
from punos.runner.many import Base
from punos.session import Answer, Ask, Session

MOST_NAMED = 5
"""Plants that are named in a sentence; the table has all."""


@dataclass(frozen=True)
class Arrival:
    """What comes of a tenant that comes.

    Attributes
    ----------
    technology, capacity
        What it is, in units of the technology.
    cost
        What net cost rises by (below 0: falls), its own investment included.
    account
        What it earns before it pays for services: present value at traded prices.
    pays
        What it would pay for services at a tariff that was found; None without one.
    needs
        service, unit, amount (of all years, discounted; below 0: it gives), yearly (mean), booked (the most in a year),
        before, after (what a unit of the service costs in the mean).
    shared
        name, shared, unit, before, after, possible, full: what the plants of the park share, in the last period.
    displaced
        plant, place, before, after: plants that run less or more, activity added over the years.
    headroom
        What the headroom of the company's plants is worth to it, as far as the plan has built them: net cost if they
        may neither grow nor run more than in the plan, less net cost if they may run more. None: without it, it cannot
        come.
    growth
        What it saves beyond that to let the company's plants grow. None: without that, it cannot come.
    """

    park: str
    technology: str
    capacity: float
    unit: str
    cost: float
    account: float
    pays: float | None
    needs: pl.DataFrame
    shared: pl.DataFrame
    displaced: pl.DataFrame
    currency: str
    headroom: float | None = 0.0
    growth: float | None = 0.0

    def __str__(self) -> str:
        """Say what it brings, pays, needs and displaces."""
        size, money = f"{self.capacity:,.6g} {self.unit} of {self.technology}", self.currency
        verb = "rises" if self.cost >= 0 else "falls"
        cost = f"net cost {verb} by {money_text(self.cost, money)}"
        said = [f"If {size} comes to {self.park}, {cost}, its own investment included."]
        earns = "earns" if self.account >= 0 else "loses"
        pays = "" if self.pays is None else f", {money_text(self.pays, money)} at the tariff found"
        said.append(f"It {earns} {money_text(self.account, money)} before it pays for services{pays}.")
        said += [
            f"It {_taken(row)} of {row['service']} a year{_dearer(row, money)}."
            for row in self.needs.iter_rows(named=True)
        ]
        said += self._room()
        if full := self.shared.filter("full")["name"].to_list():
            said.append(f"Then full: {', '.join(full)}.")
        less = self.displaced.filter(pl.col("after") < pl.col("before"))
        if less.height:
            said.append(f"Less is run at {', '.join(less['plant'].head(MOST_NAMED))}.")
        return " ".join(said)

    def _room(self) -> list[str]:
        """Say what it is worth that the company's plants have headroom, and may grow."""
        if self.growth is None:
            return ["It cannot come unless the park's company builds more."]
        grown = f"to build more saves {money_text(self.growth, self.currency)}" if self.growth else ""
        if self.headroom is None:
            return ["It cannot come without the headroom of the company's plants.", *([f"{grown}."] if grown else [])]
        worth = money_text(self.headroom, self.currency) if self.headroom else "nothing"
        if not self.headroom and not grown:
            return []
        return [f"The headroom that the company's plants have is worth {worth} to it{', ' * bool(grown)}{grown}."]


def _taken(row: Mapping[str, Any]) -> str:
    """Say what it takes of a service, or gives."""
    if row["amount"] < 0:
        return f"gives {number_text(-row['yearly'])} {row['unit']}"
    return f"takes {number_text(row['booked'])} {row['unit']}"


def _dearer(row: Mapping[str, Any], money: str) -> str:
    if row["before"] is None or row["after"] is None or abs(row["after"] - row["before"]) <= MOVED * abs(row["before"]):
        return ""
    return f", of which a unit then costs {row['after']:,.4g} {money} instead of {row['before']:,.4g}"


def coming(
    plan: Plan, place: str, technology: str, capacity: float, company: str | None = None,
    tariff: pl.DataFrame | None = None,
) -> Arrival:  # fmt: skip
    """Plan the study with one plant more at a park, forced in at its size as soon as it may be built.

    Parameters
    ----------
    technology, capacity
        Any row of the table `technologies`, and how much of it.
    company
        The operator of the common plants.
    tariff
        Rows of :attr:`punos.analysis.share.found.Share.tariff` of the park.

    Raises
    ------
    WrongUse
        No such park or technology, or the study has no plan with it.
    """
    park = park_of(plan.study, plan.instance, [place], PlayerKind.OPERATORS, company=company)
    study = with_newcomer(plan.study, park.places[0], technology, capacity)
    session = Base.of(plan).session()
    answer = session.answer(Ask(study=study, policies=(forced(capacity),)))
    if not answer.feasible:
        raise WrongUse(
            f"The study has no plan with {capacity:g} of {technology} at {park.name}: it does not fit on the land, "
            "within a permit, or within the size that the technology may have."
        )
    desk = desk_of(plan, park)
    joined = replace(desk, park=_joined(park))
    before = Reading(session.base, desk).read(session.answer().solution, plan.summary.bound)
    after = Reading(answer.model, joined).read(answer.solution, answer.bound)
    made = least_moved(answer, plan)
    room, growth = _room(session, answer, plan, desk)
    units = plan.study.table("technologies").filter(pl.col("technology") == technology)["unit"].drop_nulls()
    return Arrival(
        park=park.name,
        technology=technology,
        capacity=capacity,
        unit=units[0] if len(units) else "",
        cost=after.cost - plan.objective,
        account=after.account[NEWCOMER],
        pays=None if tariff is None or tariff.is_empty() else _pays(after, tariff),
        needs=_needs(joined, before, after),
        shared=_shared(plan, made, park.places[0]),
        displaced=shifted(plan, made).filter(pl.col("plant") != NEWCOMER),
        currency=plan.summary.currency,
        headroom=room,
        growth=growth,
    )


def _room(session: Session, answer: Answer, plan: Plan, desk: Desk) -> tuple[float | None, float | None]:
    """Give what the headroom of the company's plants is worth to who comes, and that they may grow.

    Asked twice more: with the company's plants as large as the plan has them, and running no more than it has them run.
    """
    plants = sorted({p for s in desk.services for p in s.plants})
    grown = _no_more(plan, "build", plants)
    idle = grown | _no_more(plan, "run", plants)
    if not idle:
        return 0.0, 0.0
    small = session.again(answer, grown) if grown else answer
    least = session.again(answer, idle)
    return _more(small, least), _more(answer, small)


def _no_more(plan: Plan, block: str, plants: list[str]) -> dict[str, pl.DataFrame]:
    """Give bounds by which no more is built of plants, or run of them, than in a plan."""
    rows = plan.choices[block].filter(pl.col("plant").is_in(plants)) if block in plan.choices else pl.DataFrame()
    if rows.is_empty():
        return {}
    # rounding forbids nothing
    most = pl.col("value").clip(lower_bound=0.0) * (1.0 + SLACK)
    return {block: rows.with_columns(upper=most).drop("value")}


def _more(before: Answer, after: Answer) -> float | None:
    """Give what a plan costs more than another; 0 within their gaps, None where it cannot be."""
    if not after.feasible:
        return None
    gaps = after.objective - after.bound + before.objective - before.bound
    more = after.objective - before.objective
    # what rounding leaves open: runs may be larger by a share of SLACK
    small = SLACK * abs(before.objective) if before.feasible else inf
    return 0.0 if more <= gaps + small else more


def _joined(park: Park) -> Park:
    return replace(park, tenants={**park.tenants, NEWCOMER: (NEWCOMER,)})


def _pays(value: Value, tariff: pl.DataFrame) -> float:
    prices = {r["service"]: (r["connection"], r["booked"], r["used"]) for r in tariff.iter_rows(named=True)}
    paid: float = sum(
        amount * price
        for plant, service, *amounts in value.use
        if plant == NEWCOMER and service in prices
        for amount, price in zip(amounts, prices[service], strict=True)
    )
    return paid


def _needs(desk: Desk, before: Value, after: Value) -> pl.DataFrame:
    rows = [
        {"service": s.commodity, "unit": s.unit, "amount": used,
         "yearly": used / years if years else 0.0, "booked": booked / years if years else 0.0,
         "before": before.unit_cost(s.commodity), "after": after.unit_cost(s.commodity)}
        for s in desk.services
        for plant, service, years, booked, used in after.use
        if plant == NEWCOMER and service == s.commodity
    ]  # fmt: skip
    schema: Mapping[str, type[pl.DataType]] = {
        "service": pl.String, "unit": pl.String,
        **dict.fromkeys(("amount", "yearly", "booked", "before", "after"), pl.Float64),
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def _shared(before: Plan, after: Plan, place: str) -> pl.DataFrame:
    """Give what is shared in the last period, where it changes."""
    key, last = ["shared", "name", "unit"], before.periods["period"][-1]
    now, then = (headroom(p, place).filter(pl.col("period") == last) for p in (before, after))
    both = then.select(*key, "possible", "full", after="used").join(
        now.select(*key, before="used"), on=key, how="left", nulls_equal=True
    )
    moved = (pl.col("after") - pl.col("before").fill_null(0.0)).abs() > 1e-6 * pl.col("possible").abs()
    return both.filter(moved).select(*key, "before", "after", "possible", "full")
