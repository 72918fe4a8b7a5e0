"""Numbers out of their bounds, and infinities out of place (Semantics 6, 9)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, Remedy, Words, tell
from punos.study.faults import Fault
from punos.tables import TABLES, Column, Table, Type


def check(subject: Subject) -> Iterator[Fault]:
    """Find numbers that cannot be."""
    for name in TABLES:
        yield from of_table(subject.rows(name), TABLES[name])


def of_table(rows: pl.DataFrame, table: Table) -> Iterator[Fault]:
    """Find numbers that cannot be in the rows of one table."""
    numbers = [column for column in table.columns if column.type is Type.NUMBER]
    if not numbers or rows.is_empty():
        return
    bad = rows.select((_endless(c) | _outside(c)).any().alias(c.name) for c in numbers).row(0, named=True)
    for column in numbers:
        if bad[column.name]:
            yield from _told(table, column, rows)


def _told(table: Table, column: Column, rows: pl.DataFrame) -> Iterator[Fault]:
    name, endless = column.name, rows.filter(_endless(column))
    instead = "Leave the cell blank." if column.if_blank else "Write the figure."
    kind = Kind("infinite-out-of-place", table.name, name)
    yield from tell(endless, kind, f"{name} cannot be {{{name}}}.", _expected(column), instead)
    out = rows.filter(_outside(column) & ~_endless(column))
    kind = Kind("out-of-range", table.name, name)
    yield from tell(out, kind, f"{name} {{{name}}} is out of range.", _expected(column), _remedy(column))


def _endless(column: Column) -> pl.Expr:
    """No number, an infinity where there is none, or one without limit below a bound."""
    cell = pl.col(column.name)
    below = (cell < 0) if column.minimum is not None or column.above is not None else pl.lit(value=False)
    infinite = cell.is_infinite() & below if column.infinite else cell.is_infinite()
    return infinite | cell.is_nan()


def _outside(column: Column) -> pl.Expr:
    cell, out = pl.col(column.name), pl.lit(value=False)
    out = out if column.minimum is None else out | (cell < column.minimum)
    out = out if column.above is None else out | (cell <= column.above)
    return out if column.maximum is None else out | (cell > column.maximum)


def _expected(column: Column) -> str:
    bounds = [
        "" if column.minimum is None else f"at least {column.minimum:g}",
        "" if column.above is None else f"above {column.above:g}",
        "" if column.maximum is None else f"at most {column.maximum:g}",
    ]
    said = " and ".join(bound for bound in bounds if bound)
    unit = f", in {column.unit}" if column.unit else ""
    return f"a number{' ' if said else ''}{said}{' or inf' if column.infinite else ''}{unit}"


def _remedy(column: Column) -> Remedy:
    if not column.unit.startswith("share"):
        return "Check the sign, and whether the figure stands in its column."

    def as_share(words: Words) -> str:
        number = float(words[column.name])
        return f"For {number:g} % write {number / 100:g}." if 1 < number <= 100 else "Write a share: 0.65 for 65 %."

    return as_share
