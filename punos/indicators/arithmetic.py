"""Sums, differences, products and quotients of figures, with their units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from punos.indicators.ast import (
    Attribute,
    Formula,
    Number,
    Operator,
    Pair,
    Path,
    PolicyValue,
    Reference,
    Term,
    references,
)
from punos.indicators.errors import NotLinear
from punos.indicators.units import TERM, refuse_mixed, unit_product, unit_quotient


@dataclass(frozen=True, slots=True)
class Leaf:
    """The indicator of a formula that stands at `number` in the list of its terms."""

    number: int


@dataclass(frozen=True, slots=True)
class Branch:
    """Two parts of a formula, each attribute moved to the indicator it is looked up from."""

    operator: Operator
    left: Node
    right: Node
    formula: Formula


Node = Number | Leaf | Branch


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers with the unit and base of each; all series are of one length. A null unit goes with any."""

    value: pl.Series
    unit: pl.Series
    base: pl.Series


def tree(formula: Formula) -> tuple[Node, list[Term]]:
    """Give a formula with its indicators numbered, and these as terms with their attributes.

    Raises
    ------
    NotLinear
        If an attribute stands without an indicator, or the word `value` occurs.
    """
    terms: list[Term] = []
    return _node(formula, (), terms), terms


def _node(formula: Formula, attributes: tuple[Path, ...], terms: list[Term]) -> Node:
    match formula:
        case Reference():
            terms.append(Term(1.0, reference=formula, attributes=attributes))
            return Leaf(len(terms) - 1)
        case Pair(Operator.TIMES, _, _):
            return _product(formula, attributes, terms)
        case Pair(operator, left, right):
            shared = attributes if operator is not Operator.DIVIDED_BY else ()
            return Branch(operator, _node(left, attributes, terms), _node(right, shared, terms), formula)
        case Number() if not attributes:
            return formula
        case PolicyValue():
            raise NotLinear("The word 'value' belongs to policies.", value="value", expected="a number")
        case _:
            name = str(formula) if isinstance(formula, Attribute) else ".".join(attributes[0])
            raise NotLinear(
                f"'{name}' stands without an indicator to look it up from.",
                value=name,
                remedy="Multiply it with one, for example: capacity[...] * technology.availability",
            )


def _product(formula: Formula, attributes: tuple[Path, ...], terms: list[Term]) -> Node:
    """Hand the attributes of a product to the first factor that holds an indicator."""
    factors = _factors(formula)
    attributes += tuple(f.path for f in factors if isinstance(f, Attribute))
    rest = [f for f in factors if not isinstance(f, Attribute)]
    owner = next((n for n, f in enumerate(rest) if references(f)), 0)
    nodes = [_node(f, attributes if n == owner else (), terms) for n, f in enumerate(rest)]
    if not nodes:
        return _node(Number(1.0), attributes, terms)
    whole = nodes[0]
    for node in nodes[1:]:
        whole = Branch(Operator.TIMES, whole, node, formula)
    return whole


def _factors(formula: Formula) -> list[Formula]:
    if isinstance(formula, Pair) and formula.operator is Operator.TIMES:
        return _factors(formula.left) + _factors(formula.right)
    return [formula]


def figures(node: Node, leaves: Sequence[Figures], labels: pl.DataFrame) -> Figures:
    """Work out a formula.

    Parameters
    ----------
    node : Node
    leaves : sequence of Figures
        Of the numbered indicators, one figure for each row of `labels`.
    labels : DataFrame
        What the figures belong to, for messages.

    Raises
    ------
    MixedUnits, MixedBases
        If different units or bases are added; both are named.
    """
    match node:
        case Leaf(number):
            return leaves[number]
        case Number(number):
            nothing = pl.repeat(None, labels.height, dtype=pl.String, eager=True)
            return Figures(pl.repeat(number, labels.height, dtype=pl.Float64, eager=True), nothing, nothing)
        case Branch(operator, left, right):
            one, other = figures(left, leaves, labels), figures(right, leaves, labels)
            if operator in (Operator.PLUS, Operator.MINUS):
                return _added(node, one, other, labels)
            return _multiplied(operator, one, other)


def _added(node: Branch, left: Figures, right: Figures, labels: pl.DataFrame) -> Figures:
    sides = [
        labels.with_columns(side.unit.alias("unit"), side.base.alias("base"), pl.lit(n).alias(TERM))
        for n, side in enumerate((left, right))
    ]
    names = [str(side) for side in (node.formula.left, node.formula.right)] if isinstance(node.formula, Pair) else []
    refuse_mixed(pl.concat(sides), labels.columns, names, str(node.formula))
    value = left.value + right.value if node.operator is Operator.PLUS else left.value - right.value
    return Figures(value, _either(left.unit, right.unit), _either(left.base, right.base))


def _either(one: pl.Series, other: pl.Series) -> pl.Series:
    return one.zip_with(one.is_not_null(), other)


def _multiplied(operator: Operator, left: Figures, right: Figures) -> Figures:
    frame = pl.DataFrame(
        {
            "left": left.value,
            "right": right.value,
            "left unit": left.unit,
            "right unit": right.unit,
            "left base": left.base,
            "right base": right.base,
        }
    )
    if operator is Operator.TIMES:
        value, combine = pl.col("left") * pl.col("right"), unit_product
    else:
        # What is divided by nothing is not said, rather than infinite.
        value, combine = pl.when(pl.col("right") != 0).then(pl.col("left") / pl.col("right")), unit_quotient
    done = frame.select(
        value.alias("value"),
        combine(pl.col("left unit"), pl.col("right unit")).alias("unit"),
        combine(pl.col("left base"), pl.col("right base")).alias("base"),
    )
    return Figures(done["value"], done["unit"], done["base"])
