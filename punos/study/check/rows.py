"""Rows that say the same thing twice, or two things at once (Semantics 3, 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, Column, Table

_OTHER = "other row"
Narrow = frozenset[str]
"""The qualifiers that a row fills."""


def check(subject: Subject) -> Iterator[Fault]:
    """Find duplicates, clashing overrides, and fixed columns that differ within a key."""
    for table in TABLES.values():
        rows = subject.rows(table.name)
        if rows.height < 2 or rows.select(pl.struct(table.keys).n_unique()).item() == rows.height:
            continue
        yield from _duplicates(table, rows)
        for column in _contradicted(table, rows):
            yield from _differing(table, column, rows)
        for one, other in _crossing(table, rows):
            for column in (c for c in table.columns if not c.key and not c.fixed):
                yield from _clashing(table, column, rows, one, other)


def _crossing(table: Table, rows: pl.DataFrame) -> Iterator[tuple[Narrow, Narrow]]:
    """Pairs of sets of qualifiers that rows of a table fill, of which neither holds the other."""
    used = [q.value for q in table.qualifiers if rows[q.value].null_count() < rows.height]
    every = [frozenset(some) for size in range(1, len(used) + 1) for some in combinations(used, size)]
    yield from ((a, b) for a, b in combinations(every, 2) if not (a <= b or b <= a))


def _contradicted(table: Table, rows: pl.DataFrame) -> list[Column]:
    """Fixed columns of which some key has more than one value."""
    fixed = [column for column in table.columns if column.fixed and not column.key]
    if not fixed:
        return []
    values = rows.group_by(table.keys).agg(pl.col(c.name).drop_nulls().n_unique() for c in fixed)
    most = values.select(pl.col(c.name).max() for c in fixed).row(0, named=True)
    return [column for column in fixed if most[column.name] > 1]


def _duplicates(table: Table, rows: pl.DataFrame) -> Iterator[Fault]:
    """Rows with the key and qualifiers of an earlier one; several changes of one cell are fine if they differ."""
    on = [*table.keys, *(q.value for q in table.qualifiers)]
    on += ["op", "value"] if table.name == "changes" else []
    rows = rows.drop_nulls(table.keys[0])
    if not rows.select(pl.struct(on).is_duplicated().any()).item():
        return
    first = pl.col(ROW).first().over(on).alias(_OTHER)
    later = rows.with_columns(first).filter(pl.col(ROW) != pl.col(_OTHER))
    said = pl.concat_str([pl.format(f"{name} {{}}", name) for name in on], separator=", ", ignore_nulls=True)
    shown = later.select(ROW, _OTHER, said.alias("said"), pl.col(table.keys[0]).alias("value"))
    severity = Severity.WARNING if table.name == "changes" else Severity.ERROR
    kind = Kind("duplicate-row", table.name, table.keys[0], severity)
    qualified = " and ".join(q.value for q in table.qualifiers)
    advice = f", or tell them apart by {qualified}." if qualified else "."
    message = f"{{said}} stands in row {{{_OTHER}}} already."
    yield from tell(shown, kind, message, "each once", f"Delete one of the rows{advice}")


def _differing(table: Table, column: Column, rows: pl.DataFrame) -> Iterator[Fault]:
    """Rows of one key that contradict its first row in what a thing is."""
    said = rows.drop_nulls([*table.keys, column.name]).select(*table.keys, column.name, ROW)
    keys = list(table.keys)
    first = said.with_columns(
        pl.col(ROW).first().over(keys).alias(_OTHER), pl.col(column.name).first().over(keys).alias("first")
    )
    kind = Kind("differs-within-key", table.name, column.name)
    message = f"{column.name} is '{{{column.name}}}' here and '{{first}}' in row {{{_OTHER}}} of the same {keys[0]}."
    remedy = "Leave it blank in all rows but one, or give the other thing a name of its own."
    yield from tell(
        first.filter(pl.col(column.name) != pl.col("first")), kind, message, "the same in every row", remedy
    )


def _clashing(table: Table, column: Column, rows: pl.DataFrame, one: Narrow, other: Narrow) -> Iterator[Fault]:
    """Rows narrowed in different ways that fill the same cell, with no row narrowed in both ways that decides."""
    keys, qualifiers = list(table.keys), [q.value for q in table.qualifiers]
    said = rows.drop_nulls([*keys, column.name]).select(*keys, *qualifiers, ROW)

    def narrowed(by: Narrow) -> pl.DataFrame:
        exactly = [pl.col(q).is_not_null() if q in by else pl.col(q).is_null() for q in qualifiers]
        return said.filter(exactly).select(*keys, *(q for q in qualifiers if q in by), ROW)

    first, second = narrowed(one), narrowed(other)
    if first.is_empty() or second.is_empty():
        return
    both = first.join(second.rename({ROW: _OTHER}), on=[*keys, *(one & other)], maintain_order="left")
    union = [q for q in qualifiers if q in one | other]
    settled = narrowed(one | other)
    both = both.join(settled, on=[*keys, *union], how="anti", maintain_order="left")
    pairs = [both, both.rename({ROW: _OTHER, _OTHER: ROW})]
    kind = Kind("clashing-overrides", table.name, column.name)
    where = " and ".join(f"{q} {{{q}}}" for q in union)
    message = (
        f"This row and row {{{_OTHER}}} both say {column.name} of {keys[0]} {{{keys[0]}}} for {where}, and neither is "
        "narrower."
    )
    remedy = f"Add a row with {where} that says {column.name}."
    for pair in pairs:
        yield from tell(pair.unique(ROW, keep="first", maintain_order=True), kind, message, "one figure", remedy)
