"""What the language says once it is read: frozen objects that print as they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from punos.tables import Operation

EVERY = "*"
"""The name that sums a column out, in `origin=*`."""

Path = tuple[str, ...]
"""A column and what is looked up from it: ("from", "country") is `from.country`."""


class Sense(StrEnum):
    """How the two sides of a rule compare."""

    AT_MOST = "<="
    AT_LEAST = ">="
    EQUAL = "="


class Operator(StrEnum):
    """What joins two parts of a formula."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    DIVIDED_BY = "/"


_SIGNS = {Operation.SET: "=", Operation.SCALE: "*=", Operation.ADD: "+="}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a column, or what it refers to, is (not) one of some names.

    Attributes
    ----------
    path : tuple of str
        The column, followed by the columns looked up from it.
    names : tuple of str
        Alternatives. The single name `*` sums the column out.
    negated : bool
        The condition is `!=`. A blank never equals a name, so it passes.
    """

    path: Path
    names: tuple[str, ...]
    negated: bool = False

    @property
    def sums_out(self) -> bool:
        """Whether this is `column=*`."""
        return self.names == (EVERY,)

    def __str__(self) -> str:
        sign = "!=" if self.negated else "="
        return f"{'.'.join(self.path)}{sign}{'|'.join(_name(n) for n in self.names)}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Conditions that all hold; no condition selects everything."""

    filters: tuple[Filter, ...] = ()

    @property
    def summed_out(self) -> frozenset[str]:
        """The columns that `column=*` sums out."""
        return frozenset(f.path[0] for f in self.filters if f.sums_out)

    @property
    def conditions(self) -> tuple[Filter, ...]:
        """The filters that choose rows."""
        return tuple(f for f in self.filters if not f.sums_out)

    def __str__(self) -> str:
        return ", ".join(str(f) for f in self.filters)


@dataclass(frozen=True, slots=True)
class Reference:
    """An indicator, narrowed by a selection: `make[commodity=pcam]`."""

    indicator: str
    selection: Selection = Selection()

    def __str__(self) -> str:
        return self.indicator + _brackets(self.selection)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a formula."""

    number: float

    def __str__(self) -> str:
        return number_text(self.number)


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """The word `value`: the figure in the policies row."""

    def __str__(self) -> str:
        return "value"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A number looked up from a column of the indicator beside it: `technology.availability`."""

    path: Path

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two formulas joined by an operator."""

    operator: Operator
    left: Formula
    right: Formula

    def __str__(self) -> str:
        left, right = str(self.left), str(self.right)
        if self.operator in (Operator.PLUS, Operator.MINUS):
            return f"{left} {self.operator} {_closed(self.right, sums_only=True)}"
        left = _closed(self.left, sums_only=True)
        right = _closed(self.right, sums_only=False)
        return f"{left} {self.operator} {right}"


Formula = Number | PolicyValue | Attribute | Reference | Pair
"""Anything that has a number for each combination of its columns."""


@dataclass(frozen=True, slots=True)
class Term:
    """A linear part of a rule: factor × value × indicator × attributes.

    Attributes
    ----------
    factor : float
    value_power : int
        1 if the policy's `value` multiplies the term, else 0.
    reference : Reference or None
        None for a constant.
    attributes : tuple of paths
        Numbers looked up from the indicator's columns.
    """

    factor: float
    value_power: int = 0
    reference: Reference | None = None
    attributes: tuple[Path, ...] = ()

    def __str__(self) -> str:
        parts = ["value"] * self.value_power
        parts += [str(self.reference)] if self.reference else []
        parts += [".".join(path) for path in self.attributes]
        if not parts:
            return number_text(self.factor)
        if self.factor == -1:
            return "-" + " * ".join(parts)
        return " * ".join(parts if self.factor == 1 else [number_text(self.factor), *parts])


@dataclass(frozen=True, slots=True)
class Rule:
    """Two sums of terms and how they compare."""

    left: tuple[Term, ...]
    sense: Sense
    right: tuple[Term, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, left ones first, with the signs they were written with."""
        return self.left + self.right

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every indicator the rule speaks of, in order."""
        return tuple(t.reference for t in self.terms if t.reference is not None)

    @property
    def uses_value(self) -> bool:
        """Whether the word `value` occurs."""
        return any(t.value_power for t in self.terms)

    def __str__(self) -> str:
        return f"{_sum(self.left)} {self.sense} {_sum(self.right)}"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a study: which cells, and what happens to them (Semantics 40).

    Attributes
    ----------
    table, column : str
    selection : Selection
        Which rows.
    operation : Operation
    value : str
        As written, without quotes around it.
    """

    table: str
    selection: Selection
    column: str
    operation: Operation
    value: str

    @property
    def number(self) -> float | None:
        """The value as a number, or None if it is not one."""
        try:
            return float(self.value)
        except ValueError:
            return None

    def __str__(self) -> str:
        sign = _SIGNS[self.operation]
        return f"{self.table}{_brackets(self.selection)}.{self.column} {sign} {_value(self.value)}"


def references(formula: Formula) -> tuple[Reference, ...]:
    """Give every indicator a formula speaks of, in order."""
    if isinstance(formula, Pair):
        return references(formula.left) + references(formula.right)
    return (formula,) if isinstance(formula, Reference) else ()


def number_text(number: float) -> str:
    """Write a number so that reading it gives the same number."""
    text = repr(float(number))
    return text.removesuffix(".0")


def _brackets(selection: Selection) -> str:
    return f"[{selection}]" if selection.filters else ""


def _sum(terms: tuple[Term, ...]) -> str:
    text = str(terms[0])
    for term in terms[1:]:
        part = str(term)
        text += f" - {part[1:]}" if part.startswith("-") else f" + {part}"
    return text


def _closed(formula: Formula, *, sums_only: bool) -> str:
    """Print a part of a pair, in parentheses where they are needed to read the same back."""
    text = str(formula)
    is_sum = isinstance(formula, Pair) and formula.operator in (Operator.PLUS, Operator.MINUS)
    needed = is_sum if sums_only else isinstance(formula, Pair)
    return f"({text})" if needed or text.startswith("-") else text


def _name(name: str) -> str:
    """Print a name, quoted where bare it would read differently."""
    if name == EVERY or (re.fullmatch(r"""[^,=|*\[\]"']+""", name) and name == name.strip()):
        return name
    return f"'{name}'" if '"' in name else f'"{name}"'


def _value(value: str) -> str:
    """Print the value of a change, quoted where bare it would read differently."""
    bare = value.strip()
    plain = bare == value and value and not value.startswith(("=", "'", '"'))
    return value if plain else (f"'{value}'" if '"' in value else f'"{value}"')
