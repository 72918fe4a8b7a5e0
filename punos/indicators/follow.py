"""Looking up what a column refers to: `place.country`, `plant.tag_owner`, `technology.availability`."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import polars as pl

from punos.indicators.ast import Path
from punos.indicators.errors import LanguageError, UnknownColumn

Follow = Mapping[str, pl.DataFrame]
"""From a column to the study table its names come from, key column first; `from` and `to` lead to places.

A table may hold one row a key, or several that are narrowed by `period`, `slice` and `plant` (blank = all): the
narrower row then overrides, cell by cell (Semantics 2 and 3).
"""

_QUALIFIERS = ("period", "slice", "plant")
_FOUND = "found along the path"


def along(frame: pl.DataFrame, path: Path, follow: Follow) -> pl.Series:
    """Give, for each row of a frame, what stands at the end of a path.

    Parameters
    ----------
    frame : DataFrame
        Holds the path's first column, and `period`, `slice` or `plant` where a looked-up figure differs by them.
    path : tuple of str
        A column, then columns of the tables it leads to, one after the other.
    follow : mapping
        See `Follow`.

    Returns
    -------
    Series
        As long as the frame; null where nothing is said.

    Raises
    ------
    UnknownColumn
        If the frame or a table does not have a column of the path.
    """
    if path[0] not in frame.columns:
        raise UnknownColumn("the table", path[0], frame.columns)
    here = frame.select(path[0], *(q for q in _QUALIFIERS if q in frame.columns and q != path[0]))
    for column, attribute in pairwise(path):
        found = _look_up(here, column, _table(column, attribute, follow), attribute)
        here = here.drop(column).with_columns(found.alias(attribute))
    return here[path[-1]]


def with_path(frame: pl.DataFrame, path: Path, follow: Follow) -> pl.DataFrame:
    """Add the end of a path as a column named like it, `place.country`; a plain column stands already."""
    if len(path) == 1:
        return frame
    return frame.with_columns(along(frame, path, follow).alias(".".join(path)))


def _table(column: str, attribute: str, follow: Follow) -> pl.DataFrame:
    table = follow.get(column)
    if table is None:
        raise LanguageError(
            f"'{column}' refers to no table, so there is no '{column}.{attribute}'.",
            value=f"{column}.{attribute}",
            expected=f"a column that refers to a table: {', '.join(follow)}",
        )
    if attribute not in table.columns:
        raise UnknownColumn(column, attribute, table.columns[1:])
    return table


def _look_up(here: pl.DataFrame, column: str, table: pl.DataFrame, attribute: str) -> pl.Series:
    """Take the attribute of each row's name, the narrowest row first."""
    key = table.columns[0]
    if attribute == key:
        return here[column]
    found = pl.Series(_FOUND, [None] * here.height, dtype=table.schema[attribute])
    for narrow, layer in _layers(table, key, attribute):
        missing = [q for q in narrow if q not in here.columns]
        if missing:
            raise LanguageError(
                f"'{column}.{attribute}' differs by {' and '.join(missing)}, which is not known here.",
                value=f"{column}.{attribute}",
                remedy="Use an indicator that has that column.",
            )
        left = [column, *narrow]
        named = layer.rename({key: column, attribute: _FOUND}).select(*left, _FOUND)
        same_type = named.with_columns(_as(pl.col(c), named.schema[c], here.schema[c]) for c in left)
        joined = here.select(left).join(same_type, on=left, how="left", maintain_order="left")[_FOUND]
        found = pl.select(pl.coalesce(found, joined)).to_series()
    return found


def _layers(table: pl.DataFrame, key: str, attribute: str) -> list[tuple[tuple[str, ...], pl.DataFrame]]:
    """Split the rows that fill the attribute by the qualifiers they fill, narrowest first."""
    qualifiers = [q for q in _QUALIFIERS if q in table.columns and q not in (key, attribute)]
    filled = table.select(key, *qualifiers, attribute).filter(pl.col(attribute).is_not_null())
    plain = filled.select(key, attribute).unique(maintain_order=True)
    if plain[key].is_unique().all() and _said_everywhere(table, filled, key, qualifiers):
        return [((), plain)]
    layers = []
    for size in range(len(qualifiers), -1, -1):
        for narrow in combinations(qualifiers, size):
            fills = [pl.col(q).is_not_null() if q in narrow else pl.col(q).is_null() for q in qualifiers]
            layer = filled.filter(pl.lit(value=True), *fills)
            if layer.height:
                layers.append((narrow, layer.unique([key, *narrow], keep="first", maintain_order=True)))
    return layers


def _said_everywhere(table: pl.DataFrame, filled: pl.DataFrame, key: str, qualifiers: list[str]) -> bool:
    """Whether each filled name is filled in all its rows, or in a row for everywhere."""
    if filled.height == table.height or not qualifiers:
        return True
    wide = filled.filter(pl.all_horizontal(pl.col(qualifiers).is_null()))
    return wide[key].n_unique() == filled[key].n_unique()


def _as(column: pl.Expr, dtype: pl.DataType, wanted: pl.DataType) -> pl.Expr:
    """Bring names to the type of the other side; one that it cannot hold becomes null."""
    return column if dtype == wanted else column.cast(pl.String).cast(wanted, strict=False)
