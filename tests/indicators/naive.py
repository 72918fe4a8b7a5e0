"""The meaning of a rule in plain Python, written from Semantics 30 to 36 alone: loops over dictionaries.

It shares nothing with the package but the parsed rule, and serves to check the rows of `rule_rows`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from punos.indicators import Reference, Rule, Term

Row = Mapping[str, Any]
Label = tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A made-up model with a value for each column, its periods, and the tables its names lead to."""

    quantities: Mapping[str, Sequence[Row]]
    index: Mapping[str, Sequence[str]]
    yearly: frozenset[str]
    values: Mapping[int, float]
    years: Mapping[str, float]
    tables: Mapping[str, Mapping[str, Row]]

    def at(self, row: Row, path: Sequence[str]) -> Any:
        """Follow a path from a row."""
        found = row[path[0]]
        for column, attribute in pairwise(path):
            found = self.tables[column].get(found, {}).get(attribute)
        return found

    def passes(self, row: Row, reference: Reference) -> bool:
        """Whether a row fulfils the filters."""
        for condition in reference.selection.filters:
            if condition.names == ("*",):
                continue
            equal = self.at(row, condition.path) in condition.names
            if equal == condition.negated:
                return False
        return True

    def amount(self, term: Term, label: Mapping[str, str], value: Mapping[str, float], horizon: bool) -> float:
        """Give what a term is at a label: the sum over all rows that agree with the label where they can."""
        reference = term.reference
        assert reference is not None
        total = 0.0
        for row in self.quantities[reference.indicator]:
            if row["period"] not in value or not self.passes(row, reference):
                continue
            kept = [c for c in label if c in self.kept(reference)]
            if any(row[c] != label[c] for c in kept):
                continue
            part = term.factor * row["coefficient"] * self.values[row["column"]]
            for path in term.attributes:
                part *= self.at(row, path)
            part *= value[row["period"]] if term.value_power else 1
            part *= self.years[row["period"]] if horizon and reference.indicator in self.yearly else 1
            total += part
        return total

    def kept(self, reference: Reference) -> set[str]:
        """Give the columns that a reference has and does not sum out."""
        out = {f.path[0] for f in reference.selection.filters if f.names == ("*",)}
        return set(self.index[reference.indicator]) - out

    def labels(self, rule: Rule, each: Sequence[str], value: Mapping[str, float], horizon: bool) -> set[Label]:
        """Give the labels at which there is a rule."""
        if not each:
            return {()} if horizon else {(p,) for p in value}
        index = list(each) if horizon else ["period", *each]
        found = set()
        for reference in rule.references:
            if not set(each) <= self.kept(reference):
                continue
            for row in self.quantities[reference.indicator]:
                if row["period"] in value and self.passes(row, reference) and all(row[c] is not None for c in index):
                    found.add(tuple(row[c] for c in index))
        return found

    def slack(self, rule: Rule, each: Sequence[str], value: Mapping[str, float], horizon: bool) -> dict[Label, float]:
        """Give left − right for each rule; `value` says in which periods the rule holds and what its value is."""
        index = list(each) if horizon else ["period", *each]
        told = {}
        for label in self.labels(rule, each, value, horizon):
            named = dict(zip(index, label, strict=True))
            sides = [
                sum(
                    self.amount(term, named, value, horizon)
                    if term.reference
                    else term.factor * (value[named.get("period", next(iter(value)))] if term.value_power else 1)
                    for term in side
                )
                for side in (rule.left, rule.right)
            ]
            told[label] = sides[0] - sides[1]
        return told
