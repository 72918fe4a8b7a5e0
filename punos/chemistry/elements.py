"""The elements and their weights, from ``elements.csv``.

Source of the weights: Prohaska et al., *Standard atomic weights of the elements 2021 (IUPAC Technical Report)*, Pure
and Applied Chemistry 94(5), 573-600, 2022, doi 10.1515/pac-2019-0603: the standard values abridged to five figures.
Elements without a usual mixture of isotopes have none, and no industrial recipe needs them. Lithium on the market lies
between 6.938 and 6.997, as isotopes are taken out of some; 6.94 is the usual one.
"""

from __future__ import annotations

import csv
import difflib
from fractions import Fraction
from importlib.resources import files

_FILE = files("punos.chemistry") / "elements.csv"
_ROWS = list(csv.DictReader(_FILE.read_text(encoding="utf-8").splitlines()))

NAMES: dict[str, str] = {row["symbol"]: row["name"] for row in _ROWS}
"""Symbol and English name of every element, in order of their number."""

WEIGHTS: dict[str, Fraction] = {row["symbol"]: Fraction(row["weight"]) for row in _ROWS if row["weight"]}
"""Standard atomic weight of the elements that have one, in g/mol, exactly as published."""

_NEAR = 4
_PLACEHOLDERS = "MRTXAEQ"


def named(symbol: str) -> str:
    """Return symbol and name.

    Examples
    --------
    >>> named("Co")
    'Co (cobalt)'
    """
    return f"{symbol} ({NAMES[symbol]})"


def what_is_meant(symbol: str, following: str = "") -> str:
    """Say which elements an unknown symbol may stand for.

    Parameters
    ----------
    symbol : str
        Letters that name no element with a weight.
    following : str
        The character behind them: in ``LIOH`` the I tells that Li is meant.
    """
    if symbol in NAMES:
        return "Only elements with a standard atomic weight can be weighed."
    words = []
    doubled = (symbol + following).capitalize()
    if len(symbol) == 1 and doubled in WEIGHTS:
        words.append(f"Did you mean {named(doubled)}? The second letter of a symbol is small.")
    if symbol in _PLACEHOLDERS:
        words.append("A letter that stands for any element cannot be weighed: write the elements with their shares.")
    near = _near(symbol)
    return " ".join(words) or (f"Did you mean {_either(near)}?" if near else "")


def _near(symbol: str) -> list[str]:
    """The likeliest elements: those with the same first letter, which is seldom mistyped, or else the same second."""
    first = [known for known in WEIGHTS if known[0] == symbol[0]]
    second = [known for known in WEIGHTS if known[1:] == symbol[1:] != ""]
    return sorted(first or second, key=lambda known: -difflib.SequenceMatcher(None, symbol, known).ratio())[:_NEAR]


def _either(symbols: list[str]) -> str:
    *others, last = map(named, symbols)
    return f"{', '.join(others)} or {last}" if others else last
