"""Rules by which tenants may share what being together is worth, and whether anybody would rather leave."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from punos.analysis.share.solving import Group
from punos.games import Excess, Game, Kind, Shares, Undefined
from punos.games.core import objections
from punos.games.costs import by_marginal, equal_rest, equal_split, moriarity, scrb
from punos.games.game import Number
from punos.games.nucleolus import prenucleolus
from punos.games.tau import tau
from punos.games.values import owen, shapley, weighted_shapley

DIGITS = 9
"""Digits of the largest value that are kept: the rest is the solver's rounding and would only make long fractions."""


class Rule(StrEnum):
    """A way of sharing."""

    NUCLEOLUS = "nucleolus"
    PER_HEAD = "nucleolus per head"
    PROPORTIONAL = "proportional nucleolus"
    SHAPLEY = "Shapley"
    WEIGHTED = "weighted Shapley"
    UNIONS = "Owen, by unions"
    TAU = "tau"
    SCRB = "separable costs, remaining benefits"
    EQUAL_REST = "separable costs, equal rest"
    MARGINAL = "in proportion to marginal cost"
    MORIARITY = "in proportion to alone (Moriarity)"
    EQUAL = "equal"
    LEAST_CORE = "least core"
    """The nucleolus of the groups that were asked for: where not every group is planned."""


@dataclass(frozen=True)
class Tried:
    """What a rule gives.

    Attributes
    ----------
    shares
        Net cost of each tenant; none where the rule has no answer.
    group, excess
        The group that would gain most by itself, and how much; nobody where all stay.
    remark
        Why there is no answer.
    """

    rule: Rule
    shares: Shares
    group: tuple[str, ...] = ()
    excess: float = 0.0
    remark: str = ""


def game_of(values: Mapping[Group, float]) -> Game:
    """Make the game of net costs: each group's less what the plan costs with nobody, to nine digits."""
    names = sorted({name for group in values for name in group})
    costs = rounded(values)
    whole: dict[Collection[str], Number] = {group: costs[group] for group in values}
    return Game.of(names, whole, Kind.COST)


def rounded(values: Mapping[Group, float]) -> dict[Group, Fraction]:
    """Give what each group costs less what the plan costs with nobody, to nine digits of the largest."""
    nobody = values[frozenset()]
    largest = max(abs(v - nobody) for v in values.values())
    places = DIGITS - 1 - math.floor(math.log10(largest)) if largest > 0 else 0
    return {g: Fraction(str(round(v - nobody, places))) for g, v in values.items()}


def tried(
    game: Game,
    doubt: float,
    weights: Mapping[str, float] | None = None,
    unions: Sequence[Sequence[str]] | None = None,
) -> list[Tried]:
    """Share by every rule, and ask of each whether a group would rather leave.

    Parameters
    ----------
    doubt
        What a value may be off: less does not count as a reason to leave.
    weights
        Of tenants, for the weighted Shapley value.
    unions
        Tenants who speak with one voice, for the Owen value.
    """
    rules: dict[Rule, Callable[[Game], Shares]] = {
        Rule.NUCLEOLUS: prenucleolus,
        Rule.PER_HEAD: lambda g: prenucleolus(g, Excess.PER_HEAD),
        Rule.PROPORTIONAL: _proportional,
        Rule.SHAPLEY: shapley,
    }
    if weights is not None:
        rules[Rule.WEIGHTED] = lambda g: weighted_shapley(g, weights)
    if unions is not None:
        rules[Rule.UNIONS] = lambda g: owen(g, unions)
    rules |= {
        Rule.TAU: tau,
        Rule.SCRB: scrb,
        Rule.EQUAL_REST: equal_rest,
        Rule.MARGINAL: by_marginal,
        Rule.MORIARITY: _moriarity,
        Rule.EQUAL: equal_split,
    }
    return [_tried(game, rule, share, doubt) for rule, share in rules.items()]


def _tried(game: Game, rule: Rule, share: Callable[[Game], Shares], doubt: float) -> Tried:
    try:
        shares = share(game)
    except Undefined as none:
        return Tried(rule, {}, remark=str(none))
    against = objections(game, shares, above=Fraction(doubt))
    if not against:
        return Tried(rule, shares)
    return Tried(rule, shares, against[0].members, float(against[0].excess))


def _proportional(game: Game) -> Shares:
    """Share in proportion to what groups cost, or, where they all bring something, to what they bring."""
    if all(v < 0 for v in game.values[1:]):
        brings = Game(game.players, tuple(-v for v in game.values), Kind.GAIN)
        return {name: -share for name, share in prenucleolus(brings, Excess.PROPORTIONAL).items()}
    if not all(v > 0 for v in game.values[1:]):
        raise Undefined("Not every group brings something by itself (or costs something), so there are no proportions.")
    return prenucleolus(game, Excess.PROPORTIONAL)


def _moriarity(game: Game) -> Shares:
    alone = game.alone()
    if min(alone.values()) < 0 < max(alone.values()):
        raise Undefined("Alone some cost and some bring something, so that there are no proportions.")
    return moriarity(game)
