"""Lorries, trains and ships that come to a place, leave it, or pass through it, by day."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.local.accounts import resolved
from punos.instance.names import names_as_text
from punos.plan.economics.traded import TRACE

if TYPE_CHECKING:
    from punos.plan.plan import Plan

DAYS = 365.0
"""Days by which a year's vehicles are divided: every day, holidays too."""


class Way(StrEnum):
    """Where goods on their way go, seen from a place."""

    IN = "in"
    OUT = "out"
    THROUGH = "through"


def traffic_of(plan: Plan, place: str) -> pl.DataFrame:
    """Give the traffic of a place, as `Local.traffic` documents."""
    mass = names_as_text(plan.instance.commodities).select("commodity", "period", "mass")
    key = ["period", "mode", "commodity"]
    moved = plan.frame("ship").filter((pl.col("from") == place) | (pl.col("to") == place))
    weighed = moved.join(mass, on=["commodity", "period"], how="left").with_columns(
        mass=pl.col("value") * pl.col("mass")
    )
    ends = weighed.group_by(key).agg(
        came=pl.col("mass").filter(pl.col("to") == place).sum(),
        left=pl.col("mass").filter(pl.col("from") == place).sum(),
    )
    # What comes and goes of one good by one mode is taken to stay on its vehicle.
    through = pl.min_horizontal("came", "left")
    ways = {Way.IN: pl.col("came") - through, Way.OUT: pl.col("left") - through, Way.THROUGH: through}
    parts = [ends.select("period", "mode", way=pl.lit(way.value), mass=amount) for way, amount in ways.items()]
    summed = pl.concat(parts).group_by("period", "mode", "way").agg(pl.col("mass").sum())
    loads = resolved(plan, "modes").select("mode", "period", pl.col("payload").cast(pl.Float64))
    held = summed.filter(pl.col("mass") > TRACE).join(loads, on=["mode", "period"], how="left")
    held = held.join(plan.periods.select("period", "start"), on="period")
    return held.sort("start", "mode", "way").select(
        "period", "mode", "way", "mass", "payload",
        vehicles_a_day=pl.col("mass") / pl.col("payload") / DAYS,
        unit=pl.lit(f"{plan.study.settings.study.mass_unit} / year"),
    )  # fmt: skip
