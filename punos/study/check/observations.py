"""Observations that cannot be read off a plan, or contradict themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from punos.indicators import Follow, LanguageError, formula_faults, parse_formula, price_selection
from punos.study.check.leads import Leads
from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW


def check(subject: Subject) -> Iterator[Fault]:
    """Read every indicator; look at ranges and at figures of nothing."""
    rows = subject.rows("observations")
    follow = Leads(subject)
    # Observations are written by hand, each with words of its own: this loop is over these, not over data.
    for said in rows.drop_nulls(["observation", "indicator"]).iter_rows(named=True):
        yield from (_said(error, said) for error in _faults(said["indicator"], follow))
    yield from _ranges(rows)


def _faults(text: str, follow: Follow) -> tuple[LanguageError, ...]:
    try:
        priced = price_selection(text)
        if priced is None:
            return tuple(formula_faults(parse_formula(text), follow))
        return tuple(formula_faults(parse_formula(f"discard[{priced}]"), follow))  # of goods at places, as prices are
    except LanguageError as misread:
        return (misread,)


def _said(error: LanguageError, row: dict[str, Any]) -> Fault:
    return Fault(
        error.code, Severity.ERROR, "observations", row[ROW], "indicator", error.value or row["indicator"],
        f"Observation {row['observation']}: {error.message}", error.expected, error.remedy,
    )  # fmt: skip


def _ranges(rows: pl.DataFrame) -> Iterator[Fault]:
    """The value lies in its range, and a share of nothing is no share."""
    outside = rows.filter((pl.col("value") < pl.col("low")) | (pl.col("value") > pl.col("high")))
    message = "Observation {observation} is {value}, outside its own range."
    yield from tell(outside, Kind("outside-range", "observations", "value"), message, "low ≤ value ≤ high")
    nothing = rows.filter(pl.col("value") == 0)
    kind = Kind("nothing-known", "observations", "value", Severity.WARNING)
    message = "Observation {observation} is 0: a miss of it has no share, so any figure but 0 misses."
    yield from tell(nothing, kind, message)
