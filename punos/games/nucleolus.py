"""Nucleoli: the shares whose greatest complaint is as small as can be, then the next greatest, and so on."""

from __future__ import annotations

from fractions import Fraction

from punos.games.game import Excess, Game, Shares, Undefined
from punos.games.lexicographic import Bound, bounds_of, levels


def nucleolus(game: Game) -> Shares:
    """Share by the nucleolus: nobody gets less than it has alone, and the greatest complaint is least.

    Schmeidler 1969.

    Raises
    ------
    Undefined
        Together there is less than the players have alone.
    """
    alone = [Bound(1 << i, Fraction(0), game.worths[1 << i]) for i in range(game.count)]
    if sum((b.worth for b in alone), Fraction(0)) > game.worths[-1]:
        raise Undefined("Not everybody can have what it has alone: together there is less than that.")
    return _last(game, [*bounds_of(game, Excess.TOTAL), *alone])


def prenucleolus(game: Game, by: Excess = Excess.TOTAL) -> Shares:
    """Share by the prenucleolus: the same without the claim of each player to what it has alone.

    Where the core is not empty it is the nucleolus. Per head (per-capita, weak nucleolus) complaints are divided by the
    number of members, in proportion by the group's own cost or gain; shares may then be below 0.

    Raises
    ------
    Undefined
        Proportional, and a group's own cost is not above 0.
    """
    return _last(game, bounds_of(game, by))


def _last(game: Game, bounds: list[Bound]) -> Shares:
    point = [game.worths[-1] / game.count] * game.count
    for level in levels(game.count, game.worths[-1], bounds):
        point = level.point
    return game.shares(point)
