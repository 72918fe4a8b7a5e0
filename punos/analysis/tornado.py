"""Tornado: each figure with a range moved to both ends and solved again; what that costs, whether advice flips."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from punos.analysis.decisions import Turn
from punos.analysis.estimate import widest
from punos.analysis.figures import figures_of
from punos.analysis.measure import Result
from punos.analysis.moves import Moved, Moves, Progress
from punos.errors import WrongUse
from punos.plan.plan import Plan
from punos.tables import TABLES

NO_PLAN = "no plan"


@dataclass(frozen=True)
class Tornado:
    """Which figures decide a plan.

    Attributes
    ----------
    name
        Of the plan.
    frame
        One row a figure, the largest effect first: figure (in words), table, select, column, period (its row of
        `evidence`), base (blank where its rows hold different figures), low, high, unit, cells, basis, source,
        confidential, cost_low, cost_high (net cost there less that of the plan; exactly 0 where the difference is
        within the solver's gaps, blank where it was not solved or there is no plan), effect (the larger of the two,
        without sign), indicator_low, indicator_high (the indicator there), flips (whether something is built that was
        not, or not built that was), turn_low, turn_high (what, in words), flip_low, flip_high (the figure at which it
        turns on the way to that end, to 2 %), remark.
    objective
        Net cost of the plan.
    currency
        Of all money.
    indicator, indicator_base, indicator_unit
        What was asked for besides net cost, and its value in the plan.
    skipped
        Rows of `evidence` that were left out: table, select, column, period, why.
    left_out
        How many figures with a range were not solved, being guessed to matter less (:mod:`punos.analysis.estimate`).
    guessed
        The largest of their guesses, money.
    complete
        False if it was stopped before the end.
    """

    name: str
    frame: pl.DataFrame
    objective: float
    currency: str
    indicator: str | None
    indicator_base: float
    indicator_unit: str
    skipped: pl.DataFrame
    left_out: int
    guessed: float
    complete: bool

    def public(self) -> Tornado:
        """Give the tornado without figures that the evidence calls confidential."""
        return replace(self, frame=self.frame.filter(~pl.col("confidential")))

    def __str__(self) -> str:
        """Say in a few sentences what decides the plan."""
        if self.frame.is_empty() and not self.complete:
            return "It was stopped before the end: nothing is known yet."
        if self.frame.is_empty():
            return "No figure of the study has a range: fill low and high in the table evidence."
        first = self.frame.filter(pl.col("effect") > 0).head(3)
        told = [f"{row['figure']} ({row['basis']})" for row in first.iter_rows(named=True)]
        flips = int(self.frame["flips"].sum())
        parts = [
            f"Net cost hangs most on: {'; '.join(told)}." if told else "No figure moves the net cost.",
            f"{flips} of {self.frame.height} figures change what is built somewhere in their range.",
        ]
        if self.left_out:
            parts.append(f"{self.left_out} figures that are guessed to matter less were not solved.")
        if not self.complete:
            parts.append("It was stopped before the end.")
        return " ".join(parts)


def tornado(
    plan: Plan,
    indicator: str | None = None,
    *,
    top: int = 40,
    tables: Sequence[str] | None = None,
    keep: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Tornado:
    """Move figures to both ends of their ranges, as :meth:`punos.plan.plan.Plan.tornado` documents."""
    if top < 1:
        raise WrongUse(f"A tornado needs at least one figure; top is {top}.")
    if unknown := sorted(set(tables or ()) - set(TABLES)):
        raise WrongUse(f"There is no table {', '.join(unknown)} in a study.")
    run = Moves.of(plan, indicator, keep, workers, progress)
    found = figures_of(plan.study)
    told = widest(plan, tuple(f for f in found.figures if tables is None or f.table in tables))
    chosen = [figure for figure, _ in told[:top]]
    rows, complete = run.rows(chosen)
    return Tornado(
        name=plan.name,
        frame=_framed(rows, run),
        objective=plan.objective,
        currency=plan.summary.currency,
        indicator=indicator,
        indicator_base=run.value,
        indicator_unit=run.unit,
        skipped=found.skipped,
        left_out=max(len(told) - top, 0),
        guessed=max((guess for _, guess in told[top:]), default=0.0),
        complete=complete,
    )


def _framed(rows: list[Moved], run: Moves) -> pl.DataFrame:
    made = pl.DataFrame([_row(row, run) for row in rows], schema=_SCHEMA)
    return made.sort("effect", "flips", descending=True, nulls_last=True, maintain_order=True)


_TEXT = ("figure", "table", "select", "column", "period")
_SCHEMA: dict[str, Any] = {
    **dict.fromkeys(_TEXT, pl.String),
    **dict.fromkeys(("base", "low", "high"), pl.Float64),
    "unit": pl.String,
    "cells": pl.Int64,
    "basis": pl.String,
    "source": pl.String,
    "confidential": pl.Boolean,
    **dict.fromkeys(("cost_low", "cost_high", "effect", "indicator_low", "indicator_high"), pl.Float64),
    "flips": pl.Boolean,
    "turn_low": pl.String,
    "turn_high": pl.String,
    "flip_low": pl.Float64,
    "flip_high": pl.Float64,
    "remark": pl.String,
}


def _row(row: Moved, run: Moves) -> dict[str, Any]:
    figure = row.figure
    told = {name: getattr(figure, name) for name in (*_TEXT[1:], "unit", "cells", "basis", "source", "confidential")}
    told |= {name: _known(getattr(figure, name)) for name in ("base", "low", "high")}
    remarks = []
    for side in ("low", "high"):
        result = row.results.get(side)
        told |= _end(side, result, run, moved=side in dict(figure.ends))
        told[f"flip_{side}"] = _known(row.flips.get(side, math.nan))
        if result is not None and (result.refused or math.isinf(result.objective)):
            remarks.append(f"{side}: {result.refused or NO_PLAN}")
    costs = [abs(told[name]) for name in ("cost_low", "cost_high") if told[name] is not None]
    flips = any(run.turns(result) for result in row.results.values())
    return told | {
        "figure": figure.words,
        "effect": max(costs, default=None),
        "flips": flips,
        "remark": "; ".join(remarks) or None,
    }


def _end(side: str, result: Result | None, run: Moves, *, moved: bool) -> dict[str, Any]:
    """Give what was found at one end; where the range ends at the figure itself, nothing moves."""
    if result is None:
        still = not moved
        cost, read, turn = (0.0, _known(run.value), "") if still else (None, None, None)
    elif math.isinf(result.objective):
        cost, read, turn = None, None, None if result.refused else NO_PLAN
    else:
        cost, read = run.difference(result), _known(result.indicator)
        turn = str(Turn.between(run.before, result.made))
    return {f"cost_{side}": cost, f"indicator_{side}": read, f"turn_{side}": turn}


def _known(number: float) -> float | None:
    return None if math.isnan(number) else number
