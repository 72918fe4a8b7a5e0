"""A plant runs within its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank, Expression
from punos.model.registry import constraint
from punos.model.slices import in_slice_and_year

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="A plant runs no more than its available capacity.",
    unit="technology unit",
    tables=("plants", "technologies", "processes", "uses"),
    limit="plants.capacity",
)
def capacity(model: Model) -> None:
    """sum over processes of capacity_use x run <= availability x capacity, each plant and period.

    Plants of unlimited capacity have no row. Without slices the year is one slice, so the lesser of availability and
    year_availability counts. With slices there is a row for each, with availability x share of the year, and one for
    the year where year_availability leaves less than the slices together.
    """
    index = model.instance.at("plant")
    need = needed_capacity(model)
    unlimited = model.instance.plants.frame.filter(~pl.col("existing").is_finite()).select("plant", "period")
    available = model.instance.plants.available.join(unlimited, on=["plant", "period"], how="anti")
    rows = available.join(need.frame.select(index).unique(), on=index, how="semi")
    given = model.investment.capacity.times(available, "availability")
    difference = Expression.sum([need, -given], index)
    wanted = rows.select(index)
    kept = difference.within(wanted)
    model.program.constraint("capacity", wanted, kept, upper=0.0, blank=Blank.CONSTANT)


def needed_capacity(model: Model) -> Expression:
    """Capacity that activities take, by the plant that gives it, period and slice; in the year too."""
    uses = model.instance.operation.uses
    taken = model.operation.run.times(uses, "capacity_use")
    needed = taken.over(*model.instance.at("used")).rename(used="plant")
    return in_slice_and_year(model.instance, needed)
