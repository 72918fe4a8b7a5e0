"""Rules of accountants: separable cost and shares of the rest, proportions, equal parts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from punos.games.game import Game, Kind, Shares, Undefined


def separable(game: Game) -> Shares:
    """Give each player's separable (marginal) cost: what all pay with it less what they pay without it."""
    return game.shares([game.worths[-1] - game.worths[game.everyone ^ 1 << i] for i in range(game.count)])


def scrb(game: Game) -> Shares:
    """Share by separable costs and remaining benefits (alternate cost avoided; Ransmeier 1942, Young 1985).

    Each pays its separable cost and, of the rest, a part in proportion to what it would save yet: its cost alone less
    its separable cost.

    Raises
    ------
    Undefined
        A game of gains; or nobody has a remaining benefit, and a rest is to be shared.
    """
    alone, own = _costs(game)
    return _with_rest(game, own, [a - s for a, s in zip(alone, own, strict=True)], "has a remaining benefit")


def equal_rest(game: Game) -> Shares:
    """Share by separable costs and equal parts of the rest."""
    _, own = _costs(game)
    return _with_rest(game, own, [Fraction(1)] * game.count, "")


def moriarity(game: Game) -> Shares:
    """Share the cost in proportion to what each pays alone (Moriarity 1975).

    Raises
    ------
    Undefined
        A game of gains; or costs alone add up to nothing.
    """
    alone, _ = _costs(game)
    return _with_rest(game, [Fraction(0)] * game.count, alone, "costs anything alone")


def by_marginal(game: Game) -> Shares:
    """Share the cost in proportion to each player's separable (marginal) cost.

    Raises
    ------
    Undefined
        A game of gains; or separable costs add up to nothing.
    """
    _, own = _costs(game)
    return _with_rest(game, [Fraction(0)] * game.count, own, "has a separable cost")


def equal_split(game: Game) -> Shares:
    """Share equally."""
    return game.shares([game.worths[-1] / game.count] * game.count)


def _costs(game: Game) -> tuple[list[Fraction], list[Fraction]]:
    """Give costs alone, and separable costs."""
    if game.kind is not Kind.COST:
        raise Undefined("The rule shares costs, and this is a game of gains.")
    return list(game.alone().values()), list(separable(game).values())


def _with_rest(game: Game, own: Sequence[Fraction], keys: Sequence[Fraction], need: str) -> Shares:
    """Give each its own, and the rest in proportion to keys."""
    rest, total = game.values[-1] - sum(own, Fraction(0)), sum(keys, Fraction(0))
    if total == 0 and rest != 0:
        raise Undefined(f"Nobody {need}, so there is nothing to share the rest by.")
    part = rest / total if total else Fraction(0)
    return {name: o + part * k for name, o, k in zip(game.players, own, keys, strict=True)}
