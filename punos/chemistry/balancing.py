"""The balance of elements: how many moles of each good belong to one mole of the product, or why there is no answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from itertools import combinations

from punos.chemistry.elements import NAMES
from punos.chemistry.errors import NotAFormula, NotBalanced
from punos.chemistry.formula import Formula
from punos.chemistry.reading import read_formula
from punos.exact.elimination import Clash, Free, Solved, solve

_COMMON = {"water": "H2O", "oxygen": "O2", "carbon_dioxide": "CO2"}
"""What most often is missing in a balance, to be proposed."""
_OFTEN = ("H", "O", "C")
"""The elements of those, asked first for what stands in the way."""


@dataclass(frozen=True)
class Roles:
    """Who takes part in a recipe, and how.

    Attributes
    ----------
    product : str
    take, give, free : tuple of str
        Commodities that are taken, made, or one or the other as the balance asks.
    goods : dict of str to Formula
    """

    product: str
    take: tuple[str, ...]
    give: tuple[str, ...]
    free: tuple[str, ...]
    goods: dict[str, Formula]

    @classmethod
    def read(
        cls, make: Mapping[str, str], take: Mapping[str, str], give: Mapping[str, str], free: Mapping[str, str]
    ) -> Roles:
        """Read the formulas; refuse a commodity in two roles."""
        goods: dict[str, Formula] = {}
        for named in (make, take, give, free):
            for commodity, text in named.items():
                if commodity in goods:
                    raise NotBalanced(f"{commodity} is named twice. Name each commodity once, as taken, given or free.")
                goods[commodity] = read_formula(text)
        if not (*take, *free):
            raise NotBalanced("Nothing is named that the product could be made from.")
        return cls(next(iter(make)), tuple(take), tuple(give), tuple(free), goods)

    @property
    def others(self) -> tuple[str, ...]:
        """Everything but the product."""
        return (*self.take, *self.give, *self.free)

    def feed(self, asked: str, word: str) -> str:
        """Return the feed that a name or formula means.

        Raises
        ------
        NotBalanced
            If it is no feed.
        """
        feeds = (*self.take, *self.free)
        if asked in feeds:
            return asked
        same = [feed for feed in feeds if self.goods[feed] == _formula(asked)]
        if same:
            return same[0]
        near = get_close_matches(asked, feeds, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" Expected one of {', '.join(feeds)}."
        raise NotBalanced(f"The {word} of '{asked}' is told, and nothing of that name is taken.{hint}")


def _formula(text: str) -> Formula | None:
    try:
        return read_formula(text)
    except NotAFormula:
        return None


def balanced(roles: Roles) -> dict[str, Fraction]:
    """Return the moles of every good for one mole of the product, − taken, + made; free goods without a part left out.

    Raises
    ------
    NotBalanced
    """
    _refuse_lonely(roles)
    found = _solved(roles)
    if isinstance(found, Clash):
        raise NotBalanced(_clash(roles, found))
    if isinstance(found, Free):
        raise NotBalanced(_freedom(roles, found))
    moles = dict(zip(roles.others, found.values, strict=True))
    if wrong := _wrong_side(roles, moles):
        raise NotBalanced(wrong)
    first = {good: count for good, count in moles.items() if count < 0}
    last = {good: count for good, count in moles.items() if count > 0}
    return {**first, roles.product: Fraction(1), **last}


def _all_elements(roles: Roles) -> list[str]:
    return sorted({element for formula in roles.goods.values() for element in formula.atoms})


def _solved(roles: Roles, elements: Sequence[str] = ()) -> Solved | Free | Clash:
    """Balance these elements, or all."""
    elements = elements or _all_elements(roles)
    zero = Fraction(0)
    equations = [[roles.goods[good].atoms.get(element, zero) for good in roles.others] for element in elements]
    made = roles.goods[roles.product].atoms
    return solve(equations, [-made.get(element, zero) for element in elements])


def _refuse_lonely(roles: Roles) -> None:
    """Refuse elements that only come out, or only go in: the plainest of all reasons, said in plain words."""
    sources = _elements(roles, (*roles.take, *roles.free))
    sinks = _elements(roles, (roles.product, *roles.give, *roles.free))
    faults = [
        f"{_element(e)} is in {_and(goods)} and in nothing that is taken (name a feed that brings it)"
        for e, goods in sinks.items()
        if e not in sources
    ]
    faults += [
        f"{_element(e)} comes with {_and(goods)} and is in nothing that is made (name what it leaves in)"
        for e, goods in sources.items()
        if e not in sinks
    ]
    if faults:
        raise NotBalanced(" ".join([f"The elements cannot balance: {'; '.join(faults)}.", *_proposal(roles)]))


def _elements(roles: Roles, goods: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for good in goods:
        for element in roles.goods[good].atoms:
            found.setdefault(element, []).append(good)
    return found


def _clash(roles: Roles, clash: Clash) -> str:
    elements = _all_elements(roles)
    concerned = _and(_element(element) for element, times in zip(elements, clash.times, strict=True) if times)
    words = f"No amounts balance {concerned} at once: something that brings or carries off one of them is missing."
    return " ".join([_gap(roles) or words, *_proposal(roles)])


def _gap(roles: Roles) -> str:
    """Say which one or two elements alone stand in the way, and by how much; nothing if it takes more to say it."""
    elements = sorted(_all_elements(roles), key=lambda element: (element not in _OFTEN, element))
    for left_out in (*((e,) for e in elements), *combinations(elements, 2)):
        found = _solved(roles, [element for element in elements if element not in left_out])
        if isinstance(found, Solved):
            moles = {roles.product: Fraction(1), **dict(zip(roles.others, found.values, strict=True))}
            gaps = [_missing(roles, moles, element) for element in left_out]
            return f"For each {roles.goods[roles.product]} {_and(gaps)}; all other elements balance."
    return ""


def _missing(roles: Roles, moles: Mapping[str, Fraction], element: str) -> str:
    zero = Fraction(0)
    more = sum((count * roles.goods[good].atoms.get(element, zero) for good, count in moles.items()), zero)
    which = "more" if more > 0 else "fewer"
    return f"{float(abs(more)):.6g} {which} atoms of {_element(element)} come out than go in"


def _proposal(roles: Roles) -> list[str]:
    """Which common goods would make it balance, if any do."""
    for size in (1, 2):
        for names in combinations(_COMMON, size):
            tried = {name: read_formula(_COMMON[name]) for name in names if name not in roles.goods}
            wider = replace(roles, free=(*roles.free, *tried), goods={**roles.goods, **tried})
            found = _solved(wider)
            if isinstance(found, Solved) and not _wrong_side(wider, dict(zip(wider.others, found.values, strict=True))):
                written = [f"{name}={_COMMON[name]}" for name in tried]
                return [f"It balances with {_and(written)} as free, to be taken or given off."]
    return []


def _freedom(roles: Roles, free: Free) -> str:
    shares = {good: times for good, times in zip(roles.others, free.direction, strict=True) if times}
    left = " + ".join(_amount(roles, good, times) for good, times in shares.items() if times > 0)
    right = " + ".join(_amount(roles, good, -times) for good, times in shares.items() if times < 0)
    said = f"{left} is the same as {right}" if right else left
    return (
        f"More than one recipe balances, as {said}, so that these can stand for each other. "
        f"Leave out one of {', '.join(shares)}, or make each its own recipe."
    )


def _amount(roles: Roles, good: str, moles: Fraction) -> str:
    return f"{moles} {roles.goods[good]} ({good})"


def _wrong_side(roles: Roles, moles: Mapping[str, Fraction]) -> str:
    """Say what takes no part, or would go the other way than it is named; nothing if all is well."""
    idle = [good for good in (*roles.take, *roles.give) if not moles[good]]
    back = [good for good in roles.take if moles[good] > 0]
    taken = [good for good in roles.give if moles[good] < 0]
    words = []
    if idle:
        words.append(f"{_and(idle)} would take no part: leave {'it' if len(idle) == 1 else 'them'} out.")
    if back:
        words.append(f"{_and(back)} would have to be given off, and is named as taken.")
    if taken:
        words.append(f"{_and(taken)} would have to be taken, and is named as given off.")
    if back or taken:
        words.append("Name it on the other side or as free, or look for what is missing.")
    return f"The elements balance in one way only: {' '.join(words)}" if words else ""


def _element(symbol: str) -> str:
    return f"{NAMES[symbol]} ({symbol})"


def _and(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last
