"""However a spreadsheet writes a study, the study is the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from punos.study.dialect import Dialect
from punos.study.faults import Severity
from punos.study.loading import load
from punos.study.study import Study
from tests.study.small import same, study, write


def with_bom(text: str) -> bytes:
    return text.encode("utf-8-sig")


def cp1252(text: str) -> bytes:
    return text.encode("cp1252")


def utf16(text: str) -> bytes:
    return text.encode("utf-16")


DIALECTS = [
    (str.encode, ",", ".", ("yes", "no"), "\n", "UTF-8"),
    (str.encode, ",", ".", ("TRUE", "FALSE"), "\r\n", "UTF-8"),
    (with_bom, ",", ".", ("1", "0"), "\r\n", "UTF-8 with BOM"),
    (with_bom, ";", ",", ("TOSI", "EPÄTOSI"), "\r\n", "UTF-8 with BOM"),
    (cp1252, ";", ",", ("kyllä", "ei"), "\r\n", "Windows-1252"),
    (cp1252, ";", ",", ("ja", "nej"), "\r", "Windows-1252"),
    (cp1252, ";", ".", ("Yes", "No"), "\n", "Windows-1252"),
    (utf16, "\t", ",", ("kyllä", "ei"), "\r\n", "UTF-16"),
    (str.encode, ",", ",", ("yes", "no"), "\n", "UTF-8"),  # decimal commas within quotation marks
]


@pytest.mark.parametrize(("encode", "separator", "decimal", "flags", "line_end", "words"), DIALECTS)
@pytest.mark.parametrize("settings_as_csv", [False, True])
def test_every_dialect_gives_the_same_study(
    tmp_path: Path,
    encode: Callable[[str], bytes],
    separator: str,
    decimal: str,
    flags: tuple[str, str],
    line_end: str,
    words: str,
    settings_as_csv: bool,
) -> None:
    folder = write(tmp_path / "small", encode, separator, decimal, flags, line_end, settings_as_csv)
    read = load(folder)
    assert not read.faults, str(read.faults)
    assert same(read, study())
    assert read.dialects["places"] == Dialect(words, separator, decimal)


def one(tmp_path: Path, name: str, text: str | bytes) -> Study:
    """Read a folder with one table."""
    (tmp_path / "study.toml").write_text('[study]\ncurrency = "EUR"\n[time]\nprice_year = 2025\ndiscount_rate = 0\n')
    (tmp_path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(tmp_path)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12 000,5", 12000.5),
        ("12\u00a0000,5", 12000.5),
        ("1\u202f234\u202f567", 1234567.0),
        ("−3,25", -3.25),
        ("1,5E+06", 1.5e6),
        ("+7", 7.0),
        (" 8 ", 8.0),
        ("inf", float("inf")),
        ("∞", float("inf")),
        (",5", 0.5),
    ],
)
def test_figures_as_a_finnish_spreadsheet_shows_them(tmp_path: Path, cell: str, number: float) -> None:
    read = one(tmp_path, "supplies", f"supply;price;capacity\na;0,5;{cell}\n")
    assert not read.faults, str(read.faults)
    assert read.tables["supplies"]["capacity"].to_list() == [number]


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("1.500,5", "nothing between thousands"),  # the file has decimal commas: a point is never guessed
        ("1.5", "decimal commas"),
        ("12 00", "figure alone"),
        ("6 %", "0.06"),
        ("5 t", "figure alone"),
        ("NaN", "blank"),
        ("1e999", "figure alone"),
        ("1_000", "figure alone"),
        ("0x10", "figure alone"),
        ("12.5.2031", "decimal commas"),
    ],
)
def test_what_is_no_figure_is_told(tmp_path: Path, cell: str, remedy: str) -> None:
    read = one(tmp_path, "supplies", f"supply;price;capacity\na;0,5;1\nb;0,5;{cell}\n")
    (fault,) = read.faults
    assert (fault.code, fault.table, fault.row, fault.column) == ("not-a-number", "supplies", 3, "capacity")
    assert fault.value == cell
    assert remedy in fault.remedy
    assert read.tables["supplies"]["capacity"].to_list() == [1.0, None]


def test_thousands_in_a_comma_file_are_not_taken_for_decimals(tmp_path: Path) -> None:
    read = one(tmp_path, "supplies", 'supply,price\na,"1,500"\nb,"12,000"\n')
    assert [fault.code for fault in read.faults] == ["not-a-number", "not-a-number"]
    assert "decimal points" in read.faults[0].remedy


def test_points_that_may_be_thousands_are_warned_of(tmp_path: Path) -> None:
    read = one(tmp_path, "supplies", "supply;price\na;1.500\nb;12.000\n")
    (fault,) = read.faults
    assert (fault.severity, fault.row, fault.column, fault.value) == (Severity.WARNING, 2, "price", "1.500")
    assert not one(tmp_path, "supplies", "supply;price\na;1.500\nb;12.25\n").faults


def test_blank_rows_and_columns_keep_the_row_numbers(tmp_path: Path) -> None:
    read = one(tmp_path, "places", "place,name,,\n\na,A,,\n,,,\n , ,,\nb,B,,\n,,,\n,,,\n")
    assert not read.faults
    assert read.tables["places"].rows() == [("a", "A", 3), ("b", "B", 6)]


def test_line_ends_within_cells_do_not_count_as_rows(tmp_path: Path) -> None:
    read = one(tmp_path, "places", 'place,note\na,"one\ntwo"\nb,\n')
    assert read.tables["places"]["row"].to_list() == [2, 3]
    assert read.tables["places"]["note"].to_list() == ["one\ntwo", None]


def test_a_quotation_mark_within_a_cell_is_a_letter(tmp_path: Path) -> None:
    read = one(tmp_path, "places", 'place,note\na,5" pipe\nb,"said ""so"""\n')
    assert not read.faults
    assert read.tables["places"]["note"].to_list() == ['5" pipe', 'said "so"']


def test_short_rows_end_in_blanks_as_excel_writes_them(tmp_path: Path) -> None:
    read = one(tmp_path, "places", "place,name,note\na\nb,B\n")
    assert not read.faults
    assert read.tables["places"].select("place", "name", "note").rows() == [("a", None, None), ("b", "B", None)]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("place,name\na,A,oops\n", "cell-without-heading", 2),
        ('place,name\na,"never closed\nb,B\n', "unreadable-file", None),
        ("place,name,\na,A,x\n", "cell-without-heading", 2),
        ("place,name,name\na,A,B\n", "duplicate-column", 1),
        ("place,nmae\na,A\n", "unknown-column", 1),
        ("place,row\na,5\n", "unknown-column", 1),
        ("Place,name\na,A\n", "unknown-column", 1),
        ("", "no-heading", 1),
        ("\n\nplace\na\n", "no-heading", 1),
        ("place,name\na,A\nb", "cut-off", 3),
        (b"place,name\na,\xff\x00\n", "unreadable-file", None),
        ("place,name\na,Jyväskylä\n".encode() + b"b,Sein\xe4joki\n", "unreadable-file", None),
        ("place,name\na,Jyv\ufffdskyl\ufffd\n", "lost-letters", 2),
        ('place,name\n"a=b",A\n', "bad-name", 2),
        ('place,name\n"a\nb",A\n', "bad-name", 2),
        ("place,lat\na,north\n", "not-a-number", 2),
        ("place,transit\na,maybe\n", "not-yes-or-no", 2),
        ("place,kind\na,village\n", "unknown-choice", 2),
    ],
)
def test_faults_of_a_file(tmp_path: Path, text: str | bytes, code: str, row: int | None) -> None:
    faults = one(tmp_path, "places", text).faults
    assert [fault.code for fault in faults] == [code]
    assert (faults[0].table, faults[0].row) == ("places", row)
    assert faults[0].message


def test_did_you_mean_in_headings_and_choices(tmp_path: Path) -> None:
    read = one(tmp_path, "places", "place,contry,kind\na,FI,Port\n")
    assert {fault.remedy for fault in read.faults} == {"Did you mean 'country'?", "Did you mean 'port'?"}


def test_years(tmp_path: Path) -> None:
    read = one(tmp_path, "plants", "plant,opened\na,2031\nb,2031.0\nc,31.12.2031\nd,20311\ne,2031-01-01\nf,2031.5\n")
    assert read.tables["plants"]["opened"].to_list() == [2031, 2031, None, None, None, None]
    assert [fault.row for fault in read.faults] == [4, 5, 6, 7]


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"p{i},x\n" for i in range(1000))
    read = one(tmp_path, "places", "place,lat\n" + rows)
    assert len(read.faults) == 101
    assert "900 more" in read.faults[100].message


def test_a_table_of_many_rows_reads_as_the_small_one(tmp_path: Path) -> None:
    n = 20_000
    frame = pl.DataFrame({"process": [f"p{i}" for i in range(n)], "quantity": [i / 7 for i in range(n)]})
    frame = frame.with_columns(note=pl.lit('a "quoted", note'))
    read = one(tmp_path, "flows", frame.write_csv())
    assert read.tables["flows"].drop("row").equals(frame)
    assert read.tables["flows"]["row"].to_list() == list(range(2, n + 2))
