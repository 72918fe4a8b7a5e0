"""Who uses the land of a place, and what a hectare of it brings."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.headroom import Shared, headroom
from punos.plan.economics.sharing import discarded, net_flows
from punos.tables import CommodityKind

if TYPE_CHECKING:
    from punos.plan.plan import Plan


class LandBy(StrEnum):
    """For what a table of land has its rows."""

    PLANT = "plant"
    OPERATOR = "operator"
    PLACE = "place"


FIGURES = ("value_added", "jobs", "tax")
"""What is told a hectare."""
_ORDER = ("start", "value_added_per_ha")


def land_of(plan: Plan, years: pl.DataFrame, place: str, by: LandBy) -> pl.DataFrame:
    """Give what the land of a place brings, as `Local.land` documents.

    Parameters
    ----------
    years
        As :func:`punos.analysis.local.accounts.plant_years` gives them.
    """
    here = years.filter(pl.col("place") == place)
    keys = [] if by is LandBy.PLACE else [by.value]
    rows = here.group_by("period", *keys, maintain_order=True).agg(
        plants=pl.len(),
        without_land=pl.col("hectares").null_count(),
        hectares=_whole("hectares", pl.col("hectares").is_not_null()),
        **{c: _whole(c) for c in FIGURES},
        **{f"{c}_per_ha": _whole(c, pl.col("hectares").is_not_null()) for c in FIGURES},
        unpriced=pl.col("unpriced").drop_nulls().unique().sort().str.join(", "),
    )
    rows = rows.with_columns(pl.col(f"{c}_per_ha") / pl.col("hectares") for c in FIGURES)
    room = headroom(plan, place).filter(pl.col("shared") == Shared.LAND.value)
    room = room.select("period", "possible", "worth", free="headroom")
    held = rows.join(room, on="period", how="left").join(plan.periods.select("period", "start"), on="period")
    below = pl.col("value_added_per_ha") < pl.col("worth")
    unpriced = pl.when(pl.col("unpriced") != "").then("unpriced")
    told = held.with_columns(below=below, unpriced=unpriced, unit=pl.lit(f"{plan.summary.currency} / year"))
    spare = ["possible", "free"] if by is LandBy.PLACE else []
    return told.sort(*_ORDER, *keys, descending=[False, True, *(False for _ in keys)], nulls_last=True).select(
        "period", *keys, "plants", "without_land", "hectares", *spare, *FIGURES, *(f"{c}_per_ha" for c in FIGURES),
        "worth", "below", "unpriced", "unit",
    )  # fmt: skip


def _whole(column: str, among: pl.Expr | None = None) -> pl.Expr:
    """Add a column up; null where a part of it is missing, or where there is nothing to add."""
    part = pl.col(column) if among is None else pl.col(column).filter(among)
    return pl.when((part.null_count() == 0) & (part.len() > 0)).then(part.sum())


def given_of(plan: Plan, years: pl.DataFrame, place: str) -> pl.DataFrame:
    """Give the utilities that plants make for others, as `Local.given` documents."""
    goods = plan.study.table("commodities").filter(pl.col("kind") == CommodityKind.UTILITY.value)
    goods = goods.select("commodity").unique()
    index = ["plant", "period", "commodity"]
    flows = net_flows(plan)
    thrown = discarded(plan, flows).group_by(index).agg(thrown=pl.col("amount").sum())
    made = flows.filter(pl.col("place") == place, pl.col("amount") > 0).join(goods, on="commodity", how="semi")
    less = made.join(thrown, on=index, how="left").with_columns(
        amount=pl.col("amount") - pl.col("thrown").fill_null(0.0)
    )
    units = plan.study.table("commodities").select("commodity", "unit").drop_nulls().unique("commodity")
    who = years.select("plant", "period", "operator", "hectares")
    told = less.filter(pl.col("amount") > 1e-9 * (pl.col("amount") + pl.col("thrown").fill_null(0.0)))
    told = told.join(who, on=["plant", "period"], how="left").join(units, on="commodity", how="left")
    told = told.join(plan.periods.select("period", "start"), on="period")
    return told.sort("start", "commodity", "plant").select(
        *index, "operator", "amount", per_ha=pl.col("amount") / pl.col("hectares"), unit="unit"
    )
