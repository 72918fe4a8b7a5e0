"""The figures of a study whose range is known: rows of `evidence` and what they speak of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from punos.errors import WrongUse
from punos.indicators import Change, Filter, Selection, parse_selection
from punos.study.change import Rows, edit, rows_of
from punos.study.study import Study
from punos.tables import TABLES, Operation, Table, Type

PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with a range.

    Attributes
    ----------
    words
        What it is, for people: column, names, table, period.
    table, select, column, period
        As its row of `evidence` says.
    base
        The figure now; NaN where its rows hold different figures.
    cells
        How many cells it is: all are moved together.
    low, high
        Its range, NaN where a side is not said.
    unit
        Of the column, in words.
    basis, source
        Where it comes from.
    confidential
        Whether public reports leave it out.
    scaled
        Whether other periods move in proportion: `base` is the figure of the row without period, which its range
        speaks of, and its rows hold a course over time.
    selection
        `select` and `period` as one.
    """

    words: str
    table: str
    select: str
    column: str
    period: str | None
    base: float
    cells: int
    low: float
    high: float
    unit: str
    basis: str
    source: str
    confidential: bool
    scaled: bool
    selection: Selection = field(repr=False)

    def change(self, value: float) -> str:
        """Give the change that moves the figure to a value."""
        operation = Operation.SCALE if self.scaled else Operation.SET
        figure = value / self.base if self.scaled else value
        whole = TABLES[self.table].column(self.column).type is Type.YEAR
        return str(Change(self.table, self.selection, self.column, operation, repr(int(figure) if whole else figure)))

    @property
    def ends(self) -> tuple[tuple[str, float], ...]:
        """The sides of the range that differ from the figure: (``low`` or ``high``, value)."""
        sides = (("low", self.low), ("high", self.high))
        return tuple((side, end) for side, end in sides if not math.isnan(end) and end != self.base)


@dataclass(frozen=True)
class Figures:
    """The figures of a study with a range, and the rows of `evidence` without one that can be used.

    Attributes
    ----------
    skipped
        table, select, column, period, why.
    """

    figures: tuple[Figure, ...]
    skipped: pl.DataFrame


def figures_of(study: Study) -> Figures:
    """Read the table `evidence` of a study."""
    made: list[Figure] = []
    skipped: list[dict[str, Any]] = []
    tables: dict[str, Rows] = {}
    for said in study.table("evidence").iter_rows(named=True):
        try:
            made += _figures(study, said, tables)
        except WrongUse as refusal:
            skipped.append({**_named(said), "why": str(refusal)})
        else:
            if why := _reason(said):
                skipped.append({**_named(said), "why": why})
    schema = dict.fromkeys(("table", "select", "column", PERIOD, "why"), pl.String)
    return Figures(tuple(made), pl.DataFrame(skipped, schema=schema))


def _named(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("table", "select", "column", PERIOD)}


def _reason(said: Mapping[str, Any]) -> str:
    if said["low"] is None and said["high"] is None:
        return "no range"
    table, column = TABLES.get(said["table"]), said["column"]
    known = table is not None and column in table
    return "the model does not use it" if known and not table.column(column).modelled else ""  # type: ignore[union-attr]


def _figures(study: Study, said: Mapping[str, Any], tables: dict[str, Rows]) -> Iterator[Figure]:
    if _reason(said):
        return
    table, column = said["table"], said["column"]
    if table not in TABLES:
        raise WrongUse(f"There is no table {table}.")
    if table not in tables:
        tables[table] = rows_of(study, table)
    selection = parse_selection(said["select"] or "")
    if said[PERIOD] is not None:
        selection = Selection((*selection.filters, Filter((PERIOD,), (said[PERIOD],))))
    now, wide = _now(tables[table], Change(table, selection, column, Operation.SCALE, "1"))
    several = now.n_unique() > 1
    scaled = several and wide is not None
    yield Figure(
        words=_words(study, TABLES[table], column, selection),
        table=table,
        select=said["select"] or "",
        column=column,
        period=said[PERIOD],
        base=wide if scaled and wide is not None else (math.nan if several or now.is_empty() else float(now[0])),
        cells=max(now.len(), 1),
        low=math.nan if said["low"] is None else said["low"],
        high=math.nan if said["high"] is None else said["high"],
        unit=TABLES[table].column(column).unit,
        basis=said["basis"] or "",
        source=", ".join(str(said[c]) for c in ("source", "year") if said[c] is not None),
        confidential=bool(said["confidential"]),
        scaled=scaled,
        selection=selection,
    )


def _now(rows: Rows, same: Change) -> tuple[pl.Series, float | None]:
    """Give the figures in force that a change would find, and the one of the row without period if all are of one key.

    Scaling by 1 is a change that gives every figure it finds as it is.
    """
    column = same.column
    kind = rows.table.column(column).type if column in rows.table else Type.NUMBER
    if kind is not Type.NUMBER:
        same = Change(same.table, same.selection, column, Operation.ADD, "0")
    cells, added, _ = edit(rows, same)
    now = pl.concat([cells[column], added[column]]).cast(pl.Float64)
    found = rows.full[cells["position of the row"].cast(pl.Int64)]
    keys, narrow = list(rows.table.keys), [str(q) for q in rows.table.qualifiers]
    whole = found.filter(pl.all_horizontal(pl.col(q).is_null() for q in narrow)) if narrow else found.clear()
    one_key = found.select(keys).n_unique() == 1 and whole.height == 1 and whole[column][0]
    return now, float(whole[column][0]) if one_key else None


def _words(study: Study, table: Table, column: str, selection: Selection) -> str:
    """Say a figure: ``capex of Lithium hydroxide refinery (technologies)``."""
    names = [_shown(study, table, f) for f in selection.conditions if f.path != (PERIOD,)]
    when = [" ".join(("in", "|".join(f.names))) for f in selection.conditions if f.path == (PERIOD,)]
    what = f"{column.replace('_', ' ')} of {', '.join(names) or 'all'} ({table.title.lower()})"
    return " ".join((what, *when))


def _shown(study: Study, table: Table, condition: Filter) -> str:
    """Say a condition by the names that the study shows."""
    column = condition.path[0]
    if len(condition.path) > 1 or condition.negated or column not in table:
        return str(condition)
    home = table.name if column == table.keys[0] else table.column(column).refers
    if not home:
        return "|".join(condition.names) if table.column(column).key else str(condition)
    frame = study.table(home)
    key = TABLES[home].keys[0]
    if "name" not in frame.columns or len(TABLES[home].keys) != 1:
        return "|".join(condition.names)
    told = frame.drop_nulls("name").unique(key, keep="first")
    names = dict(zip(told[key].to_list(), told["name"].to_list(), strict=True))
    return "|".join(names.get(n, n) for n in condition.names)
