"""The two sides of a match: what a plan leaves over, and what it takes that could be replaced."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.headroom import LEFT_OVER
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.instance.slices import sliced
from punos.plan.origins import BOUGHT
from punos.tables import WHOLE_YEAR, DemandKind, ImpactSource

if TYPE_CHECKING:
    from punos.plan.plan import Plan

ROUNDING = 1e-6
"""Share of the largest amount of a good below which an amount is the solver's rounding."""

_HERE = ["place", "commodity", "period", "slice"]


class Now(StrEnum):
    """What becomes of what is left over."""

    THROWN_AWAY = "thrown away"
    GIVEN_AWAY = "given away"
    USED = "used"


def real(column: str = "value") -> pl.Expr:
    """Amounts that are more than rounding."""
    return pl.col(column) > ROUNDING * pl.col(column).max().over("commodity")


def offers(plan: Plan, instance: Instance) -> pl.DataFrame:
    """Give what is left over: thrown away, whatever its kind, or by-products and waste sold for nothing or less.

    By-products and waste that find a use are there too, with an amount of 0, so that what the plan does can be told.

    Parameters
    ----------
    instance
        Of the plan, slices put together.

    Returns
    -------
    place, commodity, period, slice, now, amount (units a year), disposal (money a unit that is spared when it finds a
    use: disposal cost and priced impacts, or what is paid to who takes it), permit_worth (money a unit: what the room
    is worth in the plan that throwing it away takes of caps on impacts), unit.
    """
    kinds = names_as_text(instance.commodities).select("commodity", "period", "kind", "disposal_cost")
    thrown = sliced(plan.frame("discard", by_slice=True)).filter(real())
    cost = pl.col("disposal_cost").fill_null(0.0) + pl.col("impacts").fill_null(0.0)
    away = (
        thrown.join(kinds, on=["commodity", "period"], how="left")
        .join(_priced_impacts(instance), on=["commodity", "period"], how="left")
        .select(*_HERE, now=pl.lit(Now.THROWN_AWAY.value), amount="value", disposal=cost)
    )
    left_over = kinds.filter(pl.col("kind").is_in(LEFT_OVER))
    prices = names_as_text(instance.trade.demands).select("demand", "period", "price")
    sold = sliced(plan.frame("sell", by_slice=True)).filter(real()).join(prices, on=["demand", "period"], how="left")
    given = sold.join(left_over, on=["commodity", "period"], how="semi").filter(pl.col("price") <= 0)
    given = given.group_by(_HERE).agg(
        now=pl.lit(Now.GIVEN_AWAY.value),
        amount=pl.col("value").sum(),
        disposal=-(pl.col("price") * pl.col("value")).sum() / pl.col("value").sum() + 0.0,
    )
    lost = pl.concat([away, given])
    made = sliced(plan.frame("make", by_slice=True)).filter(real() & pl.col("process").is_not_null())
    year = ["place", "commodity", "period"]
    used = made.join(left_over, on=["commodity", "period"], how="semi").join(lost, on=year, how="anti").unique(year)
    none = pl.lit(0.0)
    kept = used.select(
        *year, slice=pl.lit(WHOLE_YEAR), now=pl.lit(Now.USED.value), amount=none, disposal=none
    )  # fmt: skip
    every = pl.concat([lost, kept]).join(_permits(plan, instance), on=year, how="left")
    units = names_as_text(instance.commodities).select("commodity", "period", "unit")
    return (
        every.with_columns(pl.col("permit_worth").fill_null(0.0))
        .join(units, on=["commodity", "period"], how="left")
        .join(plan.periods.select("period", "start"), on="period", how="left")
        .sort("start", "place", "commodity", "slice", "now")
        .drop("start")
    )


def _permits(plan: Plan, instance: Instance) -> pl.DataFrame:
    """Give what the room is worth that throwing away takes of caps on impacts: money a unit, at the margin."""
    factors = names_as_text(instance.impact_factors).filter(pl.col("of") == ImpactSource.DISCARD.value)
    caps = plan.year_prices.filter(pl.col("constraint").is_in(["impact_cap", "impact_cap_place"]))
    limits = caps.select("impact", "period", "place", worth="value")
    everywhere = plan.study.table("places").select("place").unique()
    wide = limits.filter(pl.col("place").is_null()).drop("place").join(everywhere, how="cross")
    both = pl.concat([limits.drop_nulls("place"), wide.select(limits.columns)])
    taken = factors.join(both, on=["impact", "period"])
    return taken.group_by("place", "period", commodity="key").agg(
        permit_worth=(pl.col("quantity") * pl.col("worth")).sum() + 0.0  # turns -0 into 0
    )


def _priced_impacts(instance: Instance) -> pl.DataFrame:
    """Give what impacts of throwing away cost: commodity, period, impacts (money a unit)."""
    prices = names_as_text(instance.impacts).select("impact", "period", "price").drop_nulls()
    factors = names_as_text(instance.impact_factors).filter(pl.col("of") == ImpactSource.DISCARD.value)
    priced = factors.join(prices, on=["impact", "period"])
    return priced.group_by("period", commodity="key").agg(impacts=(pl.col("quantity") * pl.col("price")).sum())


def needs(plan: Plan, instance: Instance, prices: pl.DataFrame, made_by: pl.DataFrame) -> pl.DataFrame:
    """Give what could be replaced: goods that are bought, where they are used, and may-demands that are not met.

    Of what is used at a place, as much is bought as of all that comes there, mixed in proportion.

    Parameters
    ----------
    instance
        Of the plan, by slices.
    prices
        Its traded prices.
    made_by
        Its :func:`punos.plan.origins.makers`.

    Returns
    -------
    place, commodity, period, slice, demand (blank: used by plants, or by who must be served), amount (units a year that
    could be replaced), price (money a unit: what the good costs to import there, or what the demand pays), taken
    (units a year that come there now, from wherever).
    """
    taken = pl.concat([_used(plan), _must(plan, instance)]).group_by(_HERE).agg(taken=pl.col("value").sum())
    bought = made_by.filter(pl.col("maker") == BOUGHT).select("place", "commodity", "period", "share")
    paid = prices.select("place", "commodity", "period", price=pl.coalesce("import_price", "export_price"))
    at = ["place", "commodity", "period"]
    replaced = taken.join(bought, on=at, how="left").join(paid, on=at, how="left").select(
        *_HERE,
        demand=pl.lit(None, dtype=pl.String),
        amount=pl.col("taken") * pl.col("share").fill_null(0.0),
        price="price",
        taken="taken",
    )  # fmt: skip
    both = pl.concat([replaced, _open(plan, instance)]).join(
        plan.periods.select("period", "start"), on="period", how="left"
    )
    return both.sort("start", "place", "commodity", "slice", "demand", nulls_last=False).drop("start")


def _used(plan: Plan) -> pl.DataFrame:
    """What plants use."""
    frame = sliced(plan.frame("use", by_slice=True)).filter(pl.col("process").is_not_null() & real())
    return frame.select(*_HERE, "value")


def _must(plan: Plan, instance: Instance) -> pl.DataFrame:
    """What those are served with who must be."""
    must = names_as_text(instance.trade.demands).filter(pl.col("kind") == DemandKind.MUST.value)
    sold = sliced(plan.frame("sell", by_slice=True)).filter(real())
    return sold.join(must, on=["demand", "period"], how="semi").select(*_HERE, "value")


def _open(plan: Plan, instance: Instance) -> pl.DataFrame:
    """May-demands that pay and are not met in full; what they take now."""
    index = ["demand", "period", "slice"]
    asked = sliced(names_as_text(instance.trade.demands))
    may = asked.filter((pl.col("kind") == DemandKind.MAY.value) & (pl.col("price") > 0) & (pl.col("quantity") > 0))
    sold = sliced(plan.frame("sell", by_slice=True)).group_by(index).agg(taken=pl.col("value").sum())
    told = may.join(sold, on=index, how="left").with_columns(pl.col("taken").fill_null(0.0))
    left = pl.col("quantity") - pl.col("taken")
    missing = pl.when(left > ROUNDING * pl.col("quantity")).then(left).otherwise(0.0)
    return told.select(*_HERE, "demand", amount=missing, price="price", taken="taken")
