"""What differs between two studies, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.tables import TABLES

if TYPE_CHECKING:
    from punos.study.study import Study

SETTINGS = "study.toml"
SAID = "what the cell says"
UNSEEN = ("row", "active", "note")
"""Columns that say nothing about the plan."""
NO_TABLES = ("evidence", "changes")
"""Tables that say nothing about the plan."""
_SCHEMA = {"table": pl.String, "row": pl.String, "column": pl.String, "before": pl.String, "after": pl.String}


def changed_cells(before: Study, after: Study) -> pl.DataFrame:
    """Give the cells in which two studies differ.

    Returns
    -------
    table (``study.toml`` for settings), row (key and qualifiers as a selection), column, before, after: text, null
    where a study leaves the cell blank. A row that only one study has is told once: column null, "yes" where it is.
    In the order of the tables.
    """
    parts = [_settings(before, after)]
    parts += [_table(before, after, name) for name in TABLES if name not in NO_TABLES]
    return pl.concat(part for part in parts if part.height) if any(p.height for p in parts) else parts[0]


def _settings(before: Study, after: Study) -> pl.DataFrame:
    one, other = (_flat(s.settings.said()) for s in (before, after))
    keys = sorted(k for k in {*one, *other} if one.get(k) != other.get(k) and k != ("study", "name"))
    rows = [(SETTINGS, section, name, one.get((section, name)), other.get((section, name))) for section, name in keys]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _flat(said: Mapping[str, Mapping[str, Any]]) -> dict[tuple[str, str], str]:
    return {(section, name): str(value) for section, values in said.items() for name, value in values.items()}


def _table(before: Study, after: Study, name: str) -> pl.DataFrame:
    keys = [c.name for c in TABLES[name].columns if c.key] + [str(q) for q in TABLES[name].qualifiers]
    one, other = (_long(s.table(name), keys) for s in (before, after))
    whole = _whole_rows(one, other)
    one, other = (part.join(whole, on="row", how="anti") for part in (one, other))
    joined = one.join(other, on=["row", "column"], how="full", coalesce=True, suffix="_after")
    held = joined.select("row", "column", before=SAID, after=f"{SAID}_after")
    differ = held.filter(pl.col("before").ne_missing(pl.col("after"))).sort("row", "column", maintain_order=True)
    told = pl.concat([whole.sort("row"), differ])
    return told.select(pl.lit(name).alias("table"), "row", "column", "before", "after")


def _whole_rows(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Give the rows that only one study has: row, column (null), before, after ("yes" where it is)."""
    gone, new = one.join(other, on="row", how="anti"), other.join(one, on="row", how="anti")
    null, yes = pl.lit(None, pl.String), pl.lit("yes")
    sides = ((gone, yes, null), (new, null, yes))
    parts = [f.select("row", column=null, before=before, after=after) for f, before, after in sides]
    return pl.concat(parts).unique("row", keep="first", maintain_order=True)


def _long(table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Give one row a filled cell: row (as a selection), column, value (text)."""
    known = [k for k in keys if k in table.columns]
    label = pl.concat_str(
        [
            pl.when(pl.col(k).is_not_null()).then(pl.format("{}={}", pl.lit(k), pl.col(k).cast(pl.String)))
            for k in known
        ],
        separator=", ",
        ignore_nulls=True,
    )
    values = [c for c in table.columns if c not in known and c not in UNSEEN and not c.startswith("name_")]
    text = table.select(label.alias("row"), *(_text(table, c) for c in values))
    return text.unpivot(values, index="row", variable_name="column", value_name=SAID).drop_nulls(SAID)


def _text(table: pl.DataFrame, column: str) -> pl.Expr:
    """Write a column as people do: whole numbers without a point, yes and no."""
    dtype = table.schema[column]
    here = pl.col(column)
    if dtype == pl.Boolean:
        return pl.when(here).then(pl.lit("yes")).when(~here).then(pl.lit("no")).alias(column)
    if dtype.is_float():
        whole = (here == here.round(0)) & (here.abs() < 1e15)
        return (
            pl.when(whole)
            .then(here.cast(pl.Int64, strict=False).cast(pl.String))
            .otherwise(here.cast(pl.String))
            .alias(column)
        )
    return here.cast(pl.String)
