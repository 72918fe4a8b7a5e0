"""One figure at one value: what the plan would be, as far as comparisons need it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from punos.analysis.decisions import Decision, Kind, Turn, decisions, held_as
from punos.analysis.figures import Figure
from punos.errors import StudyFaults, WrongUse
from punos.indicators import INDICATORS, Base, parse_indicator
from punos.session import Answer, Ask, Session

STEPS, ROUNDS = 10, 4
"""Halvings of an interval at most, and how often one is narrowed again because another plan turns it earlier."""


@dataclass(frozen=True)
class Case:
    """A study with changes, to be compared with its base.

    Attributes
    ----------
    changes
        In the language of changes.
    indicator
        Indicator to read besides net cost.
    before
        Investments of the base.
    """

    changes: tuple[str, ...]
    indicator: str | None
    before: tuple[Decision, ...]


@dataclass(frozen=True)
class Result:
    """What a case costs and decides.

    Attributes
    ----------
    objective, bound
        Net cost of the plan and the least it could be; infinite if there is no plan.
    indicator
        Value of the indicator: yearly figures as the mean year, others added up; NaN without one.
    made
        Investments.
    refused
        Why there is no such study, if there is none.
    choice
        The whole numbers behind that, for sessions of the same base.
    seconds
        That it took.
    """

    objective: float
    bound: float
    indicator: float
    made: tuple[Decision, ...]
    refused: str = ""
    choice: tuple[float, ...] = ()
    seconds: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON; what is infinite or missing is null."""
        told = asdict(self)
        numbers = {n: told[n] if math.isfinite(told[n]) else None for n in ("objective", "bound", "indicator")}
        made = [[d.kind.value, d.name, d.period, d.size] for d in self.made]
        return {**told, **numbers, "made": made, "choice": list(self.choice)}

    @staticmethod
    def from_json(told: dict[str, Any]) -> Result:
        """Read what `to_json` gave."""
        lost = {"objective": math.inf, "bound": math.inf, "indicator": math.nan}
        numbers: dict[str, Any] = {n: lost[n] if told[n] is None else float(told[n]) for n in lost}
        made = tuple(Decision(Kind(kind), name, period, size) for kind, name, period, size in told["made"])
        rest: dict[str, Any] = {name: told[name] for name in ("refused", "seconds")}
        return Result(**numbers, **rest, made=made, choice=tuple(told["choice"]))


def measured(session: Session, case: Case, *, quick: bool = False) -> Result:
    """Solve a case; quickly, only the openings of plans already found are tried.

    Among plans that cost the same within the gap the investments of the base count: where the new plan builds
    otherwise, it is tried whether building as in the base costs no more.
    """
    try:
        answer = session.answer(Ask(changes=case.changes), quick=quick)
    except (WrongUse, StudyFaults) as refusal:
        return Result(math.inf, math.inf, math.nan, (), str(refusal))
    if not answer.feasible:
        return Result(math.inf, math.inf, math.nan, (), seconds=answer.seconds)
    choice = session.choice
    made, answer = _nearest(session, case, answer)
    read = mean_value(answer, case.indicator) if case.indicator else math.nan
    return Result(answer.objective, answer.bound, read, made, choice=choice, seconds=answer.seconds)


def _nearest(session: Session, case: Case, answer: Answer) -> tuple[tuple[Decision, ...], Answer]:
    made = decisions(answer.choices())
    bounds = held_as(case.before, made)
    if not bounds:
        return made, answer
    keys = answer.model.program.blocks["build"].frame.select("plant", "period").cast(pl.String)
    known = {name: frame.join(keys, on=["plant", "period"], how="semi") for name, frame in bounds.items()}
    if known["build"].is_empty():
        return made, answer
    held = session.again(answer, known, quick=True)
    room = max(answer.options.gap, 1e-9) * abs(answer.objective)
    if held.feasible and held.objective <= answer.objective + room:
        return decisions(held.choices()), held
    return made, answer


def mean_value(answer: Answer, text: str) -> float:
    """Give an indicator as one number: yearly figures as the mean year of its periods, others added up."""
    reference = parse_indicator(text)
    values = answer.indicator(text, by=("period",))
    periods = answer.model.instance.periods.select(pl.col("period").cast(pl.String), "years")
    return mean_year(values, periods, INDICATORS[reference.indicator].base is Base.YEAR, _named_periods(text))


def mean_year(values: pl.DataFrame, periods: pl.DataFrame, yearly: bool, named: Sequence[str] = ()) -> float:
    """Give values by period as one number.

    Parameters
    ----------
    values
        period, value.
    periods
        period, years.
    yearly
        The mean year is wanted, not the sum.
    named
        The periods that count; none: all.
    """
    counted = periods.filter(pl.col("period").is_in(named)) if named else periods
    joined = values.with_columns(pl.col("period").cast(pl.String)).join(counted, on="period")
    if not yearly:
        return float(joined["value"].sum())
    years = float(counted["years"].sum())
    return float((joined["value"] * joined["years"]).sum()) / years if years else 0.0


def _named_periods(text: str) -> tuple[str, ...]:
    """Give the periods that an indicator names."""
    filters = parse_indicator(text).selection.conditions
    return tuple(n for f in filters if f.path == ("period",) and not f.negated for n in f.names)


@dataclass(frozen=True)
class Hunt:
    """A search for the value at which investments turn: between one that does not turn them and one that does.

    Attributes
    ----------
    figure
        What is moved.
    stays, turns
        The two values.
    before
        Investments of the base.
    choice
        The whole numbers that were found where it turns.
    tolerance
        Relative width of the interval at which the search ends.
    """

    figure: Figure
    stays: float
    turns: float
    before: tuple[Decision, ...]
    choice: tuple[float, ...] = ()
    tolerance: float = 0.02

    def wide(self, stays: float, turns: float) -> bool:
        """Whether an interval is still to be narrowed."""
        return abs(turns - stays) > self.tolerance * max(abs(stays), abs(turns))


def hunted(session: Session, hunt: Hunt) -> tuple[float, float]:
    """Narrow the interval in which investments turn, by halving it.

    Most of the way only the plans already found are compared, which takes a fraction of a solve; whether another plan
    turns it still earlier is looked at where they say that it stays.

    Returns
    -------
    The last value at which the same is built as in the base, and the first at which it is not.
    """
    session.remember(hunt.choice)
    proved, turns = hunt.stays, hunt.turns
    for _ in range(ROUNDS):
        stays, turns = _halved(session, hunt, proved, turns)
        if stays == proved or not _turns_at(session, hunt, stays, quick=False):
            return stays, turns
        turns = stays
        if not hunt.wide(proved, turns):
            break
    return proved, turns


def _halved(session: Session, hunt: Hunt, stays: float, turns: float) -> tuple[float, float]:
    for _ in range(STEPS):
        if not hunt.wide(stays, turns):
            break
        middle = (stays + turns) / 2
        if _turns_at(session, hunt, middle, quick=True):
            turns = middle
        else:
            stays = middle
    return stays, turns


def _turns_at(session: Session, hunt: Hunt, value: float, *, quick: bool) -> bool:
    """Whether other things are built than in the base, or there is no plan."""
    result = measured(session, Case((hunt.figure.change(value),), None, hunt.before), quick=quick)
    return math.isinf(result.objective) or Turn.between(hunt.before, result.made).flips
