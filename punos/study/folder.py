"""A study as a folder: ``study.toml`` and one CSV a table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from punos.study.csvfile import read_cells
from punos.study.dialect import Dialect, Unreadable
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.study.reading import SETTINGS, Reading, nothing_to_read, unknown_table, unreadable
from punos.study.settings import Settings
from punos.study.settings_reading import read_rows, read_toml
from punos.study.writing import as_text
from punos.tables import TABLES

TOML = "study.toml"


def read_folder(folder: Path) -> Reading:
    """Read every table of a folder.

    Raises
    ------
    StudyFaults
        If there is neither ``study.toml`` nor any CSV in it.
    """
    reading = Reading(folder)
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.name[0] not in "._~")
    csvs = [path for path in files if path.suffix.lower() == ".csv"]
    toml = folder / TOML
    if not csvs and not toml.is_file():
        raise nothing_to_read(folder, f"Folder {folder} holds neither study.toml nor any table.")
    if toml.is_file() and (data := _bytes(reading, toml)) is not None:
        read_toml(reading, data)
    for path in csvs:
        _read_file(reading, path, toml.is_file())
    reading.faults += [_not_read(path) for path in files if path.suffix.lower() not in (".csv", ".toml")
                       and path.stem in TABLES]  # fmt: skip
    return reading


def _bytes(reading: Reading, path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        reading.faults.append(unreadable(path.stem, f"{path.name} cannot be read: {error.strerror}."))
        return None


def _read_file(reading: Reading, path: Path, has_toml: bool) -> None:
    name = path.stem
    is_settings = name == SETTINGS.name
    if name not in TABLES and not is_settings:
        reading.faults.append(unknown_table(name, f"file {path.name}"))
    elif name in reading.tables or (is_settings and (has_toml or reading.settings)):
        reading.faults.append(_twice(path))
    elif (read := _cells(reading, path)) is not None:
        cells, dialect = read
        if is_settings:
            read_rows(reading, reading.typed(SETTINGS, cells, dialect))
        else:
            reading.add(name, cells, dialect)


def _cells(reading: Reading, path: Path) -> tuple[pl.DataFrame, Dialect] | None:
    data = _bytes(reading, path)
    if data is None:
        return None
    try:
        cells, dialect, cut_off = read_cells(data)
    except Unreadable as error:
        reading.faults.append(unreadable(path.stem, str(error), path.name))
        return None
    if cut_off:
        reading.faults.append(_cut_off(path, cells.height))
    return cells, dialect


def _twice(path: Path) -> Fault:
    message = f"There is more than one file for {path.stem}; {path.name} is not read."
    return Fault("table-twice", Severity.ERROR, path.stem, None, "", path.name, message, "one file a table")


def _cut_off(path: Path, row: int) -> Fault:
    return Fault(
        "cut-off", Severity.WARNING, path.stem, row, "", path.name,
        f"The last row of {path.name} is shorter than the heading and has no line end: was it cut off?",
        "", "Look at the last row, and save the file again.",
    )  # fmt: skip


def _not_read(path: Path) -> Fault:
    message = f"{path.name} is not read: in a folder every table is a CSV."
    remedy = f"Save it as {path.stem}.csv, or move it away."
    return Fault("not-read", Severity.WARNING, path.stem, None, "", path.name, message, "", remedy)


def write_folder(folder: Path, settings: Settings, tables: Mapping[str, pl.DataFrame]) -> None:
    """Write a study into an existing, empty folder: UTF-8, commas, decimal points."""
    (folder / TOML).write_text(settings.to_toml(), encoding="utf-8", newline="\n")
    for name, frame in tables.items():
        as_text(frame.drop(ROW)).write_csv(folder / f"{name}.csv", line_terminator="\n")
