"""Evidence of figures that there are not, and figures outside their own range."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import polars as pl

from punos.errors import WrongUse
from punos.indicators import Follow, Selection, parse_selection, select
from punos.study.change import follow_of, known_of_key, words_of
from punos.study.check.evidence_columns import in_doubt
from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, shown, tell
from punos.study.faults import Fault, Severity, did_you_mean
from punos.study.raw import ROW
from punos.tables import TABLES, Type

Cells = Mapping[str, Any]
_parsed = lru_cache(maxsize=4096)(parse_selection)  # rows of evidence and studies like one another say the same
_SLACK = 1e-9


def check(subject: Subject) -> Iterator[Fault]:
    """Look up what each row of evidence is about.

    Evidence speaks of the study as it was written: one that is changed already may be outside its ranges.
    """
    rows = subject.rows("evidence")
    low_high = rows.filter(pl.col("low") > pl.col("high"))
    message = "low {low} is more than high {high}."
    yield from tell(low_high, Kind("low-above-high", "evidence", "low"), message, "at most {high}")
    if subject.study.changes or rows.is_empty():
        return
    figures = _Figures(subject)
    about = rows.drop_nulls(["table", "column"])
    # What is left has a selection of its own, which no column operation can apply, or is wrong.
    for cells in in_doubt(about, figures.ready, _SLACK).iter_rows(named=True):
        yield from _row(figures, cells)


@dataclass(frozen=True)
class _Figures:
    """Tables that evidence is about, made ready once."""

    subject: Subject

    @cached_property
    def _follow(self) -> Follow:
        return follow_of(self.subject.study)

    @cached_property
    def _ready(self) -> dict[str, pl.DataFrame]:
        return {}

    def ready(self, table: str) -> pl.DataFrame:
        """Return the active rows of a table, with what its key fills."""
        if table not in self._ready:
            self._ready[table] = known_of_key(TABLES[table], self.subject.rows(table))
        return self._ready[table]

    def found(self, table: str, selection: Selection) -> pl.DataFrame:
        """Return the active rows of a table that a selection finds."""
        rows = self.ready(table)
        quick = _plain(rows, selection)
        return select(rows, selection, self._follow, words_of(TABLES[table])) if quick is None else quick


def _plain(rows: pl.DataFrame, selection: Selection) -> pl.DataFrame | None:
    """Rows found where every condition is a column of text that is one of some names, all of them there.

    Most selections are of this kind; the others, and those that find nothing, take the way that explains itself.
    """
    conditions = selection.conditions
    if any(len(c.path) > 1 or c.negated or rows.schema.get(c.path[0]) != pl.String for c in conditions):
        return None
    found = rows.filter(pl.col(c.path[0]).is_in(c.names) for c in conditions) if conditions else rows
    return found if all(set(c.names) == set(found[c.path[0]]) for c in conditions) else None


def _row(figures: _Figures, cells: Cells) -> Iterator[Fault]:
    table, column = cells["table"], cells["column"]
    if table not in TABLES:
        yield _fault(cells, "table", f"There is no table '{table}'.", "a table of a study", did_you_mean(table, TABLES))
        return
    if column not in TABLES[table]:
        allowed = [c.name for c in TABLES[table].all_columns]
        message = f"Table {table} has no column '{column}'."
        yield _fault(cells, "column", message, f"one of {', '.join(allowed)}", did_you_mean(column, allowed))
        return
    try:
        found = figures.found(table, _parsed(cells["select"] or ""))
    except WrongUse as error:
        words = (str(getattr(error, name, "")) for name in ("message", "expected", "remedy"))
        yield _fault(cells, "select", *words)
        return
    yield from _found(cells, found)


def _found(cells: Cells, found: pl.DataFrame) -> Iterator[Fault]:
    """Compare the figures found with the range that is said."""
    table, column, period = cells["table"], cells["column"], cells["period"]
    if found.is_empty():
        yield _fault(cells, "select", f"No row of {table} is found by [{cells['select'] or ''}].", "at least one row")
        return
    figures = _meant(found.drop_nulls(column), table, period)
    if figures.is_empty():
        message = f"{table}.{column} is blank there: the evidence is about no figure."
        yield _fault(cells, "column", message, "a figure", severity=Severity.WARNING)
        return
    if TABLES[table].column(column).type is Type.NUMBER:
        yield from _outside(cells, figures)


def _meant(figures: pl.DataFrame, table: str, period: str | None) -> pl.DataFrame:
    """Figures of the period; without one those of the widest rows, of which rows of a period may well be far."""
    if "period" not in figures.columns or TABLES[table].keys[0] == "period":
        return figures
    there = figures.filter(pl.col("period") == period) if period is not None else figures.clear()
    if there.height:
        return there
    wide = figures.filter(pl.col("period").is_null())
    narrow_only = figures.join(wide, on=list(TABLES[table].keys), how="anti")
    return wide if period is not None else pl.concat([wide, narrow_only])


def _outside(cells: Cells, figures: pl.DataFrame) -> Iterator[Fault]:
    column, low, high = cells["column"], cells["low"], cells["high"]
    value = pl.col(column)
    below = value < low - abs(low) * _SLACK if low is not None else pl.lit(value=False)
    above = value > high + abs(high) * _SLACK if high is not None else pl.lit(value=False)
    out = figures.filter(below | above)
    if out.height:
        figure, row, end = out[column][0], out[ROW][0], "low" if low is not None and out[column][0] < low else "high"
        message = f"{cells['table']}, row {row}: {column} {shown(figure)} is outside {shown(low)} to {shown(high)}."
        yield _fault(cells, end, message, "a range that holds the figure", "Correct the figure or its range.",
                     code="outside-evidence", severity=Severity.WARNING)  # fmt: skip


def _fault(
    cells: Cells, column: str, message: str, expected: str = "", remedy: str = "", *,
    code: str = "evidence-of-nothing", severity: Severity = Severity.ERROR,
) -> Fault:  # fmt: skip
    return Fault(code, severity, "evidence", cells[ROW], column, shown(cells[column]), message, expected, remedy)
