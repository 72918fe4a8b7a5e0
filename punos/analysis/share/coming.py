"""A tenant comes: what it needs, brings, pays, and whom it displaces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

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
from punos.session import Ask

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
        if full := self.shared.filter("full")["name"].to_list():
            said.append(f"Then full: {', '.join(full)}.")
        less = self.displaced.filter(pl.col("after") < pl.col("before"))
        if less.height:
            said.append(f"Less is run at {', '.join(less['plant'].head(MOST_NAMED))}.")
        return " ".join(said)


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
    options = plan.summary.options
    session = Base(plan.study, plan.choices, options.get("gap"), options.get("time_limit")).session()
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
    )


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
