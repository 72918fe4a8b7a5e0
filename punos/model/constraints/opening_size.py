"""Without an opening nothing is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="Where an opening has a charge or a minimum, nothing is built without it, and no more than its size.",
    unit="technology unit",
    tables=("technologies", "plants"),
    limit="technologies.max_capacity",
)
def opening_size(model: Model) -> None:
    """build <= size x open, each opening that needs a yes or no.

    ``size`` is the largest size said in the study, else the most that demand and supply could ever use.
    """
    openings = model.sizes.openings.filter(pl.col("binary"))
    size = openings.select(*INDEX, "size")
    build = model.investment.build.within(size.select(INDEX))
    row = Expression.sum([build, -model.investment.open.times(size, "size")], INDEX)
    model.program.constraint("opening_size", size.select(INDEX), row, upper=0.0)
