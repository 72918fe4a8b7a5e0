"""A route carries no more than its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.transport import along

if TYPE_CHECKING:
    from punos.model.model import Model

DIRECTION = ("route", "from", "to", "period")


@constraint(
    sentence="All goods on a route, in one direction, stay within its capacity, and none move before it is opened.",
    unit="mass unit / year",
    tables=("routes",),
    limit="routes.capacity",
)
def route_capacity(model: Model) -> None:
    """sum over commodities of mass x ship <= capacity x (1, or openings that work), each route and direction."""
    routes = model.instance.transport.routes.filter(pl.col("capacity").is_finite())
    limited = model.transport.arcs.join(routes, on=["route", "period"], how="semi")
    sent = along(limited, pl.col("mass"), DIRECTION)
    rows = (
        limited.select(DIRECTION)
        .unique()
        .join(routes.select("route", "period", "capacity", "capex"), on=["route", "period"])
    )
    stands = rows.with_columns(limit=pl.when(pl.col("capex").is_null()).then(pl.col("capacity")).otherwise(0.0))
    works = model.transport.open_route.rename(period="vintage").times(model.transport.route_works, "works")
    opened = works.over("route", "period").times(
        rows.filter(pl.col("capex").is_not_null()).select(*DIRECTION, "capacity"), "capacity"
    )
    row = Expression.sum([sent, -opened], DIRECTION)
    model.program.constraint("route_capacity", stands.select(*DIRECTION, "limit"), row, upper="limit")
