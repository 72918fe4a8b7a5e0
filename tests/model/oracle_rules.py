"""Policies of the oracle: a rule read by regular expressions, and one row for every combination asked.

Enough of the indicator language for published cases and random studies: terms
``number * value * indicator[filters] * technology.availability`` with ``|``, ``!=``, one reference (``to.tag_owner``),
``column=*``, ``each`` and ``over``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tests.model.oracle_program import Sum, add
from tests.model.oracle_rows import YEAR
from tests.model.oracle_state import Entry, State

TABLE_OF = {
    "place": "places", "from": "places", "to": "places", "plant": "plants", "technology": "technologies",
    "process": "processes", "commodity": "commodities", "supply": "supplies", "demand": "demands",
    "route": "routes", "slice": "slices",
}  # fmt: skip
KEY_OF = {table: column for column, table in TABLE_OF.items() if column not in ("from", "to")}
PERIOD_BASE = ("build", "capacity", "store")
SHARES = ("availability", "year_availability")


@dataclass(frozen=True)
class Term:
    """One term of a rule; without an indicator it is a number."""

    factor: float
    values: int
    indicator: str | None
    filters: tuple[tuple[str, bool, tuple[str, ...]], ...]
    attributes: tuple[str, ...] = ()

    @property
    def starred(self) -> set[str]:
        """Columns that the term sums out."""
        return {path for path, _, names in self.filters if names == ("*",)}

    def rate(self, state: State, entry: Entry, fixed: dict[str, str]) -> float:
        """What turns an amount in a slice into a yearly rate, where a rule is of each slice (Semantics 37)."""
        if "slice" not in fixed or "slice" in self.starred or self.indicator in PERIOD_BASE:
            return 1.0
        return 1.0 / state.time.share[entry.labels.get("slice") or YEAR]

    def matches(self, state: State, entry: Entry, fixed: dict[str, str]) -> bool:
        """Whether an entry belongs to the term, given the combination of `each`."""
        if entry.indicator != self.indicator:
            return False
        asked = {column: name for column, name in fixed.items() if column not in self.starred}
        span = asked.pop("slice", None)
        if span is not None and entry.labels.get("slice", YEAR) not in (span, YEAR):
            return False  # what is of the year is the same in every slice
        if any(entry.labels.get(column, name) != name for column, name in asked.items()):
            return False
        return all(
            names == ("*",) or (look_up(state, entry, path) in names) != negated
            for path, negated, names in self.filters
        )


def look_up(state: State, entry: Entry, path: str) -> Any:
    """Follow a column, or a reference such as ``to.tag_owner``, from an entry."""
    column, _, attribute = path.partition(".")
    name = entry.labels.get(column)
    if not attribute or name is None:
        return name
    table = TABLE_OF[column]
    blank = 1.0 if attribute in SHARES else None
    return state.rows.cell(table, {KEY_OF[table]: name}, attribute, entry.labels["period"], blank=blank)


def add_policies(state: State, off: Iterable[str]) -> None:
    """Add a row for every policy, period (or once over the horizon) and combination of `each`."""
    for policy in state.rows.names("policies"):
        if policy not in off:
            Policy(state, policy).add()


class Policy:
    """One policy."""

    def __init__(self, state: State, policy: str) -> None:
        self.state, self.key = state, {"policy": policy}
        left, self.sense, right = self._split(self.told("rule"))
        self.terms = [(1.0, term) for term in _terms(left)] + [(-1.0, term) for term in _terms(right)]

    def told(self, column: str) -> Any:
        """A structural cell of the policy."""
        return next(
            (row[column] for row in self.state.rows.tables["policies"]
             if row["policy"] == self.key["policy"] and row.get(column) is not None), None
        )  # fmt: skip

    @staticmethod
    def _split(rule: str) -> tuple[str, str, str]:
        outside = re.sub(r"\[[^\]]*\]", lambda match: "#" * len(match.group()), rule)
        found = re.search(r"<=|>=|=", outside)
        assert found
        return rule[: found.start()], found.group(), rule[found.end() :]

    def finds_something(self) -> bool:
        """Whether any term finds anything in a period in which the rule holds."""
        there = [entry for entry in self.state.entries if entry.labels["period"] in self._periods()]
        return any(term.matches(self.state, entry, {}) for _, term in self.terms for entry in there)

    def _periods(self) -> list[str]:
        """The periods that start within `from` and `to`."""
        first, last = self.told("from"), self.told("to")
        start = self.state.time.start
        return [
            q for q in self.state.time.periods
            if (first is None or start[q] >= first) and (last is None or start[q] <= last)
        ]  # fmt: skip

    def add(self) -> None:
        """Make the rows."""
        periods = self._periods()
        groups = [periods] if self.told("over") == "horizon" else [[q] for q in periods]
        for group in groups:
            for fixed in self._combinations(group):
                self._row(group, fixed)

    def _combinations(self, periods: list[str]) -> list[dict[str, str]]:
        """Semantics 35: all combinations found in the terms that carry every column of `each`."""
        each = [name.strip() for name in (self.told("each") or "").split(",") if name.strip()]
        if not each:
            return [{}]
        found: dict[tuple[str, ...], None] = {}
        for _, term in self.terms:
            for entry in self.state.entries:
                if entry.labels["period"] in periods and term.matches(self.state, entry, {}):
                    for labels in self._in_slices(entry.labels):
                        carried = [labels.get(column) for column in each]
                        if None not in carried and not term.starred & set(each):
                            found[tuple(map(str, carried))] = None
        return [dict(zip(each, names, strict=True)) for names in found]

    def _in_slices(self, labels: dict[str, str | None]) -> list[dict[str, str | None]]:
        """The labels, or those of every slice for what is of the year."""
        if labels.get("slice") != YEAR:
            return [labels]
        return [labels | {"slice": span} for span in self.state.time.spans]

    def _row(self, periods: list[str], fixed: dict[str, str]) -> None:
        total: Sum = {}
        constant = 0.0
        horizon = self.told("over") == "horizon"
        for q in periods:
            value = self.state.rows.cell("policies", self.key, "value", q)
            for sign, term in self.terms:
                factor = sign * term.factor * (value**term.values if term.values else 1.0)
                if term.indicator is None:
                    constant += factor if not horizon or q == periods[0] else 0.0
                    continue
                years = self.state.time.years[q] if horizon and term.indicator not in PERIOD_BASE else 1.0
                for entry in self.state.entries:
                    if entry.labels["period"] == q and term.matches(self.state, entry, fixed):
                        attributes = (look_up(self.state, entry, path) for path in term.attributes)
                        rate = term.rate(self.state, entry, fixed)
                        add(total, entry.total, factor * years * rate * math.prod(attributes))
        lower = -constant if self.sense in (">=", "=") else float("-inf")
        upper = -constant if self.sense in ("<=", "=") else float("inf")
        self.state.program.row(total, lower, upper)


def _terms(side: str) -> list[Term]:
    """Split at + and − outside brackets, then at ``*`` outside brackets."""
    pieces = re.findall(r"[+-]?(?:\[[^\]]*\]|[^+\-\[]|(?<=[a-z0-9_])-(?=[a-z]))+", side.strip())
    return [_term(piece) for piece in pieces if piece.strip()]


def _term(piece: str) -> Term:
    piece = piece.strip()
    factor = -1.0 if piece.startswith("-") else 1.0
    values, indicator, filters = 0, None, ()
    attributes: list[str] = []
    for part in re.split(r"\*(?![^\[]*\])", piece.lstrip("+-")):
        part = part.strip()
        if part == "value":
            values += 1
        elif re.fullmatch(r"[a-z_]+\.[a-z_]+", part):
            attributes.append(part)
        elif re.match(r"[a-z]", part):
            indicator, _, inside = part.partition("[")
            filters = tuple(map(_filter, filter(None, inside.rstrip("]").split(","))))
        else:
            factor *= float(part)
    return Term(factor, values, indicator, filters, tuple(attributes))


def _filter(text: str) -> tuple[str, bool, tuple[str, ...]]:
    path, _, names = text.partition("!=") if "!=" in text else text.partition("=")
    return path.strip(), "!=" in text, tuple(name.strip() for name in names.split("|"))
