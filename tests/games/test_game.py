"""Games are read exactly, refuse in words, and a sample of orders tells its own error."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from punos.errors import WrongUse
from punos.games import Excess, Game, Kind, Undefined
from punos.games.airport import types
from punos.games.bankruptcy import bankruptcy_game, proportional
from punos.games.core import in_core, least_core, objections
from punos.games.costs import by_marginal, moriarity, scrb
from punos.games.nucleolus import nucleolus, prenucleolus
from punos.games.sampling import groups_of, orders, sampled_shapley
from punos.games.spanning import bird
from punos.games.values import owen, shapley, weighted_shapley

THREE = {"a": "0.1", "b": Decimal("0.2"), "c": Fraction(1, 3), "ab": 1, "ac": 1, "bc": 1.5, "abc": 2}


def test_numbers_stay_what_they_are() -> None:
    game = Game.of("abc", THREE, Kind.GAIN)
    assert game.alone() == {"a": Fraction(1, 10), "b": Fraction(1, 5), "c": Fraction(1, 3)}
    assert (game("cb"), game(()), game.members(5), game.number(["c", "a"])) == (Fraction(3, 2), 0, ("a", "c"), 5)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a": 1, "b": 1}, "1 coalitions have no value, the first is a \\+ b"),
        ({"a": 1, "x": 1}, "x is no player; players are: a, b"),
        ({"ab": 1, "ba": 2}, "The coalition a \\+ b has two values"),
        ({"a": "ten"}, "'ten' is no number"),
        ({"a": float("nan")}, "must be a finite number"),
        ({"": 1}, "the empty one of 0"),
    ],
)
def test_what_is_no_game_is_said(values: dict[str, object], said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        Game.of("ab", {**{"a": 0, "b": 0} | values} if "" in values else values, Kind.COST, least="" in values)  # type: ignore[arg-type]


def test_too_many_players_are_sampled() -> None:
    with pytest.raises(WrongUse, match="16 players at most; sample"):
        Game(tuple(map(str, range(17))), (Fraction(0),))
    with pytest.raises(WrongUse, match="no name twice"):
        Game(("a", "a"), (Fraction(0),) * 4)


def test_misuse_of_rules_is_said() -> None:
    game = Game.of("abc", THREE, Kind.GAIN)
    for call, said in (
        (lambda: weighted_shapley(game, {"a": 1}), "b, c has no weight"),
        (lambda: weighted_shapley(game, {"a": 1, "b": 0, "c": 1}), "above 0"),
        (lambda: owen(game, ["ab", "bc"]), "one union only"),
        (lambda: owen(game, ["ax"]), "Not all are players"),
        (lambda: in_core(game, {"a": 1}), "b, c has no share"),
        (lambda: types({"a": (0, 1)}), "one player or more"),
        (lambda: bankruptcy_game(10, {"a": 4}), "between 0 and the sum"),
        (lambda: bird(["a"], [[0]]), "2 x 2 costs"),
        (lambda: orders("ab", 1), "two pairs"),
    ):
        with pytest.raises(WrongUse, match=said):
            call()  # type: ignore[no-untyped-call]


def test_rules_that_have_no_answer_say_why() -> None:
    nothing = Game.of("ab", {"a": 0, "b": 0, "ab": 4}, Kind.COST)
    gains = Game.of("ab", {"a": 1, "b": 1, "ab": 4}, Kind.GAIN)
    crowd = Game.of("ab", {"a": 3, "b": 3, "ab": 4}, Kind.GAIN)
    for call, said in (
        (lambda: scrb(gains), "game of gains"),
        (lambda: moriarity(nothing), "Nobody costs anything alone"),
        (lambda: by_marginal(Game.of("ab", {"a": 2, "b": 2, "ab": 2})), "Nobody has a separable cost"),
        (lambda: nucleolus(crowd), "together there is less"),
        (lambda: prenucleolus(nothing, Excess.PROPORTIONAL), "a has 0 by itself"),
        (lambda: proportional(0, {"a": 0}), "Nobody claims"),
        (lambda: least_core(Game.of("a", {"a": 1})), "nobody to object to"),
    ):
        with pytest.raises(Undefined, match=said):
            call()  # type: ignore[no-untyped-call]


def test_objections_name_the_group_that_would_leave() -> None:
    game = Game.of("abc", {"a": 6, "b": 6, "c": 6, "ab": 7, "ac": 12, "bc": 12, "abc": 15}, Kind.COST)
    first, *others = objections(game, {"a": 5, "b": 5, "c": 5})
    assert (first.members, first.excess, others) == (("a", "b"), 3, [])
    assert objections(game, {"a": 5, "b": 5, "c": 5}, above=3) == []


def test_one_player_has_all() -> None:
    game = Game.of("a", {"a": 5})
    assert shapley(game) == nucleolus(game) == {"a": 5}


def test_a_sample_of_orders_knows_its_error() -> None:
    names = [f"t{i:02}" for i in range(14)]
    cost = {name: float(i + 1) for i, name in enumerate(names)}
    truth, before, paid = {}, 0.0, 0.0
    for i, name in enumerate(names):  # the airport rule: each stretch shared by all who need it
        paid += (cost[name] - before) / (len(names) - i)
        before, truth[name] = cost[name], paid
    drawn = orders(names, 200)
    values = {group: max((cost[n] for n in group), default=0.0) for group in groups_of(drawn)}
    found = sampled_shapley(drawn, values)
    assert sum(e.value for e in found.values()) == pytest.approx(14.0)
    far = [abs(found[n].value - truth[n]) / found[n].error for n in names if found[n].error > 0]
    assert max(far) < 4
    assert sum(f < 2 for f in far) >= 12
    more = sampled_shapley(orders(names, 800), {g: max((cost[n] for n in g), default=0.0) for g in
                           groups_of(orders(names, 800))})  # fmt: skip
    assert more["t13"].error < 0.7 * found["t13"].error


def test_orders_go_on_from_where_fewer_ended() -> None:
    assert orders("abcd", 5)[:4] == orders("abcd", 2)
    assert orders("abcd", 5) != orders("abcd", 5, seed=2)
    assert groups_of(orders("ab", 2))[0] == frozenset("ab")
    assert groups_of(orders("ab", 2))[-1] == frozenset()
