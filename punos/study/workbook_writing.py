"""Writes sheets so that they read back exactly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from punos.errors import PunosError
from punos.study.raw import ROW
from punos.study.reading import SETTINGS
from punos.study.settings import Settings
from punos.study.writing import as_text, number_words
from punos.tables import TABLES, Table

MOST_ROWS = 1_048_575  # of a sheet, without its heading


class ExactSheet(Worksheet):  # type: ignore[misc]
    """A worksheet that writes numbers at full precision; XlsxWriter itself stops at 16 digits."""

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        written = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{written}><v>{number!r}</v></c>")


def new_workbook(path: Path) -> Any:
    """Return a workbook that takes every text as text, never as formula, link or number."""
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(str(path), options)


def write_workbook(path: Path, settings: Settings, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write a study as a workbook, one sheet a table."""
    with new_workbook(path) as book:
        head = book.add_format({"bold": True, "bottom": 1})
        fill_sheet(add_sheet(book, SETTINGS.name), settings_rows(settings), head, ["value"])
        for name, frame in tables.items():
            figures = figure_columns(TABLES[name], frame.columns)
            fill_sheet(add_sheet(book, name), frame.drop(ROW), head, figures)


def add_sheet(book: Any, name: str) -> Any:
    """Add a sheet to a workbook."""
    sheet = book.add_worksheet(name, worksheet_class=ExactSheet)
    sheet.freeze_panes(1, 0)
    return sheet


def fill_sheet(sheet: Any, frame: pl.DataFrame, head: Any, figures: Collection[str] = ()) -> None:
    """Write heading and cells of a frame from the top left corner.

    Parameters
    ----------
    sheet, head
        The sheet, and the format of its heading.
    frame : DataFrame
        What to write.
    figures : collection of str
        Text columns in which what reads back as the same text is written as a number, so that a spreadsheet
        shows it with its own decimal sign.

    Raises
    ------
    PunosError
        If a sheet cannot hold that many rows.
    """
    if frame.height > MOST_ROWS:
        raise PunosError(f"A sheet holds {MOST_ROWS} rows, {sheet.name} has {frame.height}: save as a folder.")
    sheet.write_row(0, 0, frame.columns, head)
    if frame.height:
        sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{frame.height + 1}"})
    for position, series in enumerate(frame):
        sheet.write_column(1, position, _figured(series) if series.name in figures else _cells(series))
        sheet.set_column(position, position, _width(series))


def figure_columns(table: Table, columns: Iterable[str]) -> list[str]:
    """Return the text columns that may hold figures."""
    return [name for name in columns if name in table and table.column(name).figures]


def _figured(texts: pl.Series) -> list[Any]:
    numbers = texts.cast(pl.Float64, strict=False)
    same = (number_words(numbers) == texts) & numbers.is_finite()
    return [n if s else t for n, s, t in zip(numbers.to_list(), same.to_list(), texts.to_list(), strict=True)]


def _cells(series: pl.Series) -> list[Any]:
    """Finite numbers as numbers, all else as text."""
    if not series.dtype.is_numeric():
        return as_text(series.to_frame()).to_series().to_list()
    values = series.to_list()
    if series.dtype.is_float() and series.is_infinite().any():
        return [cell if cell is None or abs(cell) != float("inf") else str(cell) for cell in values]
    return values


def _width(series: pl.Series) -> float:
    lengths: list[int] = as_text(series.head(1000).to_frame()).to_series().str.len_chars().drop_nulls().to_list()
    return min(max([9, len(series.name) + 2, *(n + 1 for n in lengths)]), 60)


def settings_rows(settings: Settings) -> pl.DataFrame:
    """Return settings as rows of section, key, value (lists as names with commas)."""
    rows = [(section, key, _said(value)) for section, keys in settings.said().items() for key, value in keys.items()]
    return pl.DataFrame(rows, schema=["section", "key", "value"], orient="row", schema_overrides={"value": pl.String})


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
