"""Variables of stocks: what is there at the end of each period, and what that adds to the goods of a place."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program


@dataclass(frozen=True)
class Stocks:
    """Expressions of stocks.

    Attributes
    ----------
    level
        place, commodity, period, slice (in a study with slices): what is in stock when the period, or slice, ends.
    drawn
        place, commodity, period, slice: what is taken from stock, a year; negative where it adds to it.
    """

    level: Expression
    drawn: Expression


def stores(instance: Instance, program: Program) -> Stocks:
    """Add the levels; the opening stock is a variable too, held at what the study says, so that it can be changed."""
    frame = instance.stocks
    here = instance.at("place", "commodity")
    level = program.variables("level", frame.select(*here, "capacity"), upper="capacity")
    first = frame.filter(pl.col("before").is_null())
    opening = program.variables("opening_stock", first.select(*here, "initial"), lower="initial", upper="initial")
    share = pl.col("keep") / pl.col("years")
    # what a stock begins with is what it ended with before, in another period or slice
    later = {"period": "later", "slice": "later_slice"}
    ended_before = {"period": "before", "slice": "before_slice"}
    times = here[2:]
    carried = frame.filter(pl.col("before").is_not_null()).select(
        "place", "commodity",
        *(pl.col(ended_before[t]).alias(t) for t in times), *(pl.col(t).alias(later[t]) for t in times), share=share,
    )  # fmt: skip
    begun = (
        level.times(carried, "share")
        .over("place", "commodity", *(later[t] for t in times))
        .rename(**{later[t]: t for t in times})
    )
    first_begun = opening.times(first.select(*here, share=share), "share")
    ended = level.times(frame.select(*here, yearly=1.0 / pl.col("years")), "yearly")
    return Stocks(level, Expression.sum([begun, first_begun, -ended], here))
