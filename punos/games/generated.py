"""The least core of a game of which nobody knows every group: groups are asked for as they complain.

The least core is a linear program with a row a group, of which few decide. It is solved over the groups known so far;
then that group is looked for which would complain most of the shares found (Hallefjord, Helming and Jörnsten 1995;
Drechsel and Kimms 2010). If it complains of no more than the groups known, it is the least core of all groups; else
it is one more that is known. Of the shares in the least core of the known groups their nucleolus is taken: it is one
point, in the middle, so that few groups need to be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from punos.games.game import Shares, Undefined
from punos.games.lexicographic import Bound, levels

Group = frozenset[str]


@dataclass(frozen=True)
class Central:
    """The nucleolus of some groups.

    Attributes
    ----------
    epsilon
        The least excess that some of the groups must bear.
    groups
        Those that decide it.
    shares
        What each player gets.
    """

    epsilon: Fraction
    groups: tuple[tuple[str, ...], ...]
    shares: Shares


@dataclass(frozen=True)
class Complaint:
    """What groups have to say of some shares.

    Attributes
    ----------
    worths
        What each group that complains most, and others that were met, have by themselves.
    most
        No group complains of more; infinite where nobody has proved that.
    """

    worths: Mapping[Group, Fraction]
    most: Fraction | float


@dataclass(frozen=True)
class Generated:
    """The least core by the groups that were asked for.

    Attributes
    ----------
    central
        Of the groups known in the end. No shares give less than its `epsilon` to complain of.
    worths
        Of all groups known in the end.
    excess
        What the group that complains most of the shares complains of, as far as one was found.
    most
        No group complains of more; infinite where that is not proved.
    rounds
        How often was asked.
    """

    central: Central
    worths: Mapping[Group, Fraction]
    excess: Fraction
    most: Fraction | float
    rounds: int


def central(players: Sequence[str], worths: Mapping[Group, Fraction]) -> Central:
    """Share so that of the groups known the greatest complaint is least, then the next greatest.

    Parameters
    ----------
    players
        All who share.
    worths
        What groups have by themselves, more being better: of everybody, of each alone, and of others.

    Raises
    ------
    Undefined
        Fewer than two players.
    """
    if len(players) < 2:
        raise Undefined("One player has nobody to object to.")
    everybody, place = frozenset(players), {name: i for i, name in enumerate(players)}
    known = sorted((g for g in worths if g and g != everybody), key=lambda g: (len(g), sorted(g)))
    bounds = [Bound(sum(1 << place[n] for n in g), Fraction(1), worths[g]) for g in known]
    found = list(levels(len(players), worths[everybody], bounds))
    return Central(
        found[0].epsilon,
        tuple(tuple(sorted(known[c])) for c in found[0].tight),
        dict(zip(players, found[-1].point, strict=True)),
    )


def generated(
    players: Sequence[str],
    worths: Mapping[Group, Fraction],
    ask: Callable[[Central], Complaint],
    near: Fraction = Fraction(0),
) -> Generated:
    """Find the least core by asking which group complains most.

    Parameters
    ----------
    players, worths
        As `central` has them, to begin with.
    ask
        Told shares, names the group that complains most of them, with what it has by itself; more groups do no harm.
    near
        A complaint that is greater by no more than this counts as no greater.
    """
    known, rounds = dict(worths), 0
    while True:
        now, rounds = central(players, known), rounds + 1
        said = ask(now)
        fresh = {group: worth for group, worth in said.worths.items() if group not in known}
        known |= fresh
        excess = max((w - sum(now.shares[n] for n in g) for g, w in said.worths.items()), default=now.epsilon)
        if not fresh or excess <= now.epsilon + near:
            return Generated(now, known, max(excess, now.epsilon), said.most, rounds)
