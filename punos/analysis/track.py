"""Whether a plan is on course with the objectives of a strategy, and who does what for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.indicators import LanguageError, parse_formula
from punos.tables import Towards

if TYPE_CHECKING:
    from punos.plan import Plan

NEAR = 1e-6
"""Share of the target within which it is reached: what a solver rounds is no miss."""


class Course(StrEnum):
    """How an objective stands in a plan."""

    MET = "met"
    MISSED = "missed"
    NO_TARGET = "no target"
    NOT_MEASURED = "not measured"
    NO_FIGURE = "no figure"


_OBJECTIVES = {
    "objective": pl.String, "name": pl.String, "indicator": pl.String, "direction": pl.String, "baseline": pl.Float64,
    "target": pl.Float64, "year": pl.Int64, "period": pl.String, "first": pl.Float64, "value": pl.Float64,
    "gap": pl.Float64, "unit": pl.String, "course": pl.String, "owner": pl.String, "actions": pl.String,
    "source": pl.String, "note": pl.String, "remark": pl.String,
}  # fmt: skip

_ACTIONS = ("action", "name", "objective", "owner", "cost", "from", "to", "status", "scenario", "note")


@dataclass(frozen=True)
class Track:
    """Objectives and actions of a study beside what a plan reaches.

    Attributes
    ----------
    objectives : DataFrame
        objective, name, indicator, direction (``more`` or ``less``), baseline, target, year, period (in which the year
        falls), first (what the plan has in its first period), value (in that period), gap (what is missing to the
        target in the objective's direction; negative: more than reached), unit, course (``met``, ``missed``, ``no
        target``, ``not measured``: it names no indicator, ``no figure``: the plan gives none, see remark), owner,
        actions (names, separated by commas), source, note, remark.
    actions : DataFrame
        action, name, objective, owner, cost (currency), from, to, status, scenario, note.
    currency : str
    """

    objectives: pl.DataFrame
    actions: pl.DataFrame
    currency: str

    def count(self, course: Course) -> int:
        """How many objectives stand so."""
        return self.objectives.filter(pl.col("course") == course.value).height

    def __str__(self) -> str:
        """Say in a sentence how many objectives are met, missed, and cannot be told."""
        if self.objectives.is_empty():
            return "The study has no objectives."
        met, missed = self.count(Course.MET), self.count(Course.MISSED)
        aimed = f"Of {met + missed} objectives with a target that this plan can be held to, {met} are met in their year"
        rest = [(self.count(Course.NO_TARGET), "are measured but have no target"),
                (self.count(Course.NOT_MEASURED), "are not something this model can measure"),
                (self.count(Course.NO_FIGURE), "have no figure in this plan")]  # fmt: skip
        return "; ".join([f"{aimed} and {missed} are missed", *(f"{n} {what}" for n, what in rest if n)]) + "."


def track(plan: Plan) -> Track:
    """Hold a plan to the objectives of its study.

    Returns
    -------
    Track
        Each objective with the plan's figure in the period in which its year falls (the last period if it has no
        year), and every action.
    """
    rows = plan.study.table("objectives")
    actions = plan.study.table("actions")
    helping = actions.drop_nulls("objective").group_by("objective").agg(pl.col("action").sort().str.join(", "))
    by = dict(helping.iter_rows())
    told = [_held(plan, row) | {"actions": by.get(row["objective"])} for row in rows.iter_rows(named=True)]
    frame = pl.DataFrame(told, schema=_OBJECTIVES, orient="row")
    return Track(frame, actions.select(_ACTIONS), plan.study.settings.study.currency)


def _held(plan: Plan, row: Mapping[str, Any]) -> dict[str, Any]:
    """Hold a plan to one objective."""
    kept = {name: row.get(name) for name in _OBJECTIVES if name in row}
    base = kept | {"period": _period(plan, row["year"]), "direction": row["direction"] or Towards.MORE.value}
    if row["indicator"] is None:
        return base | {"course": Course.NOT_MEASURED.value}
    try:
        figures = plan.indicator(row["indicator"])
    except LanguageError as error:
        return base | {"course": Course.NO_FIGURE.value, "remark": error.message}
    share = _divides(row["indicator"])
    first = _figure(figures, plan.periods["period"][0], share)
    value = _figure(figures, base["period"], share)
    unit = figures["unit"][0] if figures.height else ""
    gap = _gap(value, row["target"], Towards(base["direction"]))
    told = {
        "first": first,
        "value": value,
        "unit": unit,
        "gap": gap,
        "course": _course(value, row["target"], gap).value,
    }
    return base | told | ({"remark": "The plan has nothing to divide by."} if value is None and base["period"] else {})


def _period(plan: Plan, year: int | None) -> str | None:
    """Give the period in which a year falls; the last one without a year, none for a year in no period."""
    if year is None:
        return str(plan.periods["period"][-1])
    inside = (pl.col("start") <= year) & (pl.col("start") + pl.col("years") > year)
    found = plan.periods.filter(inside)["period"].to_list()
    return str(found[0]) if found else None


def _figure(figures: pl.DataFrame, period: str | None, share: bool) -> float | None:
    """Give the figure of a period; what a plan does not hold is nothing of it, and no share."""
    if period is None:
        return None
    found = figures.filter(pl.col("period") == period)["value"].to_list()
    return found[0] if found else None if share else 0.0


def _divides(indicator: str) -> bool:
    return "/" in str(parse_formula(indicator))


def _gap(value: float | None, target: float | None, towards: Towards) -> float | None:
    if value is None or target is None:
        return None
    missing = target - value if towards is Towards.MORE else value - target
    return 0.0 if abs(missing) <= NEAR * abs(target) else missing


def _course(value: float | None, target: float | None, gap: float | None) -> Course:
    if value is None:
        return Course.NO_FIGURE
    if target is None or gap is None:
        return Course.NO_TARGET
    return Course.MISSED if gap > 0 else Course.MET
