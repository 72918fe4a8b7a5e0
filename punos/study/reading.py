"""What reading a folder or workbook gives, before it becomes a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from punos.errors import StudyFaults
from punos.study.dialect import Dialect
from punos.study.faults import Fault, Faults, Severity, did_you_mean
from punos.study.frames import typed_frame, with_decimal
from punos.study.raw import headed
from punos.study.settings import Settings
from punos.tables import TABLES, Column, Strand, Table, Type

LATER = (
    "regions", "occupations", "workforce", "staffing", "programmes",
    "commuting", "moves", "recruitment", "scenarios", "shocks",
    "organisations", "topics", "outputs", "collaborations",
)  # fmt: skip
"""Tables of the design that this version does not read."""

SETTINGS = Table(
    "study",
    "Settings",
    "One setting of the study a row; in a folder they stand in study.toml.",
    Strand.RULES,
    (
        Column("section", Type.TEXT, "Section: study, time, policies, solver.", key=True, required=True),
        Column("key", Type.TEXT, "The setting.", key=True, required=True),
        Column("value", Type.TEXT, "Its value; several names are separated by commas.", figures=True),
    ),
)
"""The sheet ``study`` of a workbook."""


@dataclass
class Reading:
    """A study while it is read: each part adds its tables, dialects and faults."""

    source: Path
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    dialects: dict[str, Dialect] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    settings: Settings | None = None

    def add(self, name: str, cells: pl.DataFrame, dialect: Dialect | None = None) -> None:
        """Type the cells of a table, heading included; a dialect means that they come from a text file."""
        self.tables[name] = self.typed(TABLES[name], cells, dialect)

    def typed(self, table: Table, cells: pl.DataFrame, dialect: Dialect | None = None) -> pl.DataFrame:
        """Return the typed table, keeping its faults and dialect."""
        raw = headed(table, cells)
        if dialect is not None:
            dialect, doubts = with_decimal(raw, dialect)
            self.faults += doubts
            self.dialects[table.name] = dialect
        frame, faults = typed_frame(raw, dialect or Dialect())
        self.faults += faults
        return frame


def unknown_table(name: str, where: str) -> Fault:
    """Return the fault of a file or sheet that is no table of a study."""
    if name in LATER:
        message, remedy = f"This version of Punos does not read the table {name} yet.", "Take it out of the study."
    else:
        message = f"There is no table '{name}' ({where})."
        ends = [table for table in TABLES if name.endswith(table)]
        remedy = f"Did you mean '{max(ends, key=len)}'?" if ends else did_you_mean(name, [*TABLES, SETTINGS.name])
        remedy = remedy or "Rename it with a leading '_' and it is left alone."
    return Fault("unknown-table", Severity.ERROR, name, None, "", name, message, "a table of a study", remedy)


def unreadable(name: str, message: str, value: str = "") -> Fault:
    """Return the fault of a file that cannot be read."""
    return Fault("unreadable-file", Severity.ERROR, name, None, "", value, message)


def nothing_to_read(path: Path, message: str, remedy: str = "") -> StudyFaults:
    """Return the exception for a path that is no study at all."""
    expected = "a folder with study.toml and one CSV a table, or a workbook (.xlsx)"
    fault = Fault("no-study", Severity.ERROR, "", None, "", str(path), message, expected, remedy)
    return StudyFaults(Faults([fault]))


def in_reading_order(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return the tables in the order in which the design lists them, whatever order files come in."""
    return {name: tables[name] for name in TABLES if name in tables}
