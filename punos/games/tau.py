"""The tau value: the compromise between what each player can hope for and what it can insist on (Tijs 1981)."""

from __future__ import annotations

from fractions import Fraction

from punos.games.game import Game, Shares, Undefined, subset_sums


def utopia(game: Game) -> Shares:
    """Give the most each player can hope for: what all have with it less what they have without it."""
    return game.shares(_hopes(game))


def minimal_rights(game: Game) -> Shares:
    """Give the least each player can insist on: what some group's own leaves when all others in it get their most."""
    return game.shares(_rights(game))


def tau(game: Game) -> Shares:
    """Share by the tau value: minimal rights and the same part of the way to utopia for all.

    Raises
    ------
    Undefined
        The game is not quasi-balanced: rights above hopes, or together out of reach.
    """
    hopes, rights = _hopes(game), _rights(game)
    most, least, all_of_it = sum(hopes, Fraction(0)), sum(rights, Fraction(0)), game.worths[-1]
    if any(r > h for r, h in zip(rights, hopes, strict=True)) or not least <= all_of_it <= most:
        raise Undefined("What players can insist on and what they can hope for do not enclose what there is.")
    way = (all_of_it - least) / (most - least) if most > least else Fraction(0)
    return game.shares([r + way * (h - r) for r, h in zip(rights, hopes, strict=True)])


def _hopes(game: Game) -> list[Fraction]:
    return [game.worths[-1] - game.worths[game.everyone ^ 1 << i] for i in range(game.count)]


def _rights(game: Game) -> list[Fraction]:
    hopes = _hopes(game)
    sums = subset_sums(hopes)
    left = [worth - hope for worth, hope in zip(game.worths, sums, strict=True)]
    groups = range(1, game.everyone + 1)
    return [max(left[g] for g in groups if g >> i & 1) + hopes[i] for i in range(game.count)]
