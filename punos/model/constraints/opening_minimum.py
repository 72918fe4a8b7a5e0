"""An opening has a least size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="What is opened has at least the minimum size of its technology.",
    unit="technology unit",
    tables=("technologies",),
    limit="technologies.min_capacity",
)
def opening_minimum(model: Model) -> None:
    """build >= min_capacity x open, each opening of a technology with a minimum."""
    least = model.sizes.openings.filter(pl.col("min_capacity") > 0).select(*INDEX, "min_capacity")
    build = model.investment.build.within(least.select(INDEX))
    row = Expression.sum([build, -model.investment.open.times(least, "min_capacity")], INDEX)
    model.program.constraint("opening_minimum", least.select(INDEX), row, lower=0.0)
