"""coopgame-py, another library, on random games. All else about games is tested without it."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from punos.games import Excess, Game, Kind
from punos.games.core import least_core
from punos.games.costs import moriarity
from punos.games.nucleolus import nucleolus, prenucleolus
from punos.games.properties import is_convex, is_superadditive
from punos.games.tau import tau
from punos.games.values import banzhaf, owen, shapley

coopgame = pytest.importorskip("coopgame")


def _random(seed: int, count: int, kind: Kind = Kind.GAIN) -> Game:
    chance = random.Random(seed)
    values = [Fraction(0)] + [Fraction(chance.randint(1, 12) * g.bit_count() ** 2) for g in range(1, 1 << count)]
    return Game(tuple("abcdefgh"[:count]), tuple(values), kind)


def _theirs(game: Game) -> object:
    return coopgame.Game([float(w) for w in game.worths[1:]])


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("count", [3, 4, 6])
def test_values_agree(seed: int, count: int) -> None:
    game = _random(seed, count)
    theirs = _theirs(game)
    _agree(shapley(game), coopgame.shapley(theirs))
    _agree(banzhaf(game), coopgame.banzhaf(theirs))
    _agree(owen(game, ["ab"]), coopgame.owen(theirs, [[0, 1], *([i] for i in range(2, count))]))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("count", [3, 4, 6])
def test_nucleoli_agree(seed: int, count: int) -> None:
    game = _random(seed, count)
    theirs = _theirs(game)
    _agree(prenucleolus(game), coopgame.prenucleolus(theirs)["allocation"])
    per_head, alone = prenucleolus(game, Excess.PER_HEAD), game.alone()
    if all(per_head[n] >= alone[n] for n in game.players):  # theirs grants everybody what it has alone
        _agree(per_head, coopgame.per_capita_nucleolus(theirs)["allocation"])
    assert float(least_core(game).epsilon) == pytest.approx(coopgame.prenucleolus(theirs)["levels"][0], abs=1e-6)
    exact = coopgame.nucleolus_exact([int(w) for w in game.worths[1:]], "preimputation", "binary")
    assert list(prenucleolus(game).values()) == [Fraction(x) for x in exact["allocation"]]


@pytest.mark.parametrize("seed", range(12))
def test_shapes_and_tau_agree(seed: int) -> None:
    game = _random(seed, 4)
    theirs = _theirs(game)
    assert is_convex(game) == theirs.is_convex()  # type: ignore[attr-defined]
    assert is_superadditive(game) == theirs.is_superadditive()  # type: ignore[attr-defined]
    try:
        told = coopgame.tau_value(theirs)
    except ValueError:
        return
    _agree(tau(game), told)


def test_nucleoli_agree_where_players_insist_on_what_they_have_alone() -> None:
    game = Game.of("abc", {"a": 0, "b": 0, "c": 0, "ab": 10, "ac": 0, "bc": 0, "abc": 2}, Kind.GAIN)
    assert list(nucleolus(game).values()) == coopgame.nucleolus(_theirs(game))["allocation"] == [1, 1, 0]
    assert list(prenucleolus(game).values()) == [3, 3, -4]
    assert moriarity(Game.of("ab", {"a": 1, "b": 3, "ab": 2})) == {"a": Fraction(1, 2), "b": Fraction(3, 2)}


def _agree(ours: dict[str, Fraction], theirs: object) -> None:
    assert [float(x) for x in ours.values()] == pytest.approx(list(theirs), abs=1e-6)  # type: ignore[call-overload]
