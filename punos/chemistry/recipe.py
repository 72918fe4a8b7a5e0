"""The recipe that follows from formulas: how much of each feed and by-product a tonne of a product needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import polars as pl

from punos.chemistry.balancing import Roles, balanced
from punos.chemistry.errors import NotBalanced
from punos.chemistry.formula import Formula
from punos.tables import FORBIDDEN_IN_NAMES


@dataclass(frozen=True, slots=True)
class Line:
    """What a recipe takes or makes of one good.

    Attributes
    ----------
    commodity : str
    formula : Formula
    moles : Fraction
        For each mole of the product, by the balance alone: − taken, + made.
    times : Fraction
        How many times that is taken, for excess and losses; 1 for what is made.
    """

    commodity: str
    formula: Formula
    moles: Fraction
    times: Fraction = Fraction(1)

    @property
    def grams(self) -> Fraction:
        """Mass for each mole of the product, excess and losses included."""
        return self.moles * self.times * self.formula.molar_mass


@dataclass(frozen=True)
class Recipe:
    """A recipe whose elements balance exactly.

    Attributes
    ----------
    process : str
        Its name in the table ``flows``.
    lines : tuple of Line
        Feeds in the order given, then the product, then what else is made.
    product : Line
        The line of the product.
    """

    process: str
    lines: tuple[Line, ...]
    product: Line

    @property
    def equation(self) -> str:
        """The reaction, for one mole of the product; excess and losses are left out."""
        sides = [
            " + ".join(f"{_figure(abs(line.moles))}{line.formula}" for line in self.lines if (line.moles > 0) == made)
            for made in (False, True)
        ]
        return " → ".join(sides)

    def tonnes(self, line: Line) -> Fraction:
        """Mass of a line for each unit mass of the product: − taken, + made."""
        return line.grams / self.product.grams

    @property
    def lost(self) -> dict[str, Fraction]:
        """By feed, what is taken beyond the balance for each unit mass of the product; it leaves without a row."""
        extra = {line.commodity: -self.tonnes(line) * (1 - 1 / line.times) for line in self.lines}
        return {commodity: mass for commodity, mass in extra.items() if mass}

    @property
    def flows(self) -> pl.DataFrame:
        """Rows for the table ``flows``: process, commodity, quantity (mass units a mass unit of the product), note."""
        rows = [(self.process, line.commodity, float(self.tonnes(line)), self._note(line)) for line in self.lines]
        columns = {"process": pl.String, "commodity": pl.String, "quantity": pl.Float64, "note": pl.String}
        return pl.DataFrame(rows, schema=columns, orient="row")

    def _note(self, line: Line) -> str:
        extra = "" if line.times == 1 else f", times {float(line.times):.6g} for excess and losses"
        if line is self.product:
            return f"Balance of elements: {self.equation}"
        return f"Balance of elements: {_figure(abs(line.moles)) or '1 '}{line.formula}{extra}"


def balance(
    make: Mapping[str, str],
    take: Mapping[str, str],
    give: Mapping[str, str] | None = None,
    free: Mapping[str, str] | None = None,
    *,
    excess: Mapping[str, float] | None = None,
    yields: Mapping[str, float] | None = None,
    process: str = "",
) -> Recipe:
    """Return the one recipe of a product in which every element goes in as often as it comes out.

    Parameters
    ----------
    make : mapping of str to str
        The product: its commodity and formula, one entry.
    take, give : mapping of str to str
        Feeds and by-products: commodities and their formulas.
    free : mapping of str to str
        What may be taken or given off, as the balance asks: water, oxygen of the air. It is left out of the recipe if
        the balance asks for none.
    excess : mapping of str to float
        By feed, how much more is taken than the balance asks, as a share: 0.03 is 3 %.
    yields : mapping of str to float
        By feed, which share of it arrives where the balance says, the rest being lost: 0.98 is 98 %.
    process : str
        Name of the process; blank: ``make_`` and the product.

    Raises
    ------
    NotAFormula
        If a formula cannot be read.
    NotBalanced
        If no recipe balances or more than one does, with the elements and goods concerned and what to do.

    Examples
    --------
    >>> recipe = balance({"lfp": "LiFePO4"}, {"fe": "FePO4", "li": "Li2CO3"}, {"co2": "CO2"}, {"oxygen": "O2"})
    >>> recipe.equation
    'FePO4 + 1/2 Li2CO3 → LiFePO4 + 1/2 CO2 + 1/4 O2'
    """
    if len(make) != 1:
        raise NotBalanced(f"A recipe makes one product, and {len(make)} are named. Name the others as what it gives.")
    roles = Roles.read(make, take, give or {}, free or {})
    for commodity in roles.goods:
        _refuse_name(commodity)
    moles = balanced(roles)
    times = _times(roles, excess or {}, yields or {})
    one = Fraction(1)
    lines = [Line(good, roles.goods[good], count, times.get(good, one)) for good, count in moles.items()]
    product = next(line for line in lines if line.commodity == roles.product)
    return Recipe(process or f"make_{roles.product}", tuple(lines), product)


def _times(roles: Roles, excess: Mapping[str, float], yields: Mapping[str, float]) -> dict[str, Fraction]:
    """How many times the balance each feed is taken."""
    times: dict[str, Fraction] = {}
    for word, shares in (("excess", excess), ("yield", yields)):
        for asked, share in shares.items():
            feed = roles.feed(asked, word)
            exact = Fraction(str(share))
            if word == "excess" and exact < 0:
                raise NotBalanced(f"The excess of {feed} is {share:g}: expected 0 or more, such as 0.03 for 3 %.")
            if word == "yield" and not 0 < exact <= 1:
                raise NotBalanced(f"The yield of {feed} is {share:g}: expected above 0 and at most 1, such as 0.98.")
            times[feed] = times.get(feed, Fraction(1)) * (1 + exact if word == "excess" else 1 / exact)
    return times


def _refuse_name(commodity: str) -> None:
    wrong = sorted(set(commodity) & set(FORBIDDEN_IN_NAMES))
    if wrong or not commodity.strip():
        sign = f" may not hold {' '.join(wrong)}" if wrong else " may not be blank"
        raise NotBalanced(f"The name '{commodity}' of a commodity{sign}. Give it a name: name=FORMULA.")


def _figure(count: Fraction) -> str:
    """A count before a formula: nothing for 1, decimals where they end soon, else a fraction."""
    if count == 1:
        return ""
    if 1000 % count.denominator == 0 and count.denominator not in (2, 4):
        return f"{float(count):g} "
    return f"{count} "
