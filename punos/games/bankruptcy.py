"""Claims on too little: how an estate, a permit or a budget is shared among those who claim more than there is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from punos.errors import WrongUse
from punos.games.game import Game, Kind, Number, Shares, Undefined, exact


def bankruptcy_game(estate: Number, claims: Mapping[str, Number]) -> Game:
    """Give the game in which a group has what the others' claims leave of the estate (O'Neill 1982)."""
    total, owed = _read(estate, claims)
    everything = sum(owed.values(), Fraction(0))
    return Game.from_function(
        tuple(owed), lambda group: max(Fraction(0), total - everything + sum(owed[n] for n in group)), Kind.GAIN
    )


def proportional(estate: Number, claims: Mapping[str, Number]) -> Shares:
    """Share in proportion to claims.

    Raises
    ------
    Undefined
        Nobody claims anything.
    """
    total, owed = _read(estate, claims)
    everything = sum(owed.values(), Fraction(0))
    if not everything:
        raise Undefined("Nobody claims anything, so there is nothing to share by.")
    return {name: total * claim / everything for name, claim in owed.items()}


def equal_awards(estate: Number, claims: Mapping[str, Number]) -> Shares:
    """Give everybody the same, but nobody more than its claim."""
    return _equal_awards(*_read(estate, claims))


def equal_losses(estate: Number, claims: Mapping[str, Number]) -> Shares:
    """Let everybody lose the same of its claim, but nobody more than it."""
    total, owed = _read(estate, claims)
    lost = _equal_awards(sum(owed.values(), Fraction(0)) - total, owed)
    return {name: claim - lost[name] for name, claim in owed.items()}


def talmud(estate: Number, claims: Mapping[str, Number]) -> Shares:
    """Share by the rule of the Talmud, the nucleolus of the game (Aumann and Maschler 1985).

    Equal awards up to half of each claim; beyond that, equal losses of the other halves.
    """
    total, owed = _read(estate, claims)
    half = {name: claim / 2 for name, claim in owed.items()}
    middle = sum(half.values(), Fraction(0))
    if total <= middle:
        return _equal_awards(total, half)
    lost = _equal_awards(2 * middle - total, half)
    return {name: claim - lost[name] for name, claim in owed.items()}


def _read(estate: Number, claims: Mapping[str, Number]) -> tuple[Fraction, dict[str, Fraction]]:
    total, owed = exact(estate), {name: exact(claim) for name, claim in claims.items()}
    if total < 0 or any(c < 0 for c in owed.values()) or total > sum(owed.values(), Fraction(0)):
        raise WrongUse("Claims must be 0 or more, and the estate between 0 and the sum of claims.")
    return total, owed


def _equal_awards(estate: Fraction, claims: Mapping[str, Fraction]) -> Shares:
    """Serve the smallest claim first: it gets an equal part of what is left, or all it claims."""
    given, left = dict[str, Fraction](), estate
    for served, name in enumerate(sorted(claims, key=lambda n: claims[n])):
        given[name] = min(claims[name], left / (len(claims) - served))
        left -= given[name]
    return {name: given[name] for name in claims}
