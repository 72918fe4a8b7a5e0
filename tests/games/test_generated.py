"""The least core by asking for groups, against the one of which every group is known."""

from __future__ import annotations

from fractions import Fraction
from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from punos.games import Game, Kind
from punos.games.core import excesses, least_core
from punos.games.generated import Central, Complaint, Generated, generated
from punos.games.nucleolus import prenucleolus


def _asked(game: Game) -> Generated:
    """Ask a game of which every group is known."""
    groups = {frozenset(game.members(g)): game.values[g] for g in range(1, game.everyone + 1)}

    def ask(now: Central) -> Complaint:
        found = excesses(game, now.shares)
        worst = max(game.coalitions(), key=lambda g: found[g])
        return Complaint({frozenset(game.members(worst)): game.values[worst]}, found[worst])

    first = {g: v for g, v in groups.items() if len(g) in (1, game.count)}
    return generated(game.players, first, ask)


@st.composite
def games(draw: st.DrawFn) -> Game:
    count = draw(st.integers(2, 6))
    values = draw(st.lists(st.fractions(-50, 50, max_denominator=7), min_size=1 << count, max_size=1 << count))
    return Game(tuple("abcdef"[:count]), (Fraction(0), *values[1:]), Kind.GAIN)


@settings(max_examples=60, deadline=None)
@given(games())
def test_epsilon_is_that_of_all_groups(game: Game) -> None:
    found, whole = _asked(game), least_core(game)
    assert found.central.epsilon == whole.epsilon == found.excess == found.most
    shares = found.central.shares
    assert sum(shares.values()) == game.values[-1]
    assert max(excesses(game, shares)[1:-1]) == whole.epsilon


def test_an_airport_of_fifteen_needs_few_groups() -> None:
    """Each pays for the runway that the largest of a group needs: 15 players, 32,766 groups.

    The least core has the excess −c₁/2 … in the savings form: by Littlechild (1974) the first step of the nucleolus is
    min over k of (cost of the k smallest)/(k + 1), or of all over the number of players.
    """
    players = tuple(f"p{k:02d}" for k in range(15))
    needs = {name: Fraction(10 * (k + 1) ** 2) for k, name in enumerate(players)}

    def ask(now: Central) -> Complaint:
        """The smaller never cost more: of each k the k + 1 cheapest are all of whose share lies below what it costs."""
        best = max(
            (frozenset(n for n in players[: k + 1] if now.shares[n] < 0 or n == players[k]) for k in range(15)),
            key=lambda g: -max(needs[n] for n in g) - sum(now.shares[n] for n in g)
            if len(g) < 15 else Fraction(-10**9),
        )  # fmt: skip
        worth = -max(needs[n] for n in best)
        return Complaint({best: worth}, worth - sum(now.shares[n] for n in best))

    first = {frozenset([n]): -needs[n] for n in players} | {frozenset(players): -needs[players[-1]]}
    found = generated(players, first, ask)
    assert found.central.epsilon == found.most
    step = min(Fraction(10 * k**2, k + 1) for k in range(1, 15))
    assert found.central.epsilon == -min(step, Fraction(10 * 15**2, 15)) == -5
    assert found.rounds < 100


def test_no_bound_is_said_where_none_is_known() -> None:
    players = ("a", "b")
    worths = {frozenset("a"): Fraction(1), frozenset("b"): Fraction(2), frozenset("ab"): Fraction(5)}
    found = generated(players, worths, lambda now: Complaint({}, inf))
    assert (found.central.epsilon, found.excess, found.most) == (-1, -1, inf)
    assert found.central.shares == {"a": 2, "b": 3}


def test_the_central_share_of_all_groups_is_the_nucleolus() -> None:
    game = Game.of("abc", {"a": 1, "b": 0, "c": 2, "ab": 4, "ac": 5, "bc": 3, "abc": 9}, Kind.GAIN)
    found = _asked(game)
    everything = generated(game.players, {frozenset(game.members(g)): game.values[g] for g in range(1, 8)},
                           lambda now: Complaint({}, now.epsilon))  # fmt: skip
    assert everything.central.shares == prenucleolus(game)
    assert found.central.epsilon == everything.central.epsilon
