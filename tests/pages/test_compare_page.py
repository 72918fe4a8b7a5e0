"""Two plans side by side as a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from punos.errors import WrongUse
from punos.pages.compare import first_paragraph, write_comparison
from punos.plan import Plan
from punos.plan.compare import Comparison, compare
from tests.pages.fixtures.small import small_plan
from tests.pages.reading import Page, number


@pytest.fixture(scope="module")
def comparison(plan: Plan) -> Comparison:
    return compare(plan, small_plan("less salt", ("impact_caps.cap *= 0.5",), cap=15000.0, second=False))


@pytest.fixture(scope="module")
def read(comparison: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Page:
    path = write_comparison(comparison, tmp_path_factory.mktemp("compare") / "compare.html")
    return Page(path.read_text(encoding="utf-8"))


def test_the_first_paragraph_says_what_was_changed_and_what_it_costs(comparison: Comparison) -> None:
    told = first_paragraph(comparison)
    assert told.startswith("Changed: impact_caps.cap *= 0.5 (1 cell differs).")
    assert "Net cost rises by €" in told
    assert "Smaller: Kotka cathode (20,000\u202ft/a)" in told
    assert str(comparison) == told


def test_the_changed_cell_is_shown(read: Page) -> None:
    row = ["impact_caps", "impact=salt, place=kokkola", "cap", "30,000", "15,000"]
    assert read.tables["changes"].rows[1:] == [row]


def test_what_moved_comes_with_both_figures(read: Page) -> None:
    assert read.tables["moved-build"].rows[1] == ["Kotka cathode", "2033", "20,000", "0", "−20,000", "t/a"]
    # 20,000 t less in 8 of 15 years
    sold = next(row for row in read.tables["moved-sell"].rows if row[0] == "Cathode material")
    assert number(sold[4]) == pytest.approx(-20e3 * 8 / 15, rel=5e-3)


def test_money_adds_up(comparison: Comparison, read: Page) -> None:
    rows = [[number(c) for c in row[1:]] for row in read.tables["money-kinds"].rows[1:]]
    assert sum(row[2] for row in rows[:-1]) == pytest.approx(rows[-1][2], abs=0.3)
    assert rows[-1][2] == pytest.approx(comparison.difference / 1e6, abs=0.051)


def test_plans_within_their_gaps_are_no_different(plan: Plan) -> None:
    near = replace(plan, summary=replace(plan.summary, objective=plan.summary.objective + 1e4))
    told = first_paragraph(compare(plan, near))
    assert "no difference" in told
    assert "The two studies are the same." in told


def test_a_place_narrows_what_moved(comparison: Comparison, tmp_path: Path) -> None:
    page = Page(comparison.report(tmp_path / "kotka.html", place="kotka").read_text(encoding="utf-8"))
    assert {row[0] for row in page.tables["moved-build"].rows[1:]} == {"Kotka cathode"}
    with pytest.raises(WrongUse, match="Neither study"):
        comparison.report(tmp_path / "x.html", place="atlantis")


def test_links_lead_somewhere(read: Page) -> None:
    assert [link for link in read.links if link not in read.ids] == []
    assert [a for a in read.addresses if not a[1].startswith(("#", "data:"))] == []
