"""What is stored fits into what stands to hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.slices import in_every_slice

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="What is in stock fits into the plant that holds it.",
    unit="commodity unit",
    tables=("stocks", "plants"),
    limit="plants.capacity",
)
def stock_room(model: Model) -> None:
    """sum over goods of level <= capacity, each plant that holds stocks (of limited capacity) and period.

    With slices there is a row for each in which something is held that turns within the year; what is held from period
    to period takes room in all of them.
    """
    index = model.instance.at("plant")
    held = model.instance.stocks.drop_nulls("held_in").rename({"held_in": "plant"})
    unlimited = model.instance.plants.frame.filter(~pl.col("existing").is_finite()).select(INDEX)
    rows = held.join(unlimited, on=INDEX, how="anti").select(index).unique().sort(index)
    holds = held.select(*model.instance.at("place", "commodity"), "plant", one=pl.lit(1.0))
    stored = in_every_slice(model.instance, model.stocks.level.times(holds, "one").over(*index)).within(rows)
    room = model.investment.capacity.times(rows.with_columns(one=pl.lit(1.0)), "one")
    model.program.constraint("stock_room", rows, Expression.sum([stored, -room], index), upper=0.0)
