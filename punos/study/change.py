"""Changes: what a study would be if some of its figures were others (Semantics 40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Change, Filter, Follow, Selection, matches, select
from punos.study.change_value import COMMON_NAMES, ChangeRefused, Figure, changeable, figure_of
from punos.study.faults import did_you_mean
from punos.study.frames import full_frame
from punos.study.in_force import FOUND, PERIOD, in_force, label, widest
from punos.study.raw import ROW
from punos.study.writing import as_text
from punos.tables import TABLES, TAG_PREFIX, Column, Qualifier, Table

if TYPE_CHECKING:
    from punos.study.study import Study

POSITION = "position of the row"
_NEW = "figure after the change"


@dataclass(frozen=True, slots=True)
class AppliedChange:
    """A change that was made, for comparisons and reports.

    Attributes
    ----------
    text : str
        The change as it is written, e.g. ``impact_caps[impact=salt].cap *= 0.5``.
    cells : int
        How many cells it changed.
    before, after : str
        The figure before and after; blank if there are several.
    scenario : str
        The scenario it belongs to, if any.
    """

    text: str
    cells: int
    before: str = ""
    after: str = ""
    scenario: str = ""

    def __str__(self) -> str:
        return self.text


def _leads_to() -> Mapping[str, str]:
    refers = {c.name: c.refers for table in TABLES.values() for c in table.columns if c.refers}
    keys = {table.keys[0]: table.name for table in TABLES.values() if len(table.keys) == 1}
    return MappingProxyType(refers | keys)


LEADS_TO = _leads_to()
"""For every column that holds names of a table, that table."""


@dataclass(frozen=True)
class Rows:
    """The rows a change may touch.

    Attributes
    ----------
    table : Table
        Their table.
    full : DataFrame
        All rows with every column the table may have, and :data:`POSITION`.
    follow : mapping
        Active rows of the tables that columns lead to, key first.
    """

    table: Table
    full: pl.DataFrame
    follow: Follow

    @property
    def alive(self) -> pl.DataFrame:
        """Rows that are not switched off."""
        return self.full.filter(pl.col("active").fill_null(value=True))


def follow_of(study: Study) -> Follow:
    """Return the active rows of every table that columns lead to, by column."""
    return {column: study.table(name) for column, name in LEADS_TO.items()}


def rows_of(study: Study, name: str) -> Rows:
    """Return the rows of a table that a change may touch.

    Raises
    ------
    WrongUse
        If there is no such table.
    """
    full = full_frame(name, study.tables.get(name)).with_row_index(POSITION)
    return Rows(TABLES[name], full, follow_of(study))


def finds(rows: Rows, selection: Selection) -> bool:
    """Tell whether a selection finds a row that is not switched off."""
    return not _found(rows, rows.alive, selection).is_empty()


def _found(rows: Rows, alive: pl.DataFrame, selection: Selection) -> pl.DataFrame:
    known = known_of_key(rows.table, alive)
    return alive.filter(matches(known, selection, rows.follow, words_of(rows.table)))


@dataclass(frozen=True)
class _Task:
    """One change, its column and value understood."""

    rows: Rows
    column: Column
    figure: Figure
    alive: pl.DataFrame
    """Rows that are not switched off."""

    def new(self, old: pl.Expr) -> pl.Expr:
        return self.figure.applied(old)


Edit = tuple[pl.DataFrame, pl.DataFrame, AppliedChange]
"""Cells to put in place (POSITION, the column), rows to add, and what was done."""


def edit(rows: Rows, change: Change, scenario: str = "") -> Edit:
    """Return what a change does to the rows of its table.

    Raises
    ------
    ChangeRefused
        If the column may not change, the value does not fit it, or no row is found.
    LanguageError
        If the selection names columns or names that do not exist.
    """
    column = changeable(rows.table, change.column)
    alive = rows.full if column.name == "active" else rows.alive
    task = _Task(rows, column, figure_of(rows.table, column, change), alive)
    by_period = Qualifier.PERIOD in rows.table.qualifiers and column.name not in COMMON_NAMES
    when, which = _split(change.selection) if by_period else (Selection(), change.selection)
    found = _found(rows, alive, which)
    if found.is_empty():
        raise _nothing_found(rows.table, alive, which)
    cells, added, done = _in_periods(task, found, when) if when.filters else _in_rows(task, found)
    if done.is_empty():
        raise _nothing_to_change(task)
    return cells, added, _applied(change, done, scenario)


def known_of_key(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Fill what cannot differ within a key, and tags, from its other rows: a narrow row is found like the wide one."""
    shared = [c.name for c in table.columns if c.fixed] + [name for name in rows.columns if name.startswith(TAG_PREFIX)]
    if not table.qualifiers or not shared:
        return rows
    return rows.with_columns(pl.col(c).fill_null(pl.col(c).drop_nulls().first().over(table.keys)) for c in shared)


def _split(selection: Selection) -> tuple[Selection, Selection]:
    """Separate the filters that say when from those that say which."""
    when = tuple(f for f in selection.conditions if f.path[0] == PERIOD)
    return Selection(when), Selection(tuple(f for f in selection.filters if f not in when))


def words_of(table: Table) -> dict[str, tuple[str, ...]]:
    """Return the fixed words of the columns of a table that hold such."""
    return {column.name: tuple(column.choices) for column in table.columns if column.choices}


def _in_rows(task: _Task, found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Change the rows found; a blank that no wider row fills counts as its default."""
    name = task.column.name
    old = pl.col(name)
    if not task.figure.sets and task.column.default is not None:
        wide = widest(task.rows.table, task.alive, found, POSITION)
        found = found.with_columns(pl.when(wide).then(old.fill_null(task.column.default)).otherwise(old))
    done = _figured(task, found.with_columns(old.alias(FOUND)))
    return done.select(POSITION, pl.col(_NEW).alias(name)), task.rows.full.clear(), done


def _in_periods(task: _Task, found: pl.DataFrame, when: Selection) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Change the figures in force in some periods, and write them to the rows of those periods."""
    table, name = task.rows.table, task.column.name
    if task.column.fixed:
        raise ChangeRefused(f"{table.name}.{name} is the same in every period.", name, "", "Leave the period out.")
    periods = select(task.rows.follow[PERIOD], when, task.rows.follow).select(PERIOD).unique(maintain_order=True)
    targets = found.select(label(table)).unique(maintain_order=True).join(periods, how="cross", maintain_order="left")
    existing = in_force(table, task.alive, targets, name)
    if existing.is_empty():
        raise ChangeRefused(
            f"What this change finds in {table.name} does not exist in these periods.", str(when), "",
            "Add a row for the period to the table.",
        )  # fmt: skip
    default = (
        existing.with_columns(pl.col(FOUND).fill_null(task.column.default))
        if task.column.default is not None
        else existing
    )
    done = _figured(task, default).with_columns(pl.col(_NEW).alias(name))
    on = [*label(table), PERIOD]
    rows = task.alive.select(*on, POSITION).unique(on, keep="last", maintain_order=True)
    placed = done.select(*on, name).join(rows, on=on, how="left", nulls_equal=True, maintain_order="left")
    added = placed.filter(pl.col(POSITION).is_null()).drop(POSITION)
    return placed.drop_nulls(POSITION).select(POSITION, name), added, done


def _figured(task: _Task, found: pl.DataFrame) -> pl.DataFrame:
    """Add the new figures; where there is nothing to scale or add to, the row falls out."""
    done = found.with_columns(task.new(pl.col(FOUND)).alias(_NEW)).filter(pl.col(_NEW).is_not_null())
    if done.schema[_NEW].is_float() and done[_NEW].is_nan().any():
        raise ChangeRefused(
            f"{task.column.name} is without limit (inf): {task.figure.text} of it has no meaning.", task.figure.text,
            "", "Set it to a figure with '='.",
        )  # fmt: skip
    return done


def _nothing_found(table: Table, alive: pl.DataFrame, which: Selection) -> ChangeRefused:
    remedy = "Add rows to the table first." if alive.is_empty() else _nearest(alive, which.conditions)
    said = str(which)
    return ChangeRefused(f"No row of {table.name} is found by [{said}].", said, "at least one row", remedy)


def _nearest(alive: pl.DataFrame, filters: tuple[Filter, ...]) -> str:
    """Suggest a name that stands in the table for the first one that does not."""
    for filter_ in filters:
        column = filter_.path[0]
        if len(filter_.path) == 1 and not filter_.negated and alive.schema[column] == pl.String:
            there = alive[column].drop_nulls().unique().sort().to_list()
            missing = [name for name in filter_.names if name not in there]
            if missing and (hint := did_you_mean(missing[0], there)):
                return hint
    return ""


def _nothing_to_change(task: _Task) -> ChangeRefused:
    blank = task.column.blank or "blank"
    return ChangeRefused(
        f"{task.rows.table.name}.{task.column.name} is blank there ({blank}): nothing to scale or add to.",
        task.figure.text, "", "Set it to a figure with '='.",
    )  # fmt: skip


def _applied(change: Change, done: pl.DataFrame, scenario: str) -> AppliedChange:
    before, after = (as_text(done.select(name).unique()).to_series() for name in (FOUND, _NEW))
    was, is_now = (words[0] or "" if words.len() == 1 else "" for words in (before, after))
    return AppliedChange(str(change), done.height, was, is_now, scenario)


def edited(stored: pl.DataFrame, column: str, cells: pl.DataFrame, added: pl.DataFrame) -> pl.DataFrame:
    """Return a table as written with cells put in place and rows added at its end, numbered on."""
    dtype = (added if added.height else cells).schema[column]
    frame = stored if column in stored.columns else stored.with_columns(pl.lit(None, dtype).alias(column))
    if cells.height:
        series = frame[column].scatter(cells[POSITION], cells[column])
        frame = frame.with_columns(series.alias(column))
    if added.height:
        last = pl.lit(frame[ROW].max() if frame.height else 1, pl.Int64)
        numbered = added.with_columns((last + 1 + pl.int_range(added.height, dtype=pl.Int64)).alias(ROW))
        frame = pl.concat([frame, numbered], how="diagonal")
    return frame.select(pl.exclude(ROW), ROW)
