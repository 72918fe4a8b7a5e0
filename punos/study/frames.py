"""Raw tables to typed ones."""

from __future__ import annotations

import polars as pl

from punos.study.cells import DTYPES, Cells, typed
from punos.study.dialect import Dialect, decimal_of
from punos.study.faults import Fault
from punos.study.raw import ROW, Raw
from punos.tables import Column, Table, Type


def typed_frame(raw: Raw, dialect: Dialect) -> tuple[pl.DataFrame, list[Fault]]:
    """Return the table with typed columns in the order written, `row` last, and the faults of its cells.

    Columns the table does not know stay text.
    """
    columns, faults = [], list(raw.faults)
    for series in raw.frame.drop(ROW):
        if series.name in raw.table:
            column = raw.table.column(series.name)
            series, found = typed(Cells(raw.table.name, column, series, raw.frame[ROW], dialect))
            faults += found
        columns.append(series)
    return pl.DataFrame([*columns, raw.frame[ROW]]), faults


def with_decimal(raw: Raw, dialect: Dialect) -> Dialect:
    """Return the dialect of a file with its decimal sign, judged by the cells that should be numbers."""
    numeric = [s for s in raw.frame.drop(ROW) if s.name in raw.table and _may_be_number(raw.table.column(s.name))]
    return Dialect(dialect.encoding, dialect.separator, decimal_of(numeric, dialect.separator))


def _may_be_number(column: Column) -> bool:
    return column.type in (Type.NUMBER, Type.YEAR) or column.figures


def schema_of(table: Table) -> dict[str, type[pl.DataType]]:
    """Return the type of every column the table may have but tags, and of `row`."""
    return {column.name: DTYPES[column.type] for column in table.all_columns} | {ROW: pl.Int64}
