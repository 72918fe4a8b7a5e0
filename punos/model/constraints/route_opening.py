"""Nothing moves on a route that is not opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.errors import StudyFaults
from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.transport import ARC, along
from punos.study.faults import Fault, Faults, Severity

if TYPE_CHECKING:
    from punos.model.model import Model

INF = float("inf")


@constraint(
    sentence="Nothing moves on a route before it is opened.",
    unit="commodity unit / year",
    tables=("routes", "demands"),
)
def route_opening(model: Model) -> None:
    """ship <= most x openings that work, each good on a route with a capex; at most one opening works at a time.

    ``most`` is the route's capacity or, if less, all that can be made or taken of the good: as no good gains from
    running in circles, no more of it ever moves on one route. Where freight is negative only the capacity counts.
    """
    candidates = model.instance.transport.routes.filter(pl.col("capex").is_not_null())
    if candidates.is_empty():
        return
    arc = model.instance.at(*ARC)
    limits = model.instance.transport.limits.join(candidates, on=["route", "period"], how="semi")
    arcs = model.transport.arcs.join(limits, on=["route", "period", *model.instance.slices.labels])
    paid = model.transport.arcs.group_by("commodity").agg(circles=(pl.col("freight") < 0).any())
    goods = model.sizes.bounds.goods.join(paid, on="commodity", how="left")
    through = pl.when("circles").then(INF).otherwise(pl.min_horizontal("made", "taken"))
    arcs = arcs.join(goods.select("commodity", "period", through=through), on=["commodity", "period"], how="left")
    most = arcs.select(*arc, most=pl.min_horizontal(pl.col("capacity") / pl.col("mass"), "through"))
    refuse_endless(most)
    works = model.transport.open_route.rename(period="vintage").times(model.transport.route_works, "works")
    works = works.over("route", "period")
    allowed = works.times(most, "most", on=["route", "period"]).over(*arc)
    sent = along(arcs, pl.lit(1.0), arc)
    row = Expression.sum([sent, -allowed], arc)
    model.program.constraint("route_opening", most.select(arc), row, upper=0.0)
    model.program.constraint("route_once", works.frame.select("route", "period").unique(), works, upper=1.0)


def refuse_endless(most: pl.DataFrame) -> None:
    """A route that costs something to open needs to know how much can move on it."""
    endless = most.filter(~pl.col("most").is_finite())["route"].unique(maintain_order=True).cast(pl.String)
    if len(endless):
        raise StudyFaults(
            Faults(
                Fault(
                    code="opening-without-size", severity=Severity.ERROR, table="routes", row=None, column="capacity",
                    value="", message=f"route {name} has to be opened, but nothing says how much it can carry",
                    expected="a capacity (mass unit / year)", remedy="fill capacity in routes",
                )
                for name in endless
            )
        )  # fmt: skip
