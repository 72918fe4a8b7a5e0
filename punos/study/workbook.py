"""A study as a workbook: a sheet a table, settings in the sheet ``study``."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook

from punos.study.faults import Fault, Severity
from punos.study.reading import SETTINGS, Reading, nothing_to_read, unknown_table
from punos.study.settings_reading import read_rows
from punos.study.writing import number_words
from punos.tables import TABLES

SUFFIXES = (".xlsx", ".xlsm")

_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = rb'<c\b(?=[^>]*?\br="([A-Z]+)(\d+)")'
_ERROR = re.compile(_CELL + rb'(?=[^>]*\bt="e")[^>]*>.*?(?:<v>(.*?)</v>)?\s*</c>', re.DOTALL)
_UNCOMPUTED = re.compile(
    _CELL + rb'(?![^>]*\bt="str")[^>]*>\s*<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>)?\s*</c>'
)


def read_workbook(path: Path) -> Reading:
    """Read every sheet of a workbook.

    Raises
    ------
    StudyFaults
        If the file is no workbook.
    """
    reading = Reading(path)
    headings: dict[str, list[str]] = {}
    try:
        with CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                if _read_sheet(reading, name, rows):
                    headings[name.strip()] = [str(cell).strip() for cell in rows[0]]
        reading.faults += _bad_cells(path, headings)
    except (CalamineError, OSError, zipfile.BadZipFile, ElementTree.ParseError, KeyError) as error:
        raise nothing_to_read(path, f"{path.name} is not a workbook that can be read: {error}.") from None
    return reading


def _read_sheet(reading: Reading, name: str, rows: list[list[Any]]) -> bool:
    """Read one sheet, and tell whether it is part of the study."""
    table = name.strip()
    if table.startswith("_") or not any(any(cell != "" for cell in row) for row in rows):
        return False
    if table == SETTINGS.name:
        read_rows(reading, reading.typed(SETTINGS, _cells(rows)))
    elif table not in TABLES:
        reading.faults.append(unknown_table(table, "sheet"))
    elif table in reading.tables:
        message = f"There is more than one sheet for {table}; the later one is not read."
        reading.faults.append(Fault("table-twice", Severity.ERROR, table, None, "", name, message, "one sheet each"))
    else:
        reading.add(table, _cells(rows))
    return table in reading.tables or table == SETTINGS.name


def _cells(rows: list[list[Any]]) -> pl.DataFrame:
    """Return the cells as text columns named by position, null where nothing is written."""
    columns = zip_longest(*rows)
    return pl.DataFrame([_text(column).alias(str(i)) for i, column in enumerate(columns)])


def _text(column: Sequence[Any]) -> pl.Series:
    """Return one column as text: numbers shortest, flags yes and no, dates as they are."""
    numbers = pl.Series([c if c.__class__ in (float, int) else None for c in column], dtype=pl.Float64)
    texts = pl.Series([c if c.__class__ is str else _other(c) for c in column], dtype=pl.String)
    if "\r" in "".join(c for c in column if c.__class__ is str):
        texts = texts.str.replace_all("\r\n?", "\n")
    return pl.select(pl.coalesce(number_words(numbers), texts)).to_series()


def _other(cell: object) -> str | None:
    if cell is None or cell.__class__ in (float, int):
        return None
    return ("yes" if cell else "no") if isinstance(cell, bool) else str(cell)


def _bad_cells(path: Path, headings: Mapping[str, Sequence[str]]) -> list[Fault]:
    """Find cells that a reader of values sees as blank: errors such as #DIV/0!, formulas never computed."""
    faults: list[Fault] = []
    with zipfile.ZipFile(path) as archive:
        for sheet, part in _sheet_parts(archive):
            if sheet not in headings:
                continue
            data = archive.read(part)
            if b't="e"' in data:
                faults += [_error_cell(sheet, headings[sheet], *m.groups()) for m in _ERROR.finditer(data)]
            if b"<f" in data:
                faults += [_uncomputed(sheet, headings[sheet], *m.groups()) for m in _UNCOMPUTED.finditer(data)]
    return faults


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """Return each sheet's name and the part of the archive that holds it."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    sheets = [element for element in book.iter() if element.tag.endswith("}sheet")]
    parts = [(sheet.get("name", "").strip(), targets.get(sheet.get(_RELATION), "")) for sheet in sheets]
    return [(name, part.lstrip("/") if part.startswith("/") else f"xl/{part}") for name, part in parts if part]


def _heading(headings: Sequence[str], column: bytes) -> str:
    """Return the heading over a column known by its letters."""
    position = 0
    for letter in column:
        position = position * 26 + letter - ord("A") + 1
    return headings[position - 1] if position <= len(headings) else column.decode()


def _error_cell(sheet: str, headings: Sequence[str], column: bytes, row: bytes, value: bytes | None) -> Fault:
    shown = (value or b"").decode("utf-8", "replace")
    return Fault(
        "error-cell", Severity.ERROR, sheet, int(row), _heading(headings, column), shown,
        f"Cell {column.decode()}{row.decode()} shows an error: {shown}.", "a value", "Mend its formula.",
    )  # fmt: skip


def _uncomputed(sheet: str, headings: Sequence[str], column: bytes, row: bytes) -> Fault:
    return Fault(
        "formula-without-value", Severity.ERROR, sheet, int(row), _heading(headings, column), "",
        f"Cell {column.decode()}{row.decode()} holds a formula whose value was never computed.",
        "a value", "Open the workbook in a spreadsheet and save it.",
    )  # fmt: skip
