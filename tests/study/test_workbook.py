"""A workbook is the same study as a folder, and hides nothing that a person sees in it."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from punos.errors import StudyFaults
from punos.study.faults import Severity
from punos.study.loading import load
from tests.study.small import SETTINGS, TABLES, same, study

HEAD: list[list[Any]] = [
    ["section", "key", "value"],
    ["study", "currency", "EUR"],
    ["time", "price_year", 2025],
    ["time", "discount_rate", 0.06],
]


def workbook(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    """Write cells as a person fills them in: numbers as numbers, names as text, formulas with `=`."""
    book = xlsxwriter.Workbook(str(path), {"nan_inf_to_errors": True})
    date = book.add_format({"num_format": "d.m.yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(i, j, cell, date)
                elif cell is not None:
                    sheet.write(i, j, cell)
    book.close()
    return path


def test_a_workbook_made_by_hand_is_the_same_study(tmp_path: Path) -> None:
    said = [[section, key, value] for section, keys in SETTINGS.items() for key, value in keys.items()]
    sheets: dict[str, list[list[Any]]] = {"study": [["section", "key", "value"], *said]}
    for name, (heading, rows) in TABLES.items():
        sheets[name] = [list(heading), *(["inf" if c == float("inf") else c for c in row] for row in rows)]
    sheets["changes"][1][5] = 1.5  # a figure, where the table says text
    sheets["periods"][1][0] = 2025  # periods as numbers, as people write them
    sheets["periods"][2][0] = 2027
    read = load(workbook(tmp_path / "small.xlsx", sheets))
    assert not read.faults, str(read.faults)
    assert same(read, study())


def test_empty_sheets_and_sheets_set_aside_are_left_alone(tmp_path: Path) -> None:
    sheets = {"study": HEAD, "places": [["place"], ["a"]], "Taulukko1": [], "_lists": [["x"]]}
    read = load(workbook(tmp_path / "a.xlsx", sheets))
    assert not read.faults
    assert list(read.tables) == ["places"]


def test_cells_away_from_the_corner_keep_their_row(tmp_path: Path) -> None:
    rows = [["place", "lat"], [], ["a", 60], [], ["b", "north"]]
    read = load(workbook(tmp_path / "a.xlsx", {"study": HEAD, "places": rows}))
    assert read.tables["places"]["row"].to_list() == [3, 5]
    assert [(fault.code, fault.row) for fault in read.faults] == [("not-a-number", 5)]


@pytest.mark.parametrize(
    ("cell", "code", "column"),
    [
        ("=1/0", "error-cell", "lat"),
        ("=NA()", "error-cell", "lat"),
        ("63,8", "not-a-number", "lat"),
        (datetime.date(2031, 1, 1), "not-a-number", "lat"),
        (True, "not-a-number", "lat"),
    ],
)
def test_what_is_no_figure_is_told(tmp_path: Path, cell: object, code: str, column: str) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, rows in {"study": HEAD, "places": [["place", "lat"], ["a", 60]]}.items():
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)
    if isinstance(cell, str) and cell.startswith("="):
        sheet.write_formula(1, 1, cell, None, "#DIV/0!" if "/" in cell else "#N/A")
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(1, 1, cell, book.add_format({"num_format": "d.m.yyyy"}))
    else:
        sheet.write(1, 1, cell)
    book.close()
    (fault,) = load(path).faults
    assert (fault.code, fault.table, fault.row, fault.column) == (code, "places", 2, column)


def test_formulas_never_computed_are_told_and_blank_results_are_not(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    sheets = {"study": HEAD, "places": [["place", "name", "lat"], ["a", "=B9", "=60+1"], ["b", "", 61]]}
    workbook(path, sheets)
    assert load(path).tables["places"]["lat"].to_list() == [0, 61]  # XlsxWriter writes 0 as the result
    _edit(path, b"</f><v>0</v>", b"</f>")
    found = [(fault.code, fault.row, fault.column) for fault in load(path).faults]
    assert found == [("formula-without-value", 2, "name"), ("formula-without-value", 2, "lat")]


def _edit(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data.replace(old, new) if "sheets" in name else data)


def test_formulas_count_by_their_results(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet("study").write_row(0, 0, HEAD[0])
    for i, row in enumerate(HEAD):
        book.get_worksheet_by_name("study").write_row(i, 0, row)
    sheet = book.add_worksheet("places")
    sheet.write_row(0, 0, ["place", "lat", "note"])
    sheet.write_formula(1, 0, '="a"', None, "a")
    sheet.write_formula(1, 1, "=60+1.5", None, 61.5)
    sheet.write_formula(1, 2, '=IF(A1="x","y","")', None, "")
    book.close()
    _edit(path, b'<c r="C2">', b'<c r="C2" t="str">')  # as Excel and LibreOffice mark a text result
    read = load(path)
    assert not read.faults, str(read.faults)
    assert read.tables["places"].rows() == [("a", 61.5, None, 2)]


@pytest.mark.parametrize(
    ("sheet", "remedy"),
    [("plant", "Did you mean 'plants'?"), ("Plants", "Did you mean 'plants'?"), ("kokkola plants", "'plants'"),
     ("regions", "Take it out"), ("my own notes", "leading '_'")],
)  # fmt: skip
def test_sheets_that_are_no_tables_are_told(tmp_path: Path, sheet: str, remedy: str) -> None:
    read = load(workbook(tmp_path / "a.xlsx", {"study": HEAD, sheet: [["x"], [1]]}))
    (fault,) = read.faults
    assert fault.code == "unknown-table"
    assert remedy in fault.remedy


def test_files_that_are_no_tables_are_told(tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text('[study]\ncurrency="EUR"\n[time]\nprice_year=2025\ndiscount_rate=0\n')
    for name in ("plant.csv", "places.xlsx", "README.md", "_scrap.csv", ".~lock.plants.csv#", "PLACES.CSV"):
        (tmp_path / name).write_text("x\n")
    found = {(fault.severity, fault.code, fault.value) for fault in load(tmp_path).faults}
    assert found == {
        (Severity.ERROR, "unknown-table", "plant"),
        (Severity.ERROR, "unknown-table", "PLACES"),
        (Severity.WARNING, "not-read", "places.xlsx"),
    }


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 encrypted", b"a,b\n1,2\n"])
def test_a_file_that_is_no_workbook(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "a.xlsx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudyFaults) as caught:
        load(path)
    assert [fault.code for fault in caught.value.faults] == ["no-study"]


def test_a_folder_that_is_no_study(tmp_path: Path) -> None:
    with pytest.raises(StudyFaults, match=r"neither study\.toml nor any table"):
        load(tmp_path)
    (tmp_path / "a.txt").write_text("x")
    with pytest.raises(StudyFaults, match="neither a folder nor a workbook"):
        load(tmp_path / "a.txt")
