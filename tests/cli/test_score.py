"""``punos score``: parks on a terminal and in a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from punos.cli.status import ExitStatus
from tests.analysis.test_scoring import AT_LEAST, YES_NO, criterion, park, study
from tests.cli.conftest import Run, words


@pytest.fixture
def parks(tmp_path: Path) -> Path:
    criteria = [
        criterion("operator", YES_NO | {"kind": "prerequisite"}, name="A company runs the park"),
        criterion("metered", AT_LEAST, name="Energy metered"),
        criterion("unheard", YES_NO),
    ]
    told = [
        park("a", "operator", answer="no"),
        park("b", "operator", answer="yes", evidence="Park Ltd", source="visit", year=2024),
        park("a", "metered", observed=80.0), park("b", "metered", observed=41.0),
    ]  # fmt: skip
    study(criteria, told).save(tmp_path / "parks")
    return tmp_path / "parks"


def test_parks_side_by_side(punos: Run, parks: Path) -> None:
    done = punos("score", parks, "-o", "scores.xlsx")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "f: a scores 0.50 (1/2) on the 2 of 3 items that are known, 0.33 to 0.67 on all; it does not qualify" in said
    assert "operator A company runs the park prerequisite not met met" in said
    assert "metered Energy metered indicator ≥ 80 % met (80) partly (41)" in said
    assert "1 items of which nothing is known of any park are left out: unheard." in said
    assert "a operator A company runs the park not met b met Park Ltd visit, 2024, read" in said
    assert CalamineWorkbook.from_path("scores.xlsx").sheet_names == ["items", "categories", "frameworks", "takes"]
    assert punos("score", parks, "-o", "scores.xlsx").exit_code == ExitStatus.WRONG_USE


def test_one_park(punos: Run, parks: Path) -> None:
    said = words(punos("score", parks, "--place", "b").stdout)
    assert "met Park Ltd visit, 2024, read" in said
    assert "unheard indicator not known" in said  # all that could still be filled
    assert "b metered Energy metered partly (41) a met (80)" in said


def test_a_change_before_scoring(punos: Run, parks: Path) -> None:
    said = words(punos("score", parks, "--set", "practices[practice=metered, place=b].observed = 81").stdout)
    assert "b scores 1.00 (1/1)" in said


def test_what_cannot_be_scored_is_said(punos: Run, parks: Path) -> None:
    done = punos("score", parks, "--place", "d")
    assert done.exit_code == ExitStatus.WRONG_USE
    assert "no place 'd'" in words(done.output)
    wrong = parks / "criteria.csv"
    wrong.write_text(wrong.read_text().replace("at_least,80", "at_least,"))
    done = punos("score", parks)
    assert done.exit_code == ExitStatus.FAULTS
    assert "has no threshold" in words(done.output)


def test_a_study_without_parks(punos: Run, made: Path) -> None:
    done = punos("score", made / "base" / "study")
    assert done.exit_code == ExitStatus.GOOD
    assert "fill the tables criteria and practices" in done.stdout
