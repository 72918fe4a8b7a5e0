"""What a figure rests on: the rows of the study behind it, with basis, range and source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.indicators import LanguageError, matches, parse_selection
from punos.pages.blocks import Tip
from punos.pages.numbers import Numbers
from punos.pages.terms import basis_word
from punos.pages.words import Words

if TYPE_CHECKING:
    from punos.study.study import Study

_LINES = 6
"""Grounds shown in one tip; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One figure of the study with its evidence."""

    table: str
    row: int
    column: str
    value: Any
    evidence: Mapping[str, Any]

    @property
    def anchor(self) -> str:
        """Where the page lists the row."""
        return row_anchor(self.table, self.row)


def row_anchor(table: str, row: int) -> str:
    """Give the anchor of a row of a study table."""
    return f"row-{table}-{row}"


class Evidence:
    """The evidence table of a study, looked up from the figures it speaks of."""

    def __init__(self, study: Study, words: Words, numbers: Numbers, public: bool = False) -> None:
        self._study, self._words, self._numbers, self.public = study, words, numbers, public
        self._grounds: dict[tuple[str, int], list[Ground]] = defaultdict(list)
        for said in study.table("evidence").iter_rows(named=True):
            for ground in self._of(said):
                self._grounds[ground.table, ground.row].append(ground)

    def _of(self, said: Mapping[str, Any]) -> Iterable[Ground]:
        """Give the figures that one row of evidence speaks of; one that finds nothing is for `check` to report."""
        table = self._study.table(said["table"])
        column = said["column"]
        if column not in table.columns:
            return
        period = said.get("period")
        if period is not None and "period" in table.columns:
            table = table.filter(pl.col("period") == period)
        try:
            found = table.filter(matches(table, parse_selection(said["select"] or ""), {}))
        except LanguageError:
            return
        for row, value in (
            found.select("row", pl.col(column).alias("value")).filter(pl.col("value").is_not_null()).iter_rows()
        ):
            yield Ground(said["table"], row, column, value, said)

    def hidden(self, ground: Ground) -> bool:
        """Say whether a figure is confidential and the page is public."""
        return self.public and bool(ground.evidence.get("confidential"))

    def of_row(self, table: str, row: int) -> list[Ground]:
        """Give the grounds of one row of a table."""
        return self._grounds.get((table, row), [])

    def about(self, table: str, **key: str | None) -> list[Ground]:
        """Give the grounds of the rows of a table that carry a key, those of no evidence left out."""
        return [g for row in self.rows(table, **key) for g in self.of_row(table, row)]

    def rows(self, table: str, **key: str | None) -> list[int]:
        """Give the numbers of the rows of a table that carry a key."""
        held = self._study.table(table)
        if held.is_empty() or not set(key) <= set(held.columns):
            return []
        return held.filter(*(pl.col(k) == v for k, v in key.items()))["row"].to_list()

    def anchor(self, table: str, **key: str | None) -> str:
        """Give the anchor of the first row of a table that carries a key; empty if there is none."""
        rows = self.rows(table, **key)
        return row_anchor(table, rows[0]) if rows else ""

    def tip(self, title: str, grounds: Iterable[Ground]) -> Tip:
        """Say in a few lines what a figure rests on."""
        _ = self._words.gettext
        shown = [g for g in grounds if not self.hidden(g)]
        if not shown:
            return Tip(title, (_("No evidence is given for the figures behind this."),))
        lines = [self.line(g) for g in shown[:_LINES]]
        if len(shown) > _LINES:
            lines.append(_("… and {n} more figures.").format(n=len(shown) - _LINES))
        return Tip(title, tuple(lines))

    def line(self, ground: Ground) -> str:
        """Say one figure with its range, basis and source."""
        _ = self._words.gettext
        told = ground.evidence
        value = ground.value
        shown = self._numbers.number(value) if isinstance(value, int | float) else str(value)
        parts = [f"{ground.column} {shown}"]
        if told.get("low") is not None and told.get("high") is not None:
            low, high = self._numbers.number(told["low"]), self._numbers.number(told["high"])
            parts.append(_("plausible {low} to {high}").format(low=low, high=high))
        parts.append(_(basis_word(told["basis"])))
        source = ", ".join(str(told[c]) for c in ("source", "year") if told.get(c) is not None)
        if source:
            parts.append(source)
        return "; ".join(parts) + "."
