"""Which rows of a table a selection finds (Semantics 32)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from punos.indicators.ast import Filter, Selection
from punos.indicators.errors import LanguageError, UnknownColumn, UnknownName
from punos.indicators.follow import Follow, along

_FLAGS = {"yes": True, "no": False, "true": True, "false": False}
Words = Mapping[str, tuple[str, ...]]
"""The fixed words that columns may hold."""


def select(frame: pl.DataFrame, selection: Selection, follow: Follow, words: Words | None = None) -> pl.DataFrame:
    """Keep the rows that fulfil every filter of a selection.

    Parameters
    ----------
    frame : DataFrame
        An indicator, or a table of a study. Names may be String or Enum; numbers and yes/no compare as such.
    selection : Selection
        `column=*` chooses nothing here: it says what is summed.
    follow : mapping
        Where columns lead to; see `punos.indicators.follow.Follow`.
    words : mapping
        Columns that hold fixed words, with the words.

    Raises
    ------
    UnknownColumn
        If the frame, or a table along a path, does not have a column.
    UnknownName
        If a name stands neither in the frame nor in the table its column refers to.
    """
    for filter_ in sorted(selection.conditions, key=lambda f: len(f.path)):
        # Plain columns first: what they leave has fewer rows to look up.
        frame = frame.filter(_mask(frame, filter_, follow, words or {}))
    return frame


def matches(frame: pl.DataFrame, selection: Selection, follow: Follow, words: Words | None = None) -> pl.Series:
    """Say for each row of a frame whether it fulfils every filter: a Boolean series as long as the frame.

    Parameters and errors are those of `select`.
    """
    mask = pl.repeat(True, frame.height, dtype=pl.Boolean, eager=True)
    for filter_ in selection.conditions:
        mask &= _mask(frame, filter_, follow, words or {})
    return mask


def _mask(frame: pl.DataFrame, filter_: Filter, follow: Follow, words: Words) -> pl.Series:
    if filter_.path[0] not in frame.columns:
        raise UnknownColumn("the table", filter_.path[0], frame.columns)
    found = along(frame, filter_.path, follow)
    if found.dtype.is_numeric():
        found = found.cast(pl.Float64)
    _check_names(filter_, found, follow, words)
    equal = found.is_in(_values(filter_, found.dtype).implode()).fill_null(value=False)
    return ~equal if filter_.negated else equal


def _values(filter_: Filter, dtype: pl.DataType) -> pl.Series:
    """Give the filter's names as values of the column."""
    names = list(filter_.names)
    if isinstance(dtype, pl.Enum):
        held = dtype.categories
        return pl.Series([n for n in names if n in held], dtype=dtype)
    if dtype == pl.Boolean:
        return pl.Series([_flag(filter_, n) for n in names], dtype=pl.Boolean)
    if dtype.is_numeric():
        return pl.Series([_number(filter_, n) for n in names], dtype=pl.Float64)
    return pl.Series(names, dtype=pl.String)


def _number(filter_: Filter, name: str) -> float:
    try:
        return float(name)
    except ValueError:
        column = ".".join(filter_.path)
        raise LanguageError(
            f"'{column}' holds numbers and '{name}' is none.",
            value=name,
            expected=f"a number, as in {column}=2031",
        ) from None


def _flag(filter_: Filter, name: str) -> bool:
    if name.casefold() not in _FLAGS:
        column = ".".join(filter_.path)
        raise LanguageError(
            f"'{column}' is yes or no and not '{name}'.", value=name, expected=f"{column}=yes or {column}=no"
        )
    return _FLAGS[name.casefold()]


def _check_names(filter_: Filter, found: pl.Series, follow: Follow, words: Words) -> None:
    """Refuse a name that there is not; one that only this frame lacks finds nothing and is fine."""
    column = filter_.path[-1]
    if column in words and len(filter_.path) == 1:
        known = words[column]
    elif column in follow and found.dtype in (pl.String, pl.Enum, pl.Null):
        known = _known(column, found, follow)
    else:
        return
    thing = follow[column].columns[0] if column in follow else column
    for name in filter_.names:
        if name not in known:
            raise UnknownName(thing, name, known)


def _known(column: str, found: pl.Series, follow: Follow) -> tuple[str, ...]:
    table = follow[column]
    names = table[table.columns[0]]
    used = found.dtype.categories if isinstance(found.dtype, pl.Enum) else found.drop_nulls().unique()
    both = pl.concat([names.cast(pl.String), used.cast(pl.String)])
    return tuple(both.drop_nulls().unique().sort())
