"""Syntax errors in words: what stands where, what could stand there, an example."""

from __future__ import annotations

from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from punos.indicators.errors import NotUnderstood

_KINDS = {
    "selection": ("selection", "impact=salt, place=kokkola|vaasa, from.country!=FI"),
    "reference": ("indicator", "make[commodity=pcam, place=harjavalta]"),
    "formula": ("formula", "buy[commodity=graphite, origin=CN] / buy[commodity=graphite]"),
    "rule": ("rule", "buy[commodity=graphite, origin=CN] <= 0.65 * use[commodity=graphite]"),
    "change": ("change", "impact_caps[impact=salt, place=kokkola].cap *= 0.5"),
}

_TERMINALS = {
    "PATH": "a column",
    "NAME": "a name",
    "QUOTED": "",
    "STAR": "*",
    "EQUAL": "=",
    "UNEQUAL": "!=",
    "SENSE": "<=, >= or =",
    "NUMBER": "a number",
    "VALUE": "",
    "ATTRIBUTE": "",
    "OPERATION": "=, *= or +=",
    "TEXT": "a value",
    "LSQB": "[",
    "RSQB": "]",
    "LPAR": "(",
    "RPAR": ")",
    "VBAR": "|",
    "COMMA": "a comma",
    "PLUS": "+",
    "MINUS": "-",
    "SLASH": "/",
    "DOT": "a dot before the column",
    "$END": "the end",
}

_HINTS = {
    "<": "Write <= for 'at most'.",
    ">": "Write >= for 'at least'.",
    "==": "Write a single =.",
    "<>": "Write != for 'not'.",
    "=<": "Write <= for 'at most'.",
    "=>": "Write >= for 'at least'.",
    "-=": "To lower a figure write += and a negative number, for example += -5.",
    "/=": "To divide a figure write *= and a fraction, for example *= 0.5.",
    "**": "Powers are not part of the language.",
    "^": "Powers are not part of the language.",
    "%": "Write a share as a number: 0.65, not 65 %.",
    ",": "Write decimals with a point, 0.65, and no separators of thousands.",
}


def misread(text: str, start: str, error: UnexpectedInput) -> NotUnderstood:
    """Make of lark's error one that a person can use.

    Parameters
    ----------
    text : str
        What was read.
    start : str
        The grammar's start symbol: what it should have been.
    error : UnexpectedInput
    """
    kind, example = _KINDS[start]
    position = _position(text, error)
    found = text[position : position + 20].split("\n")[0]
    where = f"at '{found}'" if found.strip() else "at its end"
    if not text.strip():
        where = ": it is empty"
    return NotUnderstood(
        f"Cannot read the {kind} {where}.".replace(" :", ":"),
        value=found,
        expected=_expected(error, _word(text[:position], start)),
        remedy=" ".join([*_hint(text, position, start), f"Example: {example}"]),
        text=text,
        position=position,
    )


def _position(text: str, error: UnexpectedInput) -> int:
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return len(text.rstrip())
    position = getattr(error, "pos_in_stream", None)
    return len(text) if position is None else int(position)


def _expected(error: UnexpectedInput, word: str) -> str:
    allowed: set[str] = set()
    if isinstance(error, UnexpectedToken):
        allowed = set(error.accepts if error.accepts is not None else error.expected)
    elif isinstance(error, UnexpectedCharacters):
        allowed = set(error.allowed or ())
    words = _TERMINALS | {"WORD": word}
    if "NAME" in allowed:
        allowed -= {"STAR"}
    order = [w for t, w in words.items() if t in allowed and w]
    return " or ".join([", ".join(order[:-1]), order[-1]]) if len(order) > 1 else "".join(order)


def _word(before: str, start: str) -> str:
    """Say what a bare word would be here."""
    if start != "change":
        return "an indicator"
    return "a column" if before.strip() else "a table"


def _hint(text: str, position: int, start: str) -> list[str]:
    """Give the sentence for a slip people often make here, if it is one."""
    two, one = text[position : position + 2], text[position : position + 1]
    before = text[:position].rstrip()[-1:]
    if two in ("<=", ">=") and start == "rule":
        return ["A rule compares two sides once; write two rules for two limits."]
    if before.isdigit() and (one.isdigit() or one == ","):
        return [_HINTS[","]]
    pairs = [two, before + one, one]
    return [_HINTS[pair] for pair in pairs if pair in _HINTS and pair != ","][:1]
