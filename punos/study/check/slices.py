"""Slices of the year, rows narrowed to one, and what turns from one to the next (Semantics 24-27)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, WHOLE_YEAR, Balance, Qualifier, Table

OFF = 1e-6
"""How far the shares may be from 1 in sum: figures of six digits are meant exactly."""


def check(subject: Subject) -> Iterator[Fault]:
    """Find slices that are no year, and rows and stocks that say of slices what cannot be."""
    slices = subject.rows("slices")
    if slices.height:
        yield from _year(slices)
    for table in TABLES.values():
        if Qualifier.SLICE not in table.qualifiers:
            continue
        narrow = subject.rows(table.name).drop_nulls("slice")
        if narrow.height:
            yield from _same_in_all(table, narrow)
            yield from _of_the_year(subject, table, narrow)
            yield from _only_in_some(subject, table, narrow)
    yield from _turning(subject, slices)


def _year(slices: pl.DataFrame) -> Iterator[Fault]:
    """All slices together are a year, and none is called so."""
    called = slices.filter(pl.col("slice") == WHOLE_YEAR)
    message = "No slice may be called {slice}: in results that word says that something is of the whole year."
    yield from tell(called, Kind("slice-name", "slices", "slice"), message, "another name")
    total = float(slices["share"].sum())
    if abs(total - 1.0) > OFF:
        last = slices.tail(1).with_columns(total=pl.lit(total))
        message = "The shares of all slices add up to {total}, not to 1."
        remedy = "Correct the shares, or add the missing part of the year."
        yield from tell(last, Kind("slice-shares", "slices", "share"), message, "shares that add up to 1", remedy)
    twice = slices.filter(pl.col("order").is_not_null() & pl.col("order").is_duplicated())
    kind = Kind("slice-order", "slices", "order")
    yield from tell(twice, kind, "More than one slice has order {order}.", "each number once")


def _same_in_all(table: Table, narrow: pl.DataFrame) -> Iterator[Fault]:
    """Cells of a slice's row in columns that are the same in every slice."""
    may = [c.name for c in table.columns if c.in_slices is not None]
    for column in table.columns:
        if column.key or column.fixed or column.in_slices is not None or column.name == "currency":
            continue
        found = narrow.filter(pl.col(column.name).is_not_null())
        kind = Kind("same-in-every-slice", table.name, column.name)
        message = f"{column.name} is the same in every slice; this row is for {{slice}}."
        remedy = f"Leave it blank here. A row of one slice may fill: {', '.join(may)}."
        yield from tell(found, kind, message, "a blank cell", remedy)


def _of_the_year(subject: Subject, table: Table, narrow: pl.DataFrame) -> Iterator[Fault]:
    """Slices of supplies and demands of goods that balance over the year."""
    if "commodity" not in table.values:
        return
    if table.name not in ("supplies", "demands"):
        return
    balance = subject.once("commodities").filter(pl.col("balance") == Balance.YEAR.value).select("commodity")
    good = subject.once(table.name).select(table.keys[0], "commodity")
    named = narrow.drop("commodity").join(good, on=table.keys[0], maintain_order="left")
    found = named.join(balance, on="commodity", how="semi", maintain_order="left")
    kind = Kind("slice-of-yearly-good", table.name, "slice")
    message = "{commodity} balances over the year, so no row can speak of {slice} alone."
    remedy = "Leave slice blank, or let commodities.balance be slice."
    yield from tell(found, kind, message, "a blank slice", remedy)


def _only_in_some(subject: Subject, table: Table, narrow: pl.DataFrame) -> Iterator[Fault]:
    """Technologies, routes and terminals need a row for all slices: what they cost is the same in every one."""
    if table.name not in ("technologies", "routes", "terminals"):
        return
    keys = list(table.keys)
    wide = subject.rows(table.name).filter(pl.col("slice").is_null()).select(keys).unique()
    found = narrow.join(wide, on=keys, how="anti", maintain_order="left").unique(
        keys, keep="first", maintain_order=True
    )
    kind = Kind("only-in-some-slices", table.name, "slice")
    message = f"{keys[0]} {{{keys[0]}}} has rows of single slices and none for all."
    remedy = "Add a row with a blank slice; in slices in which it does not work, write availability or capacity 0."
    yield from tell(found, kind, message, "a row for all slices", remedy)


def _turning(subject: Subject, slices: pl.DataFrame) -> Iterator[Fault]:
    """Stocks that turn within the year, and the order of its slices."""
    turning = subject.once("stocks").filter(pl.col("yearly").fill_null(value=False))
    if turning.is_empty():
        return
    kind = Kind("turns-without-slices", "stocks", "yearly")
    if slices.is_empty():
        message = "The stock of {commodity} at {place} turns within the year, and the study has no slices of the year."
        yield from tell(turning, kind, message, "a table slices", "Add the table slices, or leave yearly blank.")
        return
    yearly = subject.once("commodities").filter(pl.col("balance") == Balance.YEAR.value).select("commodity")
    message = "{commodity} balances over the year, so its stock at {place} cannot turn within it."
    found = turning.join(yearly, on="commodity", how="semi", maintain_order="left")
    yield from tell(found, kind, message, "a good that balances by slice", "Let commodities.balance be slice.")
    for column in ("initial", "end_value"):
        found = turning.filter(pl.col(column).is_not_null() & (pl.col(column) != 0))
        message = f"The stock of {{commodity}} at {{place}} ends each year as it began, so {column} says nothing."
        yield from tell(found, Kind("turns-yearly", "stocks", column), message, "a blank cell")
    unsaid = slices.filter(pl.col("order").is_null()).with_columns(value=pl.lit(""))
    message = "Some stock turns within the year, and nothing says when in the year {slice} comes."
    kind = Kind("slice-without-order", "slices", "order", Severity.ERROR)
    if slices.height > 2:
        yield from tell(unsaid.select("slice", "value", ROW), kind, message, "1 for the first slice, 2 for the next …")
