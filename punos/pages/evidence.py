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

_KEY = ("table", "select", "column", "period")
_LINES = 6
"""Grounds shown in one tip; the rest is counted."""
MOST_ROWS = 1500
"""Rows of a table that the page lists; a longer one says how many are left out, and nothing leads to those."""


@dataclass(frozen=True, slots=True)
class Ground:
    """One figure of the study with its evidence."""

    table: str
    row: int
    column: str
    value: Any
    evidence: Mapping[str, Any]
    of: Mapping[str, Any]
    """The whole row of the study."""

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
        self._figures: dict[int, list[Ground]] = {}
        self._listed: dict[str, set[int]] = {}
        self._anchors: dict[tuple[Any, ...], str] = {}
        for said in study.table("evidence").iter_rows(named=True):
            self._figures[said["row"]] = list(self._of(said))
            for ground in self._figures[said["row"]]:
                self._grounds[ground.table, ground.row].append(ground)
        for said in self.listed("evidence").iter_rows(named=True):
            self._anchors[tuple(said[c] for c in _KEY)] = row_anchor("evidence", said["row"])

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
        for row in found.filter(pl.col(column).is_not_null()).iter_rows(named=True):
            yield Ground(said["table"], row["row"], column, row[column], said, row)

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
        """Give the anchor of the first row of a table that carries a key; empty if the page lists none."""
        rows = self.rows(table, **key)
        return self.row(table, rows[0]) if rows else ""

    def anchor_in(self, table: str, period: str, **key: str | None) -> str:
        """Give the anchor of the row of a table that carries a key and holds in a period: the narrower row first."""
        held = self._study.table(table)
        if "period" not in held.columns:
            return self.anchor(table, **key)
        rows = held.filter(*(pl.col(k) == v for k, v in key.items())) if set(key) <= set(held.columns) else held.clear()
        narrow = rows.filter(pl.col("period") == period)["row"].to_list()
        wide = rows.filter(pl.col("period").is_null())["row"].to_list()
        return self.row(table, (narrow or wide)[0]) if narrow or wide else ""

    def row(self, table: str, row: int) -> str:
        """Give the anchor of a row of a table; empty if the page does not list it."""
        if table not in self._listed:
            self._listed[table] = set(self.listed(table)["row"].to_list())
        return row_anchor(table, row) if row in self._listed[table] else ""

    def evidence_anchor(self, ground: Ground) -> str:
        """Give the anchor of the evidence of a figure."""
        return self.row("evidence", ground.evidence["row"])

    def told(self, table: str) -> pl.DataFrame:
        """Give the rows of a table that may be told: on a public page no confidential evidence."""
        frame = self._study.table(table)
        if table == "evidence" and self.public:
            return frame.filter(~pl.col("confidential").fill_null(value=False))
        return frame

    def of_figure(self, figure: Mapping[str, Any]) -> str:
        """Give the anchor of the evidence that speaks of a figure: its table, select, column and period."""
        return self._anchors.get(tuple(figure[c] for c in _KEY), "")

    def listed(self, table: str) -> pl.DataFrame:
        """Give the rows of a table that the page lists: those that may be told, up to the most."""
        return self.told(table).head(MOST_ROWS)

    def named(self, table: str, column: str, name: str) -> list[dict[str, Any]]:
        """Give the rows of a table in which a column holds a name."""
        held = self._study.table(table)
        return held.filter(pl.col(column) == name).to_dicts() if column in held.columns else []

    def figures(self, said: Mapping[str, Any]) -> list[Ground]:
        """Give the figures that one row of evidence speaks of."""
        return self._figures.get(said["row"], [])

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
