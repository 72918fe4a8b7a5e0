"""`punos new`: what people are given to fill in works, explains itself, and survives their spreadsheet."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

import punos
from punos.errors import StudyFaults, WrongUse
from punos.study import template
from punos.study.starter import starter
from punos.study.study import Study
from punos.study.template import new_study
from punos.tables import TABLES
from tests.study.small import same

FINLAND = Path(__file__).parents[2] / "studies" / "finland_batteries"


def as_csv(book: Path, folder: Path, encoding: str) -> Path:
    """Save every sheet as a Finnish spreadsheet does: semicolons, decimal commas, TOSI and EPÄTOSI."""
    folder.mkdir()
    words = {True: "TOSI", False: "EPÄTOSI"}
    workbook = CalamineWorkbook.from_path(book)
    for name in workbook.sheet_names:
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False):
            writer.writerow(
                words[c] if isinstance(c, bool) else f"{c:.15g}".replace(".", ",") if isinstance(c, float) else c
                for c in row
            )
        (folder / f"{name}.csv").write_bytes(text.getvalue().encode(encoding))
    return folder


@pytest.mark.parametrize("name", ["first.xlsx", "first"])
def test_a_new_study_is_sound_and_has_every_table(tmp_path: Path, name: str) -> None:
    new_study(tmp_path / name)
    study = punos.load(tmp_path / name)
    assert not study.check().errors, str(study.check())
    assert not study.check().warnings, str(study.check())
    assert list(study.tables) == list(TABLES)
    assert study.name == "first"
    for table in TABLES:
        assert study.table(table).height == starter("first").table(table).height
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_new_study_plans_well(tmp_path: Path) -> None:
    new_study(tmp_path / "first.xlsx")
    plan = punos.load(tmp_path / "first.xlsx").plan()
    # Three years of building from 2025: the first period that starts in 2028 or later is that of 2030. Made
    # metal costs less than the export price, so the plant takes the largest size that is allowed.
    assert plan.indicator("build", by=["plant", "period"]).select("plant", "period", "value").rows() == [
        ("park_refinery", "2030", 20000.0)
    ]
    early, late = (sum(1.06 ** -(year + 0.5) for year in years) for years in (range(5), range(5, 15)))
    # 20,000 t from 60,000 t of ore; 80,000 t over 12 km at 0.15; 12,000 t exported.
    running = 60000 * 600 + 20000 * 300 + 20000 * 150 + 80000 * 12 * 0.15 - 12000 * 3500
    capex = 20000 * 6000 * 1.06**-5
    left = capex * (1 - 1.06**-15) / (1 - 1.06**-25) * 1.06**-10  # annuity, fifteen of twenty-five years to go
    expected = early * 8000 * 4200 + late * running + capex - left
    assert plan.summary.objective == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig"])
def test_a_new_study_saved_as_csv_by_a_finnish_spreadsheet_is_the_same(tmp_path: Path, encoding: str) -> None:
    new_study(tmp_path / "first.xlsx")
    folder = as_csv(tmp_path / "first.xlsx", tmp_path / "first", encoding)
    read = punos.load(folder)
    assert not read.faults, str(read.faults)
    assert same(read, punos.load(tmp_path / "first.xlsx"))
    assert str(read.dialects["modes"]).endswith("semicolons, decimal comma")


@pytest.mark.parametrize("places", [["kokkola"], ["kokkola", "harjavalta", "hamina", "kotka"]])
def test_a_part_of_finland_stands_alone(tmp_path: Path, places: list[str]) -> None:
    new_study(tmp_path / "part.xlsx", source=FINLAND, places=places)
    study = punos.load(tmp_path / "part.xlsx")
    assert not study.check().errors, str(study.check().errors)
    assert sorted(study.table("places")["place"]) == sorted(places)
    assert study.table("plants").height > 0
    folder = as_csv(tmp_path / "part.xlsx", tmp_path / "part", "utf-8-sig")
    assert same(punos.load(folder), study)


def xml(path: Path, sheet: str) -> tuple[str, str]:
    """The sheet's own part and its comments, as stored."""
    with zipfile.ZipFile(path) as archive:
        book = archive.read("xl/workbook.xml").decode()
        number = re.findall(r'<sheet name="([^"]+)"', book).index(sheet) + 1
        rels = archive.read(f"xl/worksheets/_rels/sheet{number}.xml.rels").decode()
        comments = re.search(r"\.\./(comments\d+\.xml)", rels)
        assert comments
        return archive.read(f"xl/worksheets/sheet{number}.xml").decode(), archive.read(f"xl/{comments[1]}").decode()


def test_headings_explain_themselves(tmp_path: Path) -> None:
    new_study(tmp_path / "first.xlsx")
    sheet, comments = xml(tmp_path / "first.xlsx", "supplies")
    assert comments.count("<comment ") == len(TABLES["supplies"].all_columns) - 2  # without name_fi, name_sv
    assert "Price at this place." in comments
    assert "Unit: money / unit." in comments
    assert "Must be filled." in comments
    assert "Blank: no limit (inf)." in comments
    assert "Blank: every period." in comments
    assert 'state="frozen"' in sheet


def test_cells_with_names_offer_the_names_of_their_sheet(tmp_path: Path) -> None:
    new_study(tmp_path / "first.xlsx")
    sheet, _ = xml(tmp_path / "first.xlsx", "plants")
    offered = re.findall(r'<dataValidation [^>]*sqref="([A-Z]+)\d+:[^"]*"><formula1>([^<]*)</formula1>', sheet)
    heading = punos.load(tmp_path / "first.xlsx").tables["plants"].columns
    by_column = {heading[ord(letter) - ord("A")]: source for letter, source in offered}
    assert by_column["place"].startswith("places!$A$2:$A$")
    assert by_column["technology"].startswith("technologies!$A$2:")
    assert by_column["period"].startswith("periods!$A$2:")
    assert by_column["status"] == '"operating,committed,idle,candidate,cancelled,closed"'
    assert by_column["closable"] == '"yes,no"'
    assert "capacity" not in by_column


def test_names_are_text_and_figures_show_every_digit(tmp_path: Path) -> None:
    """A spreadsheet saves as CSV what it shows: a rounding format would change the study."""
    new_study(tmp_path / "first.xlsx")
    with zipfile.ZipFile(tmp_path / "first.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
    assert set(re.findall(r'formatCode="([^"]*)"', styles)) <= {"0", "@", "General"}
    assert set(re.findall(r'numFmtId="(\d+)"', styles)) <= {"0", "1", "49"}  # General, whole, text


def test_nothing_is_written_over_and_failures_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_text("mine")
    with pytest.raises(WrongUse, match="exists already"):
        new_study(tmp_path / "a.xlsx")
    assert (tmp_path / "a.xlsx").read_text() == "mine"

    def broken(path: Path, study: Study) -> None:
        path.write_text("half")
        raise OSError("disk full")

    monkeypatch.setattr(template, "write_template", broken)
    with pytest.raises(OSError, match="disk full"):
        new_study(tmp_path / "b.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_source_must_be_sound_and_know_the_places(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="Did you mean 'kokkola'"):
        new_study(tmp_path / "a.xlsx", source=FINLAND, places=["kokola"])
    with pytest.raises(WrongUse, match="Name the places"):
        new_study(tmp_path / "a.xlsx", source=FINLAND)
    new_study(tmp_path / "bad")
    (tmp_path / "bad" / "places.csv").write_text("place,lat\nharbour,north\n")
    with pytest.raises(StudyFaults, match="north"):
        new_study(tmp_path / "a.xlsx", source=tmp_path / "bad", places=["harbour"])
