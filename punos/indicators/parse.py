"""From text to what it says, by the grammar in ``grammar.lark``; nothing is ever evaluated as code."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput, VisitError

from punos.indicators.ast import (
    EVERY,
    Attribute,
    Change,
    Filter,
    Formula,
    Number,
    Operator,
    Pair,
    PolicyValue,
    Reference,
    Rule,
    Selection,
    Sense,
)
from punos.indicators.catalogue import INDICATORS
from punos.indicators.errors import LanguageError, NotUnderstood, UnknownColumn, UnknownIndicator
from punos.indicators.linear import linear_rule
from punos.indicators.wording import misread
from punos.tables import Operation

_STARTS = ["selection", "reference", "formula", "rule", "change"]
_SENSES = {"≤": Sense.AT_MOST, "≥": Sense.AT_LEAST}


def parse_selection(text: str) -> Selection:
    """Read conditions such as ``impact=salt, place=kokkola|vaasa, from.country!=FI``.

    Brackets around them are accepted; nothing at all selects everything. Which columns and names there are is
    asked only when the selection is used.

    Raises
    ------
    NotUnderstood
        With the text, a caret, what was expected and an example.

    Examples
    --------
    >>> str(parse_selection("place = kokkola | vaasa"))
    'place=kokkola|vaasa'
    """
    selection: Selection = _read(text, "selection")
    return selection


def parse_indicator(text: str) -> Reference:
    """Read one indicator such as ``make[commodity=pcam]``.

    Raises
    ------
    NotUnderstood, UnknownIndicator, UnknownColumn
    """
    reference: Reference = _read(text, "reference")
    return reference


def parse_formula(text: str) -> Formula:
    """Read sums, differences, products and quotients of indicators and numbers, for objectives and charts.

    Raises
    ------
    NotUnderstood, UnknownIndicator, UnknownColumn
    """
    formula: Formula = _read(text, "formula")
    return formula


def parse_rule(text: str) -> Rule:
    """Read a linear rule such as ``buy[origin=CN] <= 0.65 * use[commodity=graphite]``.

    Raises
    ------
    NotUnderstood, UnknownIndicator, UnknownColumn
    NotLinear
        For a quotient or product of indicators; the message shows how to write it linearly.

    Examples
    --------
    >>> str(parse_rule("make[commodity=b] >= use[commodity=a] * 0.06"))
    'make[commodity=b] >= 0.06 * use[commodity=a]'
    """
    left, sense, right = _read(text, "rule")
    return linear_rule(left, sense, right, text)


def parse_change(text: str) -> Change:
    """Read a change such as ``impact_caps[impact=salt].cap *= 0.5``.

    It sets with ``=``, scales with ``*=``, adds with ``+=``.

    Raises
    ------
    NotUnderstood
        Also when ``*=`` or ``+=`` is not followed by a number.
    """
    change: Change = _read(text, "change")
    if change.operation is not Operation.SET and change.number is None:
        raise NotUnderstood(
            f"'{change.value}' is not a number.",
            value=change.value,
            expected="a number, such as 0.5 or 2e6, to scale or add",
            text=text,
            position=text.rfind(change.value),
        )
    return change


def _read(text: str, start: str) -> Any:
    try:
        tree = _grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise misread(text, start, error) from None
    try:
        return _Reader(text).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, LanguageError):
            raise error.orig_exc from None
        raise


@cache
def _grammar() -> Lark:
    text = (files("punos.indicators") / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", lexer="contextual", start=_STARTS)


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """Turns lark's tree into the objects of ``ast``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def rule(self, left: Formula, sense: Token, right: Formula) -> tuple[Formula, Sense, Formula]:
        return left, _SENSES.get(sense) or Sense(sense), right

    def plus(self, left: Formula, right: Formula) -> Formula:
        return Pair(Operator.PLUS, left, right)

    def minus(self, left: Formula, right: Formula) -> Formula:
        return Pair(Operator.MINUS, left, right)

    def times(self, left: Formula, right: Formula) -> Formula:
        return Pair(Operator.TIMES, left, right)

    def divided_by(self, left: Formula, right: Formula) -> Formula:
        return Pair(Operator.DIVIDED_BY, left, right)

    def negative(self, formula: Formula) -> Formula:
        if isinstance(formula, Number):
            return Number(-formula.number)
        return Pair(Operator.TIMES, Number(-1.0), formula)

    def number(self, token: Token) -> Formula:
        return Number(float(token))

    def value(self, _: Token) -> Formula:
        return PolicyValue()

    def attribute(self, token: Token) -> Formula:
        return Attribute(tuple(token.split(".")))

    def reference(self, word: Token, selection: _Placed | None = None) -> Reference:
        indicator = INDICATORS.get(word)
        if indicator is None:
            raise UnknownIndicator(str(word), INDICATORS, text=self._text, position=word.start_pos)
        for token, filter_ in selection or ():
            if filter_.path[0] not in indicator.index:
                at = token.start_pos
                raise UnknownColumn(word, filter_.path[0], indicator.index, text=self._text, position=at)
        return Reference(str(word), _plain(selection))

    def brackets(self, placed: _Placed = ()) -> _Placed:
        return placed

    def selection(self, placed: _Placed = ()) -> Selection:
        return _plain(placed)

    def filters(self, *placed: tuple[Token, Filter]) -> _Placed:
        return placed

    def condition(self, path: Token, sign: Token, *names: str) -> tuple[Token, Filter]:
        found = Filter(tuple(path.split(".")), tuple(dict.fromkeys(names)), negated=sign == "!=")
        if EVERY in names and (found.negated or len(found.names) > 1 or len(found.path) > 1):
            raise NotUnderstood(
                f"'*' in '{found}' stands beside something else.",
                value=str(found),
                expected=f"{found.path[0]}=* alone, which sums over all of '{found.path[0]}'",
                text=self._text,
                position=path.start_pos,
            )
        return path, found

    def name(self, token: Token) -> str:
        return token[1:-1] if token.type == "QUOTED" else token.rstrip()

    def change(self, table: Token, *rest: Any) -> Change:
        placed, (column, operation, value) = rest[:-3], rest[-3:]
        text = value.strip()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
            text = text[1:-1]
        return Change(str(table), _plain(*placed), str(column), _OPERATIONS[operation], text)


_Placed = tuple[tuple[Token, Filter], ...]
_OPERATIONS = {"=": Operation.SET, "*=": Operation.SCALE, "+=": Operation.ADD}


def _plain(placed: _Placed | None = None) -> Selection:
    return Selection(tuple(filter_ for _, filter_ in placed or ()))
