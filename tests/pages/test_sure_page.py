"""The page that says how far a plan can be trusted, of a chain whose figures are known by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from punos.analysis.findings import Findings
from punos.pages.blocks import Chapter, FigureBlock, TableBlock
from punos.pages.report import write_report
from punos.pages.sure import sure_chapter
from punos.pages.view import view_of
from punos.plan import Plan
from tests.analysis.chain import CAPEX, ORE, chain
from tests.pages.reading import Page

SEEN = [
    {"observation": "made", "name": "Metal made", "indicator": "make[commodity=metal]", "year": 2025, "value": 95,
     "basis": "read", "why": None, "given": None},
    {"observation": "bought", "name": "Ore bought", "indicator": "buy[commodity=ore]", "year": 2025, "value": 400,
     "basis": "read", "why": "stocks were filled", "given": None},
    {"observation": "dear", "name": "Ore paid", "indicator": "spend[kind=supply] / buy[commodity=ore]", "year": 2025,
     "value": 2, "basis": "read", "why": None, "given": None},
    {"observation": "recipe", "name": "Ore a tonne", "indicator": "buy[commodity=ore] / make[commodity=metal]",
     "year": 2025, "value": 2, "basis": "read", "why": None, "given": "yes"},
]  # fmt: skip


@pytest.fixture(scope="module")
def plan() -> Plan:
    plants = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 100}]
    return chain(capex=10.0, evidence=[CAPEX, ORE], observations=SEEN, plants=plants).plan()


@pytest.fixture(scope="module")
def findings(plan: Plan) -> Findings:
    return Findings(tornado=plan.tornado(workers=1), hindcast=plan.hindcast())


def chapter(plan: Plan, findings: Findings | None = None, language: str = "en") -> Chapter:
    return sure_chapter(view_of(plan, language, findings=findings))


def said(made: Chapter) -> str:
    return " ".join([*made.lead, *(line for section in made.sections for line in section.lead)])


def test_without_findings_it_says_which_commands_bring_them(plan: Plan) -> None:
    told = said(chapter(plan))
    assert "punos tornado PLAN" in told
    assert "punos hindcast PLAN" in told
    assert "Of 2 figures of which the study says where they come from, 100% are recalled or assumed." in told


def test_the_known_year_is_counted_and_drawn(plan: Plan, findings: Findings) -> None:
    made = chapter(plan, findings)
    told = "meets 1 within 15% or the range that is known; 1 are missed for a reason that the study gives, 1 without"
    assert told in said(made)
    assert "Of 3 known figures of past years the model meets 1." in made.lead[0]
    year = next(s for s in made.sections if s.anchor == "known-year")
    picture, table = year.blocks
    assert isinstance(picture, FigureBlock)
    assert isinstance(table, TableBlock)
    drawn = {trace["name"]: list(zip(trace["y"], trace["x"], strict=True)) for trace in picture.figure.frames[""]}
    assert drawn["fits"] == [("Metal made", pytest.approx(100 / 95, abs=1e-4))]
    assert drawn["missed, explained"] == [("Ore bought", 0.5)]
    assert drawn["missed, not explained"] == [("Ore paid", 2.0)]  # two and a half times, at the edge
    assert drawn["fits, but was put in"] == [("Ore a tonne", 1.0)]
    assert [row.cells[-1].text for row in table.rows] == ["", "stocks were filled", "", ""]


def test_figures_that_were_put_in_are_not_counted(plan: Plan, findings: Findings) -> None:
    """Three of the four are a test; the fourth is told apart."""
    told = said(chapter(plan, findings))
    assert "Held against 3 figures" in told
    assert "1 more figures are met but were used to make the study" in told


def test_of_the_figures_that_decide_the_basis_is_counted(plan: Plan, findings: Findings) -> None:
    grounds = chapter(plan, findings).sections[0].blocks[0]
    assert isinstance(grounds, TableBlock)
    rows = {row.cells[0].text: [c.text for c in row.cells[1:]] for row in grounds.rows}
    assert rows["Recalled from memory"] == ["1", "50%", "1"]
    assert rows["Assumed"] == ["1", "50%", "1"]
    assert rows["Read in a source"] == ["0", "0%", "0"]


def test_figures_without_evidence_are_counted(plan: Plan) -> None:
    """Capacity, two flows, variable cost, freight, import price, demand; capex and the ore price have some."""
    assert "7 figures have none." in said(chapter(plan))


def test_what_the_study_leaves_open_is_said(plan: Plan) -> None:
    study = chain(
        capex=10.0,
        impacts=[{"impact": "noise", "name": "Noise", "unit": "h"}, {"impact": "dust", "unit": "t", "price": 3}],
        objectives=[{"objective": "joy", "indicator": None}, {"objective": "made", "indicator": "make[]"}],
    )
    limits = chapter(study.plan()).sections[-1].blocks[0]
    told = " ".join(cell.text for cell in limits.items)  # type: ignore[union-attr]
    assert "The cost of Noise: it is counted, but has no price and no limit." in told
    assert "1 objectives of the strategy" in told


def test_a_gap_is_no_difference(plan: Plan) -> None:
    assert "no other plan for these figures is better" in said(chapter(plan))
    open_ = replace(plan, summary=replace(plan.summary, bound=plan.objective - 5.0, gap=0.01))
    assert "is better by more than" in said(chapter(open_))


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_it_stands_in_the_report(plan: Plan, findings: Findings, tmp_path: Path, language: str) -> None:
    path = write_report(plan, tmp_path / "report.html", language=language, findings=findings)
    page = Page(path.read_text(encoding="utf-8"))
    assert {"sure", "known-year", "tornado", "sure-cannot"} <= set(page.ids)
