"""Shapley values of games too large to know every coalition: means over some of the orders, with their error."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from punos.errors import WrongUse

Order = tuple[str, ...]


@dataclass(frozen=True)
class Estimate:
    """A mean over orders.

    Attributes
    ----------
    value
        The mean.
    error
        Its standard error: two times in three the truth is nearer, nineteen times in twenty within twice that.
    """

    value: float
    error: float


def orders(players: Sequence[str], pairs: int, seed: int = 1) -> list[Order]:
    """Draw orders in which players come, each with its reverse, which halves the error of many games.

    Parameters
    ----------
    pairs
        How many orders are drawn; twice as many are given.
    seed
        The same seed gives the same orders, so that more pairs go on from where fewer ended.

    Raises
    ------
    WrongUse
        Fewer than two pairs: their error could not be told.
    """
    if pairs < 2:
        raise WrongUse("At least two pairs of orders are needed to tell the error of their mean.")
    drawn, chance = list[Order](), random.Random(seed)
    for _ in range(pairs):
        order = tuple(chance.sample(list(players), len(players)))
        drawn += [order, order[::-1]]
    return drawn


def groups_of(drawn: Sequence[Order]) -> list[frozenset[str]]:
    """Give the groups whose values the orders ask for, each once, the largest first, nobody last."""
    asked = {frozenset(order[:k]): None for order in drawn for k in range(len(order) + 1)}
    return sorted(asked, key=lambda group: (-len(group), sorted(group)))


def sampled_shapley(drawn: Sequence[Order], values: Mapping[frozenset[str], float]) -> dict[str, Estimate]:
    """Give the mean of what each player adds over the orders drawn.

    Parameters
    ----------
    drawn
        Orders with their reverses, as `orders` gives them.
    values
        Of the groups that `groups_of` names.
    """
    added = [_added(order, values) for order in drawn]
    pairs = list(zip(added[::2], added[1::2], strict=True))
    found = {}
    for name in sorted(drawn[0]):
        means = [(one[name] + other[name]) / 2 for one, other in pairs]
        found[name] = Estimate(fmean(means), stdev(means) / len(means) ** 0.5)
    return found


def _added(order: Order, values: Mapping[frozenset[str], float]) -> dict[str, float]:
    steps = [values[frozenset(order[:k])] for k in range(len(order) + 1)]
    return {name: steps[k + 1] - steps[k] for k, name in enumerate(order)}
