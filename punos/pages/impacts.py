"""What the plan does to its surroundings: impacts by period, beside their caps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, Section, TableBlock
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.tables import ImpactSource

FULL = 0.999
"""Use of a cap from which it is called reached."""


def impacts_section(view: View) -> Section | None:
    """Give the impacts and their caps; None if the study has none."""
    emitted = view.frame("emit")
    if emitted.is_empty():
        return None
    _ = view.gettext
    caps = used_caps(view)
    lead = _caps_in_words(view, caps)
    once = pl.col("of").eq_missing(pl.lit(ImpactSource.BUILD.value))
    yearly = emitted.filter(~once)
    blocks = [
        *_totals(view, "impacts-total", _("Impacts a year, all places together"), yearly),
        *_totals(view, "impacts-once", _("Impacts of building, once in the period"), emitted.filter(once)),
        *_caps(view, caps),
        *_places(view, yearly),
    ]
    return Section("impacts", _("Jobs, emissions and other impacts"), (lead,), tuple(blocks))


def used_caps(view: View) -> pl.DataFrame:
    """Give every cap with what is used of it: impact, place (blank: everywhere), period, cap, value, share, unit."""
    study = view.plan.study
    # View.plan.frame, not what is left after rounding: a cap nobody touches is shown with nothing used.
    emitted = view.plan.frame("emit")
    by_place = emitted.group_by("impact", "place", "period").agg(pl.col("value").sum())
    over_all = emitted.group_by("impact", "period").agg(pl.col("value").sum())
    local = _spread_caps(view, study.table("impact_caps"), ["impact", "place"])
    whole = _spread_caps(view, study.table("impacts"), ["impact"])
    used = pl.concat(
        [
            local.join(by_place, on=["impact", "place", "period"], how="left"),
            whole.join(over_all, on=["impact", "period"], how="left"),
        ],
        how="diagonal_relaxed",
    )
    units = study.table("impacts").select("impact", "unit").drop_nulls().unique("impact")
    held = used.with_columns(pl.col("value").fill_null(0.0)).join(units, on="impact", how="left")
    if "place" not in held.columns:
        held = held.with_columns(place=pl.lit(None, pl.String))
    return held.with_columns(share=pl.when(pl.col("cap") > 0).then(pl.col("value") / pl.col("cap")))


def _spread_caps(view: View, rows: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Give the cap of each key in each period: the row of the period before the row for all."""
    if rows.is_empty() or "cap" not in rows.columns:
        return pl.DataFrame(schema={**dict.fromkeys([*keys, "period"], pl.String), "cap": pl.Float64})
    if "period" not in rows.columns:
        rows = rows.with_columns(period=pl.lit(None, pl.String))
    periods = pl.DataFrame({"period": view.periods})
    wide = rows.filter(pl.col("period").is_null()).select(*keys, wide="cap")
    narrow = rows.filter(pl.col("period").is_not_null()).select(*keys, "period", narrow="cap")
    every = rows.select(keys).unique(maintain_order=True).join(periods, how="cross")
    joined = every.join(wide, on=keys, how="left").join(narrow, on=[*keys, "period"], how="left")
    held = joined.select(*keys, "period", cap=pl.coalesce("narrow", "wide").cast(pl.Float64))
    return held.filter(pl.col("cap").is_finite())


def _caps_in_words(view: View, caps: pl.DataFrame) -> str:
    _ = view.gettext
    full = caps.filter(pl.col("share") >= FULL).unique(["impact", "place"], keep="first", maintain_order=True)
    if full.is_empty():
        return _("No cap on an impact is reached.") if caps.height else _("The study sets no cap on impacts.")
    told = [
        _("{impact} in {place}, from {period}").format(
            impact=view.name("impact", row["impact"]),
            place=view.name("place", row["place"]) if row["place"] else _("all places together"),
            period=row["period"],
        )
        for row in full.iter_rows(named=True)
    ]
    return _("These caps are reached and hold the plan back: {caps}.").format(caps="; ".join(told))


def _totals(view: View, anchor: str, caption: str, emitted: pl.DataFrame) -> tuple[TableBlock, ...]:
    if emitted.is_empty():
        return ()
    _ = view.gettext
    held = emitted.pivot("period", index=["impact", "unit"], values="value", aggregate_function="sum")
    held = held.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in held.columns)
    order = view.plan.study.table("impacts")["impact"].unique(maintain_order=True).to_list()
    ranked = held.sort(pl.col("impact").replace_strict(order, list(range(len(order))), default=len(order)))
    shown = [
        Shown(_("Impact"), lambda row: impact_cell(view, row["impact"])),
        *(
            figure(p, p, lambda v: view.numbers.number(v or 0.0), href=lambda row: factor_row(view, row["impact"]))
            for p in view.periods
        ),
        text(_("Unit"), lambda row: row["unit"]),
    ]
    return (table(anchor, caption, ranked, shown),)


def factor_row(view: View, impact: str) -> str:
    """Give the anchor of the first factor of an impact, on which its amounts rest."""
    return view.evidence.anchor("impact_factors", impact=impact)


def _cap_row(view: View, row: Mapping[str, Any]) -> str:
    if row["place"]:
        return view.evidence.anchor_in("impact_caps", row["period"], impact=row["impact"], place=row["place"])
    return view.evidence.anchor_in("impacts", row["period"], impact=row["impact"])


def impact_cell(view: View, impact: str) -> Cell:
    """Give an impact's name with its row and the evidence of its factors."""
    name = view.name("impact", impact)
    grounds = view.evidence.about("impact_factors", impact=impact)
    return Cell(name, view.evidence.anchor("impacts", impact=impact), view.evidence.tip(name, grounds))


def _caps(view: View, caps: pl.DataFrame) -> tuple[TableBlock, ...]:
    _ = view.gettext
    if caps.is_empty():
        return ()
    held = caps.sort("share", "impact", "place", "period", descending=[True, False, False, False], nulls_last=True)

    def share(row: Mapping[str, Any]) -> Cell:
        reached = row["share"]
        bar = None if reached is None else max(0.0, min(1.0, reached))
        return Cell(view.numbers.percent(reached), numeric=True, bar=bar, strong=(reached or 0) >= FULL)

    shown = [
        Shown(_("Impact"), lambda row: impact_cell(view, row["impact"])),
        text(_("Place"), lambda row: view.name("place", row["place"]) if row["place"] else _("everywhere")),
        text(_("Period"), lambda row: row["period"]),
        figure(_("Used"), "value", view.numbers.number, href=lambda row: factor_row(view, row["impact"])),
        figure(_("Cap"), "cap", view.numbers.number, href=lambda row: _cap_row(view, row)),
        text(_("Unit a year"), lambda row: row["unit"]),
        Shown(_("Share"), share, numeric=True),
    ]
    return (table("impacts-caps", _("Caps and what is used of them"), held, shown, folded=held.height > 25),)


def _places(view: View, emitted: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give the impacts of the last period by place."""
    _ = view.gettext
    last = view.periods[-1]
    held = emitted.filter(pl.col("period") == last, pl.col("place").is_not_null())
    if held.is_empty():
        return ()
    spread = held.pivot("impact", index="place", values="value", aggregate_function="sum").sort("place")
    units = dict(held.select("impact", "unit").unique().iter_rows())
    impacts = [i for i in units if i in spread.columns]
    shown = [
        text(_("Place"), lambda row: view.name("place", row["place"])),
        *(figure(view.name("impact", i), i, lambda v: view.numbers.number(v or 0.0), units[i]) for i in impacts),
    ]
    caption = _("Impacts by place in {period}, a year").format(period=last)
    return (table("impacts-places", caption, spread, shown, folded=spread.height > 15),)
