"""Which plants run more or less in one plan than in another."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from punos.model.nearest import nearest
from punos.plan.plan import Plan
from punos.planner import Request, read_plan
from punos.session import Answer

LEAST = 0.005
"""Share of what a plant runs below which a difference is not told."""

TRACE = 1e-6
"""Amounts below this are the solver's rounding."""


def least_moved(answer: Answer, plan: Plan, fixed: Mapping[str, pl.DataFrame] = MappingProxyType({})) -> Plan:
    """Give, of all plans as good as an answer, the one nearest to another plan: what moves then had to.

    Parameters
    ----------
    fixed
        Bounds of the answer's request.
    """
    program = answer.model.program.copy()
    for name, frame in fixed.items():
        labels = program.blocks[name].frame
        program.set_bounds(name, frame.with_columns(pl.col(c).cast(labels.schema[c]) for c in labels.columns))
    near = nearest(program, answer.solution, plan.choices, answer.options)
    options = answer.options
    request = Request(answer.study, gap=options.gap, time_limit=options.time_limit, threads=options.threads)
    return read_plan(answer.model, near, request, answer.seconds)


def shifted(before: Plan, after: Plan, period: str | None = None) -> pl.DataFrame:
    """Give the plants that run more or less, the greatest difference first.

    Parameters
    ----------
    period
        Only this one; else activity is added over the years of all.

    Returns
    -------
    plant, place, before, after.
    """
    sums = [_activity(plan, period).rename({"value": name}) for plan, name in ((before, "before"), (after, "after"))]
    both = (
        sums[0]
        .join(sums[1], on=["plant", "place"], how="full", coalesce=True)
        .with_columns(pl.col("before", "after").fill_null(0.0))
    )
    apart = (pl.col("after") - pl.col("before")).abs()
    share = apart / pl.max_horizontal("before", "after")
    return both.filter(apart > TRACE, share > LEAST).sort(share, "plant", descending=[True, False]).select(
        "plant", "place", "before", "after"
    )  # fmt: skip


def _activity(plan: Plan, period: str | None) -> pl.DataFrame:
    rows = plan.frame("run").join(plan.periods.select("period", "years"), on="period")
    if period is not None:
        rows = rows.filter(pl.col("period") == period).with_columns(years=pl.lit(1.0))
    return rows.group_by("plant", "place").agg(value=(pl.col("value") * pl.col("years")).sum())
