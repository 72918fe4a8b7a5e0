"""What the neighbours of a place bear: each impact there, of its cap, and who causes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.headroom import Shared, headroom
from punos.analysis.local.accounts import place_figures
from punos.plan.economics.sharing import CAUSE, discarded, net_flows, shares_of_causes
from punos.plan.economics.traded import HERE, TRACE
from punos.tables import ImpactSource

if TYPE_CHECKING:
    from punos.plan.plan import Plan

NOISE, WATER = "noise", "water"
"""Names of the impacts that neighbours ask for first, in a study that counts them."""


def impacts_of(plan: Plan, place: str) -> pl.DataFrame:
    """Give every impact that arises at a place or is capped there, as `Local.impacts` documents."""
    index = ["impact", "period"]
    arises = plan.frame("emit").filter(pl.col("place") == place).group_by(index).agg(amount=pl.col("value").sum())
    permits = headroom(plan, place).filter(pl.col("shared") == Shared.PERMIT.value)
    capped = permits.select("period", "used", "worth", impact="name", cap="possible", share_of_cap="share")
    units = plan.study.table("impacts").select("impact", "unit").drop_nulls().unique("impact")
    people = place_figures(plan).filter(pl.col("place") == place).select("period", "population")
    held = arises.join(capped, on=index, how="full", coalesce=True).join(units, on="impact", how="left")
    held = held.join(people, on="period", how="left").join(plan.periods.select("period", "start"), on="period")
    amount = pl.coalesce("amount", "used")
    return held.sort("impact", "start").select(
        *index, amount.alias("amount"), "cap", "share_of_cap", "worth", "population",
        per_resident=amount / pl.col("population"), unit="unit",
    )  # fmt: skip


def causes_of(plan: Plan, place: str) -> pl.DataFrame:
    """Give who causes the impacts at a place, as `Local.causes` documents."""
    flows = net_flows(plan)
    shares = pl.concat([shares_of_causes(plan, discarded(plan, flows)), _shares_of_buying(plan, flows)])
    emitted = plan.frame("emit").filter(pl.col("place") == place, pl.col("value").abs() > TRACE)
    parts = emitted.join(shares, on=CAUSE).select(
        "impact", *CAUSE, "plant", amount=pl.col("value") * pl.col("share"), unit="unit"
    )
    told = parts.group_by("impact", *CAUSE).agg(told=pl.col("amount").sum())
    rest = emitted.join(told, on=["impact", *CAUSE], how="left").select(
        "impact", *CAUSE, plant=pl.lit(None, pl.String), amount=pl.col("value") - pl.col("told").fill_null(0.0),
        unit="unit", value="value",
    )  # fmt: skip
    # what plants cause is shared out to rounding
    rest = rest.filter(pl.col("amount").abs() > 1e-9 * pl.col("value").abs()).drop("value")
    caps = impacts_of(plan, place).select("impact", "period", "cap", whole="amount")
    who = plan.study.table("plants").select("plant", "operator").drop_nulls().unique("plant")
    held = pl.concat([parts, rest]).join(caps, on=["impact", "period"], how="left").join(who, on="plant", how="left")
    held = held.join(plan.periods.select("period", "start"), on="period")
    limit = pl.when(pl.col("cap") > 0).then("cap")
    order = ["impact", "start", "amount", "of", "key", "plant"]
    return held.sort(order, descending=[False, False, True, False, False, False]).select(
        "impact", "period", "plant", "operator", "of", "key", "amount", share=pl.col("amount") / pl.col("whole"),
        share_of_cap=pl.col("amount") / limit, unit="unit",
    )  # fmt: skip


def _shares_of_buying(plan: Plan, flows: pl.DataFrame) -> pl.DataFrame:
    """Which plants use what is bought at their place: period, of, key (good or supply), place, plant, share.

    What is bought goes where the good goes: to plants, demands and routes in proportion to what they take.
    """
    taken = flows.filter(pl.col("amount") < 0).select(*HERE, "plant", weight=-pl.col("amount"))
    sold = plan.frame("sell").select(*HERE, weight="value")
    sent = plan.frame("ship").select("period", "commodity", place="from", weight="value").select(*HERE, "weight")
    every = pl.concat([taken, sold, sent], how="diagonal").filter(pl.col("weight") > TRACE)
    bought = plan.frame("buy").group_by(HERE).agg(bought=pl.col("value").sum())
    # Of a public plan some takers are missing: what they bought is nobody's here.
    whole = pl.max_horizontal(pl.col("weight").sum().over(HERE), "bought")
    shares = every.join(bought, on=HERE).with_columns(share=pl.col("weight") / whole).drop_nulls("plant")
    supplies = plan.study.table("supplies").select("commodity", key="supply").drop_nulls().unique()
    keys = pl.concat([supplies, bought.select("commodity", key="commodity").unique()])
    named = shares.join(keys, on="commodity").with_columns(of=pl.lit(ImpactSource.BUY.value))
    return named.select(*CAUSE, "plant", "share")


def unsaid(plan: Plan) -> tuple[str, ...]:
    """Give those of noise and water that the study counts no impact of."""
    counted = set(plan.study.table("impacts")["impact"])
    return tuple(name for name in (NOISE, WATER) if name not in counted)
