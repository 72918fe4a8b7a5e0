"""Objectives that cannot be read off a plan, and actions at odds with themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from punos.indicators import Follow, LanguageError, formula_faults, parse_formula
from punos.study.check.leads import Leads
from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, shown, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW


def check(subject: Subject) -> Iterator[Fault]:
    """Read every indicator of an objective; look at years, and at what blanks leave unsaid."""
    objectives = subject.rows("objectives")
    follow = Leads(subject)
    # A strategy has a handful of objectives, each with words of its own: this loop is over these, not over data.
    for objective in objectives.drop_nulls(["objective", "indicator"]).iter_rows(named=True):
        yield from _indicator(objective, follow)
    yield from _unmeasured(objectives)
    yield from _years(subject, objectives)
    yield from _actions(subject.rows("actions"))


def _indicator(objective: dict[str, Any], follow: Follow) -> Iterator[Fault]:
    try:
        faults = formula_faults(parse_formula(objective["indicator"]), follow)
    except LanguageError as misread:
        faults = (misread,)
    yield from (_said(fault, objective) for fault in faults)


def _said(error: LanguageError, objective: dict[str, Any]) -> Fault:
    return Fault(
        error.code, Severity.ERROR, "objectives", objective[ROW], "indicator",
        error.value or objective["indicator"], f"Objective {objective['objective']}: {error.message}",
        error.expected, error.remedy,
    )  # fmt: skip


def _unmeasured(objectives: pl.DataFrame) -> Iterator[Fault]:
    """A target that nothing measures would look like one that is followed."""
    blank = objectives.filter(pl.col("indicator").is_null() & pl.col("target").is_not_null())
    message = "Objective {objective} has the target {target} and no indicator, so no plan can be held to it."
    remedy = "Fill indicator; if this model cannot measure it, put the target in note."
    yield from tell(blank, Kind("no-indicator", "objectives", "indicator", Severity.WARNING), message, remedy=remedy)


def _years(subject: Subject, objectives: pl.DataFrame) -> Iterator[Fault]:
    """A year in no period: nothing tells how the objective stands then."""
    periods = subject.periods.select("start", last=pl.col("start") + pl.col("years") - 1)
    if periods.is_empty():
        return
    dated = objectives.drop_nulls("year")
    met = dated.join(periods, how="cross").filter(pl.col("year").is_between("start", "last"))
    outside = dated.join(met, on=ROW, how="anti")
    first, last = (shown(float(periods[column].to_list()[at])) for column, at in (("start", 0), ("last", -1)))
    message = "Objective {objective} is for {year}, which is in no period, so no plan says how it stands then."
    kind = Kind("year-outside", "objectives", "year", Severity.WARNING)
    yield from tell(outside, kind, message, f"a year of a period ({first} to {last})")


def _actions(actions: pl.DataFrame) -> Iterator[Fault]:
    message = "Action {action} ends in {to}, before it begins in {from}."
    backward = actions.filter(pl.col("to") < pl.col("from"))
    yield from tell(backward, Kind("ends-before-begins", "actions", "to"), message, "{from} or later")
