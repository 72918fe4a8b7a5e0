"""A plant runs within its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank, Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="A plant runs no more than its available capacity.",
    unit="technology unit",
    tables=("plants", "technologies", "processes", "uses"),
    limit="plants.capacity",
)
def capacity(model: Model) -> None:
    """sum over processes of capacity_use x run <= availability x capacity, each plant and period.

    Plants of unlimited capacity have no row. Without slices the year is one slice, so the lesser of availability and
    year_availability counts.
    """
    need = needed_capacity(model)
    frame = model.instance.plants.frame.filter(pl.col("existing").is_finite())
    rows = frame.join(need.frame.select(INDEX).unique(), on=INDEX, how="semi")
    given = model.investment.capacity.times(frame.select(*INDEX, "availability"), "availability")
    difference = Expression.sum([need, -given], INDEX)
    wanted = rows.select(INDEX)
    kept = difference.within(wanted)
    model.program.constraint("capacity", wanted, kept, upper=0.0, blank=Blank.CONSTANT)


def needed_capacity(model: Model) -> Expression:
    """Capacity that activities take, by the plant that gives it and period."""
    uses = model.instance.operation.uses
    taken = model.operation.run.times(uses, "capacity_use")
    return taken.over("used", "period").rename(used="plant")
