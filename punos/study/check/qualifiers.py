"""Narrowed rows that narrow nothing: a plant of another technology, a row that says nothing (Semantics 2, 4)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, Qualifier, Table


def check(subject: Subject) -> Iterator[Fault]:
    """Find rows that speak of nowhere, or of nothing."""
    for table in TABLES.values():
        rows = subject.rows(table.name)
        if Qualifier.PLANT in table.qualifiers and rows["plant"].null_count() < rows.height:
            yield from _nowhere(subject, table, rows)
        if any(rows[q.value].null_count() < rows.height for q in table.qualifiers):
            yield from _empty(table, rows)


def _nowhere(subject: Subject, table: Table, rows: pl.DataFrame) -> Iterator[Fault]:
    """Rows narrowed to a plant that is not of the technology they are about."""
    narrow = rows.drop_nulls("plant")
    if table.keys[0] == "process":
        own = subject.once("processes").select("process", its="technology").drop_nulls()
        narrow = narrow.join(own, on="process", maintain_order="left")
    else:
        narrow = narrow.with_columns(its="technology")
    site = subject.once("plants").select("plant", has="technology").drop_nulls()
    found = narrow.join(site, on="plant", maintain_order="left").filter(pl.col("its") != pl.col("has"))
    message = f"{table.keys[0]} {{{table.keys[0]}}} is of technology {{its}}, but plant {{plant}} is of {{has}}."
    kind = Kind("qualifier-nowhere", table.name, "plant")
    yield from tell(found, kind, message, "a plant of technology {its}", "Correct the plant, or delete the row.")


def _empty(table: Table, rows: pl.DataFrame) -> Iterator[Fault]:
    """Narrowed rows that fill no cell although a wider row of their key stands."""
    qualifiers = [q.value for q in table.qualifiers]
    narrow = pl.any_horizontal(pl.col(qualifiers).is_not_null())
    blank = pl.all_horizontal(pl.col([c.name for c in table.columns if not c.key]).is_null())
    found = rows.filter(narrow & blank)
    if found.is_empty():
        return
    wide = rows.filter(~narrow).select(table.keys).unique()
    said = pl.concat_str([pl.format(f"{q} {{}}", q) for q in qualifiers], separator=", ", ignore_nulls=True)
    idle = found.join(wide, on=list(table.keys), how="semi").select(ROW, *table.keys, said=said)
    kind = Kind("row-says-nothing", table.name, "", Severity.WARNING)
    message = f"This row narrows {table.keys[0]} {{{table.keys[0]}}} to {{said}} but fills no cell: it changes nothing."
    yield from tell(idle, kind, message, "a figure that differs there", "Fill a cell, or delete the row.")
