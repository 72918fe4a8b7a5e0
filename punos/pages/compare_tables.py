"""What was changed between two plans and what moved, table by table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, Section, TableBlock
from punos.pages.numbers import NOTHING
from punos.pages.pair import HEADS, MOVED, Moved, Pair, sides
from punos.pages.tabulate import Shown, table, text

CHANGES_SHOWN, ROWS_SHOWN = 300, 60


def changed_section(pair: Pair) -> Section:
    """Give what was changed."""
    _ = pair.after.gettext
    changes = pair.comparison.changes
    if changes.is_empty():
        return Section("changed", _("What was changed"), (_("Nothing: the two studies hold the same figures."),))
    shown = [
        text(_("Table"), lambda row: row["table"]),
        Shown(_("Row"), lambda row: Cell(row["row"] or "", code=True)),
        text(_("Column"), lambda row: row["column"] or _("whole row")),
        Shown(pair.titles[0], lambda row: _said(pair, row["column"], row["before"]), numeric=True),
        Shown(pair.titles[1], lambda row: _said(pair, row["column"], row["after"]), numeric=True),
    ]
    left = changes.height - CHANGES_SHOWN
    note = _("{n} more cells differ.").format(n=pair.after.numbers.number(left)) if left > 0 else ""
    block = table("changes", _("Cells that differ"), changes.head(CHANGES_SHOWN), shown, note=note)
    lead = _("Every cell in which the two studies differ. A dash: the study leaves it blank, or has no such row.")
    return Section("changed", _("What was changed"), (lead,), (block,))


def _said(pair: Pair, column: str | None, value: str | None) -> Cell:
    """Show a cell of a study: numbers as the language writes them."""
    if column is None:
        return Cell(pair.after.gettext("there") if value else NOTHING, numeric=True)
    try:
        return Cell(pair.after.numbers.number(None if value is None else float(value)), numeric=True)
    except ValueError:
        return Cell(value or "", numeric=True)


def moved_section(pair: Pair) -> Section:
    """Give what moved, indicator by indicator, and say where nothing did."""
    _ = pair.after.gettext
    blocks = [_moved_table(pair, m, pair.moved[m.indicator]) for m in MOVED if pair.moved[m.indicator].height]
    still = [_(m.title) for m in MOVED if pair.moved[m.indicator].is_empty()]
    lead = [_("The biggest first, beside all that is counted in the same unit. What differs by rounding is left out.")]
    if pair.place:
        lead.append(
            _("Only {place}, where the figures belong to a place.").format(place=pair.name("place", pair.place))
        )
    if still:
        lead.append(_("No difference: {what}.").format(what="; ".join(still)))
    return Section("moved", _("What moved"), tuple(lead), tuple(blocks))


def _moved_table(pair: Pair, moved: Moved, rows: pl.DataFrame) -> TableBlock:
    _ = pair.after.gettext
    labels = [c for c in rows.columns if c not in ("before", "after", "difference", "unit")]

    def word(column: str) -> Callable[[Mapping[str, Any]], str]:
        return lambda row: row[column] or "" if column == "period" else pair.name(column, row[column])

    shown = [text(_(HEADS.get(c, c)), word(c)) for c in labels]
    shown += sides(pair)
    shown.append(text(_("Unit"), lambda row: row["unit"] or ""))
    left = rows.height - ROWS_SHOWN
    note = _("{n} smaller differences are left out.").format(n=pair.after.numbers.number(left)) if left > 0 else ""
    folded = moved.indicator in ("ship", "discard") and rows.height > 15
    return table(f"moved-{moved.indicator}", _(moved.title), rows.head(ROWS_SHOWN), shown, note=note, folded=folded)
