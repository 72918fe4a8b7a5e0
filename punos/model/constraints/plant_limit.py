"""No more stands at a plant than allowed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="No more capacity stands at a plant than its max_capacity.",
    unit="technology unit",
    tables=("plants",),
    limit="plants.max_capacity",
)
def plant_limit(model: Model) -> None:
    """capacity <= plants.max_capacity, each plant that may be built and period."""
    built = model.sizes.openings.select("plant").unique()
    limited = model.instance.plants.frame.filter(pl.col("max_capacity").is_finite()).join(built, on="plant", how="semi")
    rows = limited.select(*INDEX, "max_capacity")
    held = model.investment.capacity.within(rows)
    model.program.constraint("plant_limit", rows, held, upper="max_capacity", blank=Blank.CONSTANT)
