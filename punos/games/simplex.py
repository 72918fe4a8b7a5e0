"""Linear programs in exact fractions, for few rows and many columns.

Least cores and nucleoli hang on which of many groups are tight, and on ties; floating numbers decide those by luck.
The programs have a row a player, so the exact revised simplex method is quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np
import numpy.typing as npt

Table = npt.NDArray[Any]
"""Numbers as Python integers or fractions."""

_STALLED = 40
"""Steps without gain after which the next column is taken by its number, which cannot go round in circles (Bland)."""


class NoEnd(ArithmeticError):  # noqa: N818
    """The greatest value has no bound."""


class NoPoint(ArithmeticError):  # noqa: N818
    """Nothing meets all rows."""


@dataclass(frozen=True)
class Optimum:
    """What the program gives.

    Attributes
    ----------
    value
        The greatest value.
    weights
        Of the columns that are not 0.
    prices
        One a row: no column is worth more at them than it costs.
    """

    value: Fraction
    weights: dict[int, Fraction]
    prices: list[Fraction]


def maximise(columns: Table, gains: Sequence[Fraction], rows: Sequence[Fraction]) -> Optimum:
    """Find weights of columns, 0 or more, that meet the rows and gain most.

    Parameters
    ----------
    columns
        A row of the program a row, a column a column; integers or fractions.
    gains
        Of a unit of each column.
    rows
        What the weighted columns must add up to.

    Raises
    ------
    NoEnd
        The gain has no bound.
    NoPoint
        No weights meet the rows.
    """
    scale = [lcm(*(Fraction(x).denominator for x in row)) * (-1 if b < 0 else 1) for row, b in zip(columns, rows,
             strict=True)]  # fmt: skip
    table = np.array([[int(x * s) for x in row] for row, s in zip(columns, scale, strict=True)], dtype=object)
    tableau = _Tableau(table.reshape(len(rows), len(gains)), [b * s for b, s in zip(rows, scale, strict=True)])
    tableau.climb([Fraction(0)] * len(gains), Fraction(-1))
    if any(tableau.level[r] for r, column in enumerate(tableau.basis) if column < 0):
        raise NoPoint
    prices = tableau.climb(list(gains), Fraction(0))
    weights = {c: tableau.level[r] for r, c in enumerate(tableau.basis) if c >= 0 and tableau.level[r]}
    value = sum((gains[c] * w for c, w in weights.items()), Fraction(0))
    return Optimum(value, weights, [p * s for p, s in zip(prices, scale, strict=True)])


class _Tableau:
    """A basis with its inverse; column −1 − r is the artificial one of row r."""

    def __init__(self, table: Table, rows: list[Fraction]) -> None:
        self.table, self.level = table, list(rows)
        self.basis = [-1 - r for r in range(len(rows))]
        self.inverse = [[Fraction(int(r == c)) for c in range(len(rows))] for r in range(len(rows))]

    def climb(self, gains: list[Fraction], artificial: Fraction) -> list[Fraction]:
        """Exchange columns until none gains; give the prices of the rows."""
        scale = lcm(*(g.denominator for g in gains)) if gains else 1
        whole, stalled = np.array([int(g * scale) for g in gains], dtype=object), 0
        while True:
            cost = [artificial if c < 0 else gains[c] for c in self.basis]
            prices = [sum((c * row[k] for c, row in zip(cost, self.inverse, strict=True) if c), Fraction(0))
                      for k in range(len(self.basis))]  # fmt: skip
            enters = self._entering(whole, scale, prices, by_number=stalled > _STALLED)
            if enters is None:
                return prices
            moved = self._exchange(enters)
            stalled = 0 if moved else stalled + 1

    def _entering(self, whole: Table, scale: int, prices: list[Fraction], *, by_number: bool) -> int | None:
        """Give a column that gains at the prices: the one that gains most, or the first."""
        if not len(whole):
            return None
        common = lcm(*(p.denominator for p in prices))
        paid = np.array([int(p * common) * scale for p in prices], dtype=object) @ self.table
        gained = whole * common - paid
        best = int(np.argmax(gained > 0)) if by_number else int(np.argmax(gained))
        return best if gained[best] > 0 else None

    def _exchange(self, enters: int) -> bool:
        """Bring a column into the basis; say whether anything moved.

        Raises
        ------
        NoEnd
            Nothing stops its growth.
        """
        column = [int(x) for x in self.table[:, enters]]
        step = [sum((a * x for a, x in zip(row, column, strict=True) if x), Fraction(0)) for row in self.inverse]
        # an artificial column that stands at 0 must not grow again: it leaves first
        stuck = [r for r, c in enumerate(self.basis) if c < 0 and step[r] < 0 and not self.level[r]]
        grows = [r for r, s in enumerate(step) if s > 0]
        if not stuck and not grows:
            raise NoEnd
        leaves = stuck[0] if stuck else min(grows, key=lambda r: (self.level[r] / step[r], self.basis[r]))
        by = self.level[leaves] / step[leaves]
        self._pivot(leaves, step)
        self.level = [by if r == leaves else v - by * step[r] for r, v in enumerate(self.level)]
        self.basis[leaves] = enters
        return by > 0

    def _pivot(self, leaves: int, step: list[Fraction]) -> None:
        """Make the inverse that of the basis with the new column."""
        top = [x / step[leaves] for x in self.inverse[leaves]]
        for r, factor in enumerate(step):
            if r != leaves and factor:
                self.inverse[r] = [x - factor * t if t else x for x, t in zip(self.inverse[r], top, strict=True)]
        self.inverse[leaves] = top
