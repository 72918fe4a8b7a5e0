"""From text to formula, by the grammar in ``grammar.lark``."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError

from punos.chemistry.elements import NAMES, WEIGHTS, named, what_is_meant
from punos.chemistry.errors import NotAFormula
from punos.chemistry.formula import Atom, Formula, Group
from punos.chemistry.spelling import spelled

_PAIRS = {"(": ")", "[": "]", "{": "}"}


def read_formula(text: str) -> Formula:
    """Read a chemical formula as people in the battery trade write it.

    Raises
    ------
    NotAFormula
        With what is wrong and what to write instead, also if the text may be read in more than one way.

    Examples
    --------
    >>> formula = read_formula("CoSO4.7H2O")
    >>> str(formula), float(formula.molar_mass)
    ('CoSO4·7H2O', 281.094)
    """
    plain = spelled(text)
    try:
        tree = _grammar().parse(plain)
    except UnexpectedInput as error:
        raise NotAFormula(text, *_misread(plain, error)) from None
    try:
        formula: Formula = _Reader(text, plain).transform(tree)
    except VisitError as error:
        if isinstance(error.orig_exc, NotAFormula):
            raise error.orig_exc from None
        raise
    return formula


@cache
def _grammar() -> Lark:
    text = (files("punos.chemistry") / "grammar.lark").read_text(encoding="utf-8")
    return Lark(text, parser="lalr", start="formula")


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """Turns lark's tree into a formula."""

    def __init__(self, text: str, plain: str) -> None:
        super().__init__()
        self._text = text
        self._plain = plain

    def formula(self, *parts: Group) -> Formula:
        if len(parts) == 1 and parts[0].count != 1:
            remedy = "Leave the figure out: amounts of a good stand in recipes."
            raise NotAFormula(self._text, "A figure before a formula is an amount of it.", remedy)
        return Formula(parts)

    def part(self, *items: Atom | Group | Fraction) -> Group:
        return _counted(items)

    def group(self, *items: Atom | Group | Fraction) -> Group:
        count = items[-1] if isinstance(items[-1], Fraction) else Fraction(1)
        return Group(tuple(item for item in items if not isinstance(item, Fraction)), count)

    def atom(self, symbol: Token, count: Fraction = Fraction(1)) -> Atom:
        if symbol not in WEIGHTS:
            following = self._plain[symbol.end_pos : symbol.end_pos + 1] if symbol.end_pos else ""
            reason = (
                f"{named(symbol)} has no standard atomic weight."
                if symbol in NAMES
                else f"There is no element {symbol}."
            )
            raise NotAFormula(self._text, reason, what_is_meant(str(symbol), following))
        return Atom(str(symbol), count)

    def count(self, token: Token) -> Fraction:
        number = Fraction(token)
        if not number:
            raise NotAFormula(self._text, "A count of 0 says that there is none.", "Leave the element out.")
        return number


def _counted(items: tuple[Atom | Group | Fraction, ...]) -> Group:
    count = items[0] if isinstance(items[0], Fraction) else Fraction(1)
    return Group(tuple(item for item in items if not isinstance(item, Fraction)), count)


def _misread(plain: str, error: UnexpectedInput) -> tuple[str, str]:
    """Say in words where the grammar stopped, and what to do."""
    at = error.pos_in_stream or 0
    if (
        isinstance(error, UnexpectedEOF)
        or at >= len(plain)
        or (isinstance(error, UnexpectedToken) and error.token.type == "$END")
    ):
        opened = [sign for sign in plain if sign in _PAIRS]
        if sum(plain.count(sign) for sign in _PAIRS) > sum(plain.count(sign) for sign in _PAIRS.values()):
            return f"The bracket '{opened[-1]}' is not closed.", f"Close it with '{_PAIRS[opened[-1]]}'."
        return "It ends too early.", "Write the element or part that belongs there."
    sign = plain[at]
    if isinstance(error, UnexpectedCharacters) and sign.islower():
        return _small_letter(plain, at)
    if sign in ")]}":
        return f"The bracket '{sign}' closes nothing there.", "Open and close each bracket with its own kind."
    if sign == "0" or (sign.isdigit() and plain[at - 1] == "0"):
        return f"A count cannot begin with 0 ('{plain[max(at - 1, 0) :][:3]}').", "Is the letter O meant, for oxygen?"
    if sign.isdigit():
        return f"There is a figure too many at '{plain[at:]}'.", "Write each element with one count."
    return f"'{sign}' has no meaning at '{plain[at:]}'.", "A formula holds elements, counts, brackets and · (or *)."


def _small_letter(plain: str, at: int) -> tuple[str, str]:
    sign = plain[at]
    word = plain[at : at + 2].capitalize()
    if sign in "xyzn" and not (plain[at : at + 2].islower() and word in WEIGHTS):
        return f"'{sign}' is an unknown count.", "Write the figure."
    meant = word if word in WEIGHTS else sign.upper()
    near = f"Did you mean {named(meant)}?" if meant in WEIGHTS else ""
    return f"'{plain[at:]}' begins with a small letter, and a symbol begins with a capital.", near
