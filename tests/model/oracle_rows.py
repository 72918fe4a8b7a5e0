"""The rows of a study as plain Python: blanks, overrides and years by Semantics 1-15, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

Row = dict[str, Any]
Tables = Mapping[str, pl.DataFrame | list[Row]]

QUALIFIERS = ("period", "slice", "plant")
YEAR = "year"  # the span of what is of the year as a whole; a study without slices knows no other
SINGULAR = {
    "places": "place",
    "commodities": "commodity",
    "technologies": "technology",
    "processes": "process",
    "plants": "plant",
    "routes": "route",
    "supplies": "supply",
    "demands": "demand",
    "impacts": "impact",
    "policies": "policy",
    "slices": "slice",
}
SHIFT = {"start": 0.0, "middle": 0.5, "end": 1.0}


def truth(value: Any) -> bool:
    """Read a yes/no cell that is not blank."""
    return value in (True, "yes")


class Rows:
    """The active rows of all tables, with the questions the formulation asks of them."""

    def __init__(self, tables: Tables) -> None:
        self.tables: dict[str, list[Row]] = {}
        self._known: dict[tuple[Any, ...], list[Row]] = {}
        for name, table in tables.items():
            rows = table.to_dicts() if isinstance(table, pl.DataFrame) else [dict(row) for row in table]
            self.tables[name] = [row for row in rows if row.get("active") not in (False, "no")]

    def names(self, table: str, *keys: str) -> list[Any]:
        """Every key once, in order of first appearance: a name, or a tuple for several key columns."""
        keys = keys or (SINGULAR[table],)
        found = (tuple(row[key] for key in keys) for row in self.tables.get(table, []))
        unique = dict.fromkeys(found)
        return [names[0] for names in unique] if len(keys) == 1 else list(unique)

    def of(self, table: str, key: Row) -> list[Row]:
        """Rows of one key; remembered, as they are asked for over and over."""
        asked = (table, *key.items())
        if asked not in self._known:
            self._known[asked] = [
                row
                for row in self.tables.get(table, [])
                if all(row.get(column) == name for column, name in key.items())
            ]
        return self._known[asked]

    def _speaking(
        self, table: str, key: Row, period: str | None, plant: str | None, span: str | None
    ) -> list[tuple[set[str], Row]]:
        """Rows that speak of `key` in `period` at `plant` in a slice, with their filled qualifiers (Semantics 2)."""
        asked = {"period": period, "plant": plant, "slice": span}
        found = []
        for row in self.of(table, key):
            filled = {q for q in QUALIFIERS if q not in key and row.get(q) is not None}
            if all(row[q] == asked[q] for q in filled):
                found.append((filled, row))
        return found

    def exists(
        self, table: str, key: Row, period: str | None, plant: str | None = None, span: str | None = None
    ) -> bool:
        """Whether a row speaks of it (Semantics 4)."""
        return bool(self._speaking(table, key, period, plant, span))

    def cell(
        self,
        table: str,
        key: Row,
        column: str,
        period: str | None = None,
        plant: str | None = None,
        span: str | None = None,
        blank: Any = None,
    ) -> Any:
        """The cell after overriding; a number is made a float."""
        _, found = self._filling(table, key, column, period, plant, span)
        if found is None:
            return blank
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else found

    def is_of_slice(self, table: str, key: Row, column: str, period: str, span: str) -> bool:
        """Whether the row that fills the cell in this slice is of the slice, not of the year."""
        return "slice" in self._filling(table, key, column, period, None, span)[0]

    def _filling(
        self, table: str, key: Row, column: str, period: str | None, plant: str | None, span: str | None
    ) -> tuple[set[str], Any]:
        """Of the rows that fill a cell, the qualifiers and cell of the one with all qualifiers of the others."""
        filled = [
            (qualifiers, row[column])
            for qualifiers, row in self._speaking(table, key, period, plant, span)
            if row.get(column) is not None
        ]
        if not filled:
            return set(), None
        narrowest = max(filled, key=lambda entry: len(entry[0]))
        assert all(qualifiers <= narrowest[0] for qualifiers, _ in filled), f"{table} {key} {column}: rows clash"
        return narrowest

    def yes(self, table: str, key: Row, column: str, period: str | None = None, *, blank: bool = False) -> bool:
        """A yes/no cell; blank is no, except where said."""
        found = self.cell(table, key, column, period)
        return blank if found is None else truth(found)

    def rate(self, table: str, key: Row, period: str, plant: str | None = None, span: str | None = None) -> float:
        """Study currency for one unit of the row's currency."""
        currency = self.cell(table, key, "currency", period, plant, span)
        return 1.0 if currency is None else self.cell("currencies", {"currency": currency}, "rate", period)


class Time:
    """Periods, weights and discounting (Semantics 10-14), and the slices of the year in their order."""

    def __init__(self, settings: Mapping[str, Mapping[str, Any]], rows: Rows) -> None:
        time = settings.get("time", {})
        told = sorted(rows.tables["periods"], key=lambda row: row["start"])
        self.periods = [str(row["period"]) for row in told]
        self.start = {str(row["period"]): int(row["start"]) for row in told}
        self.years = {str(row["period"]): int(row["years"]) for row in told}
        self.first = told[0]["start"]
        self.end = told[-1]["start"] + told[-1]["years"]
        self.interest = float(time.get("discount_rate", 0.0))
        self.base = int(time.get("base_year", self.first))
        self.annuity = time.get("capital", "overnight") == "annuity"
        self.salvage = time.get("salvage", "annuity")
        shift = SHIFT[time.get("running_at", "middle")]
        self.weight = {
            str(row["period"]): self._weight(row, shift) if row.get("weight") is None else float(row["weight"])
            for row in told
        }
        ordered = sorted(rows.tables.get("slices", []), key=lambda row: (row.get("order") or 0, str(row["slice"])))
        self.slices = [str(row["slice"]) for row in ordered]
        self.spans = self.slices or [YEAR]
        self.share = {YEAR: 1.0} | {str(row["slice"]): float(row["share"]) for row in ordered}

    def _weight(self, row: Row, shift: float) -> float:
        years = range(int(row["start"]), int(row["start"]) + int(row["years"]))
        return math.fsum((1 + self.interest) ** -(year + shift - self.base) for year in years)

    def discount(self, year: float) -> float:
        """Value at the base year of money at the start of `year`."""
        return float((1 + self.interest) ** -(year - self.base))

    def alive(self, v: str, life: float) -> list[str]:
        """The periods in which something that opens in `v` works (Semantics 13)."""
        return [q for q in self.periods if self.start[v] <= self.start[q] < self.start[v] + life]

    def before(self, q: str) -> list[str]:
        """Periods up to and with `q`."""
        return [p for p in self.periods if self.start[p] <= self.start[q]]

    def charge(self, v: str, life: float, interest: float) -> float:
        """What one unit of money spent on an opening in `v` adds to the objective, salvage taken off."""
        if self.annuity:
            yearly = interest / (1 - (1 + interest) ** -life) if interest else 1 / life
            return yearly * math.fsum(self.weight[q] for q in self.alive(v, life))
        return self.discount(self.start[v]) - self.salvaged(v, life)

    def salvaged(self, v: str, life: float) -> float:
        """What the end value of one unit of money spent in `v` takes off the objective (Semantics 14)."""
        return 0.0 if self.annuity else self.discount(self.end) * self._left(v, life)

    def _left(self, v: str, life: float) -> float:
        """Share of the capex given back at the end of the horizon (Semantics 14)."""
        left = self.start[v] + life - self.end
        if self.salvage == "none" or left <= 0:
            return 0.0
        if self.salvage == "straight-line" or not self.interest:
            return left / life
        return (1 - (1 + self.interest) ** -left) / (1 - (1 + self.interest) ** -life)


def finite(values: Iterable[float]) -> float:
    """The least of some limits; a formulation with a charge needs one that is finite."""
    least = min(values)
    assert math.isfinite(least), "an opening with a charge or a minimum needs a size"
    return least
