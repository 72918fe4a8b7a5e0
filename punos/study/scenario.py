"""Rows of a `changes` table as changes, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from punos.errors import StudyFaults, WrongUse
from punos.indicators import Change, Filter, Selection, parse_selection
from punos.study.csvfile import read_cells
from punos.study.dialect import Unreadable
from punos.study.faults import Fault, Faults, Severity, did_you_mean
from punos.study.folder import read_folder
from punos.study.in_force import PERIOD
from punos.study.raw import ROW
from punos.study.reading import Reading, nothing_to_read, unreadable
from punos.study.workbook import SUFFIXES, read_workbook
from punos.tables import TABLES, Operation

CHANGES = TABLES["changes"]
_NEEDED = ("table", "column", "op", "value")
_OPERATIONS = [operation.value for operation in Operation]


def read_changes(path: Path) -> pl.DataFrame:
    """Return the changes of a CSV, or of the table `changes` of a workbook or folder.

    Raises
    ------
    StudyFaults
        If they cannot be read.
    """
    if not path.exists():
        raise nothing_to_read(path, f"There is no file or folder {path}.")
    if path.is_dir() or path.suffix.lower() in SUFFIXES:
        reading = read_folder(path) if path.is_dir() else read_workbook(path)
        Faults(fault for fault in reading.faults if fault.table == CHANGES.name).raise_for_faults()
        if CHANGES.name not in reading.tables:
            raise nothing_to_read(path, f"{path} holds no table 'changes'.")
        return reading.tables[CHANGES.name]
    reading = Reading(path)
    try:
        cells, dialect, _ = read_cells(path.read_bytes())
    except (Unreadable, OSError) as error:
        raise StudyFaults(Faults([unreadable(CHANGES.name, str(error), path.name)])) from None
    frame = reading.typed(CHANGES, cells, dialect)
    Faults(reading.faults).raise_for_faults()
    return frame


def of_scenario(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the changes of one scenario.

    Raises
    ------
    WrongUse
        If there is none of that name.
    """
    chosen = rows.filter(pl.col("scenario") == name)
    if chosen.is_empty():
        names = rows["scenario"].drop_nulls().unique().sort().to_list()
        hint = did_you_mean(name, names) or (f"There are {', '.join(names)}." if names else "It has none.")
        raise WrongUse(f"The table changes has no scenario '{name}'. {hint}")
    return chosen


def changes_of(rows: pl.DataFrame, faults: list[Fault]) -> Iterator[tuple[Change, str, int]]:
    """Give each change with its scenario and row; rows that are none become faults.

    A loop over rows: each change works on what those before it left.
    """
    for row in rows.sort(ROW).iter_rows(named=True):
        missing = [column for column in _NEEDED if row[column] is None]
        if missing:
            faults.append(_blank(missing[0], row[ROW]))
            continue
        if row["op"] not in _OPERATIONS:
            faults.append(_no_operation(row["op"], row[ROW]))
            continue
        try:
            selection = parse_selection(row["select"] or "")
        except WrongUse as error:
            faults.append(refused(error, row[ROW], "select"))
            continue
        if row[PERIOD] is not None:
            selection = Selection((*selection.filters, Filter((PERIOD,), (row[PERIOD],))))
        change = Change(row["table"], selection, row["column"], Operation(row["op"]), row["value"])
        yield change, row["scenario"] or "", row[ROW]


def _no_operation(word: str, row: int) -> Fault:
    """Return the fault that reading finds too, so that it is told once."""
    expected, remedy = f"one of {', '.join(_OPERATIONS)}", did_you_mean(word, _OPERATIONS)
    message = f"op cannot be '{word}'."
    return Fault("unknown-choice", Severity.ERROR, CHANGES.name, row, "op", word, message, expected, remedy)


def refused(error: WrongUse, row: int, column: str = "") -> Fault:
    """Return a refusal as a fault of a row of `changes`."""
    value, expected, remedy = (str(getattr(error, name, "")) for name in ("value", "expected", "remedy"))
    message = str(getattr(error, "message", error))
    return Fault(
        getattr(error, "code", "change-refused"),
        Severity.ERROR,
        CHANGES.name,
        row,
        column,
        value,
        message,
        expected,
        remedy,
    )


def _blank(column: str, row: int) -> Fault:
    meaning = CHANGES.column(column).meaning.rstrip(".")
    return Fault("required-blank", Severity.ERROR, CHANGES.name, row, column, "", f"{column} is blank.", meaning)
