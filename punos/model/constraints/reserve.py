"""A reserve lasts over the horizon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="Over the horizon, no more is taken from a supply than its reserve.",
    unit="commodity unit",
    tables=("supplies",),
    limit="supplies.reserve",
)
def reserve(model: Model) -> None:
    """sum over periods of years x buy <= reserve, each supply with a reserve.

    A reserve that differs between period rows counts with its least figure.
    """
    rows = model.instance.trade.supplies.group_by("supply").agg(pl.col("reserve").min())
    rows = rows.filter(pl.col("reserve").is_finite())
    taken = model.trade.buy.over("supply", "period").times(model.instance.periods.select("period", "years"), "years")
    kept = taken.over("supply").within(rows)
    model.program.constraint("reserve", rows, kept, upper="reserve")
