"""The study's own scenarios, each tried out (Semantics 40)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import polars as pl

from punos.errors import StudyFaults
from punos.study.check import ranges
from punos.study.check.subject import Subject
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES

if TYPE_CHECKING:
    from punos.study.study import Study


def check(subject: Subject) -> Iterator[Fault]:
    """Apply every scenario, and tell which of its rows cannot be, or lead to figures that cannot be.

    Scenarios speak of the study as it was written: one that is changed already is not held to them.
    """
    if subject.study.changes:
        return
    for name in subject.rows("changes")["scenario"].drop_nulls().unique(maintain_order=True):
        try:
            after = subject.study.scenario(name)
        except StudyFaults as found:
            yield from found.faults
        else:
            yield from _consequences(subject, name, after)


def _consequences(subject: Subject, name: str, after: Study) -> Iterator[Fault]:
    """Figures that a scenario takes out of their range."""
    rows = subject.rows("changes").filter(pl.col("scenario") == name)
    for table in rows["table"].unique(maintain_order=True):
        before = set(ranges.of_table(subject.rows(table), TABLES[table]))
        for fault in ranges.of_table(after.table(table), TABLES[table]):
            if fault not in before:
                yield _because(fault, name, rows)


def _because(fault: Fault, scenario: str, rows: pl.DataFrame) -> Fault:
    """Return a fault of a changed table as one of the row of `changes` that leads to it."""
    culprits = rows.filter((pl.col("table") == fault.table) & (pl.col("column") == fault.column))
    row = culprits[ROW].to_list()[-1] if culprits.height else None
    return Fault(
        fault.code, Severity.ERROR, "changes", row, "value", fault.value,
        f"In scenario {scenario}, {fault.where}: {fault.message}", fault.expected, fault.remedy,
    )  # fmt: skip
