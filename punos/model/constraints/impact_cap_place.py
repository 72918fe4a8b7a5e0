"""An impact at a place stays below the cap of the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="An impact at a place stays within the place's yearly cap.",
    unit="impact unit / year",
    tables=("impact_caps", "impact_factors"),
    limit="impact_caps.cap",
)
def impact_cap_place(model: Model) -> None:
    """sum of emit at the place <= cap, each impact and place with a cap and period."""
    index = ("impact", "place", "period")
    rows = model.instance.impact_caps.filter(pl.col("cap").is_finite()).select(*index, "cap")
    total = model.emit.over(*index)
    kept = total.within(rows)
    model.program.constraint("impact_cap_place", rows, kept, upper="cap", blank=Blank.CONSTANT)
