"""A programme that is decided is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="At least min_build is built at a plant in a period that asks for it.",
    unit="technology unit",
    tables=("plants",),
    limit="plants.min_build",
)
def least_build(model: Model) -> None:
    """build >= plants.min_build, each plant and period that may build."""
    rows = model.sizes.openings.filter(pl.col("min_build") > 0).select(*INDEX, "min_build")
    build = model.investment.build.within(rows)
    model.program.constraint("least_build", rows, build, lower="min_build")
