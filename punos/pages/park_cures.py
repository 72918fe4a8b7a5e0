"""What is short at a park, and the cheapest cure, as the command ``cure`` found it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.headroom import Shared
from punos.analysis.relief import Way
from punos.pages.blocks import Cell, TableBlock
from punos.pages.map_names import mode_name
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.pages.words import N_

SHARED: Mapping[Shared, str] = {
    Shared.LAND: N_("Land"),
    Shared.PERMIT: N_("Permit: {what}"),
    Shared.QUAY: N_("Quay or yard: {what}"),
    Shared.SERVICE: N_("Service: {what}"),
}


def thing(view: View, row: Mapping[str, Any]) -> str:
    """Name what is shared: a row of the columns `shared` and `name`."""
    shared = Shared(row["shared"])
    match shared:
        case Shared.PERMIT:
            what = view.name("impact", row["name"])
        case Shared.QUAY:
            what = mode_name(view, row["name"])
        case _:
            what = view.name("commodity", row["name"])
    return view.gettext(SHARED[shared]).format(what=what)


def cures_in_words(view: View, park: str) -> tuple[str, ...]:
    """Say of each thing that is short what the cheapest cure is; nothing where it was not asked."""
    rows = _of(view, park)
    if rows is None:
        return ()
    shorts = rows.unique(["shared", "name"], keep="first", maintain_order=True)
    return tuple(_short(view, rows, short) for short in shorts.iter_rows(named=True))


def cures_table(view: View, park: str) -> tuple[TableBlock, ...]:
    """Give all ways out that were planned."""
    rows = _of(view, park)
    if rows is None or rows.is_empty():
        return ()
    _ = view.gettext
    shown = [
        text(_("Short"), lambda row: thing(view, row), strong=True),
        text(_("From"), lambda row: row["period"]),
        text(_("Way out"), lambda row: _way(view, row)),
        Shown(_("How much"), lambda row: _size(view, row), numeric=True),
        Shown(_("Fits"), lambda row: Cell(_("yes") if row["fits"] else _("no, there is no plan with it"))),
        figure(_("Net cost rises by"), "cost", view.numbers.number, view.money_unit, view.money_scale),
    ]
    note = _(
        "Each way out was forced into the plan and all else planned anew. Below 0 it saves. More of a limit: without "
        "what it costs to get, so it may cost as much as it saves."
    )
    return (table(f"park-{park}-cures", _("What is short, and ways out"), rows, shown, note=note),)


def _of(view: View, park: str) -> pl.DataFrame | None:
    found = view.findings.cures
    if found is None or park not in found.parks:
        return None
    return found.frame.filter(pl.col("park") == park)


def _way(view: View, row: Mapping[str, Any]) -> str:
    _ = view.gettext
    if row["way"] == Way.MORE.value:
        return _("more of it")
    plant = view.name("technology", row["what"])
    return _("{plant} (cheapest plant)").format(plant=plant) if row["cheapest"] else plant


def _size(view: View, row: Mapping[str, Any]) -> Cell:
    return Cell(f"{view.numbers.number(row['size'])} {row['size_unit']}", numeric=True, value=row["size"])


def _short(view: View, rows: pl.DataFrame, short: Mapping[str, Any]) -> str:
    _, money = view.gettext, view.numbers.money
    mine = rows.filter(shared=short["shared"], name=short["name"])
    said = []
    for row in mine.filter(pl.col("way") == Way.MORE.value, "fits", pl.col("cost") < 0).iter_rows(named=True):
        more = f"{view.numbers.number(row['size'])} {row['size_unit']}"
        said.append(_("{more} more may cost up to {sum}").format(more=more, sum=money(-row["cost"])))
    for row in mine.filter("cheapest").iter_rows(named=True):
        plant, size = view.name("technology", row["what"]), f"{view.numbers.number(row['size'])} {row['size_unit']}"
        words = (
            _("the cheapest cure, {plant} ({size}), pays: it saves {sum}")
            if row["pays"]
            else _("the cheapest cure, {plant} ({size}), costs {sum} more than it saves")
        )
        said.append(words.format(plant=plant, size=size, sum=money(abs(row["cost"]))))
    if not said:
        said.append(_("the study knows of no plant that would help"))
    return f"{thing(view, short)}: {'; '.join(said)}."
