"""A common service fails for a period: who stops, and what it costs, with what was built staying as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.analysis.share.desk import desk_of
from punos.analysis.share.park import PlayerKind, park_of
from punos.analysis.share.services import Service
from punos.analysis.share.shifting import LEAST, TRACE, least_moved, shifted
from punos.analysis.share.telling import money_text
from punos.errors import WrongUse
from punos.plan.plan import Plan
from punos.runner.many import Base
from punos.session import Ask

DECIDED = ("build", "open", "modules", "restart", "restart_free", "closed_share", "closed_new", "curve_size",
           "curve_segment", "open_route", "open_terminal", "convert_whole", "convert_part", "convert")  # fmt: skip
"""Blocks of variables that were decided before anything failed."""

SLACK = 1e-6
"""Share by which a size may be off, so that rounding forbids nothing."""


@dataclass(frozen=True)
class Failure:
    """What comes of a service that fails.

    Attributes
    ----------
    cost
        What net cost rises by, present value.
    stopped
        plant, place, before, after: plants that run less or more in the period, activity a year.
    short
        demand, place, commodity, unit, before, after: what is sold less or more of, and what is short.
    """

    park: str
    service: str
    period: str
    cost: float
    stopped: pl.DataFrame
    short: pl.DataFrame
    currency: str

    def __str__(self) -> str:
        """Say what it costs, and who runs less."""
        less = self.stopped.filter(pl.col("after") < pl.col("before"))
        cost = money_text(self.cost, self.currency)
        start = f"If {self.service} fails at {self.park} in {self.period}, all built as it is, it costs {cost}."
        if less.is_empty():
            return f"{start} Nobody runs less."
        return f"{start} Of what they would, run: {', '.join(map(_share, less.iter_rows(named=True)))}."


def _share(row: Mapping[str, Any]) -> str:
    return f"{row['plant']} {max(0.0, row['after'] / row['before']):.0%}"


def failing(plan: Plan, place: str, service: str, period: str, company: str | None = None) -> Failure:
    """Plan the study with a service failed in one period, all investments as they are.

    Nothing of it is bought at the park, and the company's plants that make it (or take it in) stand still; what tenants
    give each other goes on.

    Raises
    ------
    WrongUse
        No such park, service or period, or nothing works without it.
    """
    periods = plan.periods["period"].to_list()
    if period not in periods:
        raise WrongUse(f"The plan has no period '{period}'; there are: {', '.join(periods)}.")
    park = park_of(plan.study, plan.instance, [place], PlayerKind.OPERATORS, company=company)
    (failed,) = desk_of(plan, park, (service,)).services
    session = Base.of(plan).session()
    fixed = _decided(plan) | _failed(plan, failed, park.places, period)
    answer = session.answer(Ask(fixed=fixed))
    if not answer.feasible:
        raise WrongUse(
            f"Without {service} at {park.name} in {period} the study has no plan: something must be delivered or run "
            "whatever comes. Give demands a shortfall_cost, so that it can be said what is missing."
        )
    made = least_moved(answer, plan, fixed)
    return Failure(
        park.name, service, period, answer.objective - plan.objective, shifted(plan, made, period),
        _short(plan, made, period), plan.summary.currency,
    )  # fmt: skip


def _decided(plan: Plan) -> dict[str, pl.DataFrame]:
    """Give bounds that hold what was decided."""
    held = {}
    for name in DECIDED:
        block = plan.choices.get(name)
        if block is not None and block.height:
            kept, spare = pl.col("value").clip(lower_bound=0.0), pl.col("value").abs() * SLACK
            low = (kept - spare).clip(lower_bound=0.0)
            held[name] = block.with_columns(lower=low, upper=kept + spare).drop("value")
    return held


def _failed(plan: Plan, service: Service, places: Sequence[str], period: str) -> dict[str, pl.DataFrame]:
    """Give bounds by which nothing of a service comes."""
    there = pl.col("period") == period
    bought = (pl.col("commodity") == service.commodity) & pl.col("place").is_in(places)
    found = {}
    for name, what in (("buy", bought), ("run", pl.col("plant").is_in(service.plants))):
        block = plan.choices.get(name)
        rows = None if block is None else block.filter(there, what).drop("value")
        if rows is not None and rows.height:
            found[name] = rows.with_columns(lower=pl.lit(0.0), upper=pl.lit(0.0))
    return found


def _short(before: Plan, after: Plan, period: str) -> pl.DataFrame:
    """Give demands of which less (or more) is sold."""
    key = ["demand", "place", "commodity", "unit"]
    sold = [
        p.frame("sell").filter(pl.col("period") == period).select(*key, pl.col("value").alias(name))
        for p, name in ((before, "before"), (after, "after"))
    ]
    both = (
        sold[0].join(sold[1], on=key, how="full", coalesce=True).with_columns(pl.col("before", "after").fill_null(0.0))
    )
    apart = (pl.col("after") - pl.col("before")).abs()
    return both.filter(apart > TRACE, apart > LEAST * pl.max_horizontal("before", "after")).sort(apart, descending=True)
