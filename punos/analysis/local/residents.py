"""What a resident of a place gets of the plan: jobs, tax, heat."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.local.accounts import place_figures
from punos.plan.economics.sharing import JOBS
from punos.plan.public import PublicPlan
from punos.tables import CommodityKind, ImpactSource

if TYPE_CHECKING:
    from punos.plan.plan import Plan

PER = 1000.0
"""Residents by whom jobs are told."""


def residents_of(plan: Plan, years: pl.DataFrame, place: str) -> pl.DataFrame:
    """Give what the residents of a place get, as `Local.residents` documents.

    Parameters
    ----------
    years
        As :func:`punos.analysis.local.accounts.plant_years` gives them.
    """
    people = place_figures(plan).filter(pl.col("place") == place).rename({"corporate_tax": "share"})
    profits = years.filter(pl.col("place") == place).group_by("period").agg(
        pl.when(pl.col("corporate_tax").null_count() == 0).then(pl.col("corporate_tax").sum()).alias("corporate_tax")
    )  # fmt: skip
    held = people.join(plan.periods.select("period", "start"), on="period").join(_jobs(plan, place), on="period")
    held = held.join(profits, on="period", how="left").sort("start")
    # Without plants there is no corporate tax; without the share nothing is known of it.
    profit = pl.when(pl.col("share").is_not_null() & (not _hides(plan, place))).then(
        pl.when(pl.col("period").is_in(profits["period"].implode())).then("corporate_tax").otherwise(0.0)
    )
    own = pl.col("jobs") * pl.col("resident_share")
    told = held.with_columns(
        jobs_of_residents=own, wage_tax=own * pl.col("wage") * pl.col("income_tax"), corporate_tax=profit
    ).with_columns(tax=pl.col("wage_tax") + pl.col("corporate_tax"))
    return told.select(
        "period", "population", "jobs", "jobs_of_residents",
        jobs_per_1000=PER * pl.col("jobs") / pl.col("population"),
        wage_tax="wage_tax", corporate_tax="corporate_tax", tax="tax",
        tax_per_resident=pl.col("tax") / pl.col("population"),
        unit=pl.lit(f"{plan.summary.currency} / year"),
    )  # fmt: skip


def sold_of(plan: Plan, place: str) -> pl.DataFrame:
    """Give the utilities that are sold at a place, as `Local.sold` documents."""
    goods = plan.study.table("commodities").filter(pl.col("kind") == CommodityKind.UTILITY.value)
    sold = plan.frame("sell").filter(pl.col("place") == place).join(goods, on="commodity", how="semi")
    summed = sold.group_by("period", "commodity", "unit").agg(amount=pl.col("value").sum())
    people = place_figures(plan).filter(pl.col("place") == place).select("period", "population")
    held = summed.join(people, on="period", how="left").join(plan.periods.select("period", "start"), on="period")
    return held.sort("commodity", "start").select(
        "commodity", "period", "amount", per_resident=pl.col("amount") / pl.col("population"), unit="unit"
    )


def _jobs(plan: Plan, place: str) -> pl.DataFrame:
    """Jobs a year at a place, without those of building; null in a study that does not count them."""
    building = pl.col("of").eq_missing(pl.lit(ImpactSource.BUILD.value))
    rows = plan.frame("emit").filter(pl.col("impact") == JOBS, pl.col("place") == place, ~building)
    counted = JOBS in plan.study.table("impacts")["impact"] and not (rows.is_empty() and _hides(plan, place))
    none = pl.lit(0.0 if counted else None, pl.Float64)
    summed = rows.group_by("period").agg(jobs=pl.col("value").sum())
    return plan.periods.select("period").join(summed, on="period", how="left").select(
        "period", pl.coalesce("jobs", none).alias("jobs")
    )  # fmt: skip


def _hides(plan: Plan, place: str) -> bool:
    """Say whether plants of the place are withheld, so that a sum would be of a part only."""
    if not isinstance(plan, PublicPlan):
        return False
    plants = plan.whole.study.table("plants")
    held = plants.filter(pl.col("plant").is_in(list(plan.secrets.plants)), pl.col("place") == place)
    return held.height > 0
