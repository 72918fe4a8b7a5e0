"""The report of a plan: one file, from a brief to print down to the rows of the study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from punos.analysis.findings import Findings
from punos.pages import answer
from punos.pages.audit import audit_section
from punos.pages.blocks import Chapter, Section
from punos.pages.brief import brief_section
from punos.pages.capacity import capacity_section
from punos.pages.cards import cards_chapter
from punos.pages.html import Page, write_html
from punos.pages.impacts import impacts_section
from punos.pages.listing import evidence_section, study_section
from punos.pages.map import map_section
from punos.pages.money import money_section
from punos.pages.origins import origins_section
from punos.pages.parks import parks_chapter
from punos.pages.plants import plants_section
from punos.pages.policies import policies_section
from punos.pages.prices import prices_section
from punos.pages.sankey import sankey_section
from punos.pages.seasons import seasons_section
from punos.pages.sure import sure_chapter
from punos.pages.town import towns_chapter
from punos.pages.town_map import shared_ground
from punos.pages.track import track_section
from punos.pages.trade import trade_section
from punos.pages.view import View, view_of
from punos.pages.withheld import notice
from punos.pages.xlsx import embedded, write_xlsx

if TYPE_CHECKING:
    from punos.plan import Plan

SECTIONS: tuple[Callable[[View], Section | Chapter | None], ...] = (
    brief_section,
    towns_chapter,
    cards_chapter,
    parks_chapter,
    sure_chapter,
    track_section,
)
"""The pages of a report, in the order in which people read them."""

REFERENCE: tuple[Callable[[View], Section | None], ...] = (
    answer.answer_section,
    map_section,
    capacity_section,
    money_section,
    plants_section,
    sankey_section,
    trade_section,
    seasons_section,
    origins_section,
    impacts_section,
    policies_section,
    prices_section,
    evidence_section,
    audit_section,
    study_section,
)
"""What is looked up rather than read: folded on the screen, and printed only where it is opened."""


def write_report(
    plan: Plan,
    path: str | Path,
    place: str | None = None,
    language: str = "en",
    public: bool = False,
    findings: Findings | None = None,
) -> Path:
    """Write the report of a plan as one HTML file that needs no network.

    Parameters
    ----------
    plan : Plan
    path : str or Path
        The file; what stands there is replaced.
    place : str, optional
        A place that the page looks at first.
    language : str
        "en", "fi" or "sv".
    public : bool
        Leave out the cells that the evidence calls confidential.
    findings : Findings, optional
        What analyses found about the plan; a page that lacks them says which command adds them.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    WrongUse
        If there is no such language or place.
    """
    view = view_of(plan, language, place, public, findings)
    page = report_page(view)
    whole = replace(page, workbook=embedded(page, view.gettext("Contents")), workbook_name=f"{Path(path).stem}.xlsx")
    return write_html(whole, view.words, path)


def write_tables(
    plan: Plan,
    path: str | Path,
    place: str | None = None,
    language: str = "en",
    public: bool = False,
    findings: Findings | None = None,
) -> Path:
    """Write every table of the report of a plan as one workbook (XLSX), a sheet a table.

    Takes and raises what :func:`write_report` does.
    """
    view = view_of(plan, language, place, public, findings)
    return write_xlsx(report_page(view), view.gettext("Contents"), path)


def first_paragraph(plan: Plan, language: str = "en") -> str:
    """Give the first paragraph of the report: what is built, where, when, and what it costs."""
    return answer.first_paragraph(view_of(plan, language))


def report_page(view: View) -> Page:
    """Make the page of a plan, not yet written."""
    _ = view.gettext
    sections = [made for section in SECTIONS if (made := section(view)) is not None]
    sections.append(_reference(view))
    first, last = view.spans[view.periods[0]][0], view.spans[view.periods[-1]][1]
    subtitle = _("A plan for {first} to {last}").format(first=first, last=last)
    if first == last:
        subtitle = _("A plan for {year}").format(year=first)
    changes = view.plan.summary.changes
    if changes:
        subtitle += ". " + _("Changed: {changes}").format(changes="; ".join(changes))
    if left_out := notice(view):
        subtitle += ". " + left_out
    footer = _(
        "Made by Punos {version}, an open planner. This file holds everything it shows and asks no network."
    ).format(version=view.plan.summary.versions.get("punos", ""))
    return Page(
        view.plan.summary.name,
        subtitle,
        sections,
        footer,
        shown_period=view.periods[-1],
        shared=shared_ground(view),
    )


def _reference(view: View) -> Chapter:
    """Give the tables and charts behind the pages."""
    _ = view.gettext
    sections = tuple(replace(made, folded=True) for part in REFERENCE if (made := part(view)) is not None)
    lead = _("Everything behind the pages above. Open a part to read it; only what is open is printed.")
    return Chapter("reference", _("To look things up"), (lead,), sections, second=True)
