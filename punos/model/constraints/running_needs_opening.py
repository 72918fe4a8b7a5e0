"""A plant that was never opened does not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.chosen import chosen_plants, openings_that_work
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")
RUN = ("process", "plant", "period")


@constraint(
    sentence="A plant that was never opened does not run.",
    unit="activity / year",
    tables=("technologies", "processes", "demands"),
)
def running_needs_opening(model: Model) -> None:
    """run <= most x sum of openings that still work, each process at a plant whose every opening is a yes or no.

    ``most`` is what demand, supply and capacity leave possible. The rows follow from the others; they make the
    relaxation tight, which is what branch and bound lives on.
    """
    uses = model.instance.operation.uses.filter((pl.col("used") == pl.col("plant")) & (pl.col("capacity_use") > 0))
    uses = uses.select(RUN).unique()
    most = model.sizes.bounds.runs.filter(pl.col("most").is_finite())
    most = most.join(chosen_plants(model), on="plant", how="semi").join(uses, on=RUN, how="semi")
    if most.is_empty():
        return
    allowed = openings_that_work(model).times(most, "most", on=INDEX)
    run = model.operation.run.over(*RUN).within(most)
    row = Expression.sum([run, -allowed], RUN)
    model.program.constraint("running_needs_opening", most.select(RUN), row, upper=0.0)
