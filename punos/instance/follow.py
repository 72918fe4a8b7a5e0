"""Where the columns of indicators lead: `place.country`, `from.country`, `plant.tag_owner`."""

from __future__ import annotations

import polars as pl

from punos.indicators import COLUMNS, Follow
from punos.study.study import Study
from punos.tables import TABLES


def follow(study: Study) -> Follow:
    """For each indicator column that names things of a table, that table with its key first.

    Rows may be narrowed by period and plant; the narrower overrides (Semantics 2, 3).
    """
    tables = {}
    for name, column in COLUMNS.items():
        if column.table:
            tables[name] = _keyed(study.table(column.table), TABLES[column.table].keys[0])
    return tables


def _keyed(frame: pl.DataFrame, key: str) -> pl.DataFrame:
    return frame.select(key, pl.exclude(key, "row", "note", "active"))
