"""The park sheet: what the plants of a park share, what is left of it, what is left over, who is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.headroom import headroom, left_over
from punos.pages.blocks import Block, Cell, Chapter, Section, TableBlock
from punos.pages.capacity import plant_cell
from punos.pages.park_books import books_section
from punos.pages.park_cures import cures_in_words, cures_table, thing
from punos.pages.park_land import land_section
from punos.pages.park_matches import match_blocks, matches_in_words
from punos.pages.park_neighbours import neighbours_section
from punos.pages.park_practices import practices_section
from punos.pages.park_share import pools, share_section
from punos.pages.plants import npv_cell
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.tables import PlaceKind

NEARLY = 0.9
"""Share of what is possible from which a thing is called nearly used up."""
FULL_MARK = "■"
"""Stands beside what is used up, so that it is seen without colour."""


def parks_chapter(view: View) -> Chapter | None:
    """Give a sheet for each park in which plants of the plan stand, then parks side by side; None without either."""
    places = view.plan.study.table("places").filter(pl.col("kind") == PlaceKind.PARK.value)
    stands = view.frame("capacity")["place"].unique()
    parks = [p for p in places["place"].unique(maintain_order=True) if p in set(stands)]
    if view.place in parks:
        parks = [view.place, *(p for p in parks if p != view.place)]
    parts = (_sheet, land_section, neighbours_section)
    sheets: list[Section] = []
    for park in parks:
        told = (*(part(view, park) for part in parts), *_shared(view, park))
        sheets += [s for s in told if s is not None]
    sheets += [s for pooled in pools(view, parks) for s in _shared(view, pooled) if s is not None]
    sheets += [beside] if (beside := practices_section(view)) is not None else []
    if not sheets:
        return None
    _ = view.gettext
    lead = _("What the plants of a park share, how much of it is left year by year, and what they leave over.")
    return Chapter("parks", _("Park sheets"), (lead,), tuple(sheets))


def _shared(view: View, park: str) -> tuple[Section | None, Section | None]:
    """Give how what a park saves may be shared, and the books of its company."""
    return share_section(view, park), books_section(view, park)


def _sheet(view: View, park: str) -> Section:
    rows = headroom(view.plan, park)
    blocks: list[Block] = [
        *_room(view, park, rows),
        *cures_table(view, park),
        *_leftovers(view, park),
        *match_blocks(view, park),
        *_tenants(view, park),
    ]
    title = view.gettext("{place}: the park").format(place=view.name("place", park))
    lead = (*_in_words(view, park, rows), *matches_in_words(view, park))
    return Section(f"park-{park}", title, lead, tuple(blocks), folded=park != view.place)


def _in_words(view: View, park: str, rows: pl.DataFrame) -> tuple[str, ...]:
    """Say what is used up, since when and what more of it would be worth, and what is nearly used up."""
    _ = view.gettext
    place = view.name("place", park)
    if rows.is_empty():
        return (_("Nothing that the plants of {place} share has a limit in this study.").format(place=place),)
    worth = pl.col("full") & (pl.col("worth").fill_null(0.0) > 0)
    short = rows.filter(worth).unique(["shared", "name"], keep="first", maintain_order=True)
    told = [_short(view, row) for row in short.iter_rows(named=True)]
    if told:
        said = _("Used up in {place}: {things}.").format(place=place, things="; ".join(told))
    else:
        said = _("In {place} nothing that the plants share is used up so that more of it would be worth money.").format(
            place=place
        )
    last = rows.filter(pl.col("period") == view.periods[-1], ~pl.col("full"), pl.col("share") >= NEARLY)
    if last.height:
        near = ", ".join(f"{thing(view, r)} ({view.numbers.percent(r['share'])})" for r in last.iter_rows(named=True))
        said += " " + _("Nearly used up in {period}: {things}.").format(period=view.periods[-1], things=near)
    return (said, *cures_in_words(view, park))


def _short(view: View, row: Mapping[str, Any]) -> str:
    _ = view.gettext
    return _("{thing} from {period}; one more {unit} would be worth {sum} a year").format(
        thing=thing(view, row),
        period=row["period"],
        unit=row["unit"],
        sum=view.numbers.with_currency(view.numbers.number(row["worth"])),
    )


def _room(view: View, park: str, rows: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give what is used of each shared thing: its share with a bar in every period; then amounts and worth.

    Two tables, as one of seven periods and the amounts is wider than a page.
    """
    if rows.is_empty():
        return ()
    _ = view.gettext
    key = ["shared", "name", "unit"]
    shares = rows.pivot("period", index=key, values="share", aggregate_function="first")
    full = rows.pivot("period", index=key, values="full", aggregate_function="first")
    last = rows.filter(pl.col("period") == view.periods[-1]).select(*key, "used", "possible", "headroom")
    marks = full.rename({p: f"{p} full" for p in view.periods if p in full.columns})
    held = shares.join(marks, on=key, how="left").join(last, on=key, how="left")
    held = held.with_columns(worth=_most(rows, key, held))
    period = view.periods[-1]
    name = text(_("Shared"), lambda row: thing(view, row), strong=True)
    shares_shown = [name, *(Shown(p, _share_cell(view, p), numeric=True) for p in view.periods if p in held.columns)]
    amounts_shown = [
        name,
        Shown(_("Used, possible, left"), lambda row: _used(view, row)),
        figure(_("One more is worth, at most"), "worth", view.numbers.number, view.currency),
    ]
    note = _(
        "Each year's share of what is possible; {mark} marks what is used up. Worth: what one more unit would save in "
        "the year in which it saves most."
    ).format(mark=FULL_MARK)
    amounts = _("Used of possible in {period}").format(period=period)
    return (
        table(f"park-{park}-room", _("Used, possible, left"), held, shares_shown),
        table(f"park-{park}-amounts", amounts, held, amounts_shown, note=note),
    )


def _used(view: View, row: Mapping[str, Any]) -> Cell:
    """Show what is used of what is possible, and what is left."""
    if row["possible"] is None:
        return Cell("–", numeric=True)
    used, possible, left = (view.numbers.number(row[c]) for c in ("used", "possible", "headroom"))
    told = view.gettext("{used} of {possible} {unit}, {left} left")
    return Cell(told.format(used=used, possible=possible, unit=row["unit"], left=left), value=row["used"])


def _most(rows: pl.DataFrame, key: list[str], held: pl.DataFrame) -> pl.Series:
    most = rows.group_by(key).agg(pl.col("worth").max())
    return held.select(key).join(most, on=key, how="left", nulls_equal=True, maintain_order="left")["worth"]


def _share_cell(view: View, period: str) -> Any:
    def cell(row: Mapping[str, Any]) -> Cell:
        share = row[period]
        if share is None:
            return Cell("–", numeric=True)
        full = bool(row.get(f"{period} full"))
        said = view.numbers.percent(share)
        return Cell(
            f"{FULL_MARK} {said}" if full else said,
            numeric=True,
            strong=full,
            bar=min(max(share, 0.0), 1.0),
            value=share,
        )

    return cell


def _leftovers(view: View, park: str) -> tuple[TableBlock, ...]:
    """Give by-products and waste in the first and the last period, and where they go."""
    rows = left_over(view.plan, park)
    ends = (view.periods[0], view.periods[-1])
    held = rows.filter(pl.col("period").is_in(ends))
    if held.is_empty():
        return ()
    _ = view.gettext
    shown = [
        text(_("Left over"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Year"), lambda row: row["period"]),
        figure(_("Made"), "made", view.numbers.number),
        figure(_("Used here"), "used", view.numbers.number),
        figure(_("Sold here"), "sold", view.numbers.number),
        figure(_("Sent away"), "sent", view.numbers.number),
        figure(_("Thrown away"), "discarded", view.numbers.number),
        text(_("Unit"), lambda row: row["unit"]),
        figure(_("Cost of throwing away"), "cost", view.numbers.number, view.money_unit, view.money_scale),
    ]
    return (table(f"park-{park}-left-over", _("By-products and waste, and where they go"), held, shown),)


def _tenants(view: View, park: str) -> tuple[TableBlock, ...]:
    """Give who is there: jobs, land, value added a hectare, worth to the owner."""
    sited = view.plan.study.table("plants").filter(pl.col("place") == park).select("plant", "operator", "status")
    known = sited.group_by("plant", maintain_order=True).agg(pl.col("operator", "status").drop_nulls().first())
    figures = ("jobs", "hectares", "value_added", "value_added_per_ha", "npv", "irr", "unpriced", "remark")
    worth = view.economics.select("plant", *(c for c in figures if c in view.economics.columns))
    held = known.join(worth, on="plant", how="inner", maintain_order="left")
    if held.is_empty():
        return ()
    _ = view.gettext
    shown = [
        Shown(_("Plant"), lambda row: plant_cell(view, row)),
        text(_("Owner"), lambda row: view.name("operator", row["operator"])),
        figure(_("Jobs"), "jobs", lambda v: view.numbers.number(v, 0)),
        figure(_("Land"), "hectares", view.numbers.number, "ha"),
        figure(_("Value added a year"), "value_added", view.numbers.number, view.money_unit, view.money_scale),
        figure(
            _("Value added a hectare"), "value_added_per_ha", view.numbers.number, view.money_unit, view.money_scale
        ),
        Shown(_("Net present value"), lambda row: npv_cell(view, row), view.money_unit, numeric=True),
    ]
    note = _(
        "Means over the years in which a plant stands. Value added: revenue less the goods bought, at traded prices."
    )
    return (table(f"park-{park}-tenants", _("Who is there, and what it brings"), held, shown, note=note),)
