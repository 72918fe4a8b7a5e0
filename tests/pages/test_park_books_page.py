"""The page of a park company's books, of the park computed by hand (tests/analysis/test_share_ahead.py)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from punos.analysis.findings import Findings
from punos.pages.blocks import FigureBlock, Section, TableBlock
from punos.pages.park_books import books_section
from punos.pages.report import write_report
from punos.pages.view import view_of
from punos.plan import Plan
from tests.analysis import boiler
from tests.analysis.test_share_ahead import growing
from tests.pages.reading import Page

FINANCE = {"debt_share": 0.6, "interest": 0.04, "loan_years": 2, "vacancy": 0.1, "reserve": 0.05, "uplift": 0.05}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return growing()


@pytest.fixture(scope="module")
def found(plan: Plan) -> Findings:
    return Findings(share=plan.share("park", finance=FINANCE))


def _section(plan: Plan, found: Findings, language: str = "en") -> Section:
    section = books_section(view_of(plan, language, findings=found), "park")
    assert section is not None
    return section


def _rows(section: Section, anchor: str) -> dict[str, list[str]]:
    (block,) = (b for b in section.blocks if isinstance(b, TableBlock) and b.anchor == f"park-park-{anchor}")
    return {row.cells[0].words: [cell.words for cell in row.cells[1:]] for row in block.rows}


def test_nothing_asked_nothing_told(plan: Plan) -> None:
    assert books_section(view_of(plan), "park") is None


def test_what_it_says(plan: Plan, found: Findings) -> None:
    lead = _section(plan, found).lead
    # 5 % more than the 3520 that services cost are 176; a tenth of what is booked and 5 % of it are lost
    assert lead[0].startswith(
        "The tariff asks 5% more than cost. 10% of what is booked stays unlet. The company invests €1,000 in common "
        "services. At its rate of 0% a year it gains €56."
    )
    assert lead[1] == (
        "First to build ahead of demand: boiler in a instead of b. That costs €20, a period too late would cost "
        "€2,100; so it pays if demand comes a period earlier with a chance above 0.9%."
    )


def test_without_figures_it_says_so() -> None:
    plan = boiler.planned()
    lead = _section(plan, Findings(share=plan.share("park"))).lead
    assert "no more and no less: it covers cost." in lead[0]
    assert lead[1].startswith("Without loans, without anything unlet, without a reserve")


def test_in_finnish_and_swedish(plan: Plan, found: Findings) -> None:
    assert _section(plan, found, "fi").title == "The Park: puistoyhtiön talous"
    assert _section(plan, found, "sv").title == "The Park: parkbolagets ekonomi"


def test_the_table_is_the_books(plan: Plan, found: Findings) -> None:
    rows = _rows(_section(plan, found), "books-table")
    assert rows["Investment"] == ["0", "−1,000", "0"]
    assert rows["Loans drawn"] == ["0", "600", "0"]
    # an annuity of 2 years at 4 %: 600 x 0.04 / (1 - 1.04^-2) = 318.12, of which 24 and then 12.24 are interest
    assert (rows["Interest"], rows["Repayment"]) == (["0", "−24", "−12.2"], ["0", "−294", "−306"])
    assert rows["Loans left"] == ["0", "306", "0"]
    assert "Booked capacity" not in rows  # this tariff asks nothing for it
    assert _rows(_section(plan, found), "ahead") == {"boiler": ["steam", "a instead of b", "20", "2,100", "0.9%"]}


def test_the_chart_adds_up_to_cash(plan: Plan, found: Findings) -> None:
    (chart,) = (b for b in _section(plan, found).blocks if isinstance(b, FigureBlock))
    *others, line = chart.figure.frames[""]
    bars = [trace for trace in others if trace["type"] == "bar"]
    assert found.share is not None
    sums = [sum(trace["y"][n] for trace in bars) for n in range(3)]
    assert sums == pytest.approx(found.share.books["cash"].to_list(), abs=0.01)
    assert line["y"] == pytest.approx(found.share.books["cumulated"].to_list(), abs=0.01)
    assert len(chart.legend) == len(bars) + 1


def test_it_stands_in_the_report(plan: Plan, found: Findings, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "plan")
    found.keep(folder, plan)
    page = write_report(plan, tmp_path / "r.html", findings=Findings.read(folder, plan))
    read = Page(page.read_text(encoding="utf-8"))
    assert {"park-park-books", "park-park-books-chart", "park-park-books-table", "park-park-ahead"} <= set(read.ids)


def test_findings_kept_before_there_were_books_are_read(plan: Plan, found: Findings, tmp_path: Path) -> None:
    """An older folder has no such tables: the rest is shown as it was."""
    folder = plan.save(tmp_path / "plan")
    found.keep(folder, plan)
    kept = folder / "findings"
    later = ("company", "books", "book_lines", "ahead")
    for name in later:
        (kept / f"share-{name}.parquet").unlink()
    told = kept / "share.json"
    text = told.read_text(encoding="utf-8")
    for name in later:
        text = text.replace(f'    "{name}",\n', "")
    told.write_text(text, encoding="utf-8")
    read = Findings.read(folder, plan)
    assert read.stale == ()
    assert read.share is not None
    assert read.share.company.is_empty()
    assert read.share.frame.equals(found.share.frame)  # type: ignore[union-attr]
    assert books_section(view_of(plan, findings=read), "park") is None
    # and a park asked for anew stands beside it
    both = found.share.beside(read.share)  # type: ignore[union-attr]
    assert both.books.filter(pl.col("park") == "park").height == 3
