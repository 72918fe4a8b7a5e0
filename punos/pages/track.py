"""Are we on course: what the strategy wants, beside what the plan reaches, and who does what for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from punos.analysis.track import Course, Track, track
from punos.pages.blocks import Cell, Section, TableBlock
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.tables import ActionStatus, Towards

Words = Callable[[str], str]


def track_section(view: View) -> Section | None:
    """Give the objectives with how they stand, and the actions; None if the study has none."""
    found = track(view.plan)
    if found.objectives.is_empty() and found.actions.is_empty():
        return None
    lead = tuple(_in_words(view, found)) if found.objectives.height else ()
    blocks = [block for block in (_objectives(view, found), _unmeasured(view, found), _actions(view, found)) if block]
    return Section("track", view.gettext("Are we on course with the strategy?"), lead, tuple(blocks))


def _in_words(view: View, found: Track) -> list[str]:
    _ = view.gettext
    met, missed = found.count(Course.MET), found.count(Course.MISSED)
    told = []
    if met + missed:
        told.append(
            _("Of {n} objectives with a target, the plan meets {met} in their year and misses {missed}.").format(
                n=met + missed, met=met, missed=missed
            )
        )
        worst = found.objectives.filter(pl.col("course") == Course.MISSED.value)
        if worst.height:
            told.append(
                _("Missed: {objectives}.").format(objectives="; ".join(_missing(view, r) for r in _rows(worst)))
            )
    else:
        told.append(_("No objective has a target that this plan can be held to."))
    beyond = found.count(Course.NOT_MEASURED)
    if beyond:
        told.append(
            view.words.ngettext(
                "{n} objective is not something this model can measure.",
                "{n} objectives are not something this model can measure.",
                beyond,
            ).format(n=beyond)
        )
    return [" ".join(told)]


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return list(frame.iter_rows(named=True))


def _missing(view: View, row: Mapping[str, Any]) -> str:
    _ = view.gettext
    told = _percent_or_number(view, row["gap"], row["unit"])
    if row["direction"] == Towards.LESS.value:
        return _("{objective} ({gap} too much)").format(objective=_name(view, row), gap=told)
    return _("{objective} ({gap} missing)").format(objective=_name(view, row), gap=told)


def _percent_or_number(view: View, value: float | None, unit: str | None) -> str:
    """Write a figure with its unit; a share as per cent."""
    if value is None:
        return ""
    if unit == "share":
        return view.numbers.percent(value, 1)
    if unit == view.currency:
        return f"{view.numbers.number(value / view.money_scale)} {view.money_unit}"
    return f"{view.numbers.number(value)} {unit or ''}".rstrip()


def _name(view: View, row: Mapping[str, Any]) -> str:
    return view.names.of("objective", row["objective"])


def course_words(_: Words) -> dict[str, str]:
    """Give the words for how an objective stands."""
    return {
        Course.MET.value: _("met"),
        Course.MISSED.value: _("missed"),
        Course.NO_TARGET.value: _("no target was set"),
        Course.NOT_MEASURED.value: _("not something this model can measure"),
        Course.NO_FIGURE.value: _("this plan gives no figure"),
    }


def status_words(_: Words) -> dict[str, str]:
    """Give the words for how far an action is."""
    return {
        ActionStatus.PROPOSED.value: _("proposed"),
        ActionStatus.DECIDED.value: _("decided"),
        ActionStatus.RUNNING.value: _("running"),
        ActionStatus.DONE.value: _("done"),
        ActionStatus.DROPPED.value: _("dropped"),
    }


def _objectives(view: View, found: Track) -> TableBlock | None:
    _ = view.gettext
    measured = found.objectives.filter(pl.col("course") != Course.NOT_MEASURED.value)
    if measured.is_empty():
        return None
    courses = course_words(_)
    shown = [
        Shown(_("Objective"), lambda row: _objective_cell(view, row)),
        text(_("Owner"), lambda row: view.name("operator", row["owner"])),
        text(_("Year"), lambda row: str(row["year"] or row["period"] or "")),
        *([_shown(view, _("Baseline"), "baseline")] if measured["baseline"].count() else []),
        _shown(view, _("Plan, first period"), "first"),
        _shown(view, _("Target"), "target"),
        _shown(view, _("Plan, that year"), "value"),
        _shown(view, _("Short by"), "gap"),
        text(_("Outcome"), lambda row: courses[row["course"]], strong=True),
    ]
    note = _("Short by: what is missing, or too much where less is wanted; below nothing: better than the target.")
    return table("objectives", _("Objectives beside the plan"), measured, shown, note=note)


def _helping(view: View, row: Mapping[str, Any]) -> str:
    return ", ".join(view.names.all("action", (row["actions"] or "").split(", "))) if row["actions"] else ""


def _shown(view: View, title: str, column: str) -> Shown:
    """Show a figure in the unit of its row."""
    return Shown(
        title, lambda row: Cell(_percent_or_number(view, row[column], row["unit"]), numeric=True), numeric=True
    )


def _objective_cell(view: View, row: Mapping[str, Any]) -> Cell:
    return Cell(_name(view, row), view.evidence.anchor("objectives", objective=row["objective"]))


def _unmeasured(view: View, found: Track) -> TableBlock | None:
    _ = view.gettext
    rows = found.objectives.filter(pl.col("course") == Course.NOT_MEASURED.value)
    if rows.is_empty():
        return None
    shown = [
        text(_("Objective"), lambda row: _name(view, row)),
        text(_("Owner"), lambda row: view.name("operator", row["owner"])),
        text(_("Year"), lambda row: str(row["year"] or "")),
        text(_("Actions"), lambda row: _helping(view, row)),
        text(_("Remark"), lambda row: row["note"] or ""),
    ]
    return table("objectives-beyond", _("Objectives that this model cannot measure"), rows, shown, folded=True)


def _actions(view: View, found: Track) -> TableBlock | None:
    _ = view.gettext
    if found.actions.is_empty():
        return None
    statuses = status_words(_)
    shown = [
        text(_("Action"), lambda row: view.names.of("action", row["action"])),
        text(_("Objective"), lambda row: _name(view, row) if row["objective"] else ""),
        text(_("Owner"), lambda row: view.name("operator", row["owner"])),
        figure(_("Cost"), "cost", view.numbers.number, view.money_unit, view.money_scale),
        text(_("From"), lambda row: str(row["from"] or "")),
        text(_("To"), lambda row: str(row["to"] or "")),
        text(_("Status"), lambda row: statuses.get(row["status"], "")),
        text(_("Scenario"), lambda row: row["scenario"] or ""),
    ]
    note = _("Scenario: the changes of this study that the action would make; plan with --scenario to see its effect.")
    return table("actions", _("Actions"), found.actions, shown, note=note)
