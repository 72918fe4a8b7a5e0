"""The order in which polars sorts tables of names, found by numbers: many times faster where there are many columns."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

Longs = npt.NDArray[np.int64]

_ROOM = 2**62


def sort_keys(frame: pl.DataFrame, by: Sequence[str]) -> Longs:
    """Return a number for each row that sorts as ``frame.sort(by)`` does.

    Enums go by category, text by letter, blanks come first.
    """
    keys = np.zeros(frame.height, dtype=np.int64)
    size = 1
    for name in by:
        codes, count = _codes(frame.get_column(name))
        if size * count > _ROOM:  # number those in use anew, in the same order
            used, keys = np.unique(keys, return_inverse=True)
            size = len(used)
        size *= count
        if count > 1:
            keys *= count
            keys += codes
    return keys


def _codes(column: pl.Series) -> tuple[Longs, int]:
    """Return numbers from 0 in the order of the column, blanks 0, and how many there may be."""
    if column.null_count() == len(column):
        return np.zeros(len(column), dtype=np.int64), 1
    if not isinstance(column.dtype, pl.Enum) and not column.dtype.is_integer():
        column = column.cast(pl.Enum(column.cast(pl.String).drop_nulls().unique().sort()))
    numbers = column.to_physical().cast(pl.Int64)
    least = int(numbers.min())  # type: ignore[arg-type]
    codes = (numbers - (least - 1)).fill_null(0).to_numpy()
    return codes, int(codes.max()) + 1
