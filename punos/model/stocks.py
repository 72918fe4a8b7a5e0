"""Variables of stocks: what is there at the end of each period, and what that adds to the goods of a place."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program

HERE = ("place", "commodity", "period")


@dataclass(frozen=True)
class Stocks:
    """Expressions of stocks.

    Attributes
    ----------
    level
        place, commodity, period: what is in stock when the period ends.
    drawn
        place, commodity, period: what a period takes from stock, a year; negative where it adds to it.
    """

    level: Expression
    drawn: Expression


def stores(instance: Instance, program: Program) -> Stocks:
    """Add the levels; the opening stock is a variable too, held at what the study says, so that it can be changed."""
    frame = instance.stocks
    level = program.variables("level", frame.select(*HERE, "capacity"), upper="capacity")
    first = frame.filter(pl.col("before").is_null())
    opening = program.variables("opening_stock", first.select(*HERE, "initial"), lower="initial", upper="initial")
    share = pl.col("keep") / pl.col("years")
    carried = frame.filter(pl.col("before").is_not_null()).select(
        "place", "commodity", period="before", later="period", share=share
    )
    later = level.times(carried, "share").over("place", "commodity", "later").rename(later="period")
    begun = opening.times(first.select(*HERE, share=share), "share")
    ended = level.times(frame.select(*HERE, yearly=1.0 / pl.col("years")), "yearly")
    return Stocks(level, Expression.sum([later, begun, -ended], HERE))
