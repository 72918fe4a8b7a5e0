"""Upper bounds that the rows imply for columns that have none of their own."""

from __future__ import annotations

import numpy as np

from punos.lp.labels import Ints
from punos.lp.matrix import Arrays, Flags, Floats

_ROUNDS = 3
_SLACK = 1e-6
"""Implied bounds are taken a little wider than computed, so that rounding cuts nothing off."""


def implied_upper(arrays: Arrays) -> Floats:
    """Return an upper bound of each column: its own, or what the rows leave it, given the bounds of the others.

    A row ``Σ a x ≤ b`` leaves a column with a positive coefficient ``(b − least of the rest) / a``. Three rounds are
    made; what is still without bound keeps infinity.
    """
    upper, rows = arrays.upper.copy(), arrays.entry_rows()
    for _ in range(_ROUNDS):
        found = np.minimum(_by_side(arrays, rows, upper, 1.0), _by_side(arrays, rows, upper, -1.0))
        least = np.full(arrays.columns, np.inf)
        np.minimum.at(least, arrays.index, found)
        fresh = ~np.isfinite(upper) & np.isfinite(least)
        if not fresh.any():
            break
        upper[fresh] = np.maximum(least[fresh], arrays.lower[fresh]) * (1 + _SLACK) + _SLACK
    return upper


def _by_side(arrays: Arrays, rows: Ints, upper: Floats, sign: float) -> Floats:
    """Return what each entry's row leaves its column by its upper (sign 1) or lower (sign -1) side."""
    value, side = sign * arrays.value, arrays.row_upper if sign > 0 else -arrays.row_lower
    positive = value > 0
    least = np.where(positive, arrays.lower[arrays.index], upper[arrays.index])
    known = np.isfinite(least)
    least = value * np.where(known, least, 0.0)
    rest = _rest(rows, least, known, arrays.rows)
    usable = positive & np.isfinite(rest) & np.isfinite(side[rows])
    result = np.full(len(value), np.inf)
    result[usable] = (side[rows[usable]] - rest[usable]) / value[usable]
    return result


def _rest(rows: Ints, least: Floats, known: Flags, count: int) -> Floats:
    """Return for each entry the least sum of the other entries of its row, minus infinity if there is none."""
    unknown = np.bincount(rows, ~known, count)
    total = np.bincount(rows, least, count)
    alone = unknown[rows] - ~known == 0
    return np.where(alone, total[rows] - least, -np.inf)
