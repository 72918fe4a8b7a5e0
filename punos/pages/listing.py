"""The study behind the plan: every table, row by row, so that figures can lead to their source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from punos.pages.blocks import Cell, Column, Row, Section, TableBlock
from punos.pages.evidence import MOST_ROWS, row_anchor
from punos.pages.tabulate import Shown, table, text
from punos.pages.terms import BASIS_SHORT
from punos.pages.view import View
from punos.tables import TABLES


def evidence_section(view: View) -> Section | None:
    """Give what the figures rest on; None if the study has no evidence."""
    said = view.plan.study.table("evidence")
    if said.is_empty():
        return None
    _ = view.gettext
    counted = Counter(said["basis"].drop_nulls().to_list())
    known = [basis for basis in BASIS_SHORT if basis in counted]
    weak = counted["recalled"] + counted["assumed"]
    lead = _(
        "Of {all} figures with evidence, {weak} are recalled or assumed and should be checked before money hangs "
        "on them. Point at or touch an underlined name to see what it rests on."
    ).format(all=view.numbers.number(said.height), weak=view.numbers.number(weak))
    rows = tuple(
        Row(
            (
                Cell(_(BASIS_SHORT[basis])),
                Cell(view.numbers.number(counted[basis]), numeric=True),
                Cell(view.numbers.percent(counted[basis] / said.height), numeric=True),
            )
        )
        for basis in known
    )
    columns = (Column(_("Basis")), Column(_("Figures"), "", True), Column(_("Share"), "", True))
    block = TableBlock("bases", _("How the figures came about"), columns, rows)
    return Section("evidence-section", _("What the figures rest on"), (lead,), (block,))


def study_section(view: View) -> Section:
    """Give the study: what was changed, then its tables."""
    _ = view.gettext
    changes = view.plan.summary.changes
    if changes:
        lead = _("Changed beside the study as it was loaded: {changes}.").format(changes="; ".join(changes))
    else:
        lead = _("The study as it was loaded; nothing was changed.")
    names = [name for name in TABLES if not view.plan.study.table(name).is_empty()]
    blocks = [_listed(view, name) for name in names]
    return Section("study", _("The study, table by table"), (lead, _("Open a table to see its rows.")), tuple(blocks))


def _listed(view: View, name: str) -> TableBlock:
    """List a table with the row numbers a spreadsheet shows."""
    _ = view.gettext
    frame = view.evidence.told(name)
    filled = [c for c in frame.columns if c not in ("row", "active") and frame[c].null_count() < frame.height]
    schema = {column.name: column for column in TABLES[name].columns}
    shown = [text(_("Row"), lambda row: str(row["row"]))]
    for column in filled:
        unit = schema[column].unit if column in schema else ""
        numeric = frame.schema[column].is_numeric()
        shown.append(Shown(column, _cell(view, name, column), unit, numeric))
    left = frame.height - MOST_ROWS
    note = _("{n} more rows are in the plan's folder.").format(n=view.numbers.number(left)) if left > 0 else ""
    caption = _("{table}: {n} rows").format(table=_(TABLES[name].title), n=view.numbers.number(frame.height))
    return table(
        f"table-{name}",
        caption,
        frame.head(MOST_ROWS),
        shown,
        row_anchor=lambda row: row_anchor(name, row["row"]),
        note=note,
        folded=True,
    )


def _cell(view: View, name: str, column: str) -> Any:
    """Give the function that shows a cell of a table: it leads to the evidence of that very cell."""

    def cell(row: Mapping[str, Any]) -> Cell:
        value = row[column]
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if (name, row["row"], column) in view.withheld:
            return Cell(view.gettext("confidential"), numeric=numeric)
        grounds = [g for g in view.evidence.of_row(name, row["row"]) if g.column == column]
        if any(view.evidence.hidden(g) for g in grounds):
            return Cell(view.gettext("confidential"), numeric=numeric)
        tip = view.evidence.tip(f"{name}, {column}", grounds) if grounds else None
        href = view.evidence.evidence_anchor(grounds[0]) if grounds else ""
        return Cell(_written(view, column, value), href, tip, numeric, value=float(value) if numeric else None)

    def evidence(row: Mapping[str, Any]) -> Cell:
        """What a row of evidence speaks of leads there."""
        figures = view.evidence.figures(row)
        href = view.evidence.row(figures[0].table, figures[0].row) if figures else ""
        return Cell(_written(view, column, row[column]), href)

    return evidence if (name, column) == ("evidence", "select") else cell


def _written(view: View, column: str, value: Any) -> str:
    _ = view.gettext
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return view.numbers.number(value)
    return str(value)
