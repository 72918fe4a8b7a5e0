"""A factor at which a figure of the plan becomes nothing, sought by planning again: Newton's steps within a bracket."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

LOOKS = 6
"""Times it is planned again at most."""

NEAR = 0.01
"""Step, as a share of the factor, below which the last estimate counts as found."""


@dataclass(frozen=True, slots=True)
class Point:
    """What was found at a factor.

    Attributes
    ----------
    value
        The figure that shall be nothing.
    slope
        How much it grows a unit of the factor; 0 where that is not known.
    small
        Values up to this are nothing: the solver's gaps.
    """

    value: float
    slope: float = 0.0
    small: float = 0.0


def seek(look: Callable[[float], Point | None], first: Point, border: float) -> float:
    """Seek the factor between 1 and a border at which a figure is nothing.

    Parameters
    ----------
    look
        Plans with a factor; None where there is no plan.
    first
        What is known at the factor 1.
    border
        The furthest factor that is tried; a figure that still has its sign there is not sought beyond.

    Returns
    -------
    The factor: an estimate that a plan not further than 1 per cent from it confirms, or the middle of two plans of
    opposite sign that near each other. NaN if there is none in the range, or it was not found in so many looks.
    """
    if abs(first.value) <= first.small:
        return 1.0
    near, far, at, point = (1.0, first), _Side(border), 1.0, first
    for _ in range(LOOKS):
        at = _next(near, far, at, point)
        seen = look(at)
        if seen is None:
            return math.nan
        point = seen
        if abs(point.value) <= point.small:
            return at
        step = -point.value / point.slope if point.slope else math.inf
        if abs(step) <= NEAR * at:
            return at + step
        if (point.value > 0) == (first.value > 0):
            if at == border:
                return math.nan
            near = (at, point)
        else:
            far = _Side(at, point)
        if far.point is not None and abs(far.at - near[0]) <= 2 * NEAR * at:
            return (far.at + near[0]) / 2
    return math.nan


@dataclass(frozen=True, slots=True)
class _Side:
    """The far end of the bracket; without a point it was not looked at."""

    at: float
    point: Point | None = None


def _next(near: tuple[float, Point], far: _Side, at: float, point: Point) -> float:
    """Give the factor to look at: Newton's step if it stays inside, else where a straight line between the ends is 0.

    While the far end was not looked at, a step beyond it looks there first.
    """
    target = at - point.value / point.slope if point.slope else math.nan
    low, high = sorted((near[0], far.at))
    if low < target < high:
        return target
    if far.point is None:
        return far.at
    share = near[1].value / (near[1].value - far.point.value)
    return near[0] + min(max(share, 0.1), 0.9) * (far.at - near[0])
