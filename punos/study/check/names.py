"""Names that stand in no table where they should (Semantics 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from punos.study.check.subject import Subject, values
from punos.study.check.telling import Kind, Words, tell
from punos.study.faults import Fault, did_you_mean
from punos.study.raw import ROW
from punos.tables import TABLES, Column, Table

MANY = 2000
"""Beyond so many names only those that begin or end alike are compared letter by letter."""


def check(subject: Subject) -> Iterator[Fault]:
    """Find references to what does not exist."""
    for table in TABLES.values():
        rows = subject.rows(table.name)
        for column in table.all_columns:
            if column.refers and rows[column.name].null_count() < rows.height and not subject.unread(column.refers):
                yield from _column(subject, table, column, rows)


def _column(subject: Subject, table: Table, column: Column, rows: pl.DataFrame) -> Iterator[Fault]:
    unknown = values(rows[column.name]) - subject.known(column.refers)
    if column.refers == "currencies":
        unknown.discard(subject.settings.study.currency)
    if not unknown:
        return
    found = rows.filter(pl.col(column.name).is_in(list(unknown)))
    kind = Kind("unknown-name", table.name, column.name)
    thing = TABLES[column.refers].keys[0]
    if subject.rows(column.refers).is_empty():
        yield _no_table(found, kind, column)
        return
    message = f"There is no {thing} '{{{column.name}}}'."
    expected = f"a name in the table {column.refers}"
    yield from tell(found, kind, message, expected, _remedy(subject, column, subject.names(column.refers)))


def _no_table(found: pl.DataFrame, kind: Kind, column: Column) -> Fault:
    name, row = found[column.name][0], found[ROW][0]
    return Fault(
        kind.code, kind.severity, kind.table, row, kind.column, name,
        f"{found.height} {'row names' if found.height == 1 else 'rows name'} a {TABLES[column.refers].keys[0]}, "
        f"but the table {column.refers} is missing or empty.",
        f"a name in the table {column.refers}", f"Add the table {column.refers}.",
    )  # fmt: skip


def _remedy(subject: Subject, column: Column, known: pl.Series) -> Callable[[Words], str]:
    key, written = TABLES[column.refers].keys[0], subject.study.tables.get(column.refers)
    off = values(written[key]) if written is not None and key in written.columns else set[str]()

    def remedy(words: Words) -> str:
        name = words[column.name]
        if name in off:
            return f"Its row in {column.refers} is switched off (active: no)."
        return nearest(name, known) or f"Add it to {column.refers}, or correct the name."

    return remedy


def nearest(word: str, known: pl.Series) -> str:
    """Return ``Did you mean 'x'?`` for the nearest of many names, or a blank."""
    if known.len() <= MANY:
        return did_you_mean(word, known)
    near = known.filter(known.str.len_chars().is_between(len(word) - 2, len(word) + 2))
    for shared in (len(word) * 3 // 4, len(word) // 2):
        alike = near.filter(near.str.starts_with(word[:shared]) | near.str.ends_with(word[-shared:]))
        if shared and (hint := did_you_mean(word, alike.head(MANY))):
            return hint
    return ""
