"""Where values overstep rows and bounds."""

from __future__ import annotations

import numpy as np

from punos.lp.found import Found, Part, Side
from punos.lp.matrix import Arrays, Flags, Floats


def gaps(arrays: Arrays, values: Floats, tolerance: float) -> list[Found]:
    """Return the sides of rows and bounds that `values` overstep, each with ``bound`` and ``amount``.

    Parameters
    ----------
    arrays : Arrays
        The program.
    values : numpy array by column
        Its plan.
    tolerance : float
        Amounts up to this, times the size of the bound if that is above 1, count as nothing.
    """
    activity = arrays.activity(values)
    return [
        _gap(Part.ROW, Side.LOWER, arrays.row_lower, arrays.row_lower - activity, tolerance),
        _gap(Part.ROW, Side.UPPER, arrays.row_upper, activity - arrays.row_upper, tolerance),
        _gap(Part.BOUND, Side.LOWER, arrays.lower, arrays.lower - values, tolerance),
        _gap(Part.BOUND, Side.UPPER, arrays.upper, values - arrays.upper, tolerance),
        _fractions(arrays.integer, values),
    ]


def _gap(part: Part, side: Side, bound: Floats, amount: Floats, tolerance: float) -> Found:
    size = np.maximum(1.0, np.abs(np.where(np.isfinite(bound), bound, 0.0)))
    numbers = np.flatnonzero(amount > tolerance * size)
    return Found(part, side, numbers, {"bound": bound[numbers], "amount": amount[numbers]})


def _fractions(integer: Flags, values: Floats) -> Found:
    off = np.where(integer, np.abs(values - np.round(values)), 0.0)
    numbers = np.flatnonzero(off > 0.0)
    figures = {"bound": np.full(len(numbers), np.nan), "amount": off[numbers]}
    return Found(Part.INTEGER, Side.NONE, numbers, figures)
