"""Figures of places that only readers need, and what the plants of a place bring in tax."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.headroom import LEFT_OVER
from punos.instance.names import codes, names_as_text
from punos.instance.reader import Reader
from punos.plan.economics import By, Item

if TYPE_CHECKING:
    from punos.plan.plan import Plan

PLACE = ("population", "resident_share", "wage", "income_tax", "corporate_tax")
"""Columns of `places` that the model does not use."""

PER_HECTARE = ("value_added_per_ha", "jobs_per_ha")
"""Columns of economics that count a plant without land in the study as one that takes none."""


def resolved(plan: Plan, table: str) -> pl.DataFrame:
    """Give a table of the study over all periods, narrower rows before wider ones; what is blank is null."""
    return names_as_text(Reader.of(plan.study, codes(plan.study)).resolved(table))


def place_figures(plan: Plan) -> pl.DataFrame:
    """Give place, period, population, resident_share, wage, income_tax, corporate_tax."""
    return resolved(plan, "places").select("place", "period", *(pl.col(c).cast(pl.Float64) for c in PLACE))


def plant_years(plan: Plan) -> pl.DataFrame:
    """Give every plant's account of every year with the tax that its place gets.

    Returns
    -------
    The columns of ``plan.economics(by="period")``, where hectares is null for a plant whose technology has no land in
    the study; wage_tax (jobs × resident_share × wage × income_tax), corporate_tax (result × corporate_tax where the
    result is above 0), tax (their sum), money a year, each null where a figure of it is missing; unpriced: goods that
    the plant sells or buys in that period and that have no price. By-products and waste without a price count as
    nothing; where another good has none, value_added, result and corporate_tax are null.
    """
    figures = place_figures(plan).rename({"corporate_tax": "share"})
    years = plan.economics(by=By.PERIOD).join(figures, on=["place", "period"], how="left", maintain_order="left")
    years = years.join(_unpriced(plan), on=["plant", "period"], how="left", maintain_order="left")
    known = pl.when(~pl.col("unknown").fill_null(value=False))
    land = pl.when(pl.col("hectares") > 0).then("hectares")
    told = years.with_columns(hectares=land, **{c: known.then(c) for c in ("value_added", "result")})
    wages = pl.col("jobs") * pl.col("resident_share") * pl.col("wage") * pl.col("income_tax")
    profit = pl.col("result").clip(lower_bound=0.0) * pl.col("share")
    taxed = told.with_columns(wage_tax=wages, corporate_tax=profit)
    taxed = taxed.with_columns(tax=pl.col("wage_tax") + pl.col("corporate_tax"))
    return taxed.drop(*(c for c in PLACE if c != "corporate_tax"), "share", "unknown", *PER_HECTARE)


def _unpriced(plan: Plan) -> pl.DataFrame:
    """Goods that a plant sells or buys without a price: plant, period, unpriced, unknown (one is no left-over)."""
    kinds = plan.study.table("commodities").select("commodity", "kind").unique("commodity")
    sides = [Item.REVENUE.value, Item.INPUTS.value]
    lines = plan.ledger().filter(pl.col("item").is_in(sides), pl.col("price").is_null())
    told = lines.join(kinds, on="commodity", how="left")
    left = pl.col("kind").is_in(LEFT_OVER).fill_null(value=False)
    goods = pl.col("commodity").unique().sort().str.join(", ")
    return told.group_by("plant", "period").agg(unpriced=goods, unknown=(~left).any())
