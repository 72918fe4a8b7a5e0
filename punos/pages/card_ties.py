"""Whom a plant hangs on and who hangs on it: its goods with origin and price; and what it does to its place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, TableBlock
from punos.pages.sankey import country
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.tables import CommodityKind

GOODS = 10
"""Goods of a plant that are shown, the dearest first."""


NEAR_BY = (CommodityKind.UTILITY.value, CommodityKind.SERVICE.value)
"""Kinds of goods of which a country of origin says nothing."""


def ties_block(view: View, plant: str) -> tuple[TableBlock, ...]:
    """Give what a plant buys and sells in the last year it runs, and whom that hangs on."""
    of_trade = pl.col("item").is_in(["revenue", "inputs"]) & pl.col("commodity").is_not_null()
    lines = view.ledger.filter(pl.col("plant") == plant, of_trade)
    if lines.is_empty():
        return ()
    order = pl.Enum(list(view.periods))
    last = lines["period"].cast(order).max()
    held = lines.filter(pl.col("period") == str(last)).with_columns(size=pl.col("money").abs())
    held = held.sort("size", "commodity", descending=[True, False], nulls_last=True).head(GOODS)
    place = view.plan.study.table("plants").filter(pl.col("plant") == plant)["place"].drop_nulls()
    _ = view.gettext
    shown = [
        text(_("Good"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Way"), lambda row: _("sells") if row["money"] is not None and row["item"] == "revenue" else _("buys")),
        figure(_("Amount a year"), "amount", view.numbers.number),
        text(_("Unit"), lambda row: row["amount_unit"] or ""),
        figure(_("Price"), "price", view.numbers.number, view.currency),
        figure(_("Money a year"), "money", view.numbers.number, view.money_unit, view.money_scale),
        Shown(_("Hangs on"), lambda row: Cell(_hangs_on(view, plant, str(place[0]), row))),
    ]
    caption = _("What it buys and sells in {period}, and whom that hangs on").format(period=last)
    return (table(f"card-{plant}-ties", caption, held, shown),)


def _hangs_on(view: View, plant: str, place: str, row: Mapping[str, Any]) -> str:
    """Name the main country of origin of a good that is bought, or the plants that take one that is sold."""
    _, good, period = view.gettext, row["commodity"], row["period"]
    if row["item"] == "revenue":
        takers = view.frame("use").filter(pl.col("commodity") == good, pl.col("period") == period)
        names = [p for p in takers["plant"].drop_nulls().unique().sort() if p != plant]
        if not names:
            return _("buyers outside")
        return ", ".join(view.names.all("plant", names))
    kinds = view.evidence.named("commodities", "commodity", good)
    if kinds and kinds[0].get("kind") in NEAR_BY:
        makers = view.frame("make").filter(
            pl.col("commodity") == good, pl.col("place") == place, pl.col("period") == period
        )
        names = [p for p in makers["plant"].drop_nulls().unique().sort() if p != plant]
        return ", ".join(view.names.all("plant", names)) or _("bought from outside")
    came = view.origins.filter(pl.col("commodity") == good, pl.col("place") == place, pl.col("period") == period)
    if came.is_empty():
        return ""
    top = came.sort("share", "origin", descending=[True, False]).row(0, named=True)
    return f"{country(view, top['origin'])} {view.numbers.percent(top['share'])}"


def impacts_block(view: View, plant: str, own: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give what a plant does to its place by period; `own` is what `own_impacts` gives."""
    rows = own.filter(pl.col("plant") == plant)
    if rows.is_empty():
        return ()
    _ = view.gettext
    wide = rows.pivot("period", index=["impact", "unit"], values="value", aggregate_function="sum").sort("impact")
    wide = wide.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in wide.columns)
    shown = [
        text(_("Impact"), lambda r: view.name("impact", r["impact"]) if r["impact"] else _("Land")),
        *(figure(p, p, lambda v: view.numbers.number(v or 0.0)) for p in view.periods),
        text(_("Unit"), lambda r: r["unit"] or ""),
    ]
    return (table(f"card-{plant}-impacts", _("Jobs, land and impacts of the plant itself"), wide, shown),)


def own_impacts(view: View) -> pl.DataFrame:
    """Give what each plant does itself: plant, impact (null: land, in hectares), period, value, unit.

    Impacts of its running and of its capacity; what is bought, sent or thrown away is the place's.
    """
    instance = view.plan.instance
    coded = pl.col(pl.Enum).cast(pl.String)
    factors = instance.impact_factors.with_columns(coded, pl.col("key", "of").cast(pl.String))
    units = view.plan.study.table("impacts").select("impact", "unit").drop_nulls().unique("impact")
    capacity = view.frame("capacity").filter(pl.col("value").is_finite())
    causes = [
        ("run", "process", view.frame("run")),
        ("capacity", "technology", capacity),
        ("capacity", "plant", capacity),
    ]
    parts = [
        frame.select("plant", "period", "value", key=column)
        .join(factors.filter(pl.col("of") == of), on=["key", "period"])
        .select("plant", "impact", "period", value=pl.col("value") * pl.col("quantity"))
        for of, column, frame in causes
    ]
    told = pl.concat(parts).join(units, on="impact", how="left")
    area = instance.plants.frame.with_columns(coded).select("plant", "period", "area_ha")
    land = capacity.join(area, on=["plant", "period"], how="inner").filter(pl.col("area_ha") > 0)
    used = land.select(
        "plant", "period", impact=pl.lit(None, pl.String), value=pl.col("value") * pl.col("area_ha"), unit=pl.lit("ha")
    )
    return pl.concat([told, used.select(told.columns)]).filter(pl.col("value") != 0)
