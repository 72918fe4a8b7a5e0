"""Text to typed columns, a column at a time; what cannot be read becomes a fault."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from punos.study.dialect import Dialect
from punos.study.faults import Fault, Severity, did_you_mean
from punos.tables import FORBIDDEN_IN_NAMES, Column, Type

DTYPES: dict[Type, type[pl.DataType]] = {
    Type.NAME: pl.String,
    Type.TEXT: pl.String,
    Type.CHOICE: pl.String,
    Type.RULE: pl.String,
    Type.NUMBER: pl.Float64,
    Type.YEAR: pl.Int64,
    Type.FLAG: pl.Boolean,
}
"""Type of a column in a frame."""

YES = ("yes", "kyllä", "ja", "true", "tosi", "sant", "1")
NO = ("no", "ei", "nej", "false", "epätosi", "falskt", "0")

MOST = 100  # faults of one kind told one by one in a column; the rest are counted

_GROUPED = "^[-+]?\\d{1,3}(?:[ \u00a0\u2009\u202f]\\d{3})+(?:[.,]\\d+)?$"  # 12 000,5 as spreadsheets show it
_SPACES = "[ \u00a0\u2009\u202f]"
_INFINITE = "^[+-]?(?i:inf|infinity|∞)$"
_NUMBER = r"^[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$"


@dataclass(frozen=True)
class Cells:
    """The cells of one column on their way from text to their type.

    Attributes
    ----------
    table : str
        Table they belong to.
    column : Column
        What they should be.
    text : Series
        As they were written, blanks null.
    rows : Series
        Row numbers of the spreadsheet.
    dialect : Dialect
        How the file is written.
    """

    table: str
    column: Column
    text: pl.Series
    rows: pl.Series
    dialect: Dialect

    def faults(
        self, bad: pl.Series, code: str, message: str, expected: str, remedy: Callable[[str], str]
    ) -> list[Fault]:
        """Return a fault for each bad cell; beyond :data:`MOST` of them, one that counts the rest."""
        if not bad.any():
            return []
        rows, texts = self.rows.filter(bad).to_list(), self.text.filter(bad).to_list()
        told = [
            Fault(code, Severity.ERROR, self.table, row, self.column.name, text, message.format(text), expected,
                  remedy(text))
            for row, text in zip(rows[:MOST], texts[:MOST], strict=True)
        ]  # fmt: skip
        if len(rows) > MOST:
            more = f"{len(rows) - MOST} more cells of this column are like the {MOST} told."
            told.append(Fault(code, Severity.ERROR, self.table, rows[MOST], self.column.name, "", more, expected))
        return told


Typed = tuple[pl.Series, list[Fault]]


def typed(cells: Cells) -> Typed:
    """Return the column in its type, unreadable cells null, and its faults.

    Names and choices that may not stand there are told and kept, so that messages of later checks still
    know them.
    """
    return _READERS[cells.column.type](cells)


def number_text(text: pl.Series, decimal: str) -> pl.Series:
    """Return cells as plain numbers are written (`12 000,5` as `12000.5`), all others as they are.

    A cell with the other decimal sign than its file is left alone, so that it is found unreadable.
    """
    plain = text.str.replace("−", "-", literal=True)
    grouped = plain.str.contains(_GROUPED)
    if grouped.any():
        plain = pl.select(pl.when(grouped).then(plain.str.replace_all(_SPACES, "")).otherwise(plain)).to_series()
    if decimal == ",":
        # A point in a file with decimal commas may divide thousands: made unreadable rather than guessed.
        plain = plain.str.replace_all(".", "'", literal=True).str.replace(",", ".", literal=True)
    return plain.alias(text.name)


def _number(cells: Cells) -> Typed:
    if cells.dialect.decimal == ".":
        value = cells.text.cast(pl.Float64, strict=False)
        if value.null_count() == cells.text.null_count() and value.is_finite().all():
            return value, []
    plain = number_text(cells.text, cells.dialect.decimal)
    infinite, finite = plain.str.contains(_INFINITE), plain.str.contains(_NUMBER)
    sign = pl.when(plain.str.starts_with("-")).then(-1.0).otherwise(1.0)
    read = pl.when(finite).then(plain.cast(pl.Float64, strict=False))
    value = pl.select(pl.when(infinite).then(sign * float("inf")).otherwise(read)).to_series()
    value = pl.select(pl.when(infinite | value.is_finite()).then(value)).to_series().alias(cells.text.name)
    bad = value.is_null() & cells.text.is_not_null()
    expected = "a number" + (" (or inf)" if cells.column.infinite else "")
    return value, cells.faults(bad, "not-a-number", "'{}' is not a number.", expected, _number_remedy(cells.dialect))


def _number_remedy(dialect: Dialect) -> Callable[[str], str]:
    def remedy(text: str) -> str:
        if text.endswith("%"):
            return "Write a share, e.g. 0.06 for 6 %."
        if text.casefold() in {"nan", "na", "n/a", "-", "null", "none"}:
            return "Leave the cell blank if the figure is not known."
        if "," in text and dialect.decimal == ".":
            return "This file has decimal points: write a point, and nothing between thousands."
        if "." in text and dialect.decimal == ",":
            return "This file has decimal commas: write a comma, and nothing between thousands."
        return "Write the figure alone, without unit or words."

    return remedy


def _year(cells: Cells) -> Typed:
    plain = number_text(cells.text, cells.dialect.decimal).str.replace(r"\.0+$", "")
    good = plain.str.contains(r"^[1-9]\d{3}$")
    value = pl.select(pl.when(good).then(plain.cast(pl.Int64, strict=False))).to_series().alias(cells.text.name)
    bad = value.is_null() & cells.text.is_not_null()
    faults = cells.faults(
        bad, "not-a-year", "'{}' is not a year.", "a year of four digits", lambda text: "Write the year alone."
    )
    return value, faults


def _flag(cells: Cells) -> Typed:
    word = cells.text.str.to_lowercase()
    yes, no = word.is_in(YES), word.is_in(NO)
    value = pl.select(pl.when(yes).then(True).when(no).then(False)).to_series().alias(cells.text.name)
    bad = value.is_null() & cells.text.is_not_null()
    faults = cells.faults(
        bad, "not-yes-or-no", "'{}' is neither yes nor no.", "yes or no", lambda text: did_you_mean(text, YES + NO)
    )
    return value, faults


def _choice(cells: Cells) -> Typed:
    choices = [choice.value for choice in cells.column.choices or ()]
    bad = cells.text.is_in(choices).not_()
    faults = cells.faults(
        bad,
        "unknown-choice",
        f"{cells.column.name} cannot be '{{}}'.",
        f"one of {', '.join(choices)}",
        lambda text: did_you_mean(text, choices),
    )
    return cells.text, faults


_NOT_IN_NAMES = "[" + "".join(f"\\{sign}" for sign in FORBIDDEN_IN_NAMES) + "\\p{Cc}]"


def _name(cells: Cells) -> Typed:
    text = _decimals_put_right(cells)
    bad = text.str.contains(_NOT_IN_NAMES)
    faults = cells.faults(
        bad,
        "bad-name",
        "'{}' cannot be a name.",
        f"none of {' '.join(FORBIDDEN_IN_NAMES)} and no line breaks in names",
        lambda text: f"Write '{_mended(text)}', here and wherever it is used.",
    )
    return text, faults + _lost_letters(cells)


def _mended(text: str) -> str:
    return "_".join("".join(" " if c in FORBIDDEN_IN_NAMES or not c.isprintable() else c for c in text).split())


def _text(cells: Cells) -> Typed:
    return (_decimals_put_right(cells) if cells.column.figures else cells.text), _lost_letters(cells)


def _decimals_put_right(cells: Cells) -> pl.Series:
    """A figure that stands among words was written by the spreadsheet with its decimal sign."""
    if cells.dialect.decimal == ".":
        return cells.text
    return cells.text.str.replace(r"^([-+]?\d+),(\d+)$", "$1.$2")


def _lost_letters(cells: Cells) -> list[Fault]:
    lost = cells.text.str.contains("\ufffd", literal=True)
    if not lost.any():  # blanks are not
        return []
    row, text = cells.rows.filter(lost)[0], cells.text.filter(lost)[0]
    return [
        Fault(
            "lost-letters", Severity.WARNING, cells.table, row, cells.column.name, text,
            "Letters were lost when this file was saved in an encoding that does not have them.",
            "", "Write them again and save the file as UTF-8.",
        )
    ]  # fmt: skip


_READERS: dict[Type, Callable[[Cells], Typed]] = {
    Type.NAME: _name,
    Type.TEXT: _text,
    Type.CHOICE: _choice,
    Type.RULE: _text,
    Type.NUMBER: _number,
    Type.YEAR: _year,
    Type.FLAG: _flag,
}
