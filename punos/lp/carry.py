"""What a bound that was proved for one program is worth for another with other figures.

For any prices *y* of the rows, Σ (y·side) + Σ min over x of (c − yA)x is a bound of the cost of every plan
(weak duality). So the prices of a linear program that was solved give a bound of the changed program without solving
it: only what differs has to be added up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from punos.lp.become import same_matrix
from punos.lp.implied import implied_upper
from punos.lp.labels import Ints
from punos.lp.matrix import Arrays, Flags, Floats
from punos.lp.node import Box

_TOLERANCE = 1e-7
"""The solver's own tolerance of reduced costs: on a column without bound such a rest counts as nothing."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A bound, and the prices that prove it.

    Attributes
    ----------
    bound : float
        No plan in the box is cheaper.
    box : Box
    duals : numpy array by row
    """

    bound: float
    box: Box
    duals: Floats


@dataclass(frozen=True, slots=True)
class _Side:
    """The columns and rows that differ, as one of the two programs has them."""

    cost: Floats
    lower: Floats
    upper: Floats
    row_lower: Floats
    row_upper: Floats
    value: Floats
    row: Ints
    column: Ints
    """Entries of the columns; columns counted among those that differ."""

    def reduced(self, duals: Floats) -> Floats:
        """Return cost less the worth of what each column uses."""
        used = np.bincount(self.column, self.value * duals[self.row], len(self.cost))
        return np.asarray(self.cost - used, dtype=np.float64)


class Carry:
    """Bounds proved for one program, carried over to another with the same labels.

    Parameters
    ----------
    old, new : Arrays
    whole : numpy array
        Columns of the whole numbers, whose bounds are those of boxes.
    """

    def __init__(self, old: Arrays, new: Arrays, whole: Ints) -> None:
        differs = _columns(old, new)
        differs[whole] = True
        columns = np.flatnonzero(differs)
        rows = np.flatnonzero((old.row_lower != new.row_lower) | (old.row_upper != new.row_upper))
        self._places = np.searchsorted(columns, whole)
        self._rows = rows
        self._old = _side(old, columns, rows, old.upper)
        self._new = _side(new, columns, rows, implied_upper(new))

    def bound(self, proof: Proof, box: Box) -> float:
        """Return what a proof is worth for a box of the new program; minus infinity if nothing."""
        before, after = self._old.reduced(proof.duals), self._new.reduced(proof.duals)
        prices = proof.duals[self._rows]
        least = self._least(after, self._new, box) - self._finite(before, proof.box)
        old, new = self._old, self._new
        moved = _priced(prices, new.row_lower, new.row_upper) - _priced(prices, old.row_lower, old.row_upper)
        total = proof.bound + float(least.sum()) + float(moved.sum())
        return -np.inf if np.isnan(total) else total

    def _least(self, reduced: Floats, side: _Side, box: Box) -> Floats:
        lower, upper = side.lower.copy(), side.upper.copy()
        lower[self._places], upper[self._places] = box.lower, box.upper
        return least_worth(reduced, lower, upper)

    def _finite(self, reduced: Floats, box: Box) -> Floats:
        """Return what the columns gave to the old bound; the solver's rounding on endless ones is nothing."""
        least = self._least(reduced, self._old, box)
        return np.where(np.isfinite(least), least, 0.0)


def least_worth(reduced: Floats, lower: Floats, upper: Floats) -> Floats:
    """Return the least of ``reduced · x`` within bounds, column by column."""
    bound = np.where(reduced > 0, lower, upper)
    nothing = (reduced == 0) | (~np.isfinite(bound) & (np.abs(reduced) <= _TOLERANCE))
    return np.where(nothing, 0.0, reduced * np.where(nothing, 0.0, bound))


def _priced(prices: Floats, lower: Floats, upper: Floats) -> Floats:
    """Return what the rows give to a bound: the price times the side that holds."""
    side = np.where(prices > 0, lower, upper)
    nothing = (prices == 0) | (~np.isfinite(side) & (np.abs(prices) <= _TOLERANCE))
    return np.where(nothing, 0.0, prices * np.where(nothing, 0.0, side))


def _columns(old: Arrays, new: Arrays) -> Flags:
    """Return which columns differ in cost, bounds or coefficients."""
    differs: Flags = (old.cost != new.cost) | (old.lower != new.lower) | (old.upper != new.upper)
    if same_matrix(old, new):
        return differs
    if np.array_equal(old.start, new.start) and np.array_equal(old.index, new.index):
        differs[old.index[old.value != new.value]] = True
        return differs
    mine, others = (a.entry_rows() * a.columns + a.index for a in (old, new))
    differs[np.setxor1d(mine, others, assume_unique=True) % old.columns] = True
    one, two = np.isin(mine, others, assume_unique=True), np.isin(others, mine, assume_unique=True)
    differs[old.index[one][old.value[one] != new.value[two]]] = True
    return differs


def _side(arrays: Arrays, columns: Ints, rows: Ints, upper: Floats) -> _Side:
    place = np.full(arrays.columns, -1, dtype=np.int64)
    place[columns] = np.arange(len(columns))
    entries = np.flatnonzero(place[arrays.index] >= 0)
    return _Side(
        arrays.cost[columns],
        arrays.lower[columns],
        upper[columns],
        arrays.row_lower[rows],
        arrays.row_upper[rows],
        arrays.value[entries],
        arrays.entry_rows()[entries],
        place[arrays.index[entries]],
    )
