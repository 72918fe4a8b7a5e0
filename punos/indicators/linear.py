"""From a formula to a sum of linear terms, or a refusal that shows how to write it linearly."""

from __future__ import annotations

from punos.indicators.ast import (
    Attribute,
    Formula,
    Number,
    Operator,
    Pair,
    PolicyValue,
    Reference,
    Rule,
    Sense,
    Term,
    number_text,
    references,
)
from punos.indicators.errors import NotLinear

_TURNED = {Sense.AT_MOST: Sense.AT_LEAST, Sense.AT_LEAST: Sense.AT_MOST, Sense.EQUAL: Sense.EQUAL}
_EXAMPLE = "make[commodity=a] >= 0.06 * use[commodity=b]"


def linear_rule(left: Formula, sense: Sense, right: Formula, text: str) -> Rule:
    """Give the rule `left sense right` as terms.

    Parameters
    ----------
    left, right : Formula
    sense : Sense
    text : str
        The rule as written, for messages.

    Raises
    ------
    NotLinear
        If an indicator is divided by or multiplied with another, or `value` is divided by.
    """
    try:
        rule = Rule(_terms(left), sense, _terms(right))
    except NotLinear as refusal:
        raise _with_remedy(refusal, left, sense, right, text) from None
    if not rule.references:
        raise NotLinear(
            f"The rule '{text.strip()}' names no indicator.",
            value=text.strip(),
            remedy=f"A rule limits what a plan does, for example: {_EXAMPLE}",
        )
    for term in rule.terms:
        if term.attributes and term.reference is None:
            name = ".".join(term.attributes[0])
            raise NotLinear(
                f"'{name}' stands without an indicator to look it up from.",
                value=name,
                remedy="Multiply it with one, for example: capacity[...] * technology.availability",
            )
    return rule


def _terms(formula: Formula) -> tuple[Term, ...]:
    match formula:
        case Number(number):
            return (Term(number),)
        case PolicyValue():
            return (Term(1.0, value_power=1),)
        case Attribute(path):
            return (Term(1.0, attributes=(path,)),)
        case Reference():
            return (Term(1.0, reference=formula),)
        case Pair(Operator.PLUS, left, right):
            return _terms(left) + _terms(right)
        case Pair(Operator.MINUS, left, right):
            return _terms(left) + tuple(_times(t, Term(-1.0)) for t in _terms(right))
        case Pair(Operator.TIMES, left, right):
            return tuple(_times(a, b) for a in _terms(left) for b in _terms(right))
        case Pair(_, left, right):
            return tuple(_times(t, Term(1 / _divisor(right))) for t in _terms(left))


def _times(a: Term, b: Term) -> Term:
    if a.reference and b.reference:
        raise NotLinear(
            f"A rule is linear and cannot multiply {a.reference} with {b.reference}.",
            value=f"{a.reference} * {b.reference}",
        )
    if a.value_power and b.value_power:
        raise NotLinear("'value' is multiplied with itself.", value="value * value")
    return Term(
        a.factor * b.factor,
        a.value_power + b.value_power,
        a.reference or b.reference,
        a.attributes + b.attributes,
    )


def _divisor(formula: Formula) -> float:
    """Give the number a part is divided by; nothing but a number will do."""
    terms = _terms(formula)
    if any(t.reference or t.value_power or t.attributes for t in terms):
        raise NotLinear(
            f"A rule is linear and cannot divide by '{formula}'; quotients are for objectives and charts.",
            value=str(formula),
        )
    number = sum(t.factor for t in terms)
    if number == 0:
        raise NotLinear(f"'{formula}' is 0 and cannot be divided by.", value=str(formula))
    return number


def _with_remedy(refusal: NotLinear, left: Formula, sense: Sense, right: Formula, text: str) -> NotLinear:
    """Add to a refusal the same rule with the denominator on the other side, where that is all it takes."""
    remedy = ""
    if _is_quotient(left) and not _is_quotient(right):
        remedy = f"Write {left.left} {sense} {_product(right, left.right)}"  # type: ignore[union-attr]
    elif _is_quotient(right) and not _is_quotient(left):
        remedy = f"Write {right.left} {_TURNED[sense]} {_product(left, right.right)}"  # type: ignore[union-attr]
    elif _is_quotient(left) and _is_quotient(right):
        remedy = f"Compare each indicator with a number times the other, as in {_EXAMPLE}"
    where = text.find(refusal.value) if refusal.value else -1
    return NotLinear(
        refusal.message,
        value=refusal.value,
        remedy=remedy or f"Bring each indicator to the form number * indicator, as in {_EXAMPLE}",
        text=text if where >= 0 else "",
        position=where if where >= 0 else None,
    )


def _is_quotient(formula: Formula) -> bool:
    """Whether this is one quotient by something with an indicator in it."""
    return isinstance(formula, Pair) and formula.operator is Operator.DIVIDED_BY and bool(references(formula.right))


def _product(factor: Formula, formula: Formula) -> str:
    if factor == Number(1.0):
        return str(formula)
    if isinstance(factor, Number):
        return f"{number_text(factor.number)} * {_grouped(formula)}"
    return f"{_grouped(factor)} * {_grouped(formula)}"


def _grouped(formula: Formula) -> str:
    is_sum = isinstance(formula, Pair) and formula.operator in (Operator.PLUS, Operator.MINUS)
    return f"({formula})" if is_sum else str(formula)
