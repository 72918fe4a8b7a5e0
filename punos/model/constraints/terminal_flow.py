"""What enters a mode leaves it at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.transport import along

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="What is loaded into a mode runs on through its stops until it is unloaded.",
    unit="commodity unit / year",
    tables=("terminals", "routes"),
)
def terminal_flow(model: Model) -> None:
    """arrive + load = depart + unload, each stop of a mode with terminals, commodity and period.

    Goods run on through places of the same mode without handling; there is a row at every stop of the mode, whether
    it has a terminal or not.
    """
    modes = model.instance.transport.terminals.select("mode").unique()
    arcs = model.transport.arcs.join(modes, on="mode", how="semi")
    stop = model.instance.at("mode", "commodity")
    index = model.instance.at("place", "mode", "commodity")
    arrive = along(arcs, 1.0 - pl.col("loss"), ("to", *stop)).rename(to="place")
    depart = along(arcs, pl.lit(1.0), ("from", *stop)).rename(**{"from": "place"})
    every = Expression.sum([arrive, model.transport.load, -depart, -model.transport.unload], index)
    rows = every.frame.select(index).unique()
    model.program.constraint("terminal_flow", rows, every, lower=0.0, upper=0.0)
