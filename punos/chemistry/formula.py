"""Chemical formulas: what they are made of, exactly, and how heavy they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from punos.chemistry.elements import WEIGHTS

_DECIMALS = 6
_PARTS = 1_000_000  # that many decimals can tell


@dataclass(frozen=True, slots=True)
class Atom:
    """An element and how many atoms of it."""

    element: str
    count: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Group:
    """Items in brackets, or a part between dots, and how often they stand there."""

    items: tuple[Atom | Group, ...]
    count: Fraction = Fraction(1)

    def atoms(self) -> Iterator[tuple[str, Fraction]]:
        """Every element with its count, in the order written; an element may come again."""
        for item in self.items:
            if isinstance(item, Atom):
                yield item.element, item.count * self.count
            else:
                yield from ((element, count * self.count) for element, count in item.atoms())

    def counts(self) -> Iterator[Fraction]:
        """Every count of the items as it stands in the text, the group's own left out."""
        for item in self.items:
            yield item.count
            if isinstance(item, Group):
                yield from item.counts()


@dataclass(frozen=True)
class Formula:
    """A chemical formula, made by :func:`~punos.chemistry.read_formula`.

    Two formulas are equal if they are written alike but for dots, brackets and decimals; compare :attr:`atoms` to
    ask whether two are the same composition.

    Attributes
    ----------
    parts : tuple of Group
        What stands between the dots, each with its count.
    """

    parts: tuple[Group, ...]

    @cached_property
    def atoms(self) -> dict[str, Fraction]:
        """Atoms of each element in one formula, exactly, in the order in which the elements first stand."""
        total: dict[str, Fraction] = {}
        for part in self.parts:
            for element, count in part.atoms():
                total[element] = total.get(element, Fraction(0)) + count
        return total

    @cached_property
    def molar_mass(self) -> Fraction:
        """Mass of one mole in g, the sum of atoms times standard atomic weight."""
        return sum((count * WEIGHTS[element] for element, count in self.atoms.items()), Fraction(0))

    @cached_property
    def shares(self) -> dict[str, Fraction]:
        """Share of each element in the mass; they add up to 1."""
        return {element: count * WEIGHTS[element] / self.molar_mass for element, count in self.atoms.items()}

    def __str__(self) -> str:
        """Return the formula in the one way in which Punos writes it; reading that gives an equal formula."""
        loose = any(_is_loose(count) for part in self.parts for count in part.counts())
        return "·".join(_count(part.count, decimal=True) + _part(part.items, loose) for part in self.parts)

    def __repr__(self) -> str:
        return f"Formula({str(self)!r})"


def _part(items: tuple[Atom | Group, ...], loose: bool) -> str:
    """Write what stands between two dots."""
    written = _items(items, loose, leads=True)
    if len(items) > 2 and items[-2:] == (Atom("H", Fraction(2)), Atom("O")) and items[-3].count.denominator > 1:
        return written + "1"  # Ni0.5H2O could be a hydrate with its dot left out
    return written


def _items(items: tuple[Atom | Group, ...], loose: bool, leads: bool = False) -> str:
    """Write items, with a 1 wherever leaving it out could be read as another element."""
    written = [
        item.element + _count(item.count, decimal=loose)
        if isinstance(item, Atom)
        else f"({_items(item.items, loose)}){_count(item.count, decimal=loose)}"
        for item in items
    ]
    for at in range(len(items) - 1):
        if _reads_as_metal(items[at : at + 3], leads and at == 0):
            written[at] += "1"
    return "".join(written)


def _reads_as_metal(items: tuple[Atom | Group, ...], leads: bool) -> bool:
    """Whether two elements beside each other would be refused as a metal in capitals (see ``spelling``)."""
    first, second, *more = items
    if not (isinstance(first, Atom) and isinstance(second, Atom)) or first.count != 1:
        return False
    if len(first.element + second.element) > 2 or first.element + second.element.lower() not in WEIGHTS:
        return False
    again = any(isinstance(item, Atom) and item.element == second.element for item in more)
    return again or second.count.denominator > 1 or (leads and bool(more))


def _count(count: Fraction, *, decimal: bool) -> str:
    """Write a count: nothing for 1; a fraction where a decimal would be long or could be read as a dot."""
    if count == 1:
        return ""
    if count.denominator == 1:
        return str(count.numerator)
    if (decimal or count < 1) and _terminates(count):
        whole, parts = divmod(count.numerator * (_PARTS // count.denominator), _PARTS)
        return f"{whole}.{parts:0{_DECIMALS}d}".rstrip("0")
    return f"{count.numerator}/{count.denominator}"


def _terminates(count: Fraction) -> bool:
    return _PARTS % count.denominator == 0


def _is_loose(count: Fraction) -> bool:
    """Whether a count shows that full stops in the formula are decimal points: 0.8, 1/3."""
    return count.denominator > 1 and (count < 1 or not _terminates(count))
