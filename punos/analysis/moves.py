"""Figures moved to both ends of their ranges and solved again; where investments turn on the way."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from punos.analysis.decisions import Decision, Turn, decisions
from punos.analysis.figures import Figure
from punos.analysis.measure import Case, Hunt, Result, hunted, mean_year, measured
from punos.indicators import INDICATORS, Base, parse_indicator
from punos.plan.plan import Plan
from punos.runner.kept import Kept
from punos.runner.many import Base as Start
from punos.runner.many import ask_many
from punos.session import Session

Progress = Callable[[int, int, str], None]
"""Hears how many solves are done, of how many, and what was solved last."""

ROUNDING = 1e-8
"""Share of the net cost that is the solver's rounding."""

HUNTED = 10
"""Figures whose flip value is looked for: those that flip with the largest effect."""


@dataclass
class Moved:
    """A figure and what was found at its ends."""

    figure: Figure
    results: dict[str, Result] = field(default_factory=dict)
    flips: dict[str, float] = field(default_factory=dict)


@dataclass
class Moves:
    """One tornado at work."""

    plan: Plan
    indicator: str | None
    value: float
    unit: str
    before: tuple[Decision, ...]
    kept: Kept
    workers: int | None
    progress: Progress | None
    session: Session | None = None
    done: int = 0

    @staticmethod
    def of(
        plan: Plan, indicator: str | None, keep: str | Path | None, workers: int | None, progress: Progress | None
    ) -> Moves:  # fmt: skip
        """Make ready what the solves are compared with."""
        value, unit = (math.nan, "") if indicator is None else value_in_plan(plan, indicator)
        made = decisions(plan.choices)
        return Moves(plan, indicator, value, unit, made, Kept(keep, plan.study), workers, progress)

    def rows(self, figures: list[Figure]) -> tuple[list[Moved], bool]:
        """Solve both ends of figures, then look for flips; Ctrl-C keeps what is done."""
        rows = [Moved(figure) for figure in figures]
        try:
            self._ends(rows)
            self._hunts(rows)
        except KeyboardInterrupt:
            return [row for row in rows if row.results], False
        return rows, True

    def _ends(self, rows: list[Moved]) -> None:
        places: dict[str, list[tuple[Moved, str]]] = {}
        todo: dict[str, Case] = {}
        for row in rows:
            for side, end in row.figure.ends:
                case = Case((row.figure.change(end),), self.indicator, self.before)
                question = self._question(case)
                places.setdefault(question, []).append((row, side))
                known = self.kept.get(question)
                if known is None:
                    todo[question] = case
                else:
                    row.results[side] = Result.from_json(known)
        for case, result in self._asked(list(todo.values())):
            question = self._question(case)
            self.kept.put(question, result.to_json())
            for row, side in places[question]:
                row.results[side] = result
            self._tell(len(todo), f"{row.figure.words}: {side}")

    def _asked(self, cases: list[Case]) -> Iterable[tuple[Case, Result]]:
        return ask_many(self._start(), cases, measured, workers=self.workers, session=self._own(cases))

    def _hunts(self, rows: list[Moved]) -> None:
        """Look for the values at which investments turn, in the figures that turn them with the largest effect."""
        turning = [row for row in rows if any(self.turns(r) for r in row.results.values())]
        turning = sorted(turning, key=lambda row: -self._effect(row))[:HUNTED]
        todo: list[Hunt] = []
        places: dict[str, tuple[Moved, str]] = {}
        for row in turning:
            for side, end in row.figure.ends:
                if math.isnan(row.figure.base) or side not in row.results or not self.turns(row.results[side]):
                    continue
                hunt = Hunt(row.figure, row.figure.base, end, self.before, row.results[side].choice)
                question = self._question(hunt)
                places[question] = (row, side)
                known = self.kept.get(question)
                if known is None:
                    todo.append(hunt)
                else:
                    row.flips[side] = known
        self.done = 0
        for hunt, (_, turns) in ask_many(
            self._start(), todo, hunted, workers=self.workers, session=self._own(todo)
        ):  # fmt: skip
            row, side = places[self._question(hunt)]
            row.flips[side] = turns
            self.kept.put(self._question(hunt), turns)
            self._tell(len(todo), f"{row.figure.words}: where it flips")

    def difference(self, result: Result) -> float:
        """Give the net cost of a case less that of the plan; 0 where that is within the gaps of both."""
        summary, cost = self.plan.summary, result.objective - self.plan.objective
        gaps = (result.objective - result.bound) + (summary.objective - summary.bound)
        rounding = ROUNDING * max(abs(result.objective), abs(summary.objective))
        return 0.0 if abs(cost) <= gaps + rounding else cost

    def turns(self, result: Result) -> bool:
        """Whether something is built that was not, or not built that was, or there is no plan."""
        return not result.refused and (math.isinf(result.objective) or Turn.between(self.before, result.made).flips)

    def _effect(self, row: Moved) -> float:
        return max((abs(r.objective - self.plan.objective) for r in row.results.values()), default=0.0)

    def _start(self) -> Start:
        return Start.of(self.plan)

    def _own(self, questions: list[Any]) -> Session | None:
        """Give the session of this process, made when there is something to ask."""
        if self.session is None and questions:
            self.session = self._start().session()
        return self.session

    def _question(self, asked: Case | Hunt) -> str:
        base = hashlib.sha256(repr(self.before).encode()).hexdigest()[:12]
        if isinstance(asked, Case):
            return f"{base} case {'; '.join(asked.changes)} {asked.indicator or ''}"
        return f"{base} flip {asked.figure.change(asked.turns)} from {asked.stays!r} within {asked.tolerance!r}"

    def _tell(self, total: int, words: str) -> None:
        self.done += 1
        if self.progress is not None:
            self.progress(self.done, total, words)


def value_in_plan(plan: Plan, text: str) -> tuple[float, str]:
    """Give an indicator of a plan as one number and its unit: yearly figures as the mean year, others added up."""
    values = plan.indicator(text, by=("period",))
    reference = parse_indicator(text)
    named = tuple(n for f in reference.selection.conditions if f.path == ("period",) and not f.negated for n in f.names)
    yearly = INDICATORS[reference.indicator].base is Base.YEAR
    unit = str(values["unit"][0]) if values.height else ""
    return mean_year(values, plan.periods.select("period", "years"), yearly, named), unit
