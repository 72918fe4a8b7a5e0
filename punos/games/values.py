"""Values: each player's part by what it adds to the groups it joins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from math import comb

from punos.errors import WrongUse
from punos.games.game import Game, Number, Shares, exact


def shapley(game: Game) -> Shares:
    """Share by the Shapley value: what a player adds, mean over all orders in which players come.

    sum over S without i of |S|! (n − |S| − 1)! / n! (v(S + i) − v(S)); Shapley 1953.
    """
    n = game.count
    weight = [Fraction(1, n * comb(n - 1, size)) for size in range(n)]
    return game.shares([_added(game, i, weight) for i in range(n)])


def banzhaf(game: Game) -> Shares:
    """Give the Banzhaf value: what a player adds, mean over all groups of the others; it need not add up."""
    weight = [Fraction(1, 1 << (game.count - 1))] * game.count
    return game.shares([_added(game, i, weight) for i in range(game.count)])


def _added(game: Game, player: int, weight: Sequence[Fraction]) -> Fraction:
    """Give what a player adds to groups without it, by size first, so that few fractions are multiplied."""
    added, bit = [Fraction(0)] * game.count, 1 << player
    for group, worth in enumerate(game.worths):
        if not group & bit:
            added[group.bit_count()] += game.worths[group | bit] - worth
    return sum((w * a for w, a in zip(weight, added, strict=True)), Fraction(0))


def dividends(game: Game) -> list[Fraction]:
    """Give what each group adds as a group, beyond its parts (Harsanyi): they add up to every value."""
    found = list(game.worths)
    for i in range(game.count):
        for group in range(len(found)):
            if group >> i & 1:
                found[group] -= found[group ^ 1 << i]
    return found


def weighted_shapley(game: Game, weights: Mapping[str, Number]) -> Shares:
    """Share by the weighted Shapley value: each group's dividend in proportion to its members' weights.

    Kalai and Samet 1987, with weights above 0.

    Raises
    ------
    WrongUse
        A player without a weight, or one of 0 or less.
    """
    if missing := [name for name in game.players if name not in weights]:
        raise WrongUse(f"{', '.join(missing)} has no weight.")
    heavy = [exact(weights[name]) for name in game.players]
    if any(w <= 0 for w in heavy):
        raise WrongUse("Weights of players must be above 0.")
    parts = [Fraction(0)] * game.count
    for group, dividend in enumerate(dividends(game)):
        if dividend:
            inside = [i for i in range(game.count) if group >> i & 1]
            each = dividend / sum(heavy[i] for i in inside)
            for i in inside:
                parts[i] += each * heavy[i]
    return game.shares(parts)


def owen(game: Game, unions: Sequence[Collection[str]]) -> Shares:
    """Share by the Owen value: the Shapley value among unions, and inside each union.

    Mean over all orders in which no union is split; Owen 1977. A player who is in no union is one by itself.

    Raises
    ------
    WrongUse
        A player in two unions, or somebody who is no player.
    """
    named = [name for union in unions for name in union]
    if len(set(named)) != len(named):
        raise WrongUse("A player can be in one union only.")
    groups = [game.number(union) for union in unions if union]
    alone = [1 << i for i, name in enumerate(game.players) if name not in named]
    groups += alone
    parts = [Fraction(0)] * game.count
    for group in groups:
        before = _unions_before([g for g in groups if g != group])
        for i in (i for i in range(game.count) if group >> i & 1):
            parts[i] = _inside(game, i, group ^ 1 << i, before)
    return game.shares(parts)


def _unions_before(others: Sequence[int]) -> list[tuple[int, Fraction]]:
    """Give the sets of other unions that may have come before, with their chance."""
    m = len(others) + 1
    found = [(0, 0)]
    for other in others:
        found += [(members | other, count + 1) for members, count in found]
    return [(members, Fraction(1, m * comb(m - 1, count))) for members, count in found]


def _inside(game: Game, player: int, mates: int, before: Sequence[tuple[int, Fraction]]) -> Fraction:
    """Give what a player adds to whole unions before its own and some of its mates, mean over orders."""
    size, total = mates.bit_count() + 1, Fraction(0)
    some = mates
    while True:
        chance = Fraction(1, size * comb(size - 1, some.bit_count()))
        for unions, first in before:
            group = unions | some
            total += chance * first * (game.worths[group | 1 << player] - game.worths[group])
        if some == 0:
            return total
        some = some - 1 & mates
