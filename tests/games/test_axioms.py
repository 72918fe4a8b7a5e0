"""Random small games: the axioms that name the rules, and least cores and nucleoli against other ways to them."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from punos.games import Excess, Game, Kind, Undefined
from punos.games.core import core_is_empty, core_range, excesses, in_core, is_shared, least_core
from punos.games.costs import equal_rest, moriarity, scrb
from punos.games.nucleolus import nucleolus, prenucleolus
from punos.games.properties import is_convex
from punos.games.tau import tau
from punos.games.values import dividends, owen, shapley, weighted_shapley

NAMES = "abcde"


@st.composite
def games(draw: st.DrawFn, most: int = 4, kind: Kind | None = None, low: int = -20) -> Game:
    count = draw(st.integers(2, most))
    values = draw(st.lists(st.integers(low, 60), min_size=2**count - 1, max_size=2**count - 1))
    chosen = kind or draw(st.sampled_from(list(Kind)))
    return Game(tuple(NAMES[:count]), (Fraction(0), *map(Fraction, values)), chosen)


def _swapped(game: Game) -> Game:
    """The same game with its first two players changed about."""

    def value(group: frozenset[str]) -> Fraction:
        return game({"b" if n == "a" else "a" if n == "b" else n for n in group})

    return Game.from_function(game.players, value, game.kind)


def _with_dummy(game: Game, alone: int) -> Game:
    """The game with somebody who adds to every group what it has alone."""
    return Game.from_function(
        (*game.players, "dummy"), lambda g: game(g - {"dummy"}) + (alone if "dummy" in g else 0), game.kind
    )


RULES = [shapley, prenucleolus, lambda g: prenucleolus(g, Excess.PER_HEAD), lambda g: owen(g, ["ab"])]


@given(games())
def test_shares_add_up(game: Game) -> None:
    for rule in RULES:
        assert is_shared(game, rule(game))
    for name in (scrb, equal_rest, moriarity, tau):
        try:
            assert is_shared(game, name(game))
        except Undefined:
            continue


@given(games())
def test_who_is_alike_is_treated_alike(game: Game) -> None:
    for rule in (*RULES[:3], lambda g: weighted_shapley(g, {n: 3 if n in "ab" else 1 for n in g.players})):
        here, there = rule(game), rule(_swapped(game))
        assert (here["a"], here["b"]) == (there["b"], there["a"])


@given(games(most=3), st.integers(-5, 20))
def test_who_adds_nothing_gets_its_own(game: Game, alone: int) -> None:
    larger = _with_dummy(game, alone)
    for rule in (shapley, prenucleolus):
        assert rule(larger) == {**rule(game), "dummy": alone}


@given(games(), st.randoms(use_true_random=False))
def test_shapley_of_a_sum_is_the_sum(one: Game, chance: random.Random) -> None:
    other = Game(one.players, (Fraction(0), *chance.sample(one.values[1:], len(one.values) - 1)), one.kind)
    both = Game(one.players, tuple(a + b for a, b in zip(one.values, other.values, strict=True)), one.kind)
    assert shapley(both) == {n: shapley(one)[n] + shapley(other)[n] for n in one.players}


@given(games())
def test_shapley_is_the_mean_over_orders(game: Game) -> None:
    added = dict.fromkeys(game.players, Fraction(0))
    orders = list(permutations(game.players))
    for order in orders:
        for k, name in enumerate(order):
            added[name] += (game(order[: k + 1]) - game(order[:k])) / len(orders)
    assert shapley(game) == added


@given(games())
def test_owen_is_the_mean_over_orders_that_split_no_union(game: Game) -> None:
    orders = [o for o in permutations(game.players) if abs(o.index("a") - o.index("b")) == 1]
    mean = {n: sum(game(o[: o.index(n) + 1]) - game(o[: o.index(n)]) for o in orders) / len(orders) for n in
            game.players}  # fmt: skip
    assert owen(game, ["ab"]) == mean


@given(games())
def test_equal_weights_are_the_shapley_value_and_dividends_add_up(game: Game) -> None:
    assert weighted_shapley(game, dict.fromkeys(game.players, "0.5")) == shapley(game)
    parts = dividends(game)
    for group in range(len(parts)):
        assert sum(d for g, d in enumerate(parts) if g & group == g) == game.worths[group]


@given(games())
def test_rules_follow_shifts_and_scales(game: Game) -> None:
    """Other money, and a fixed sum for each player, change shares alike."""
    moved = Game.from_function(
        game.players, lambda g: Fraction(3, 2) * game(g) + sum(7 * (ord(n) - 96) for n in g), game.kind
    )
    for rule in (shapley, prenucleolus):
        assert rule(moved) == {n: Fraction(3, 2) * x + 7 * (ord(n) - 96) for n, x in rule(game).items()}


@given(games(most=5))
@settings(max_examples=60)
def test_least_core_is_what_another_solver_finds(game: Game) -> None:
    for by in Excess:
        if by is Excess.PROPORTIONAL and min(game.values[1:-1]) <= 0:
            continue
        assert float(least_core(game, by).epsilon) == pytest.approx(_epsilon(game, by), abs=1e-6)


def _epsilon(game: Game, by: Excess) -> float:
    groups = list(game.coalitions())
    who = np.array([[g >> i & 1 for i in range(game.count)] for g in groups], dtype=float)
    size = {
        Excess.TOTAL: np.ones(len(groups)),
        Excess.PER_HEAD: who.sum(axis=1),
        Excess.PROPORTIONAL: np.array([float(game.values[g]) for g in groups]),
    }[by]
    claims = np.array([float(game.worths[g]) for g in groups])
    found = linprog(
        [0.0] * game.count + [1.0],
        A_ub=-np.column_stack([who, size]),
        b_ub=-claims,
        A_eq=[[1.0] * game.count + [0.0]],
        b_eq=[float(game.worths[-1])],
        bounds=(None, None),
    )
    return float(found.fun)


@given(games(most=5))
@settings(max_examples=60)
def test_least_core_groups_prove_it(game: Game) -> None:
    """Its shares reach epsilon, and the groups named are at it in every least core: none can be helped."""
    found = least_core(game)
    worst = [excesses(game, found.shares)[g] for g in game.coalitions()]
    assert max(worst) == found.epsilon
    assert all(excesses(game, prenucleolus(game))[game.number(group)] == found.epsilon for group in found.groups)


@given(games(most=5))
@settings(max_examples=60)
def test_prenucleolus_meets_kohlbergs_criterion(game: Game) -> None:
    """At every level, the groups that complain as much or more are balanced: each has a weight above 0, and the weights
    of every player's groups add up to 1 (Kohlberg 1971). It holds for the prenucleolus and for nothing else."""
    for by in (Excess.TOTAL, Excess.PER_HEAD):
        complain = excesses(game, prenucleolus(game, by), by)
        for level in sorted({complain[g] for g in game.coalitions()}, reverse=True):
            groups = [g for g in game.coalitions() if complain[g] >= level]
            assert _balanced(game, groups)


def _balanced(game: Game, groups: list[int]) -> bool:
    """The greatest least weight, with weights that cover every player alike, is above 0."""
    who = np.array([[g >> i & 1 for g in groups] for i in range(game.count)], dtype=float)
    found = linprog(
        [0.0] * (len(groups) + 1) + [-1.0],
        A_ub=np.column_stack([-np.eye(len(groups)), np.zeros(len(groups)), np.ones(len(groups))]),
        b_ub=np.zeros(len(groups)),
        A_eq=np.column_stack([who, np.ones(game.count), np.zeros(game.count)]),
        b_eq=np.ones(game.count),
        bounds=[(0, None)] * len(groups) + [(None, None), (None, 1)],
    )
    return bool(found.status == 0 and -found.fun > 1e-7)


@given(games())
def test_nucleolus_is_in_the_core_where_there_is_one(game: Game) -> None:
    ranges = core_range(game)
    assert (ranges is None) is core_is_empty(game)
    if ranges is None:
        return
    shares = nucleolus(game)
    assert in_core(game, shares)
    assert shares == prenucleolus(game)
    assert all(low <= shares[n] <= high for n, (low, high) in ranges.items())


@given(games())
def test_nucleolus_gives_everybody_what_it_has_alone(game: Game) -> None:
    alone = game.alone()
    try:
        shares = nucleolus(game)
    except Undefined:
        assert game.sign * (sum(alone.values()) - game.values[-1]) > 0
        return
    assert is_shared(game, shares)
    assert all(game.sign * (shares[n] - alone[n]) >= 0 for n in game.players)


@given(games(kind=Kind.COST, low=1))
def test_savings_are_the_same_game_told_otherwise(game: Game) -> None:
    saved, alone = game.savings(), game.alone()
    for rule in (shapley, prenucleolus):
        assert {n: alone[n] - x for n, x in rule(game).items()} == rule(saved)


@given(games(kind=Kind.GAIN))
def test_shapley_of_a_convex_game_is_in_the_core(game: Game) -> None:
    grown = Game(game.players, tuple(v + 60 * g.bit_count() ** 3 for g, v in enumerate(game.values)), game.kind)
    if is_convex(grown):
        assert in_core(grown, shapley(grown))


def test_two_players_halve_what_they_save() -> None:
    game = Game.of("ab", {"a": 10, "b": 6, "ab": 12}, Kind.COST)
    for rule in (shapley, nucleolus, tau, scrb, equal_rest):
        assert rule(game) == {"a": 8, "b": 4}
