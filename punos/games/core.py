"""Core and least core: shares that no group can better by itself, and how far a game is from having any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from punos.games.game import Excess, Game, Number, Shares, Undefined, subset_sums
from punos.games.lexicographic import first_level, heads, weight_of
from punos.games.simplex import NoEnd, Table, maximise


@dataclass(frozen=True)
class Objection:
    """What a group would have more by itself.

    Attributes
    ----------
    members
        The group.
    excess
        What it has by itself less what it is given, above 0 where it would rather leave.
    """

    members: tuple[str, ...]
    excess: Fraction


@dataclass(frozen=True)
class LeastCore:
    """How much every group must put up with, at least.

    Attributes
    ----------
    epsilon
        The least number such that shares exist with which no group would have more than it by leaving. Above 0 the core
        is empty: leaving must cost that much for all to stay. Below 0: every group is that much better off inside.
    groups
        The groups that decide it: their claims together leave no room for more.
    shares
        Shares in the least core; the nucleolus is the one of them that is fairest to the other groups too.
    """

    epsilon: Fraction
    groups: tuple[tuple[str, ...], ...]
    shares: Shares

    @property
    def core_is_empty(self) -> bool:
        """Whether no shares keep every group inside."""
        return self.epsilon > 0


def excesses(game: Game, shares: Mapping[str, Number], by: Excess = Excess.TOTAL) -> list[Fraction]:
    """Give the excess of every coalition by its number: what it has by itself less what it is given."""
    given = subset_sums(game.worth_of(shares))
    plain = [worth - part for worth, part in zip(game.worths, given, strict=True)]
    return [plain[g] / weight_of(game, g, by) if 0 < g < game.everyone else plain[g] for g in range(len(plain))]


def objections(
    game: Game, shares: Mapping[str, Number], *, by: Excess = Excess.TOTAL, above: Number = 0
) -> list[Objection]:
    """Give the groups that would have more by themselves, the greatest excess first.

    Parameters
    ----------
    above
        Excess that does not count yet.
    """
    found = excesses(game, shares, by)
    named = [Objection(game.members(g), found[g]) for g in game.coalitions() if found[g] > Fraction(above)]
    return sorted(named, key=lambda o: (-o.excess, len(o.members)))


def is_shared(game: Game, shares: Mapping[str, Number]) -> bool:
    """Say whether shares add up to the value of all."""
    return sum(game.worth_of(shares), Fraction(0)) == game.worths[-1]


def in_core(game: Game, shares: Mapping[str, Number]) -> bool:
    """Say whether shares add up, and no group would have more by itself."""
    return is_shared(game, shares) and not objections(game, shares)


def least_core(game: Game, by: Excess = Excess.TOTAL) -> LeastCore:
    """Find the least excess that some group must bear, whatever the shares.

    min ε with v(S) − x(S) <= ε w(S) for every group S but nobody and everyone, x(N) = v(N); Maschler, Peleg, Shapley
    1979.

    Raises
    ------
    Undefined
        Proportional, and a group costs nothing or less; or there is one player only.
    """
    if game.count == 1:
        raise Undefined("One player has nobody to object to.")
    level, numbers = first_level(game, by)
    groups = tuple(game.members(g) for g in sorted(numbers, key=lambda g: (g.bit_count(), g)))
    return LeastCore(level.epsilon, groups, game.shares(level.point))


def core_is_empty(game: Game) -> bool:
    """Say whether no shares keep every group inside."""
    return game.count > 1 and least_core(game).core_is_empty


def core_range(game: Game) -> dict[str, tuple[Fraction, Fraction]] | None:
    """Give the least and the most that each player has anywhere in the core; None if the core is empty."""
    table, gains = _bounds(game)
    found: dict[str, tuple[Fraction, Fraction]] = {}
    for i, name in enumerate(game.players):
        ends = []
        for sign in (1, -1):
            aim = [Fraction(sign * (k == i)) for k in range(game.count)]
            try:
                ends.append(sign * maximise(table, gains, aim).value)
            except NoEnd:
                return None
        low, high = sorted(game.sign * end for end in ends)
        found[name] = (low, high)
    return found


def _bounds(game: Game) -> tuple[Table, list[Fraction]]:
    """Give the groups as columns, that of all both ways (it must have exactly what it has)."""
    order = [*range(1, game.everyone + 1)]
    table = np.concatenate([heads(game.count, order), -heads(game.count, [game.everyone])], axis=1)
    return table.astype(object), [*game.worths[1:], -game.worths[-1]]
