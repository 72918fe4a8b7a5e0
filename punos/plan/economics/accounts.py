"""Ledgers added up, money a year: for each plant and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Base
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.plan.economics.kinds import Item
from punos.plan.economics.sharing import JOBS, discarded, jobs, net_flows, shares_of_causes
from punos.plan.economics.timing import owner_rates
from punos.plan.economics.traded import TRACE
from punos.plan.economics.vintages import capital_charges

if TYPE_CHECKING:
    from punos.plan.solved import Solved

INDEX = ("plant", "period")
WHO = ("plant", "technology", "place", "operator")
RUNNING = tuple(item for item in Item if not item.invested and item is not Item.SALVAGE)
"""Lines that come every year."""


def period_accounts(plan: Solved, instance: Instance, lines: pl.DataFrame) -> pl.DataFrame:
    """One row a plant and period in which it stands or money moves, as `Plan.economics` documents."""
    stands = plan.frame("capacity").filter(pl.col("value") > TRACE)
    stands = stands.group_by(INDEX).agg(capacity=pl.col("value").sum())
    active = lines.filter(pl.col("item") != Item.SALVAGE.value)
    every = pl.concat([stands.select(INDEX), active.select(INDEX)]).unique()
    parts = [
        owner_rates(plan).select(WHO),
        plan.periods.select("period", "start", "years"),
        _sums(lines, Base.YEAR, RUNNING),
        _sums(lines, Base.PERIOD, (Item.RESTART, Item.CAPEX)),
        stands,
        names_as_text(instance.plants.frame).select(*INDEX, "area_ha"),
        capital_charges(lines, plan, instance).rename({"charge": "capital_charge"}),
        _jobs(plan),
    ]
    for part in parts:
        every = every.join(part, on=[c for c in INDEX if c in part.columns], how="left")
    money = [c for c in every.columns if c in {*Item, "capital_charge", "capacity"}]
    return _added_up(every.with_columns(pl.col(money).fill_null(0.0)), plan).sort("plant", "start").drop("start")


def _sums(lines: pl.DataFrame, base: Base, items: tuple[Item, ...]) -> pl.DataFrame:
    of_base = lines.filter((pl.col("base") == base.value) & (pl.col("item") != Item.SALVAGE.value))
    return of_base.group_by(INDEX).agg(item_sum(item) for item in items)


def item_sum(item: Item) -> pl.Expr:
    """A line of the account, costs above 0."""
    return (pl.col("money") * item.sign).filter(pl.col("item") == item.value).sum().alias(item.value)


def _added_up(rows: pl.DataFrame, plan: Solved) -> pl.DataFrame:
    costs = pl.sum_horizontal(item.value for item in RUNNING if item.sign < 0)
    added = rows.with_columns(
        value_added=pl.col("revenue") - pl.col("inputs"),
        operating_result=pl.col("revenue") - costs,
        hectares=pl.col("capacity") * pl.col("area_ha").fill_null(0.0),
        unit=pl.lit(f"{plan.summary.currency} / year"),
    ).with_columns(**per_hectare())
    result = pl.col("operating_result") - pl.col("capital_charge")
    return added.select(
        *INDEX, *WHO[1:], "start", "years", *(item.value for item in RUNNING), "operating_result", "capital_charge",
        result.alias("result"), "restart", "capex", "value_added", "capacity", "jobs", "hectares",
        "value_added_per_ha", "jobs_per_ha", "unit",
    )  # fmt: skip


def per_hectare() -> dict[str, pl.Expr]:
    """Value added and jobs a hectare; blank without land."""
    land = pl.when(pl.col("hectares") > 0).then("hectares")
    return {f"{c}_per_ha": pl.col(c) / land for c in ("value_added", "jobs")}


def _jobs(plan: Solved) -> pl.DataFrame:
    """Jobs of each plant that stands; blank in a study that does not count them."""
    thrown = discarded(plan, net_flows(plan))
    counted = jobs(plan, shares_of_causes(plan, thrown))
    known = JOBS in plan.study.table("impacts")["impact"]
    every = plan.frame("capacity").select(INDEX).unique()
    none = every.with_columns(none=pl.lit(0.0 if known else None, pl.Float64))
    both = none.join(counted, on=INDEX, how="full", coalesce=True)
    return both.select(*INDEX, jobs=pl.coalesce("jobs", "none"))
