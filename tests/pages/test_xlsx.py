"""The tables of a report as a workbook, read back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from punos.pages.blocks import Cell, Column, Row, Section, TableBlock
from punos.pages.html import Page
from punos.pages.report import report_page, write_tables
from punos.pages.view import view_of
from punos.pages.xlsx import workbook
from punos.plan import Plan
from tests.pages.reading import Page as Read


def page_of(*tables: TableBlock) -> Page:
    return Page("Small", "A plan", [Section("one", "One", (), tables)], "")


def table(anchor: str, *cells: Cell) -> TableBlock:
    return TableBlock(anchor, f"Caption of {anchor}", (Column("What", "t"),), tuple(Row((cell,)) for cell in cells))


def test_every_table_of_the_page_is_a_sheet(plan: Plan, page: Path, tmp_path: Path) -> None:
    read = Read(page.read_text(encoding="utf-8"))
    file = write_tables(plan, tmp_path / "t.xlsx", place="kokkola")
    names = CalamineWorkbook.from_path(file).sheet_names
    assert names[0] == "Contents"
    assert names[1:] == [anchor[:31] for anchor in read.tables]
    assert not list(tmp_path.glob(".*"))


def test_numbers_are_numbers(plan: Plan) -> None:
    """What is built: 20,000 t/a each, 180 and 280 million for it."""
    book = CalamineWorkbook.from_filelike(BytesIO(workbook(report_page(view_of(plan)), "Contents")))
    rows = book.get_sheet_by_name("built").to_python()
    assert rows[0][0] == "Built, in order of time"
    assert rows[2] == ["In use from", "Plant", "Place", "What", "Built", "Investment (million EUR)"]
    assert sorted(row[4:] for row in rows[3:6]) == [[20e3, 180.0], [20e3, 280.0], [20e3, 280.0]]


def test_texts_that_look_like_formulas_or_addresses_stay_texts() -> None:
    held = workbook(page_of(table("a", Cell("=1+1"), Cell("https://example.org"))), "Contents")
    rows = CalamineWorkbook.from_filelike(BytesIO(held)).get_sheet_by_name("a").to_python()
    assert [row[0] for row in rows[2:5]] == ["What (t)", "=1+1", "https://example.org"]


def test_infinite_figures_are_words() -> None:
    held = workbook(page_of(table("a", Cell("∞", numeric=True, value=float("inf")))), "Contents")
    assert CalamineWorkbook.from_filelike(BytesIO(held)).get_sheet_by_name("a").to_python()[3] == ["∞"]


def test_long_names_of_sheets_differ() -> None:
    """Spreadsheets allow 31 letters and do not tell upper case from lower."""
    long = "x" * 40
    held = workbook(page_of(table(long), table(long + "y"), table("a"), table("A")), "Contents")
    names = CalamineWorkbook.from_filelike(BytesIO(held)).sheet_names
    assert names == ["Contents", "x" * 31, "x" * 29 + "_2", "a", "A_2"]


def test_several_lines_stand_in_one_cell() -> None:
    lines = (Cell("", lines=(Cell("Kokkola"), Cell(": runs"))), Cell("second"))
    held = workbook(page_of(table("a", Cell("", lines=lines))), "Contents")
    rows = CalamineWorkbook.from_filelike(BytesIO(held)).get_sheet_by_name("a").to_python()
    assert rows[3] == ["Kokkola: runs\nsecond"]


def test_the_same_page_gives_the_same_workbook() -> None:
    page = page_of(table("a", Cell("1", value=1.0)))
    assert workbook(page, "Contents") == workbook(page, "Contents")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_it_is_written_in_other_languages(plan: Plan, tmp_path: Path, language: str) -> None:
    file = write_tables(plan, tmp_path / "t.xlsx", language=language)
    assert CalamineWorkbook.from_path(file).sheet_names[0] != ""
