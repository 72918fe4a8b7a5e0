"""How far this plan can be trusted as arithmetic: status, gap, checks, versions."""

from __future__ import annotations

from punos.pages.answer import PROVED
from punos.pages.blocks import Cell, Column, Row, Section, TableBlock
from punos.pages.terms import CHECKS, SOLVED
from punos.pages.view import View
from punos.plan.audit import Check


def audit_section(view: View) -> Section:
    """Give what the plan says about itself."""
    return Section("about", view.gettext("About this plan"), _in_words(view), (_checks(view), _particulars(view)))


def _in_words(view: View) -> tuple[str, ...]:
    _ = view.gettext
    audit = view.plan.audit
    if audit.clean:
        checked = _("The plan was checked against the tables of the study after it was solved: everything adds up.")
    else:
        checked = _("Careful: after solving, these checks failed: {checks}.").format(
            checks="; ".join(_(check_word(check)) for check in audit.broken)
        )
    if advice := view.plan.summary.advice:
        checked += " " + _("Some figures are hard for the solver, and other units would cure it: {advice}").format(
            advice=" ".join(advice)
        )
    if view.plan.summary.gap < PROVED:
        return (checked, _("The solver proved that no other plan for these figures is better."))
    gap = _(
        "The solver proved that no other plan is better by more than {gap} of the net cost. Differences smaller "
        "than that are no differences."
    ).format(gap=view.numbers.percent(view.plan.summary.gap, 2))
    return (checked, gap)


def _checks(view: View) -> TableBlock:
    _ = view.gettext
    rows = tuple(
        Row(
            (
                Cell(_(check_word(check))),
                Cell(_("holds") if check.holds else _("does not hold"), strong=not check.holds),
                Cell(_scientific(view, check.worst), numeric=True),
                Cell(view.numbers.number(check.count), numeric=True),
                Cell("" if check.holds else check.where),
            )
        )
        for check in view.plan.audit.checks
    )
    columns = (
        Column(_("Check")),
        Column(_("Result")),
        Column(_("Largest deviation"), _("relative"), True),
        Column(_("Rows looked at"), "", True),
        Column(_("Where")),
    )
    return TableBlock("audit", _("Checks after solving"), columns, rows)


def check_word(check: Check) -> str:
    """Give the message for what a check says; one that has none says it in English."""
    return CHECKS.get(check.name, check.sentence)


def _scientific(view: View, value: float) -> str:
    return "0" if value == 0 else f"{value:.0e}".replace("e-0", "e-").replace("-", "−")


def _particulars(view: View) -> TableBlock:
    _ = view.gettext
    summary, numbers = view.plan.summary, view.numbers
    size = summary.size
    facts = [
        (_("Net cost"), numbers.with_currency(numbers.number(summary.objective, 0))),
        (_("No plan costs less than"), numbers.with_currency(numbers.number(summary.bound, 0))),
        (_("Gap"), numbers.percent(summary.gap, 3)),
        (_("Status"), _(SOLVED.get(summary.status.value, summary.status.value))),
        (
            _("Size"),
            _("{rows} equations, {columns} unknowns, {integers} of them whole numbers").format(
                rows=numbers.number(size.rows),
                columns=numbers.number(size.columns),
                integers=numbers.number(size.integers),
            ),
        ),
        (_("Time"), _("{seconds} seconds").format(seconds=numbers.number(summary.seconds, 1))),
        (_("Started from"), summary.started_from or _("nothing")),
        (_("Made with"), ", ".join(f"{name} {number}" for name, number in summary.versions.items())),
    ]
    rows = tuple(Row((Cell(name), Cell(value))) for name, value in facts)
    return TableBlock("particulars", _("Particulars"), (Column(""), Column("")), rows)
