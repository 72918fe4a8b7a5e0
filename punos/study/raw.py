"""A table as it was written: its heading understood, its cells still text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from punos.study.faults import Fault, Severity, did_you_mean
from punos.tables import TAG_PREFIX, Table, Type

ROW = "row"  # column with the row number of the spreadsheet
_VERBATIM = (Type.TEXT, Type.RULE)  # white space around these is the writer's


@dataclass(frozen=True)
class Raw:
    """A table of text cells.

    Attributes
    ----------
    table : Table
        Its description.
    frame : DataFrame
        Text columns in the order written, blanks null, blank rows left out; and `row` (Int64).
    faults : tuple of Fault
        What is wrong with its heading and shape.
    """

    table: Table
    frame: pl.DataFrame
    faults: tuple[Fault, ...] = field(default=())


def headed(table: Table, cells: pl.DataFrame) -> Raw:
    """Return the table whose first row is the heading."""
    if not cells.height:
        return Raw(table, _empty(), (_no_heading(table),))
    names = [(str(cell) if cell is not None else "").strip() for cell in cells.row(0)]
    if not any(names):
        return Raw(table, _empty(), (_no_heading(table),))
    body = cells.slice(1).with_columns(pl.int_range(2, cells.height + 1, dtype=pl.Int64).alias(ROW))
    return _raw(table, names, body)


def of_frame(table: Table, frame: pl.DataFrame) -> Raw:
    """Return a table made in memory as if it had been written: a text frame without its heading."""
    body = frame.rename({name: str(i) for i, name in enumerate(frame.columns)})
    numbered = body.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias(ROW))
    return _raw(table, frame.columns, numbered)


def _raw(table: Table, names: list[str], body: pl.DataFrame) -> Raw:
    texts = [column for column in body.columns if column != ROW]
    body = body.with_columns(_unblanked(table, name, column) for name, column in zip(names, texts, strict=True))
    body = body.filter(pl.any_horizontal(pl.col(texts).is_not_null()))
    kept = dict(_kept(names, texts))
    faults = (*_heading_faults(table, names), *_unnamed_faults(table, names, texts, body))
    return Raw(table, body.select(*(pl.col(old).alias(new) for new, old in kept.items()), ROW), faults)


def _empty() -> pl.DataFrame:
    return pl.DataFrame(schema={ROW: pl.Int64})


def _unblanked(table: Table, name: str, column: str) -> pl.Expr:
    """Make cells without ink null, and take white space off cells where it means nothing."""
    stripped = pl.col(column).str.strip_chars()
    verbatim = name not in table or table.column(name).type in _VERBATIM
    return pl.when(stripped.str.len_bytes() > 0).then(pl.col(column) if verbatim else stripped).alias(column)


def _kept(names: list[str], columns: list[str]) -> list[tuple[str, str]]:
    """Return the columns with a name of their own, each name once (the first that has it)."""
    pairs = [(n, c) for n, c in zip(names, columns, strict=True) if n and n != ROW]
    return list(dict(reversed(pairs)).items())[::-1]


def _no_heading(table: Table) -> Fault:
    return Fault(
        "no-heading", Severity.ERROR, table.name, 1, "", "", "The first row is blank.",
        f"the names of its columns: {', '.join(table.keys + table.values)}",
    )  # fmt: skip


def _heading_faults(table: Table, names: list[str]) -> list[Fault]:
    found = [name for name in dict.fromkeys(names) if name]
    unknown = [_unknown(table, name) for name in found if name not in table]
    twice = [
        Fault("duplicate-column", Severity.ERROR, table.name, 1, name, name, f"Column '{name}' stands {n} times.",
              "each column once", "Delete or rename one of them.")
        for name, n in Counter(names).items()
        if name and n > 1
    ]  # fmt: skip
    return unknown + twice


def _unknown(table: Table, name: str) -> Fault:
    allowed = [column.name for column in table.all_columns]
    remedy = did_you_mean(name, allowed) or f"For groupings of your own, call it '{TAG_PREFIX}{name}'."
    return Fault(
        "unknown-column", Severity.ERROR, table.name, 1, name, name,
        f"Table {table.name} has no column '{name}'.", f"one of {', '.join(allowed)}", remedy,
    )  # fmt: skip


def _unnamed_faults(table: Table, names: list[str], columns: list[str], body: pl.DataFrame) -> list[Fault]:
    """Find the first cell of every column without heading; a wholly blank column is no fault."""
    faults = []
    for name, column in zip(names, columns, strict=True):
        cells = body.filter(pl.col(column).is_not_null()) if not name else body.clear()
        if cells.height:
            faults.append(
                Fault(
                    "cell-without-heading", Severity.ERROR, table.name, cells[ROW][0], "", cells[column][0],
                    f"{_n(cells.height, 'cell')} beyond the heading: column {int(column) + 1} has no name.",
                    "every cell under a heading",
                    "Name the column, or put quotation marks around text that holds the separator.",
                )
            )  # fmt: skip
    return faults


def _n(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
