"""Nothing passes through a place without transit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

HERE = ("place", "commodity", "period")


@constraint(
    sentence="From a place without transit, no more of a good leaves than is made, bought or taken from stock there.",
    unit="commodity unit / year",
    tables=("places", "stocks"),
    limit="places.transit",
)
def transit(model: Model) -> None:
    """depart <= make + buy + drawn, each good at a place without transit and period."""
    closed = model.instance.places.filter(~pl.col("transit")).select("place", "period")
    depart = model.transport.depart
    left = depart.over(*HERE).within(closed)
    rows = left.frame.select(HERE).unique()
    site = model.instance.operation.runs.select("process", "plant", "period", "place", one=pl.lit(1.0))
    made = model.operation.make.times(site, "one").over(*HERE)
    gained = Expression.sum([made, model.trade.buy.over(*HERE), model.stocks.drawn], HERE)
    kept = gained.within(rows)
    model.program.constraint("transit", rows, Expression.sum([left, -kept], HERE), upper=0.0)
