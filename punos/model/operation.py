"""Variables of operation: what plants run, make and use."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program


@dataclass(frozen=True)
class Operations:
    """Expressions of operation.

    Attributes
    ----------
    run
        process, plant, period, slice (in a study with slices): activity a year, in the slice.
    make, use
        process, plant, period, slice, commodity: produced, consumed a year (commodity units).
    """

    run: Expression
    make: Expression
    use: Expression


def operations(instance: Instance, program: Program) -> Operations:
    """Add the activities of processes."""
    run = program.variables("run", instance.operation.runs.select(instance.at("process", "plant")))
    flows = instance.operation.flows
    made = flows.filter(pl.col("quantity") > 0)
    used = flows.filter(pl.col("quantity") < 0).with_columns(quantity=-pl.col("quantity"))
    return Operations(run, run.times(made, "quantity"), run.times(used, "quantity"))
