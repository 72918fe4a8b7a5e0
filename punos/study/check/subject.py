"""The study under check, and what several kinds of check look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.study.faults import did_you_mean
from punos.study.raw import ROW
from punos.study.settings import Settings
from punos.tables import TABLES, PlantStatus, Table

if TYPE_CHECKING:
    from punos.study.study import Study

STANDING = (PlantStatus.OPERATING.value, PlantStatus.COMMITTED.value, PlantStatus.IDLE.value)
MODELLED = (*STANDING, PlantStatus.CANDIDATE.value)
_HERE = " of the wider row"


def values(column: pl.Series) -> set[Any]:
    """The different cells of a column, blanks left out."""
    few = column.len() < 5000  # for these a set is faster than a query
    return set(column.to_list() if few else column.unique().to_list()) - {None}


@dataclass(frozen=True)
class Subject:
    """A study under check. Frames are made when first asked for and kept.

    Attributes
    ----------
    study : Study
    """

    study: Study

    @property
    def settings(self) -> Settings:
        """Settings of the study."""
        return self.study.settings

    def rows(self, table: str) -> pl.DataFrame:
        """Active rows of a table, as written."""
        return self.study.table(table)

    def unread(self, table: str) -> bool:
        """Tell whether a table stands there and its names could not be read, so that nothing refers to it in vain."""
        told = table in self._told or table in self._misnamed
        if table not in self.study.tables:
            return told
        written = self.study.tables[table]
        return told and (written.is_empty() or TABLES[table].keys[0] not in written.columns)

    @cached_property
    def _told(self) -> set[str]:
        """Tables in which reading found errors."""
        return {fault.table for fault in self.study.faults.errors}

    @cached_property
    def _misnamed(self) -> set[str]:
        """Tables that a file or sheet of no table's name is probably meant to be."""
        words = [fault.table for fault in self.study.faults.errors if fault.code == "unknown-table"]
        return {table for table in TABLES for word in words if f"'{table}'" in did_you_mean(word, TABLES)}

    @cached_property
    def whole(self) -> bool:
        """Whether the names of all tables could be read."""
        return not any(self.unread(table) for table in TABLES)

    def names(self, table: str) -> pl.Series:
        """Names in the first key column of a table, each once, sorted; of periods also the one of a study without."""
        if table not in self._names:
            names = values(self.rows(table)[TABLES[table].keys[0]])
            if table == "periods" and not names:
                names = values(self.periods["period"])
            self._names[table] = pl.Series(TABLES[table].keys[0], sorted(names), dtype=pl.String)
        return self._names[table]

    def known(self, table: str) -> frozenset[str]:
        """The names of :meth:`names` as a set."""
        if table not in self._known:
            self._known[table] = frozenset(self.names(table))
        return self._known[table]

    @cached_property
    def _names(self) -> dict[str, pl.Series]:
        return {}

    @cached_property
    def _known(self) -> dict[str, frozenset[str]]:
        return {}

    @cached_property
    def periods(self) -> pl.DataFrame:
        """period, start, years, row, in order of time; without the table, one of a year at the price year.

        Rows without a start or years cannot be placed and are left out, they are told elsewhere; so is a table that
        cannot be read, of which no period is known.
        """
        rows = self.rows("periods").select("period", "start", "years", "weight", ROW)
        if rows.is_empty() and not self.unread("periods"):
            year = self.settings.time.price_year
            only = {"period": [str(year)], "start": [year], "years": [1.0], "weight": [None], ROW: [None]}
            return pl.DataFrame(only, schema=rows.schema)
        return rows.drop_nulls(["period", "start", "years"]).unique("period", keep="first").sort("start", ROW)

    @cached_property
    def _kept(self) -> dict[str, pl.DataFrame]:
        return {}

    def once(self, name: str) -> pl.DataFrame:
        """One row a key: keys, fixed columns (from whichever row fills them) and the first `row`."""
        if f"once {name}" not in self._kept:
            table = TABLES[name]
            rows = self.rows(name).drop_nulls(list(table.keys))
            fixed = [c.name for c in table.columns if c.fixed and not c.key]
            grouped = rows.group_by(table.keys, maintain_order=True)
            self._kept[f"once {name}"] = grouped.agg(*(pl.col(c).drop_nulls().first() for c in (*fixed, ROW)))
        return self._kept[f"once {name}"]

    def filled(self, name: str) -> pl.DataFrame:
        """Every active row with its blanks filled from the wider rows of its key (Semantics 2), `row` its own.

        What is still null is said nowhere for that row; defaults are not filled.
        """
        if f"filled {name}" not in self._kept:
            table = TABLES[name]
            self._kept[f"filled {name}"] = _filled(table, self.rows(name).drop_nulls(list(table.keys)))
        return self._kept[f"filled {name}"]

    @cached_property
    def plants(self) -> pl.DataFrame:
        """plant, place, technology, operator, status, dates, row: the plants that are in the model, one row each."""
        plants = self.once("plants")
        return plants.filter(pl.col("status").is_in(MODELLED)).drop_nulls(["place", "technology"])

    @cached_property
    def runs(self) -> pl.DataFrame:
        """process, plant, place, technology: every process at every plant of its technology."""
        processes = self.once("processes").select("process", "technology").drop_nulls()
        sites = self.plants.select("plant", "place", "technology")
        runs = processes.join(sites, on="technology", maintain_order="left")
        return self._where_spoken_of(runs)

    def _where_spoken_of(self, runs: pl.DataFrame) -> pl.DataFrame:
        """A process of which only rows for some plants speak is only there (Semantics 4)."""
        rows = self.rows("processes")
        if rows["plant"].null_count() == rows.height:
            return runs
        wide = rows.filter(pl.col("plant").is_null()).select("process")
        narrow = rows.drop_nulls("plant").select("process", "plant")
        everywhere = runs.join(wide, on="process", how="semi")
        only = runs.join(wide, on="process", how="anti").join(narrow, on=["process", "plant"], how="semi")
        return pl.concat([everywhere, only])


def _filled(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    keys, qualifiers = list(table.keys), [q.value for q in table.qualifiers]
    narrow = [q for q in qualifiers if rows[q].null_count() < rows.height]
    values = [column.name for column in table.columns if not column.key]
    full = rows
    for size in range(len(narrow) - 1, -1, -1):
        for filled in combinations(narrow, size):
            layer = rows.filter(pl.col(q).is_not_null() if q in filled else pl.col(q).is_null() for q in qualifiers)
            full = _over(full, layer.unique([*keys, *filled], keep="first"), [*keys, *filled], values)
    return full


def _over(rows: pl.DataFrame, wider: pl.DataFrame, on: list[str], values: list[str]) -> pl.DataFrame:
    """Fill blanks from the wider rows that have these keys."""
    if wider.is_empty():
        return rows
    named = wider.select(*on, *(pl.col(v).alias(v + _HERE) for v in values))
    joined = rows.join(named, on=on, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(v, v + _HERE).alias(v) for v in values).drop(v + _HERE for v in values)
