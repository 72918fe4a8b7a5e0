"""The tables of a page as one workbook: a sheet a table, numbers as numbers, a list of sheets that links to them."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from punos.pages.blocks import Cell, TableBlock
from punos.pages.html import Page

SHEET_LETTERS = 31
"""Longest name of a sheet."""
WIDEST, NARROWEST = 48, 8
"""Widths of columns, in letters."""
MADE = datetime(2026, 1, 1)
"""A fixed date of making: the same page gives the same file."""


@dataclass(frozen=True)
class Sheet:
    """One table of a page with the name of its sheet and the section it stands in."""

    name: str
    section: str
    table: TableBlock


def workbook(page: Page, contents: str) -> bytes:
    """Give the tables of a page as a workbook.

    Parameters
    ----------
    page
        A page, not yet written.
    contents
        Name of the first sheet, which lists the others.
    """
    held = BytesIO()
    with Workbook(held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": page.title, "created": MADE})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(contents)
        sheets = list(_sheets(page, {contents.casefold()}))
        _list(first, page, sheets, bold)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, bold, wrapped)
    return held.getvalue()


def embedded(page: Page, contents: str) -> str:
    """Give the workbook of a page in base64, to stand inside it."""
    return b64encode(workbook(page, contents)).decode("ascii")


def write_xlsx(page: Page, contents: str, path: str | Path) -> Path:
    """Write the workbook of a page whole or not at all: beside its place first, then moved there."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    beside.write_bytes(workbook(page, contents))
    beside.replace(target)
    return target


# --- which tables ---


def _sheets(page: Page, taken: set[str]) -> Iterator[Sheet]:
    """Every table of a page in its order, each with a name that no other sheet has."""
    for section in page.every():
        for block in section.blocks:
            if isinstance(block, TableBlock):
                yield Sheet(_sheet_name(block.anchor, taken), section.title, block)


def _sheet_name(anchor: str, taken: set[str]) -> str:
    """Give a name that a sheet may have: short, and no two differing by case alone."""
    base = anchor[:SHEET_LETTERS]
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        end = f"_{number}"
        name = base[: SHEET_LETTERS - len(end)] + end
    taken.add(name.casefold())
    return name


# --- what stands in them ---


def _list(sheet: Worksheet, page: Page, sheets: Sequence[Sheet], bold: Format) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 60)
    sheet.write_string(0, 0, page.title, bold)
    sheet.write_string(1, 0, page.subtitle)
    for number, each in enumerate(sheets, start=3):
        sheet.write_url(number, 0, f"internal:'{each.name}'!A1", string=each.name)
        sheet.write_string(number, 1, each.table.caption)
        sheet.write_string(number, 2, each.section)


def _write(sheet: Worksheet, held: Sheet, bold: Format, wrapped: Format) -> None:
    """Write one table under its caption; its note stands below."""
    table = held.table
    sheet.write_string(0, 0, table.caption)
    heads = [f"{c.title} ({c.unit})" if c.unit else c.title for c in table.columns]
    for column, head in enumerate(heads):
        sheet.write_string(2, column, head, bold)
        longest = max((len(row.cells[column].words) for row in table.rows), default=0)
        sheet.set_column(column, column, min(WIDEST, max(NARROWEST, len(head), longest) + 1))
    for line, row in enumerate(table.rows, start=3):
        for column, cell in enumerate(row.cells):
            _cell(sheet, line, column, cell, wrapped)
    sheet.freeze_panes(3, 1)
    if table.note:
        sheet.write_string(len(table.rows) + 4, 0, table.note)


def _cell(sheet: Worksheet, line: int, column: int, cell: Cell, wrapped: Format) -> None:
    if cell.value is not None and math.isfinite(cell.value):
        sheet.write_number(line, column, cell.value)
    elif cell.lines:
        sheet.write_string(line, column, "\n".join(part.words for part in cell.lines), wrapped)
    elif cell.words:
        sheet.write_string(line, column, cell.words)
