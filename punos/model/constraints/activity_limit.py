"""A process runs no more than said for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("process", "plant", "period")


@constraint(
    sentence="A process runs at a plant no more than the most said for it.",
    unit="activity / year",
    tables=("processes",),
    limit="processes.max_activity",
)
def activity_limit(model: Model) -> None:
    """run <= max_activity, each process with such a limit, plant and period; all slices together."""
    limited = model.instance.operation.runs.filter(pl.col("max_activity").is_finite())
    rows = limited.select(*INDEX, "max_activity").unique(INDEX, maintain_order=True)
    run = model.operation.run.over(*INDEX).within(rows)
    model.program.constraint("activity_limit", rows, run, upper="max_activity")
