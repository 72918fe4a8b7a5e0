"""``punos check``: tells every fault, in three forms, and only reads."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from punos.cli.status import ExitStatus
from tests.cli.conftest import Run


def break_plant(study: Path) -> None:
    """Misspell the place of the first plant (row 2 in a spreadsheet)."""
    plants = study / "plants.csv"
    plants.write_text(plants.read_text(encoding="utf-8").replace(",ahmsa,", ",ahmssa,", 1), encoding="utf-8")


def test_a_sound_study_is_status_0(punos: Run, study: Path) -> None:
    result = punos("check", study)
    assert result.exit_code == ExitStatus.GOOD
    assert "no errors" in result.stdout


def test_a_misspelt_name_is_found_with_its_row_and_its_likely_meaning(punos: Run, study: Path) -> None:
    break_plant(study)
    before = {path: path.read_bytes() for path in study.iterdir()}
    result = punos("check", study)
    assert result.exit_code == ExitStatus.FAULTS
    for word in ("plants", "2", "place", "ahmssa", "Did you mean 'ahmsa'?"):
        assert word in result.stdout
    assert {path: path.read_bytes() for path in study.iterdir()} == before


def test_faults_as_json_and_csv_are_the_same(punos: Run, study: Path) -> None:
    break_plant(study)
    told = json.loads(punos("check", study, "--json").stdout)
    error = next(fault for fault in told if fault["severity"] == "error")
    assert (error["table"], error["row"], error["column"], error["value"]) == ("plants", 2, "place", "ahmssa")
    as_csv = list(csv.DictReader(io.StringIO(punos("check", study, "--csv").stdout)))
    assert [fault["message"] for fault in as_csv] == [fault["message"] for fault in told]


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_what_is_no_study_at_all_is_a_fault(punos: Run, tmp_path: Path, form: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "letter.xlsx").write_text("Dear council", encoding="utf-8")
    (tmp_path / "notes.md").touch()
    for path in ("empty", "letter.xlsx", "notes.md"):
        result = punos("check", path, *form)
        assert result.exit_code == ExitStatus.FAULTS
        assert path in result.stdout


def test_a_missing_file_is_wrong_use(punos: Run, study: Path) -> None:
    result = punos("check", "stel")
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "There is no study at stel. Did you mean steel?" in result.stderr
