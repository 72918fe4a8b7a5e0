"""What the parts of the oracle share: rows, time, the program, sums by node, labelled entries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.model.oracle_program import Program, Sum, add
from tests.model.oracle_rows import Row, Rows, Tables, Time

Node = tuple[str, str, str]  # place, commodity, period


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

    def flow(self, place: str, commodity: str, period: str, total: Sum, factor: float) -> None:
        """Let `factor` times `total` come to the place (leave it, if negative)."""
        add(self.balance.setdefault((place, commodity, period), {}), total, factor)

    def make(self, place: str, commodity: str, period: str, total: Sum, factor: float = 1.0) -> None:
        """Count towards what is made or bought at a place, which alone may leave a place without transit."""
        add(self.made.setdefault((place, commodity, period), {}), total, factor)

    def leave(self, place: str, commodity: str, period: str, total: Sum) -> None:
        """Count towards what leaves a place."""
        add(self.leaving.setdefault((place, commodity, period), {}), total)

    def enter(self, indicator: str, total: Sum, **labels: str | None) -> None:
        """Keep a labelled sum."""
        self.entries.append(Entry(indicator, labels, total))

    def pay(self, period: str, total: Sum, price: float) -> None:
        """Pay `price` for each unit of `total` in every year of the period."""
        if price:
            self.program.pay(total, price * self.time.weight[period])

    def number(self, table: str, key: Row, column: str, period: str, blank: float, plant: str | None = None) -> float:
        """A number after overriding, blank replaced."""
        return float(self.rows.cell(table, key, column, period, plant, blank=blank))

    def money(self, table: str, key: Row, column: str, period: str, plant: str | None = None) -> float:
        """An amount in the study's currency; blank is nothing."""
        found = self.number(table, key, column, period, 0.0, plant)
        return found * self.rows.rate(table, key, period, plant)
