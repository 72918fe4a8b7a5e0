"""An idle plant runs only after its restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank, Expression
from punos.model.constraints.capacity import needed_capacity
from punos.model.investment import later_periods
from punos.model.registry import constraint
from punos.tables.plants import PlantStatus

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="An idle plant runs only after it has been restarted, which happens once.",
    unit="technology unit",
    tables=("plants",),
    limit="plants.restart_cost",
)
def restart(model: Model) -> None:
    """capacity_use x run <= availability x (existing x restarts so far + new), each idle plant and period;
    sum over periods of restart <= 1, each plant.
    """
    invest = model.investment
    once = invest.restart.over("plant")
    model.program.constraint("restart_once", once.frame.select("plant").unique(), once, upper=1.0)
    frame = model.instance.plants.frame.filter(pl.col("status") == PlantStatus.IDLE.value)
    need = needed_capacity(model)
    index = model.instance.at("plant")
    available = model.instance.plants.available.join(frame, on=INDEX, how="semi")
    rows = available.select(index).join(need.frame.select(index).unique(), on=index, how="semi")
    so_far = later_periods(model.instance).join(frame.select(*INDEX, "existing"), on="period")
    woken = invest.restart.rename(period="event").times(
        so_far.select("plant", "event", "period", "existing"), "existing"
    )
    new = invest.build.rename(period="vintage").times(invest.vintages, "works").over(*INDEX)
    able = Expression.sum([woken.over(*INDEX), new], INDEX).times(available, "availability")
    difference = Expression.sum([need, -able], index)
    kept = difference.within(rows)
    model.program.constraint("restart", rows, kept, upper=0.0, blank=Blank.CONSTANT)
