"""Tables and cells that must be filled, once overrides are resolved (Semantics 5)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.in_force import FOUND, in_force
from punos.study.raw import ROW
from punos.tables import TABLES, Column, DemandKind, Qualifier, Table

_PLANT, _PERIOD = Qualifier.PLANT.value, Qualifier.PERIOD.value


def check(subject: Subject) -> Iterator[Fault]:
    """Find what is missing."""
    for table in TABLES.values():
        rows = subject.rows(table.name)
        if table.required and rows.is_empty() and not subject.unread(table.name):
            yield _missing_table(table)
        for column in table.columns if rows.height else ():
            if column.required and rows[column.name].null_count():
                yield from _cells(subject, table, column, rows)
    yield from _quantities(subject)


def _missing_table(table: Table) -> Fault:
    return Fault(
        "missing-table", Severity.ERROR, table.name, None, "", "", f"The study has no {table.name}.",
        f"at least one row: {table.meaning.rstrip('.')}", f"Add the table {table.name}.",
    )  # fmt: skip


def _cells(subject: Subject, table: Table, column: Column, rows: pl.DataFrame) -> Iterator[Fault]:
    kind = Kind("required-blank", table.name, column.name)
    meaning = column.meaning.rstrip(".")
    if column.name not in subject.study.tables[table.name].columns:
        message = f"The table has no column {column.name}."
        yield Fault("missing-column", kind.severity, table.name, 1, column.name, "", message, meaning)
    elif column.key or not (column.fixed or table.qualifiers):
        blank = rows.filter(pl.col(column.name).is_null())
        yield from tell(blank, kind, f"{column.name} is blank.", meaning, f"Fill {column.name}.")
    elif column.fixed:
        first = subject.once(table.name)
        blank = first.filter(pl.col(column.name).is_null())
        message = f"{column.name} of {table.keys[0]} {{{table.keys[0]}}} is blank."
        yield from tell(blank, kind, message, meaning, f"Fill {column.name}.")
    else:
        yield from _overridden(subject, table, column, kind)


def _overridden(subject: Subject, table: Table, column: Column, kind: Kind) -> Iterator[Fault]:
    """Cells that no row fills, wide or narrow, at some place where the thing exists."""
    rows = subject.rows(table.name).drop_nulls(list(table.keys))
    filled = subject.filled(table.name)
    doubtful = filled.filter(pl.col(column.name).is_null()).select(table.keys).unique(maintain_order=True)
    if doubtful.is_empty():
        return
    where = _where(subject, table, doubtful)
    found = in_force(table, rows.join(doubtful, on=table.keys, how="semi"), where, column.name)
    blank = found.filter(pl.col(FOUND).is_null())
    first = rows.group_by(table.keys, maintain_order=True).agg(pl.col(ROW).first())
    told = blank.unique(list(table.keys), keep="first", maintain_order=True).join(first, on=list(table.keys))
    told = told.with_columns(at=_at(told), value=pl.lit(""))
    keys = " and ".join(f"{key} {{{key}}}" for key in table.keys)
    message = f"{column.name} of {keys} is blank{{at}}."
    remedy = f"Fill {column.name} in this row, or in a row for every {_PERIOD} that lacks it."
    yield from tell(told, kind, message, column.meaning.rstrip("."), remedy)


def _where(subject: Subject, table: Table, keys: pl.DataFrame) -> pl.DataFrame:
    """Everywhere such things can exist: each period, and each plant that fits."""
    where = keys.join(subject.periods.select(_PERIOD), how="cross", maintain_order="left")
    if Qualifier.PLANT not in table.qualifiers:
        return where
    if table.keys[0] == "process":
        sites = subject.runs.select("process", _PLANT)
    else:
        sites = subject.plants.select("technology", _PLANT)
    # without any plant the row for all plants must be sound all the same
    return where.join(sites, on=table.keys[0], how="left", maintain_order="left")


def _at(told: pl.DataFrame) -> pl.Expr:
    """Where a cell is blank, in words."""
    parts = [pl.format(" in period {}", pl.col(_PERIOD))]
    parts += [pl.format(" at plant {}", pl.col(_PLANT))] if _PLANT in told.columns else []
    return pl.concat_str(parts, ignore_nulls=True)


def _quantities(subject: Subject) -> Iterator[Fault]:
    """A must-demand says how much must be delivered."""
    kinds = subject.once("demands").select("demand", kind="kind")
    filled = subject.filled("demands").drop("kind").join(kinds, on="demand", maintain_order="left")
    must = filled.filter(pl.col("kind") == DemandKind.MUST.value)
    unsaid = must.filter(pl.col("quantity").is_null() | pl.col("quantity").is_infinite())
    if unsaid.is_empty():
        return
    where = unsaid.select("demand").unique(maintain_order=True).join(subject.periods.select(_PERIOD), how="cross")
    slices = subject.rows("slices").select("slice").drop_nulls()
    where = where.join(slices, how="cross", maintain_order="left") if slices.height else where
    found = in_force(TABLES["demands"], subject.rows("demands"), where, "quantity")
    blank = found.filter(pl.col(FOUND).is_null() | pl.col(FOUND).is_infinite())
    told = blank.unique("demand", keep="first", maintain_order=True)
    told = told.join(unsaid.select("demand", ROW).unique("demand", keep="first"), on="demand")
    told = told.with_columns(at=_at(told), value=pl.col(FOUND))
    kind = Kind("must-without-quantity", "demands", "quantity")
    message = "Demand {demand} must be met, but its quantity is not said{at}."
    yield from tell(told, kind, message, "a finite quantity a year", "Fill quantity, or make its kind 'may'.")
