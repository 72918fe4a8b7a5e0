"""A workbook to fill in: comments on every heading, lists of allowed names, advice on the first sheet."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter.utility import xl_col_to_name

from punos.study.raw import ROW
from punos.study.reading import SETTINGS
from punos.study.settings import Settings
from punos.study.study import Study
from punos.study.workbook_writing import add_sheet, figure_columns, fill_sheet, new_workbook, settings_rows
from punos.tables import TABLES, Column, Table, Type

SPARE = 500  # rows beneath the filled ones that have lists too
LISTS = "_lists"  # sheets whose name begins with '_' are not read
ADVICE = "_read_me"

_WORDS = """How to fill in this study
Every sheet is a table, every row one thing: a place, a plant, a route. What has no row does not exist.
Point at a heading to read what the column means, its unit, and what a blank means.
Bold headings must be filled; the others may stay blank.
Names tie the sheets together: a plant's place is a name of the sheet places. Cells with names offer a list.
A blank is 'not said', 0 is zero, inf is no limit.
A row with a period (or plant) overrides the wide row in the cells it fills, and inherits the others.
To leave a row out for a while, write no in its column active. Sheets without rows change nothing.
Columns of your own begin with tag_ and serve for grouping; sheets of your own begin with _ and are not read.
punos check FILE.xlsx      lists everything that is wrong, with sheet, row and column
punos plan FILE.xlsx -o plans/base      makes the plan"""


def write_template(path: Path, study: Study) -> None:
    """Write a study as a workbook for people to go on with."""
    with new_workbook(path) as book:
        look = _formats(book)
        _write_advice(book, look)
        _write_settings(book, look, study.settings)
        for name, frame in study.tables.items():
            _write_table(book, look, TABLES[name], frame.drop(ROW), study.tables)
        _write_lists(book)
        book.get_worksheet_by_name("places").activate()


def _formats(book: Any) -> dict[str, Any]:
    head: dict[str, Any] = {"bottom": 1, "bg_color": "#E8EEF2", "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "key": book.add_format({**head, "bold": True, "bg_color": "#C9DAE6"}),
        "required": book.add_format({**head, "bold": True}),
        "plain": book.add_format(head),
        # Names are text even where they look like numbers, or a spreadsheet would make dates of them.
        Type.NAME: book.add_format({"num_format": 49}),
        Type.TEXT: book.add_format({"num_format": 49}),
        Type.CHOICE: book.add_format({"num_format": 49}),
        Type.RULE: book.add_format({"num_format": 49}),
        Type.YEAR: book.add_format({"num_format": 1}),
        # General shows every digit, and a spreadsheet saves as CSV what it shows.
        Type.NUMBER: book.add_format({"num_format": 0}),
        Type.FLAG: book.add_format({"num_format": 49}),
    }


def _write_advice(book: Any, look: Mapping[str, Any]) -> None:
    sheet = book.add_worksheet(ADVICE)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 110)
    title, *lines = _WORDS.splitlines()
    sheet.write_string(0, 0, title, look["title"])
    sheet.write_column(2, 0, lines)


def _write_settings(book: Any, look: Mapping[str, Any], settings: Settings) -> None:
    """Write what is said, and beneath it what could be said, each with its meaning as a note."""
    said = settings_rows(settings)
    could = [(s, k) for s, model in _sections().items() for k in model]
    rest = [(s, k, None) for s, k in could if (s, k) not in set(said.select("section", "key").iter_rows())]
    rows = pl.concat([said, pl.DataFrame(rest, schema=said.schema, orient="row")])
    notes = [_sections()[section][key] for section, key in rows.select("section", "key").iter_rows()]
    sheet = add_sheet(book, SETTINGS.name)
    fill_sheet(sheet, rows.with_columns(note=pl.Series(notes, dtype=pl.String)), look["key"], ["value"])


def _sections() -> dict[str, dict[str, str]]:
    names = ("study", "time", "policies", "solver")
    models = {name: Settings.model_fields[name].annotation for name in names}
    return {
        name: {key: field.description or "" for key, field in model.model_fields.items()}
        for name, model in models.items()
        if model is not None
    }


def _write_table(
    book: Any, look: Mapping[str, Any], table: Table, frame: pl.DataFrame, tables: Mapping[str, pl.DataFrame]
) -> None:
    sheet = add_sheet(book, table.name)
    fill_sheet(sheet, frame, look["plain"], figure_columns(table, frame.columns))
    if frame.height:
        sheet.set_tab_color("#2F6B8F")
    sheet.freeze_panes(1, 1)
    for position, name in enumerate(frame.columns):
        column = table.column(name)
        head = "key" if column.key and column.required else "required" if column.required else "plain"
        sheet.write_string(0, position, name, look[head])
        sheet.write_comment(0, position, comment(column), {"x_scale": 2, "y_scale": 1.3, "font_size": 9})
        width = max(len(name) + 2, *(len(str(cell)) + 1 for cell in frame[name].head(200).drop_nulls()), 9)
        sheet.set_column(position, position, min(width, 50), look[Type.NUMBER if column.figures else column.type])
        if rule := _allowed(column, tables):
            sheet.data_validation(1, position, frame.height + SPARE, position, rule)


def comment(column: Column) -> str:
    """Return what a heading says when one points at it: meaning, unit, blank, example."""
    unit = f"Unit: {column.unit}." if column.unit else ""
    must = "Must be filled." if column.required else f"Blank: {column.if_blank}."
    example = f"Example: {column.example}" if column.example else ""
    return "\n".join(line for line in (column.meaning, unit, must, example) if line)


def _allowed(column: Column, tables: Mapping[str, pl.DataFrame]) -> dict[str, Any] | None:
    """Return the list a cell offers; another name is warned of and can be kept, for it may come later."""
    source: str | list[str] | None = None
    if column.choices:
        source = [choice.value for choice in column.choices]
    elif column.type is Type.FLAG:
        source = ["yes", "no"]
    elif column.name == "table" and column.key:
        source = f"={LISTS}!$A$1:$A${len(TABLES)}"
    elif column.refers in tables and column.refers != "currencies":  # that of the study needs no row
        master = tables[column.refers]
        letter = xl_col_to_name(master.columns.index(TABLES[column.refers].keys[0]))
        source = f"={column.refers}!${letter}$2:${letter}${master.height + SPARE + 1}"
    if source is None:
        return None
    where = f"the sheet {column.refers}" if column.refers else "the list"
    return {
        "validate": "list", "source": source, "error_type": "warning", "error_title": "Not in the list",
        "error_message": f"This name is not in {where} yet. Keep it?",
    }  # fmt: skip


def _write_lists(book: Any) -> None:
    sheet = book.add_worksheet(LISTS)
    sheet.write_column(0, 0, list(TABLES))
    sheet.hide()
