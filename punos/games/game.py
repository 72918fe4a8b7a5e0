"""A game in coalition form: what every group of players costs, or gains, by itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from punos.errors import PunosError, WrongUse

Number = int | float | str | Decimal | Fraction
"""What is read as a number; a text or a decimal is read exactly, a float as the binary fraction it is."""

Shares = dict[str, Fraction]
"""What each player pays (of a cost) or gets (of a gain)."""

MOST_PLAYERS = 16
"""Players of a game whose every coalition has its value: 65,536 values."""


class Undefined(PunosError):  # noqa: N818
    """A rule that gives no answer for a game; its text says why."""


class Kind(StrEnum):
    """What the value of a coalition is."""

    COST = "cost"
    """What the group pays by itself: less is better."""
    GAIN = "gain"
    """What the group gains by itself: more is better."""


class Excess(StrEnum):
    """How the complaint of a group is measured: what it would have by itself less what it is given."""

    TOTAL = "total"
    """In money."""
    PER_HEAD = "per head"
    """Money by the number of its players."""
    PROPORTIONAL = "proportional"
    """Money as a share of what the group would cost (or gain) by itself."""


def exact(number: Number) -> Fraction:
    """Read a number exactly.

    Raises
    ------
    WrongUse
        Not a finite number.
    """
    if isinstance(number, float) and not math.isfinite(number):
        raise WrongUse(f"The value of a coalition must be a finite number, not {number}.")
    try:
        return Fraction(number)
    except (ValueError, ZeroDivisionError):
        raise WrongUse(f"'{number}' is no number; write for example 12.5 or 3/4.") from None


@dataclass(frozen=True)
class Game:
    """Players and the value of each group of them.

    Attributes
    ----------
    players
        Their names, in the order in which results are given.
    values
        Of each coalition, by the number whose bit i says whether player i is in it; the empty one has 0.
    kind
        Whether values are costs or gains.
    """

    players: tuple[str, ...]
    values: tuple[Fraction, ...]
    kind: Kind = Kind.COST

    def __post_init__(self) -> None:
        if not self.players or len(set(self.players)) != len(self.players):
            raise WrongUse("A game needs at least one player, and no name twice.")
        if len(self.players) > MOST_PLAYERS:
            raise WrongUse(f"A game with every coalition holds {MOST_PLAYERS} players at most; sample a larger one.")
        if len(self.values) != 1 << len(self.players) or self.values[0] != 0:
            raise WrongUse(f"{len(self.players)} players make {1 << len(self.players)} coalitions, the empty one of 0.")

    @staticmethod
    def of(
        players: Sequence[str], values: Mapping[Collection[str], Number], kind: Kind = Kind.COST, *, least: bool = False
    ) -> Game:
        """Make a game of a table.

        Parameters
        ----------
        players
            Their names.
        values
            By coalition: any collection of names that can be a key, as a tuple or a frozenset.
        kind
            Costs or gains.
        least
            Whether coalitions that are not named have 0.

        Raises
        ------
        WrongUse
            A coalition is missing, named twice, or names a player who is not there.
        """
        place, found = {name: i for i, name in enumerate(players)}, dict[int, Fraction]()
        for members, value in values.items():
            if unknown := sorted(set(members) - set(place)):
                raise WrongUse(f"{', '.join(unknown)} is no player; players are: {', '.join(players)}.")
            number = sum(1 << place[name] for name in set(members))
            if number in found:
                raise WrongUse(f"The coalition {' + '.join(sorted(members))} has two values.")
            found[number] = exact(value)
        found.setdefault(0, Fraction(0))
        missing = [m for m in range(1 << len(players)) if m not in found]
        if missing and not least:
            named = " + ".join(name for i, name in enumerate(players) if missing[0] >> i & 1)
            raise WrongUse(f"{len(missing)} coalitions have no value, the first is {named}.")
        return Game(tuple(players), tuple(found.get(m, Fraction(0)) for m in range(1 << len(players))), kind)

    @staticmethod
    def from_function(
        players: Sequence[str], value: Callable[[frozenset[str]], Number], kind: Kind = Kind.COST
    ) -> Game:  # fmt: skip
        """Make a game of a function of the members; it is not asked about the empty coalition."""
        groups = (frozenset(n for i, n in enumerate(players) if m >> i & 1) for m in range(1, 1 << len(players)))
        return Game(tuple(players), (Fraction(0), *(exact(value(group)) for group in groups)), kind)

    def __call__(self, members: Iterable[str]) -> Fraction:
        """Give the value of a group."""
        return self.values[self.number(members)]

    @property
    def count(self) -> int:
        """How many players there are."""
        return len(self.players)

    @property
    def everyone(self) -> int:
        """The number of the coalition of all."""
        return len(self.values) - 1

    @property
    def sign(self) -> int:
        """What turns values into worths: −1 for costs."""
        return -1 if self.kind is Kind.COST else 1

    @cached_property
    def worths(self) -> tuple[Fraction, ...]:
        """What each coalition has by itself, more being better: gains, or costs below 0."""
        return self.values if self.kind is Kind.GAIN else tuple(-v for v in self.values)

    def number(self, members: Iterable[str]) -> int:
        """Give the number of a coalition.

        Raises
        ------
        WrongUse
            Somebody is no player.
        """
        try:
            return sum({1 << self.players.index(name) for name in members})
        except ValueError:
            raise WrongUse(f"Not all are players; players are: {', '.join(self.players)}.") from None

    def members(self, number: int) -> tuple[str, ...]:
        """Give the players of a coalition."""
        return tuple(name for i, name in enumerate(self.players) if number >> i & 1)

    def coalitions(self) -> Iterator[int]:
        """Give the numbers of all groups but nobody and everyone."""
        return iter(range(1, self.everyone))

    def shares(self, worths: Sequence[Fraction]) -> Shares:
        """Name what each player is worth, as a cost or a gain like the values."""
        return {name: self.sign * worth for name, worth in zip(self.players, worths, strict=True)}

    def worth_of(self, shares: Mapping[str, Number]) -> list[Fraction]:
        """Give shares as worths, in the order of the players.

        Raises
        ------
        WrongUse
            A player has no share.
        """
        if missing := [name for name in self.players if name not in shares]:
            raise WrongUse(f"{', '.join(missing)} has no share.")
        return [self.sign * exact(shares[name]) for name in self.players]

    def alone(self) -> Shares:
        """Give what each player has by itself."""
        return {name: self.values[1 << i] for i, name in enumerate(self.players)}

    def savings(self) -> Game:
        """Give the game of what groups save together: the sum of what members have alone against the group's own."""
        sums = subset_sums([self.worths[1 << i] for i in range(self.count)])
        gained = tuple(worth - alone for worth, alone in zip(self.worths, sums, strict=True))
        return Game(self.players, gained, Kind.GAIN)


def subset_sums(numbers: Sequence[Fraction]) -> list[Fraction]:
    """Give the sum over each group, by its number."""
    sums = [Fraction(0)]
    for number in numbers:
        sums += [total + number for total in sums]
    return sums
