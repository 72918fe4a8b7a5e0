"""Airport games in closed form: players of a few types, each group pays what its dearest member needs.

Runways, quays, pipes: a group costs the largest cost alone in it. By types the rules take no longer for thousands of
players than for four.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from punos.errors import WrongUse
from punos.games.game import Game, Kind, Number, Shares, exact


@dataclass(frozen=True)
class Type:
    """Players of one kind.

    Attributes
    ----------
    name
        Of the kind.
    count
        How many there are.
    cost
        What one of them costs alone.
    """

    name: str
    count: int
    cost: Fraction


def types(counts: Mapping[str, tuple[int, Number]]) -> list[Type]:
    """Give the types of an airport game, cheapest first.

    Parameters
    ----------
    counts
        By name: how many, and the cost of one alone.

    Raises
    ------
    WrongUse
        No players, or a cost below 0.
    """
    made = [Type(name, count, exact(cost)) for name, (count, cost) in counts.items()]
    if not made or any(t.count < 1 or t.cost < 0 for t in made):
        raise WrongUse("An airport game needs types with one player or more, and costs of 0 or more.")
    return sorted(made, key=lambda t: t.cost)


def airport_game(kinds: Sequence[Type]) -> Game:
    """Give the game itself, of few players, named after their type (`A`, or `A 1`, `A 2` where there are more)."""
    each = {f"{t.name} {k + 1}" if t.count > 1 else t.name: t.cost for t in kinds for k in range(t.count)}
    return Game.from_function(tuple(each), lambda group: max(each[name] for name in group), Kind.COST)


def airport_shapley(kinds: Sequence[Type]) -> Shares:
    """Give the Shapley value of one player of each type: a part of each stretch, shared by all who need it.

    Littlechild and Owen 1973.
    """
    users, paid, before, shares = sum(t.count for t in kinds), Fraction(0), Fraction(0), {}
    for t in kinds:
        paid += (t.cost - before) / users
        users, before = users - t.count, t.cost
        shares[t.name] = paid
    return shares


def airport_nucleolus(kinds: Sequence[Type]) -> Shares:
    """Give the nucleolus of one player of each type (Littlechild 1974).

    From the cheapest on, the types up to k pay alike: the least of (what they need beyond what is paid + one such
    share) / (how many they are + 1); for all together, without the 1.
    """
    return _in_steps(kinds, extra=1)


def constrained_equal(kinds: Sequence[Type]) -> Shares:
    """Give constrained equal contributions of one player of each type: equal parts, none group above its own cost."""
    return _in_steps(kinds, extra=0)


def _in_steps(kinds: Sequence[Type], extra: int) -> Shares:
    shares, start, share, covered = dict[str, Fraction](), 0, Fraction(0), Fraction(0)
    while start < len(kinds):
        best, last, users = Fraction(-1), start, 0
        for k in range(start, len(kinds)):
            users += kinds[k].count
            alike = extra if k < len(kinds) - 1 else 0
            each = (kinds[k].cost - covered + extra * share) / (users + alike)
            if best < 0 or each <= best:
                best, last = each, k
        shares.update({t.name: best for t in kinds[start : last + 1]})
        start, share, covered = last + 1, best, kinds[last].cost
    return shares
