"""A process runs at least as much as said for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("process", "plant", "period")


@constraint(
    sentence="A process runs at a plant at least as much as said for it.",
    unit="activity / year",
    tables=("processes",),
    limit="processes.min_activity",
)
def least_activity(model: Model) -> None:
    """run >= min_activity, each process with such a limit, plant and period; all slices together."""
    limited = model.instance.operation.runs.filter(pl.col("min_activity") > 0)
    rows = limited.select(*INDEX, "min_activity").unique(INDEX, maintain_order=True)
    run = model.operation.run.over(*INDEX).within(rows)
    model.program.constraint("least_activity", rows, run, lower="min_activity")
