"""The program as arrays: sparse rows, bounds and costs, assembled without loops over rows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from punos.lp.errors import LpError
from punos.lp.labels import Ints

Floats = npt.NDArray[np.float64]
Shorts = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_MANY = 10_000
"""Entries from which it pays to let SciPy sort them."""

_CANCELLED = 1e-14
"""A sum this small against its parts is rounding left over from parts that cancel: it is zero."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Sparse entries by rows, in canonical order: columns of a row ascending, each once; no zeros.

    Attributes
    ----------
    start : numpy array
        Entries of row i of a block are ``start[i] … start[i+1]-1``.
    column : numpy array
        Number of the column.
    value : numpy array
        Coefficients.
    """

    start: Ints
    column: Shorts
    value: Floats

    def row(self, places: Ints | None = None) -> Ints:
        """Return the row of each entry, or of the entries at these places."""
        if places is not None:
            return np.searchsorted(self.start, places, side="right") - 1
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))


def added_up(row: Ints, column: Ints, value: Floats, rows: int) -> Entries:
    """Return entries of so many rows in canonical order, those of the same place added up.

    The parts of a place are added in ascending order, so the result does not depend on the order of the
    entries, not even in the last digit.
    """
    if len(value) > 1 and not _ascending(row, column):
        width = int(column.max()) + 1
        sparse = _by_rows(row, column, value, (rows, width)) if len(value) > _MANY else None
        if sparse is not None:
            return _without_zeros(Entries(sparse.indptr.astype(np.int64), sparse.indices, sparse.data))
        keys = row.astype(np.int64) * width + column
        order = np.argsort(keys, kind="stable")  # fast where the entries come in sorted runs, as they do
        keys, value = _merged(keys[order], value[order])
        row = keys // width
        column = keys - row * width
    start = np.zeros(rows + 1, dtype=np.int64)
    np.cumsum(np.bincount(row, minlength=rows), out=start[1:])
    return _without_zeros(Entries(start, column.astype(np.int32), value))


def _ascending(row: Ints, column: Ints) -> bool:
    """Whether entries come by row, those of a row by column, none twice."""
    same = row[1:] == row[:-1]
    return bool((same | (row[1:] > row[:-1])).all() and (column[1:] > column[:-1])[same].all())


def _by_rows(row: Ints, column: Ints, value: Floats, shape: tuple[int, int]) -> Any | None:
    """Return the entries as SciPy sorts them, several times faster than by keys; None if a place occurs twice."""
    sparse = sp.csr_matrix(
        (value, (row.astype(np.int32, copy=False), column.astype(np.int32, copy=False))), shape=shape
    )
    sparse.sort_indices()
    return sparse if sparse.nnz == len(value) else None  # SciPy adds up what occurs twice, in whatever order it comes


def _without_zeros(entries: Entries) -> Entries:
    keep = entries.value != 0.0
    if keep.all():
        return entries
    before = np.append(0, np.cumsum(keep))
    return Entries(before[entries.start], entries.column[keep], entries.value[keep])


def summed(place: Ints, value: Floats) -> tuple[Ints, Floats]:
    """Return the places that occur, ascending, and the sum of the values of each, without zeros."""
    if len(place) > 1 and not (place[1:] > place[:-1]).all():
        order = np.argsort(place, kind="stable")
        place, value = _merged(place[order], value[order])
    keep = value != 0.0
    return (place, value) if keep.all() else (place[keep], value[keep])


def _merged(keys: Ints, value: Floats) -> tuple[Ints, Floats]:
    same = keys[1:] == keys[:-1]
    if not same.any():
        return keys, value
    crowded = np.append(False, same) | np.append(same, False)
    parts = np.flatnonzero(crowded)
    order = np.lexsort((value[parts], keys[parts]))
    value = value.copy()
    value[parts] = value[parts][order]
    first = np.flatnonzero(np.append(True, ~same))
    total = np.add.reduceat(value, first)
    size = np.add.reduceat(np.abs(value), first)
    total[np.abs(total) <= _CANCELLED * size] = 0.0
    return keys[first], total


@dataclass(slots=True)
class Arrays:
    """A whole program: minimise ``cost·x`` with ``row_lower ≤ A x ≤ row_upper``, ``lower ≤ x ≤ upper``.

    Attributes
    ----------
    cost, lower, upper : numpy arrays by column
    integer : numpy array by column
        True where the column takes whole numbers.
    row_lower, row_upper : numpy arrays by row
    start, index, value : numpy arrays
        ``A`` by rows: entries of row i are ``start[i] … start[i+1]-1``.
    """

    cost: Floats
    lower: Floats
    upper: Floats
    integer: Flags
    row_lower: Floats
    row_upper: Floats
    start: Shorts
    index: Shorts
    value: Floats

    @property
    def columns(self) -> int:
        """Number of columns."""
        return len(self.cost)

    @property
    def rows(self) -> int:
        """Number of rows."""
        return len(self.row_lower)

    @property
    def nonzeros(self) -> int:
        """Number of coefficients."""
        return len(self.value)

    @property
    def whole(self) -> bool:
        """Whether some columns take whole numbers."""
        return bool(self.integer.any())

    def entry_rows(self) -> Ints:
        """Return the row of each coefficient."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def activity(self, x: Floats) -> Floats:
        """Return ``A x``."""
        parts = self.value * x[self.index]
        return np.bincount(self.entry_rows(), weights=parts, minlength=self.rows).astype(np.float64)


def room_for(blocks: Sequence[Entries]) -> tuple[Shorts, Shorts, Floats]:
    """Return where the rows of all blocks start, one below the other, and room for their columns and coefficients.

    Raises
    ------
    LpError
        More coefficients than the solver can count (2^31).
    """
    total = sum(len(block.value) for block in blocks)
    if total >= 2**31:
        raise LpError(f"The program has {total} coefficients, more than the solver can hold.")
    start = np.zeros(sum(len(block.start) - 1 for block in blocks) + 1, dtype=np.int32)
    row = entry = 0
    for block in blocks:
        count = len(block.start) - 1
        start[row + 1 : row + count + 1] = block.start[1:] + entry
        row, entry = row + count, entry + len(block.value)
    if start[-1] != total:
        raise LpError("Rows were lost while the matrix was assembled.")
    return start, np.empty(total, dtype=np.int32), np.empty(total)


def joined(parts: Sequence[Floats]) -> Floats:
    """Return the parts as one array, also of no parts.

    Zeros are not written: the system gives memory only for what is written, and most lower bounds are zero.
    """
    whole, at = np.zeros(sum(len(part) for part in parts)), 0
    for part in parts:
        if part.any():
            whole[at : at + len(part)] = part
        at += len(part)
    return whole


def added(parts: Floats) -> float:
    """Return the sum, exact to the last digit; most parts of a plan are nothing."""
    return math.fsum(parts[parts != 0.0])


def from_list(numbers: list[float]) -> Floats:
    """Return numbers that the solver gives as a list, in half the time that NumPy takes when it has to guess."""
    return np.fromiter(numbers, np.float64, len(numbers))
