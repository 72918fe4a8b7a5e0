"""A route carries no more than its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.slices import in_slice_and_year
from punos.model.transport import along

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="All goods on a route, in one direction, stay within its capacity, and none move before it is opened.",
    unit="mass unit / year",
    tables=("routes",),
    limit="routes.capacity",
)
def route_capacity(model: Model) -> None:
    """sum over commodities of mass x ship <= capacity x (1, or openings that work), each route and direction.

    With slices there is a row for each in which a good moves that balances by slice, and one for the year (the capacity
    of all slices) for all goods together, if any of them balances over the year.
    """
    instance = model.instance
    direction = instance.at("route", "from", "to")
    limits = instance.transport.limits.filter(pl.col("capacity").is_finite())
    limits = limits.join(instance.transport.routes.select("route", "period", "capex"), on=["route", "period"])
    time = ["route", "period", *instance.slices.labels]
    limited = model.transport.arcs.join(limits.select("route", "period").unique(), on=["route", "period"], how="semi")
    sent = in_slice_and_year(instance, along(limited, pl.col("mass"), direction))
    rows = limited.select(direction).unique().join(limits, on=time)
    stands = rows.with_columns(limit=pl.when(pl.col("capex").is_null()).then(pl.col("capacity")).otherwise(0.0))
    works = model.transport.open_route.rename(period="vintage").times(model.transport.route_works, "works")
    candidates = rows.filter(pl.col("capex").is_not_null()).select(*direction, "capacity")
    opened = works.over("route", "period").times(candidates, "capacity")
    row = Expression.sum([sent.within(rows), -opened.over(*direction)], direction)
    model.program.constraint("route_capacity", stands.select(*direction, "limit"), row, upper="limit")
