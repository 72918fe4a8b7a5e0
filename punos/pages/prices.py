"""Marginal values: what one more unit of a good costs, and what one more unit of a limit would save."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Section, TableBlock
from punos.pages.tabulate import figure, table, text
from punos.pages.view import NOISE, View
from punos.pages.words import N_

GOODS_SHOWN = 80
LIMITS: Mapping[str, str] = {
    "capacity": N_("Capacity of a plant"),
    "plant_limit": N_("Largest size of a plant"),
    "opening_size": N_("Size of an opening"),
    "restart": N_("Restarting"),
    "land": N_("Land"),
    "route_capacity": N_("Capacity of a route"),
    "terminal_capacity": N_("Capacity of a terminal"),
    "impact_cap": N_("Cap on an impact"),
    "impact_cap_place": N_("Cap on an impact at a place"),
    "reserve": N_("Reserve of a supply"),
}
_LABELS = ("plant", "place", "route", "mode", "impact", "supply", "policy")


def prices_section(view: View) -> Section | None:
    """Give the marginal values of goods and limits; None if the plan has none."""
    prices = view.plan.year_prices
    if prices.is_empty():
        return None
    _ = view.gettext
    lead = (
        _(
            "These are marginal values, not market prices: money of the period for one more unit, with what is "
            "built kept as it is. They value goods, land, permits and routes at the margin; whether a plant pays "
            "for its owner is in the table of plants."
        ),
    )
    blocks = [*_goods(view, prices), *_limits(view, prices)]
    return Section("prices", _("What one more unit is worth"), lead, tuple(blocks)) if blocks else None


def _goods(view: View, prices: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give the value of goods at the places where they are made, used or sold."""
    _ = view.gettext
    touched = pl.concat(
        [view.frame(name).select("place", "commodity") for name in ("make", "use", "sell", "buy")]
    ).unique()
    held = prices.filter(pl.col("constraint") == "balance", pl.col("period").is_not_null())
    held = held.join(touched, on=["place", "commodity"], how="semi")
    if held.is_empty():
        return ()
    spread = held.pivot("period", index=["commodity", "place", "unit"], values="value", aggregate_function="mean")
    spread = spread.with_columns(pl.lit(None, pl.Float64).alias(p) for p in view.periods if p not in spread.columns)
    order = view.plan.study.table("commodities")["commodity"].unique(maintain_order=True).to_list()
    ranked = spread.sort(
        pl.col("commodity").replace_strict(order, list(range(len(order))), default=len(order)), "place"
    )
    shown = [
        text(_("Good"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        *(figure(p, p, view.numbers.number) for p in view.periods),
        text(_("Unit"), lambda row: row["unit"]),
    ]
    folded = ranked.height > 20
    return (table("values-goods", _("Marginal value of goods"), ranked, shown, folded=folded),)


def _limits(view: View, prices: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give the limits that bind: those whose value is not nothing, the dearest first."""
    _ = view.gettext
    held = prices.filter(~pl.col("constraint").is_in(["balance", "demand"]))
    binding = held.filter(pl.col("value").abs() > NOISE * 100).sort(
        pl.col("value").abs(), "constraint", "period", descending=[True, False, False], nulls_last=True
    )
    if binding.is_empty():
        return ()
    shown = [
        text(_("Limit"), lambda row: _(LIMITS.get(row["constraint"], row["constraint"].replace("_", " ")))),
        text(_("Of"), lambda row: _which(view, row)),
        text(_("Period"), lambda row: row["period"] or ""),
        figure(_("One more unit saves"), "value", view.numbers.number),
        text(_("Unit"), lambda row: row["unit"]),
    ]
    note = _("Limits that are not reached are worth nothing and left out.")
    folded = binding.height > 20
    return (table("values-limits", _("Limits that bind"), binding, shown, note=note, folded=folded),)


def _which(view: View, row: Mapping[str, Any]) -> str:
    return ", ".join(view.name(label, row[label]) for label in _LABELS if row.get(label))
