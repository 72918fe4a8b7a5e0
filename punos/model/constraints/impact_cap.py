"""An impact stays below its cap."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="All of an impact together stays within its yearly cap.",
    unit="impact unit / year",
    tables=("impacts", "impact_factors"),
    limit="impacts.cap",
)
def impact_cap(model: Model) -> None:
    """sum of emit <= cap, each impact with a cap and period."""
    rows = model.instance.impacts.filter(pl.col("cap").is_finite()).select("impact", "period", "cap")
    total = model.emit.over("impact", "period")
    kept = total.within(rows)
    model.program.constraint("impact_cap", rows, kept, upper="cap", blank=Blank.CONSTANT)
