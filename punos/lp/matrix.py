"""The program as arrays: sparse rows, bounds and costs, assembled without loops over rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from punos.lp.errors import LpError
from punos.lp.labels import Ints

Floats = npt.NDArray[np.float64]
Shorts = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]

_CANCELLED = 1e-14
"""A sum this small against its parts is rounding left over from parts that cancel: it is zero."""


@dataclass(frozen=True, slots=True)
class Entries:
    """Sparse entries in canonical order: sorted by row, then column; each pair once; no zeros.

    Attributes
    ----------
    row, column : numpy arrays
        Numbers; rows are counted within a block.
    value : numpy array
        Coefficients.
    """

    row: Ints
    column: Ints
    value: Floats


def added_up(row: Ints, column: Ints, value: Floats) -> Entries:
    """Return entries in canonical order, those of the same place added up.

    The parts of a place are added in ascending order, so the result does not depend on the order of the
    entries, not even in the last digit.
    """
    width = int(column.max()) + 1 if len(column) else 1
    keys = row * width + column
    if len(keys) > 1 and not (np.diff(keys) > 0).all():
        order = np.argsort(keys, kind="stable")  # fast where the entries come in sorted runs, as they do
        keys, value = keys[order], value[order]
        keys, value = _merged(keys, value)
    keep = value != 0.0
    if not keep.all():
        keys, value = keys[keep], value[keep]
    row = keys // width
    return Entries(row, keys - row * width, value)


def _merged(keys: Ints, value: Floats) -> tuple[Ints, Floats]:
    same = np.diff(keys) == 0
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


def stacked(blocks: Sequence[Entries], counts: Sequence[int]) -> tuple[Shorts, Shorts]:
    """Return start and index of the rows of all blocks, one below the other.

    Raises
    ------
    LpError
        More coefficients than the solver can count (2^31).
    """
    total = sum(len(block.value) for block in blocks)
    if total >= 2**31:
        raise LpError(f"The program has {total} coefficients, more than the solver can hold.")
    lengths = [np.bincount(block.row, minlength=count) for block, count in zip(blocks, counts, strict=True)]
    start = np.zeros(sum(counts) + 1, dtype=np.int32)
    np.cumsum(np.concatenate([np.empty(0, dtype=np.int64), *lengths]), out=start[1:])
    index = np.concatenate([np.empty(0, dtype=np.int32), *(block.column.astype(np.int32) for block in blocks)])
    if start[-1] != total or len(index) != total:
        raise LpError("Rows were lost while the matrix was assembled.")
    return start, index


def joined(parts: Sequence[Floats]) -> Floats:
    """Return the parts as one array, also of no parts."""
    return np.concatenate([np.empty(0), *parts])
