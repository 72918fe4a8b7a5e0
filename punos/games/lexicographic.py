"""The greatest excess made as small as can be, then the next, and so on: the scheme of least core and nucleoli.

Each level is one linear program, solved in exact fractions:

    min ε  with  x(S) + w(S) ε >= v(S) for every group that is still free, x fixed on those that are not.

The groups whose dual weight is above 0 are tight in every solution; they are fixed at the level, until the shares are
one point (Kopelowitz 1967). What is fixed is kept as a linear space: x = point + basis · t.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np

from punos.exact.elimination import reduce
from punos.games.game import Excess, Game, Undefined
from punos.games.simplex import NoEnd, Table, maximise


@dataclass(frozen=True)
class Bound:
    """A group that must have something: x(S) + weight ε >= worth; of weight 0 it is no matter of complaint."""

    group: int
    weight: Fraction
    worth: Fraction


@dataclass(frozen=True)
class Level:
    """One level: the excess reached, shares that reach it, and the places of the bounds that are tight in all such."""

    epsilon: Fraction
    point: list[Fraction]
    tight: list[int]


def weight_of(game: Game, group: int, by: Excess) -> Fraction:
    """Give what the excess of a group is divided by.

    Raises
    ------
    Undefined
        Proportional, and the group's own cost is not above 0.
    """
    match by:
        case Excess.TOTAL:
            return Fraction(1)
        case Excess.PER_HEAD:
            return Fraction(group.bit_count())
        case Excess.PROPORTIONAL:
            if game.values[group] <= 0:
                named = " + ".join(game.members(group))
                raise Undefined(f"No proportion can be said: {named} has {float(game.values[group]):,.6g} by itself.")
            return game.values[group]


def heads(count: int, groups: Sequence[int]) -> Table:
    """Give who of so many players is in which group: a row a player, a column a group, 0 or 1."""
    return np.array([[g >> i & 1 for g in groups] for i in range(count)], dtype=np.int64)


def bounds_of(game: Game, by: Excess) -> list[Bound]:
    """Give the bound of every group but nobody and everyone."""
    return [Bound(g, weight_of(game, g, by), game.worths[g]) for g in game.coalitions()]


def first_level(game: Game, by: Excess) -> tuple[Level, list[int]]:
    """Give the least core, and the groups that decide it."""
    bounds = bounds_of(game, by)
    level = next(levels(game.count, game.worths[-1], bounds))
    return level, [bounds[c].group for c in level.tight]


def levels(count: int, total: Fraction, bounds: list[Bound]) -> Iterator[Level]:
    """Give level after level until the shares are one point.

    Parameters
    ----------
    count, total
        Players, and what they have together.
    bounds
        Of groups; those of players by themselves among them.

    Raises
    ------
    Undefined
        Bounds without weight cannot all be met.
    """
    everyone = [[Fraction(1)] * count]
    point = [total / count] * count
    space = _null_space(everyone, count)
    who, fixed = heads(count, [b.group for b in bounds]), everyone
    free = list(range(len(bounds)))
    while len(space):
        moves = space @ who
        free = [c for c in free if moves[:, c].any()]
        level = _level([bounds[c] for c in free], point, moves[:, free].astype(object), space)
        level = Level(level.epsilon, level.point, [free[c] for c in level.tight])
        yield level
        point = level.point
        fixed = [*fixed, *([Fraction(int(x)) for x in who[:, c]] for c in level.tight)]
        fixed = fixed[: len(reduce(fixed, count))]  # what is left out follows from the rest
        space = _null_space(fixed, count)


def _level(bounds: list[Bound], point: list[Fraction], moves: Table, space: Table) -> Level:
    """Solve one level: the dual, whose rows are few."""
    given = [sum((x for i, x in enumerate(point) if b.group >> i & 1), Fraction(0)) for b in bounds]
    weights = np.array([b.weight for b in bounds], dtype=object)
    rows = [*([Fraction(0)] * len(space)), Fraction(1)]
    lacks = [b.worth - g for b, g in zip(bounds, given, strict=True)]
    try:
        best = maximise(np.vstack([moves, weights]), lacks, rows)
    except NoEnd:
        raise Undefined("Not everybody can have what it has alone: together there is less than that.") from None
    *step, epsilon = best.prices
    moved = [sum((t * int(z) for t, z in zip(step, space[:, i], strict=True)), Fraction(0)) for i in range(len(point))]
    return Level(epsilon, [x + m for x, m in zip(point, moved, strict=True)], sorted(best.weights))


def _null_space(rows: list[list[Fraction]], count: int) -> Table:
    """Give whole-number moves of x that change none of the fixed sums: a row a move."""
    reduced = [list(row) for row in rows]
    leads = reduce(reduced, count)
    moves = []
    for free in (k for k in range(count) if k not in leads):
        move = [Fraction(int(k == free)) for k in range(count)]
        for row, lead in zip(reduced, leads, strict=False):
            move[lead] = -row[free]
        scale = lcm(*(m.denominator for m in move))
        moves.append([int(m * scale) for m in move])
    return np.array(moves, dtype=np.int64).reshape(len(moves), count)
