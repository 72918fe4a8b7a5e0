"""Raw tables to typed ones."""

from __future__ import annotations

import polars as pl

from punos.errors import WrongUse
from punos.study.cells import DTYPES, Cells, typed
from punos.study.dialect import Dialect, decimal_of, thousands_like
from punos.study.faults import Fault, Severity, did_you_mean
from punos.study.raw import ROW, Raw
from punos.tables import TABLES, TAG_PREFIX, Table, Type


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


def with_decimal(raw: Raw, dialect: Dialect) -> tuple[Dialect, list[Fault]]:
    """Return the dialect of a file with its decimal sign, judged by the cells that should be numbers.

    In a file with semicolons and decimal points nothing tells `1.500` from thousands: then a warning is given.
    """
    known = [(s, raw.table.column(s.name)) for s in raw.frame.drop(ROW) if s.name in raw.table]
    numeric = [series for series, column in known if column.type is Type.NUMBER or column.figures]
    found = Dialect(dialect.encoding, dialect.separator, decimal_of(numeric, dialect.separator))
    if found.separator != ";" or found.decimal != ".":
        return found, []
    large = [series for series, column in known if column.type is Type.NUMBER and column.maximum is None]
    doubt = thousands_like(large)
    return found, [_thousands(raw, *doubt)] if doubt else []


def _thousands(raw: Raw, column: str, position: int, text: str) -> Fault:
    return Fault(
        "thousands-or-decimals", Severity.WARNING, raw.table.name, raw.frame[ROW][position], column, text,
        f"'{text}' and the like are read with a decimal point, but may be thousands.",
        "numbers with nothing between thousands", "If thousands are meant, take the points out.",
    )  # fmt: skip


def schema_of(table: Table) -> dict[str, type[pl.DataType]]:
    """Return the type of every column the table may have but tags, and of `row`."""
    return {column.name: DTYPES[column.type] for column in table.all_columns} | {ROW: pl.Int64}


def known_table(name: str) -> Table:
    """Return the description of a table.

    Raises
    ------
    WrongUse
        If there is no such table.
    """
    if name not in TABLES:
        raise WrongUse(f"There is no table '{name}'. {did_you_mean(name, TABLES)}".strip())
    return TABLES[name]


def full_frame(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return a table with every column it may have, missing ones null; unknown columns are left out.

    Raises
    ------
    WrongUse
        If there is no such table.
    """
    schema = schema_of(known_table(name))
    if frame is None:
        return pl.DataFrame(schema=schema)
    known = [name for name in schema if name != ROW]
    tags = [column for column in frame.columns if column.startswith(TAG_PREFIX)]
    cells = [pl.col(c) if c in frame.columns else pl.lit(None, schema[c]).alias(c) for c in known]
    return frame.select(*cells, *tags, ROW)
