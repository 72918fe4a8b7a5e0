"""Every public game of parks, every rule, to the last fraction."""

from __future__ import annotations

import csv
from collections.abc import Callable
from fractions import Fraction

import pytest

from punos.games import Excess, Game, Kind, Shares, Undefined
from punos.games import airport as runway
from punos.games import bankruptcy as estate
from punos.games.core import core_range, in_core, least_core
from punos.games.costs import by_marginal, equal_rest, equal_split, moriarity, scrb, separable
from punos.games.nucleolus import nucleolus, prenucleolus
from punos.games.properties import is_convex, is_superadditive
from punos.games.spanning import bird, spanning_tree_game
from punos.games.tau import minimal_rights, tau, utopia
from punos.games.values import banzhaf, owen, shapley, weighted_shapley
from tests.games.published import FOLDER, TABLES, agree, expected, game, meets

RULES: dict[str, Callable[[Game], Shares]] = {
    "shapley": shapley,
    "banzhaf": banzhaf,
    "nucleolus": nucleolus,
    "prenucleolus": prenucleolus,
    "per_capita_nucleolus": lambda g: prenucleolus(g, Excess.PER_HEAD),
    "per_capita_prenucleolus": lambda g: prenucleolus(g, Excess.PER_HEAD),
    "proportional_nucleolus_excess_over_cost": lambda g: prenucleolus(g, Excess.PROPORTIONAL),
    "separable_cost": separable,
    "scrb": scrb,
    "equal_split_of_non_separable_cost": equal_rest,
    "tau_value_of_savings": tau,
    "tau_value": tau,
    "utopia": utopia,
    "minimal_rights": minimal_rights,
    "proportional_to_stand_alone": moriarity,
    "equal_split": equal_split,
}
LOOSE = {"per_capita_nucleolus", "proportional_nucleolus_excess_over_cost"}
"""Told to six digits where no fraction is told."""


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("rule", RULES)
def test_rules_give_what_is_published(name: str, rule: str) -> None:
    told = expected(name)["expected"]
    if rule not in told:
        return
    if told[rule] is None:
        with pytest.raises(Undefined):
            RULES[rule](game(name))
        return
    agree(RULES[rule](game(name)), told[rule], rounded=1e-6 if rule in LOOSE else 1e-9)


@pytest.mark.parametrize("name", TABLES)
def test_cores_are_what_is_published(name: str) -> None:
    told, played = expected(name)["expected"], game(name)
    least = least_core(played)
    meets(least.epsilon, told.get("least_core_epsilon", told.get("least_core_epsilon_on_savings")))
    assert least.core_is_empty is told["core_empty"]
    ranges = core_range(played)
    known = told.get("core_range", told.get("core_range_of_cost_shares"))
    if known is None:
        assert ranges is None
        return
    assert ranges is not None
    for player, ends in known.items():
        for found, end in zip(ranges[player], ends, strict=True):
            meets(found, end)
    if "proportional_least_core_epsilon" in told:  # told as the least saving in proportion, so of the other sign
        meets(-least_core(played, Excess.PROPORTIONAL).epsilon, told["proportional_least_core_epsilon"])


@pytest.mark.parametrize("name", TABLES)
def test_shapes_are_what_is_published(name: str) -> None:
    told, played = expected(name)["expected"], game(name)
    assert is_convex(played) is told.get("convex", told.get("concave_cost"))
    assert is_superadditive(played) is told.get("superadditive", told.get("subadditive_cost"))


@pytest.mark.parametrize("name", TABLES)
def test_is_it_worth_leaving(name: str) -> None:
    """The question of the park: with these shares, would somebody be better off alone or with some others?"""
    told, played = expected(name)["expected"], game(name)
    for rule, inside in told.get("in_core", {}).items():
        assert in_core(played, RULES[rule](played)) is inside, rule
    if "shapley_in_core" in told:
        assert in_core(played, shapley(played)) is told["shapley_in_core"]


def _types(name: str) -> list[runway.Type]:
    with (FOLDER / name / "types.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return runway.types({row["type"]: (int(row["count"]), row["stand_alone_cost"]) for row in rows})


@pytest.mark.parametrize("name", ["airport-four-types", "airport-birmingham"])
def test_airports_in_closed_form(name: str) -> None:
    told, kinds = expected(name), _types(name)
    assert sum(t.count for t in kinds) == told["players"]
    for rule, key in (
        (runway.airport_shapley, "shapley_per_player"),
        (runway.airport_nucleolus, "nucleolus_per_player"),
        (runway.constrained_equal, "constrained_equal_contributions_per_player"),
    ):
        found = rule(kinds)
        agree(found, told[key])
        assert sum(t.count * found[t.name] for t in kinds) == Fraction(told["total_cost"]["fraction"])
    totals = {t.name: t.count * runway.airport_shapley(kinds)[t.name] for t in kinds}
    agree(totals, told["shapley_total_by_type"])


def test_birmingham_fees_as_they_were_printed() -> None:
    fees = runway.airport_shapley(_types("airport-birmingham"))
    assert [round(float(fee), 2) for fee in fees.values()] == expected("airport-birmingham")[
        "published_shapley_from_memory"
    ]


def test_a_small_airport_is_the_game_itself() -> None:
    kinds = runway.types({"small": (2, 3), "large": (1, "7.5"), "jumbo": (2, 11)})
    played = runway.airport_game(kinds)
    for rule, closed in ((shapley, runway.airport_shapley), (nucleolus, runway.airport_nucleolus)):
        found, by_type = rule(played), closed(kinds)
        assert found == {player: by_type[player.split()[0]] for player in played.players}


def test_pipes_of_the_park() -> None:
    told = expected("pipe-network-spanning-tree")
    costs, players = told["cost_matrix_source_first"], told["players"]
    assert bird(players, costs) == told["expected"]["bird_rule"]
    assert spanning_tree_game(players, costs) == game("pipe-network-spanning-tree")
    assert in_core(game("pipe-network-spanning-tree"), bird(players, costs))


@pytest.mark.parametrize("sum_left", [100, 200, 300])
def test_claims_of_the_talmud(sum_left: int) -> None:
    name = f"bankruptcy-talmud-{sum_left}"
    told = expected(name)
    claims = dict(zip(told["players"], told["claims"], strict=True))
    assert estate.bankruptcy_game(told["estate"], claims) == game(name)
    for rule, key in (
        (estate.talmud, "talmud"),
        (estate.proportional, "proportional"),
        (estate.equal_awards, "constrained_equal_awards"),
        (estate.equal_losses, "constrained_equal_losses"),
    ):
        agree(rule(told["estate"], claims), told["expected"][key])
    assert list(estate.talmud(told["estate"], claims).values()) == [Fraction(x) for x in told["published"]]


def test_weights_and_unions() -> None:
    told = expected("weighted-shapley-and-owen")
    small = Game.of("abc", {tuple(group): value for group, value in told["game"].items()}, Kind.GAIN)
    agree(shapley(small), told["shapley"])
    for weights in ("1_1_1", "2_1_1", "3_2_1"):
        given = dict(zip("abc", weights.split("_"), strict=True))
        agree(weighted_shapley(small, given), told[f"weighted_shapley_{weights}"])
    for unions in ("ab|c", "a|bc", "ac|b", "a|b|c", "abc"):
        agree(owen(small, unions.split("|")), told[f"owen_{unions}"])


def test_a_union_in_a_vote() -> None:
    seats = {"a": 3, "b": 2, "c": 2, "d": 1}
    vote = Game.from_function(tuple(seats), lambda group: int(sum(seats[n] for n in group) >= 5), Kind.GAIN)
    told = expected("weighted-shapley-and-owen")["majority_5_3221"]
    agree(shapley(vote), told["shapley"])
    agree(owen(vote, ["bc"]), told["owen_unions_{b,c}"])


def test_water_of_skane_by_people_and_by_groups() -> None:
    told, water = expected("weighted-shapley-and-owen"), game("skane-water")
    agree(owen(water, ["HKL", "MT", "A"]), told["skane_owen_unions_HKL_MT_A"])
    people = dict(zip(water.players, (85, 176, 27, 69, 287, 59), strict=True))
    agree(weighted_shapley(water, people), told["skane_weighted_shapley_by_population_weights_85_176_27_69_287_59"])


def test_printed_figures_of_skane() -> None:
    told, water = expected("skane-water"), game("skane-water")
    printed = told["published_journal_1982_from_memory"]
    assert [round(float(x), 2) for x in nucleolus(water).values()] == printed["nucleolus"]
    assert [round(float(x), 2) for x in prenucleolus(water, Excess.PER_HEAD).values()] == printed["weak_nucleolus"]
    paper = told["published_working_paper_1979"]
    for rule, key in ((scrb, "scrb"), (shapley, "shapley")):
        assert [float(x) for x in rule(water).values()] == pytest.approx(paper[key], abs=0.01)


def test_marginal_rule_of_the_dams() -> None:
    """In proportion to separable cost: 412584 x 45214 / 189954 and so on."""
    dams = game("tva")
    own = separable(dams)
    assert by_marginal(dams) == {n: Fraction(412584) * s / 189954 for n, s in own.items()}
