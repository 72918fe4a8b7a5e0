"""What the plants of a place share: land, permits, quays, utilities; what is used, possible and left, year by year."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import polars as pl

from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.instance.year import of_year
from punos.tables import CommodityKind

if TYPE_CHECKING:
    from punos.plan.plan import Plan

FULL = 0.999
"""Share of what is possible from which nothing is called left."""


class Shared(StrEnum):
    """What kind of thing is shared."""

    LAND = "land"
    PERMIT = "permit"
    QUAY = "quay"
    SERVICE = "service"


_SERVICES = (CommodityKind.UTILITY.value, CommodityKind.SERVICE.value)
LEFT_OVER = (CommodityKind.BY_PRODUCT.value, CommodityKind.WASTE.value)
"""Kinds of goods that nobody makes for their own sake."""
_SCHEMA = {
    "shared": pl.String, "name": pl.String, "period": pl.String, "used": pl.Float64, "possible": pl.Float64,
    "headroom": pl.Float64, "share": pl.Float64, "full": pl.Boolean, "unit": pl.String, "worth": pl.Float64,
}  # fmt: skip


def headroom(plan: Plan, place: str) -> pl.DataFrame:
    """Give what the plants of a place share, and how much of it is left.

    Land is limited by the place, a permit by its cap there, a quay (terminal) by its capacity, goods in and out; of a
    utility or service as much is possible as is made there and can be bought there.

    Parameters
    ----------
    plan
        A plan.
    place
        A place of its study.

    Returns
    -------
    One row a thing and period, only of things that are limited: shared (``land``, ``permit``, ``quay``, ``service``),
    name (impact, mode or commodity; the place itself for land), period, used, possible, headroom (what is left), share
    (used / possible), full (nothing left), unit, worth (what one more unit would save, money of the period; null where
    the plan has no such value).

    Raises
    ------
    WrongUse
        The study has no such place.
    """
    plan.study.refuse_unknown_place(place)
    instance = of_year(plan.instance)
    parts = [part(plan, instance, place) for part in (_land, _permits, _quays, _services)]
    rows = pl.concat(parts).filter(pl.col("possible").is_finite())
    share = pl.when(pl.col("possible") > 0).then(pl.col("used") / pl.col("possible"))
    told = rows.with_columns(headroom=pl.col("possible") - pl.col("used"), share=share)
    full = (pl.col("used") >= FULL * pl.col("possible")) & (pl.col("used") > 0)
    return told.with_columns(full=full).select(pl.col(c).cast(t) for c, t in _SCHEMA.items())


def left_over(plan: Plan, place: str) -> pl.DataFrame:
    """Give the by-products and waste of a place, and where they go.

    Returns
    -------
    commodity, period, made, used (by plants there), sold, sent (to other places), discarded, unit, cost (of discarding,
    money a year).
    """
    goods = plan.study.table("commodities").filter(pl.col("kind").is_in(LEFT_OVER))["commodity"].unique()
    here = (pl.col("place") == place) & pl.col("commodity").is_in(goods.implode())
    flows = {name: plan.frame(name).filter(here) for name in ("make", "use", "sell", "discard")}
    flows["ship"] = plan.frame("ship").filter(pl.col("from") == place, pl.col("commodity").is_in(goods.implode()))
    named = {"make": "made", "use": "used", "sell": "sold", "ship": "sent", "discard": "discarded"}
    parts = [
        frame.group_by("commodity", "period", "unit").agg(value=pl.col("value").sum()).with_columns(what=pl.lit(what))
        for name, what in named.items()
        if not (frame := flows[name]).is_empty()
    ]
    schema = dict.fromkeys(("commodity", "period", "unit"), pl.String) | dict.fromkeys(
        (*named.values(), "cost"), pl.Float64
    )
    if not parts:
        return pl.DataFrame(schema=schema)
    wide = pl.concat(parts).pivot("what", index=["commodity", "period", "unit"], values="value")
    filled = wide.with_columns(
        pl.col(w).fill_null(0.0) if w in wide.columns else pl.lit(0.0).alias(w) for w in named.values()
    )
    paid = plan.frame("spend").filter(pl.col("kind") == "disposal", pl.col("place") == place)
    cost = paid.group_by("commodity", "period").agg(cost=pl.col("value").sum())
    told = filled.join(cost, on=["commodity", "period"], how="left").with_columns(pl.col("cost").fill_null(0.0))
    own = pl.col("made").max().over("commodity") > 0  # goods that only pass through are not the place's
    made = told.filter(own, pl.sum_horizontal(*named.values()) > 0)
    return made.select(pl.col(c).cast(t) for c, t in schema.items()).sort("commodity", "period")


def _worth(plan: Plan, constraint: str, keys: list[str]) -> pl.DataFrame:
    """Marginal values of a limit: keys, period, worth (what one more unit saves)."""
    prices = plan.year_prices.filter(pl.col("constraint") == constraint)
    if prices.is_empty() or not set(keys) <= set(prices.columns):
        return pl.DataFrame(schema=dict.fromkeys((*keys, "period"), pl.String) | {"worth": pl.Float64})
    return prices.select(*keys, "period", worth=pl.col("value").abs())


def _told(rows: pl.DataFrame, shared: Shared, worth: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Add what one more unit is worth."""
    joined = rows.join(worth, on=[*keys, "period"], how="left", maintain_order="left")
    return joined.select(
        pl.lit(shared.value).alias("shared"), pl.col("name").cast(pl.String), "period", "used", "possible",
        pl.col("unit").cast(pl.String), "worth",
    )  # fmt: skip


def _land(plan: Plan, instance: Instance, place: str) -> pl.DataFrame:
    """Land that stands under plants, of what the place has."""
    area = names_as_text(instance.plants.frame).filter(pl.col("place") == place).select("plant", "period", "area_ha")
    stands = plan.frame("capacity").filter(pl.col("place") == place).select("plant", "period", "value")
    taken = stands.join(area, on=["plant", "period"], how="left").group_by("period").agg(
        used=(pl.col("value") * pl.col("area_ha").fill_null(0.0)).filter(pl.col("value").is_finite()).sum()
    )  # fmt: skip
    limits = names_as_text(instance.places).filter(pl.col("place") == place)
    rows = limits.join(taken, on="period", how="left", maintain_order="left").select(
        "place", "period", pl.col("used").fill_null(0.0), name="place", possible="area_ha", unit=pl.lit("ha")
    )
    return _told(rows, Shared.LAND, _worth(plan, "land", ["place"]), ["place"])


def _permits(plan: Plan, instance: Instance, place: str) -> pl.DataFrame:
    """Impacts that arise at the place, of its caps."""
    shown = plan.study.table("impact_caps").select("impact", "place").unique()  # fewer, where a plan is public
    caps = (
        names_as_text(instance.impact_caps)
        .filter(pl.col("place") == place)
        .join(shown, on=["impact", "place"], how="semi")
    )
    arises = plan.frame("emit").filter(pl.col("place") == place).group_by("impact", "period").agg(
        used=pl.col("value").sum()
    )  # fmt: skip
    units = plan.study.table("impacts").select("impact", "unit").drop_nulls().unique("impact")
    rows = caps.join(arises, on=["impact", "period"], how="left", maintain_order="left").join(
        units, on="impact", how="left", maintain_order="left"
    )
    told = rows.select(
        "impact", "place", "period", pl.col("used").fill_null(0.0), "unit", name="impact", possible="cap"
    )
    return _told(told, Shared.PERMIT, _worth(plan, "impact_cap_place", ["impact", "place"]), ["impact", "place"])


def _quays(plan: Plan, instance: Instance, place: str) -> pl.DataFrame:
    """Mass over terminals, in and out, of their capacity."""
    mass = names_as_text(instance.commodities).select("commodity", "period", pl.col("mass").fill_null(0.0))
    handled = plan.frame("load").filter(pl.col("place") == place).join(mass, on=["commodity", "period"], how="left")
    used = handled.group_by("mode", "period").agg(used=(pl.col("value") * pl.col("mass")).sum())
    limits = names_as_text(instance.transport.handling).filter(pl.col("place") == place)
    rows = limits.join(used, on=["mode", "period"], how="left", maintain_order="left").select(
        "mode", "place", "period", pl.col("used").fill_null(0.0), name="mode", possible="capacity",
        unit=pl.lit(plan.study.settings.study.mass_unit),
    )  # fmt: skip
    return _told(rows, Shared.QUAY, _worth(plan, "terminal_capacity", ["place", "mode"]), ["place", "mode"])


def _services(plan: Plan, instance: Instance, place: str) -> pl.DataFrame:
    """Utilities and services: used and sold there, of what is made and can be bought there."""
    kinds = names_as_text(instance.commodities).filter(pl.col("kind").is_in(_SERVICES)).select("commodity", "period")
    key = ["commodity", "period"]

    def amount(*names: str) -> pl.DataFrame:
        parts = [plan.frame(n).filter(pl.col("place") == place).select(*key, "value", "unit") for n in names]
        return pl.concat(parts).group_by(*key, "unit").agg(pl.col("value").sum())

    for_sale = names_as_text(instance.trade.supplies).filter(pl.col("place") == place)
    offered = for_sale.group_by(key).agg(offered=pl.col("capacity").sum())
    taken = amount("use", "sell").rename({"value": "used"})
    made = amount("make").rename({"value": "made"}).drop("unit")
    rows = taken.join(kinds, on=key, how="semi").join(made, on=key, how="left").join(offered, on=key, how="left")
    told = rows.with_columns(
        possible=pl.col("made").fill_null(0.0) + pl.col("offered").fill_null(0.0), place=pl.lit(place)
    ).sort(key)
    named = told.select("commodity", "place", "period", "used", "unit", "possible", name="commodity")
    return _told(named, Shared.SERVICE, _worth(plan, "balance", ["commodity", "place"]), ["commodity", "place"])
