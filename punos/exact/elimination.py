"""Linear equations in exact fractions: a few elements and goods, a few players, where rounding would hide a balance.

Libraries that do this are far larger than the task (sympy takes seconds to load, FLINT is ten megabytes); the tests
compare with FLINT.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

Row = list[Fraction]


@dataclass(frozen=True, slots=True)
class Solved:
    """The only solution."""

    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Free:
    """There are more solutions: adding any multiple of `direction` to one gives another."""

    direction: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Clash:
    """There is no solution: the equations taken `times` add up to 0 = `gap`, and the gap is not 0."""

    times: tuple[Fraction, ...]
    gap: Fraction


def solve(equations: Sequence[Sequence[Fraction]], right: Sequence[Fraction]) -> Solved | Free | Clash:
    """Solve ``equations · values = right`` by Gauss and Jordan.

    A clash is told before a freedom, as what has no solution has no second one either.
    """
    unknowns = len(equations[0])
    # each row: the equation, its right side, and of which equations it has become the sum
    rows = [
        [*map(Fraction, equation), Fraction(side), *(Fraction(at == other) for other in range(len(equations)))]
        for at, (equation, side) in enumerate(zip(equations, right, strict=True))
    ]
    pivots = reduce(rows, unknowns)
    for row in rows[len(pivots) :]:
        if row[unknowns]:
            return Clash(tuple(row[unknowns + 1 :]), row[unknowns])
    if len(pivots) < unknowns:
        loose = next(column for column in range(unknowns) if column not in pivots)
        direction = [Fraction(column == loose) for column in range(unknowns)]
        for row, column in zip(rows, pivots, strict=False):
            direction[column] = -row[loose]
        return Free(tuple(direction))
    return Solved(tuple(row[unknowns] for row in rows[:unknowns]))


def reduce(rows: list[Row], unknowns: int) -> list[int]:
    """Bring rows to reduced echelon form in place, by Gauss and Jordan.

    Parameters
    ----------
    rows
        Changed: those with a leading 1 come first. Cells beyond `unknowns` are carried along.
    unknowns
        Columns to reduce.

    Returns
    -------
    The column of each leading 1; their number is the rank.
    """
    pivots: list[int] = []
    for column in range(unknowns):
        done = len(pivots)
        found = next((at for at in range(done, len(rows)) if rows[at][column]), None)
        if found is None:
            continue
        rows[done], rows[found] = rows[found], rows[done]
        lead = rows[done][column]
        rows[done] = [cell / lead for cell in rows[done]]
        for at, row in enumerate(rows):
            if at != done and (times := row[column]):
                rows[at] = [cell - times * above for cell, above in zip(row, rows[done], strict=True)]
        pivots.append(column)
    return pivots
