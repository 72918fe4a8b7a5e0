"""Variables of trade: buying, selling, falling short, delivering attributes, discarding."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program
from punos.tables.trade import DemandKind


@dataclass(frozen=True)
class Trades:
    """Expressions of trade, a year; in a study with slices all have the label slice too.

    Attributes
    ----------
    buy
        supply, place, commodity, origin, period.
    sell, short
        demand, place, commodity, period.
    deliver
        place, commodity, period: goods handed over at a place for their attributes (Semantics 28).
    yields
        place, commodity, attribute, period: the attributes these goods yield.
    discard
        place, commodity, period: surplus that leaves at the disposal cost.
    """

    buy: Expression
    sell: Expression
    short: Expression
    deliver: Expression
    yields: Expression
    discard: Expression


def trades(instance: Instance, program: Program, touched: pl.DataFrame) -> Trades:
    """Add the variables of trade; ``touched`` has the place, commodity, period that anything else touches."""
    supplies, demands = instance.trade.supplies, instance.trade.demands
    buy = program.variables(
        "buy", supplies.select(*instance.at("supply", "place", "commodity", "origin"), "capacity"), upper="capacity"
    )
    at = instance.at("demand", "place", "commodity")
    ceiling = pl.when(pl.col("kind") == DemandKind.MAY.value).then(pl.col("quantity")).otherwise(float("inf"))
    sell = program.variables("sell", demands.select(*at, ceiling=ceiling), upper="ceiling")
    may_lack = (pl.col("kind") == DemandKind.MUST.value) & pl.col("shortfall_cost").is_not_null()
    short = program.variables("short", demands.filter(may_lack).select(*at, "quantity"), upper="quantity")
    deliver, yields = _attributes(instance, program, touched)
    return Trades(buy, sell, short, deliver, yields, _discards(instance, program, touched))


def _attributes(instance: Instance, program: Program, touched: pl.DataFrame) -> tuple[Expression, Expression]:
    """At each place where an attribute is demanded or used, goods may be handed over for what they contain."""
    here_and_now = instance.at("place", "commodity")
    contents = instance.trade.contents.filter(pl.col("quantity") != 0)
    wanted = instance.trade.demands.select("place", pl.col("commodity").alias("attribute"), "period")
    used = instance.operation.flows.filter(pl.col("quantity") < 0).join(
        instance.operation.runs.select("process", "plant", "period", "place").unique(),
        on=["process", "plant", "period"],
    )
    wanted = pl.concat([wanted, used.select("place", pl.col("commodity").alias("attribute"), "period")]).unique()
    here = contents.join(wanted, on=["attribute", "period"]).join(touched, on=["place", "commodity", "period"])
    deliver = program.variables("deliver", here.select(here_and_now).unique())
    return deliver, deliver.times(here.select(*here_and_now, "attribute", "quantity"), "quantity")


def _discards(instance: Instance, program: Program, touched: pl.DataFrame) -> Expression:
    allowed = instance.commodities.filter(pl.col("disposal_cost").is_not_null()).select("commodity", "period")
    attributes = instance.trade.contents.select(pl.col("attribute").alias("commodity"), "period")
    free = pl.concat([allowed, attributes]).unique()
    left = touched.join(free, on=["commodity", "period"], how="semi")
    return program.variables("discard", left.select(instance.at("place", "commodity")))
