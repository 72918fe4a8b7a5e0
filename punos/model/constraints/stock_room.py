"""What is stored fits into what stands to hold it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint

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
    """sum over goods of level <= capacity, each plant that holds stocks (of limited capacity) and period."""
    held = model.instance.stocks.drop_nulls("held_in").select("place", "commodity", "period", plant="held_in")
    limited = model.instance.plants.frame.filter(pl.col("existing").is_finite()).select(INDEX)
    unlimited = model.instance.plants.frame.filter(~pl.col("existing").is_finite()).select(INDEX)
    rows = held.join(unlimited, on=INDEX, how="anti").select(INDEX).unique().sort(INDEX)
    stored = model.stocks.level.times(held.with_columns(one=pl.lit(1.0)), "one").over(*INDEX).within(rows)
    room = model.investment.capacity.within(limited).within(rows)
    model.program.constraint("stock_room", rows, Expression.sum([stored, -room], INDEX), upper=0.0)
