"""Nothing passes through a place without transit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.slices import balanced

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="From a place without transit, no more of a good leaves than is made, bought or taken from stock there.",
    unit="commodity unit / year",
    tables=("places", "stocks"),
    limit="places.transit",
)
def transit(model: Model) -> None:
    """depart <= make + buy + drawn, each good at a place without transit and period."""
    here = model.instance.at("place", "commodity")
    closed = model.instance.places.filter(~pl.col("transit")).select("place", "period")
    depart = model.transport.depart
    left = depart.over(*here).within(closed)
    rows = left.frame.select(here).unique()
    site = model.instance.operation.runs.select("plant", "place").unique().with_columns(one=pl.lit(1.0))
    made = model.operation.make.times(site, "one").over(*here)
    within = balanced(model.instance, Expression.sum([made, model.stocks.drawn], here))
    kept = Expression.sum([within, model.trade.buy.over(*here)], here).within(rows)
    model.program.constraint("transit", rows, Expression.sum([left, -kept], here), upper=0.0)
