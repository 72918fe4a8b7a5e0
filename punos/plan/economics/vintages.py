"""What belongs to which investment: shares of a plant's money by vintage, and the capital charge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Base
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.instance.time import alive
from punos.plan.economics.kinds import Item
from punos.plan.economics.traded import TRACE
from punos.study.settings import Capital

if TYPE_CHECKING:
    from punos.plan.solved import Solved

SHARE = ("plant", "vintage", "period", "share")


def vintage_shares(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Each vintage's share of a plant's standing capacity.

    Returns
    -------
    plant, vintage (a period; blank: what stood before), period, share; the shares of a plant and period add to 1.
    """
    sizes = pl.concat([_stood(plan, instance), _built(plan, instance)]).filter(pl.col("size") > 0)
    # Beside unlimited capacity what is built is no part.
    endless = pl.col("size").is_infinite().any().over("plant", "period")
    weight = pl.when(endless).then(pl.col("size").is_infinite().cast(pl.Float64)).otherwise("size")
    return sizes.with_columns(share=weight / weight.sum().over("plant", "period")).select(SHARE)


def _stood(plan: Solved, instance: Instance) -> pl.DataFrame:
    """Capacity of the study that stands, less the share of it closed so far."""
    frame = names_as_text(instance.plants.frame.filter(pl.col("existing") > 0)).select("plant", "period", "existing")
    closed = _so_far(plan, instance, "closed_share", ["plant"])
    left = frame.join(closed, on=["plant", "period"], how="left")
    size = pl.col("existing") * (1.0 - pl.col("gone").fill_null(0.0))
    return left.select("plant", pl.lit(None, pl.String).alias("vintage"), "period", size=size)


def _built(plan: Solved, instance: Instance) -> pl.DataFrame:
    """What was built, or gained by conversion, and works, less what of it is closed so far."""
    frame = names_as_text(instance.plants.frame).select("plant", "lifetime", vintage="period")
    new = pl.concat([plan.frame("build"), plan.frame("convert")]).filter(pl.col("value") > TRACE)
    built = new.group_by("plant", vintage="period").agg(built=pl.col("value").sum())
    works = alive(built.join(frame, on=["plant", "vintage"]), names_as_text(instance.periods))
    closed = _so_far(plan, instance, "closed_new", ["plant", "vintage"])
    left = works.join(closed, on=["plant", "vintage", "period"], how="left")
    return left.select("plant", "vintage", "period", size=pl.col("built") - pl.col("gone").fill_null(0.0))


def _so_far(plan: Solved, instance: Instance, block: str, keys: list[str]) -> pl.DataFrame:
    """What is closed up to each period: keys, period, gone."""
    if block not in plan.choices:
        return pl.DataFrame(schema=dict.fromkeys((*keys, "period"), pl.String) | {"gone": pl.Float64})
    order = names_as_text(instance.periods).select("period", "start")
    events = plan.choices[block].join(order, on="period").select(*keys, "value", event="start")
    later = events.join(order, how="cross").filter(pl.col("start") >= pl.col("event"))
    return later.group_by(*keys, "period").agg(gone=pl.col("value").sum())


def by_vintage(lines: pl.DataFrame, plan: Solved, instance: Instance) -> pl.DataFrame:
    """Lines of a ledger with ``vintage``.

    Yearly money and amounts are shared by capacity; capex belongs to the period in which it is paid; a restart to what
    stood before; the value left at the end to what was invested, by what is left of it.
    """
    running = lines.filter(pl.col("base") == Base.YEAR.value)
    shares = vintage_shares(plan, instance)
    shared = running.join(shares, on=["plant", "period"], how="left").with_columns(pl.col("share").fill_null(1.0))
    shared = shared.with_columns(pl.col("money", "amount") * pl.col("share")).drop("share")
    once = lines.filter((pl.col("base") == Base.PERIOD.value) & (pl.col("item") != Item.SALVAGE.value))
    capex = pl.col("item") == Item.CAPEX.value
    dated = once.with_columns(vintage=pl.when(capex).then("period").otherwise(pl.lit(None, pl.String)))
    spent = once.filter(capex).select("plant", vintage="period", spent=pl.col("money").abs())
    left = names_as_text(instance.plants.frame).select("plant", "salvage_share", vintage="period")
    worth = spent.join(left, on=["plant", "vintage"]).with_columns(worth=pl.col("spent") * pl.col("salvage_share"))
    worth = worth.select("plant", "vintage", share=pl.col("worth") / pl.col("worth").sum().over("plant"))
    ended = lines.filter(pl.col("item") == Item.SALVAGE.value).join(worth, on="plant", how="left")
    ended = ended.with_columns(pl.col("money") * pl.col("share").fill_null(1.0)).drop("share")
    return pl.concat([shared, dated, ended], how="diagonal_relaxed")


def capital_charges(lines: pl.DataFrame, plan: Solved, instance: Instance) -> pl.DataFrame:
    """Yearly payment that would pay back what was invested, at the operator's rate over the lifetime.

    Returns
    -------
    plant, period, charge (money a year, above 0). It runs while the capacity it paid for works.
    """
    capex = lines.filter(pl.col("item") == Item.CAPEX.value)
    if plan.study.settings.time.capital is Capital.ANNUITY:
        return capex.select("plant", "period", charge=-pl.col("money"))
    frame = names_as_text(instance.plants.frame).select("plant", "lifetime", "annuity", vintage="period")
    spent = capex.select("plant", vintage="period", spent=-pl.col("money"))
    works = alive(spent.join(frame, on=["plant", "vintage"]), names_as_text(instance.periods))
    yearly = pl.col("spent") * pl.col("annuity")
    return works.group_by("plant", "period").agg(charge=yearly.sum()).sort("plant", "period")
