"""How people's spreadsheets write a CSV: encoding, separator, decimal sign. One dialect a file."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

SEPARATORS = (",", ";", "\t")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with BOM"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# UTF-8 letters read as cp1252: Ã or Å and then a sign that never follows them in a word.
_MOJIBAKE = re.compile("[ÃÅ][\u0080-\u009f\u00a1-\u00bf\u0152-\u0178\u2013-\u2122]")


class Unreadable(Exception):  # noqa: N818
    """Bytes that no dialect explains; the text says why, for people."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one file is written.

    Attributes
    ----------
    encoding : str
        In words, e.g. ``UTF-8 with BOM``.
    separator, decimal : str
        What stands between cells and before decimals.
    """

    encoding: str = "UTF-8"
    separator: str = ","
    decimal: str = "."

    def __str__(self) -> str:
        between = {",": "commas", ";": "semicolons", "\t": "tabs"}[self.separator]
        return f"{self.encoding}, {between}, decimal {'comma' if self.decimal == ',' else 'point'}"


def decode(data: bytes) -> tuple[str, str]:
    """Return the text of a file, line ends made plain, and its encoding in words.

    Raises
    ------
    Unreadable
        If it is not text.
    """
    text, encoding = _decode(data)
    if "\0" in text:
        raise Unreadable("The file holds NUL characters: it is not a text file, or a damaged one.")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text, encoding


def _decode(data: bytes) -> tuple[str, str]:
    for bom, codec, words in _BOMS:
        if data.startswith(bom):
            try:
                return data.decode(codec), words
            except UnicodeDecodeError as error:
                raise Unreadable(f"The file says it is {words}, but breaks off at byte {error.start}.") from None
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        return _windows(data, error.start), "Windows-1252"


def _windows(data: bytes, at: int) -> str:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable(f"The file is neither UTF-8 (byte {at}) nor Windows-1252 (byte {error.start}).") from None
    if _MOJIBAKE.search(text):
        raise Unreadable(f"The file mixes two encodings: it is UTF-8 but for byte {at}.")
    return text


def separator_of(header: str) -> str:
    """Return what separates the cells of the header line: the commonest candidate, a comma if there is none.

    Names of columns hold none of the candidates, so the header decides without doubt.
    """
    return max(SEPARATORS, key=header.count)


_COMMA = r"^[-+−]?\d[\d\s]*,\d+(?:[eE][-+]?\d+)?$"
_POINT = r"^[-+−]?[\d\s]*\.\d+(?:[eE][-+]?\d+)?$"
_THOUSANDS = r"^[-+−]?\d{1,3}(?:[.,]\d{3})+$"


def _count(columns: Iterable[pl.Series], pattern: str, also: str = "") -> int:
    counts = (series.str.contains(pattern) & (series.str.contains(also) if also else True) for series in columns)
    return sum(int(found.sum() or 0) for found in counts)


def decimal_of(columns: list[pl.Series], separator: str) -> str:
    """Return the decimal sign of a file, from its cells that should be numbers.

    Where both signs occur the commoner wins, and the cells of the other become faults. In a file separated
    by commas or tabs, cells like `1,500` alone do not make a decimal comma: they may be thousands.
    """
    if not any(bool(series.str.contains(",", literal=True).any()) for series in columns):
        return "."
    comma, point = _count(columns, _COMMA), _count(columns, _POINT)
    if separator != ";" and comma == _count(columns, _COMMA, _THOUSANDS):
        return "."
    if comma == point:
        return "," if separator == ";" and comma else "."
    return "," if comma > point else "."


def thousands_like(columns: Iterable[pl.Series]) -> tuple[str, int, str] | None:
    """Return column, position and text of a cell such as `1.500`, if every point of a file may divide thousands."""
    dotted = [(series, series.str.contains(".", literal=True).fill_null(value=False)) for series in columns]
    cells = [(series.filter(found), found.arg_true()) for series, found in dotted if found.any()]
    if not cells or not all(bool(texts.str.contains(r"^[-+−]?[1-9]\d{0,2}\.\d{3}$").all()) for texts, _ in cells):
        return None
    texts, positions = cells[0]
    return texts.name, int(positions[0]), str(texts[0])
