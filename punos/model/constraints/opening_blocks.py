"""What comes in modules is a whole number of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="What comes in modules is built as a whole number of them.",
    unit="technology unit",
    tables=("technologies",),
    limit="technologies.block",
)
def opening_blocks(model: Model) -> None:
    """build = block x modules, each opening of a technology with a block."""
    blocks = model.sizes.openings.filter(pl.col("block").is_not_null() & (pl.col("block") > 0)).select(*INDEX, "block")
    build = model.investment.build.within(blocks.select(INDEX))
    row = Expression.sum([build, -model.investment.modules.times(blocks, "block")], INDEX)
    model.program.constraint("opening_blocks", blocks.select(INDEX), row, lower=0.0, upper=0.0)
