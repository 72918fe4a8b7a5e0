"""What the parts of the oracle share: rows, time, the program, sums by node, labelled entries."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.model.oracle_program import Program, Sum, add
from tests.model.oracle_rows import YEAR, Row, Rows, Tables, Time

Node = tuple[str, str, str, str]  # place, commodity, period, slice (or the year)


@dataclass
class Entry:
    """One labelled sum of an indicator: what a policy or an impact may ask for."""

    indicator: str
    labels: dict[str, str | None]
    total: Sum


@dataclass
class State:
    """The program in the making."""

    rows: Rows
    time: Time
    program: Program = field(default_factory=Program)
    balance: dict[Node, Sum] = field(default_factory=dict)
    made: dict[Node, Sum] = field(default_factory=dict)
    leaving: dict[Node, Sum] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Mapping[str, Mapping[str, Any]], tables: Tables) -> State:
        """Begin with the rows and the periods."""
        rows = Rows(tables)
        return cls(rows, Time(settings, rows))

    def spans(self, commodity: str) -> list[str]:
        """Where a good balances: in every slice, or over the year (Semantics 24)."""
        if self.rows.cell("commodities", {"commodity": commodity}, "balance") == "year":
            return [YEAR]
        return self.time.spans

    def _counts(self, commodity: str, span: str) -> list[tuple[str, float]]:
        """Where an amount counts in the good's balance: of the year evenly in every slice, of a slice in its year."""
        spans = self.spans(commodity)
        if span in spans:
            return [(span, 1.0)]
        if span == YEAR:
            return [(s, self.time.share[s]) for s in spans]
        return [(YEAR, 1.0)]

    def _count(self, sums: dict[Node, Sum], where: tuple[str, str, str], span: str, total: Sum, factor: float) -> None:
        place, commodity, period = where
        for s, share in self._counts(commodity, span):
            add(sums.setdefault((place, commodity, period, s), {}), total, factor * share)

    def flow(self, place: str, commodity: str, period: str, span: str, total: Sum, factor: float) -> None:
        """Let `factor` times `total` come to the place (leave it, if negative)."""
        self._count(self.balance, (place, commodity, period), span, total, factor)

    def make(self, place: str, commodity: str, period: str, span: str, total: Sum, factor: float = 1.0) -> None:
        """Count towards what is made or bought at a place, which alone may leave a place without transit."""
        self._count(self.made, (place, commodity, period), span, total, factor)

    def leave(self, place: str, commodity: str, period: str, span: str, total: Sum) -> None:
        """Count towards what leaves a place."""
        self._count(self.leaving, (place, commodity, period), span, total, 1.0)

    def enter(self, indicator: str, total: Sum, **labels: str | None) -> None:
        """Keep a labelled sum."""
        self.entries.append(Entry(indicator, labels, total))

    def pay(self, period: str, total: Sum, price: float) -> None:
        """Pay `price` for each unit of `total` in every year of the period."""
        if price:
            self.program.pay(total, price * self.time.weight[period])

    def number(
        self,
        table: str,
        key: Row,
        column: str,
        period: str,
        blank: float,
        plant: str | None = None,
        span: str | None = None,
    ) -> float:
        """A number after overriding, blank replaced."""
        return float(self.rows.cell(table, key, column, period, plant, span, blank=blank))

    def amount(self, table: str, key: Row, column: str, period: str, span: str) -> float:
        """A limit or wish in a slice: that of its row, or of the year by the slice's share (Semantics 26)."""
        found = self.number(table, key, column, period, math.inf, span=span)
        return found if self.rows.is_of_slice(table, key, column, period, span) else found * self.time.share[span]

    def money(
        self, table: str, key: Row, column: str, period: str, plant: str | None = None, span: str | None = None
    ) -> float:
        """An amount in the study's currency; blank is nothing."""
        found = self.number(table, key, column, period, 0.0, plant, span)
        return found * self.rows.rate(table, key, period, plant, span)
