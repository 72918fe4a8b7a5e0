"""``punos new``: a study that works as it is made, and is never written over another."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.cli.status import ExitStatus
from tests.cli.conftest import STUDY, Run, words


@pytest.mark.parametrize("name", ["first.xlsx", "first"])
def test_a_new_study_is_sound_and_plans(punos: Run, name: str) -> None:
    made = punos("new", name)
    assert made.exit_code == ExitStatus.GOOD
    assert f"punos check {name}" in words(made.stdout)
    assert punos("check", name).exit_code == ExitStatus.GOOD
    assert punos("plan", name, "--quiet").exit_code == ExitStatus.GOOD


def test_a_study_is_never_written_over(punos: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.xlsx").write_bytes(b"mine")
    result = punos("new", "mine.xlsx")
    assert result.exit_code == ExitStatus.WRONG_USE
    assert (tmp_path / "mine.xlsx").read_bytes() == b"mine"


def test_a_part_of_a_study(punos: Run) -> None:
    result = punos("new", "part", "--from", STUDY, "--places", "ahmsa, monterrey")
    assert result.exit_code == ExitStatus.GOOD
    assert punos("check", "part", "--csv").exit_code == ExitStatus.GOOD


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--places", "ahmsa"], "--from"),
        (["--from", "nowhere"], "There is no study at nowhere"),
        (["--from", str(STUDY), "--places", "ahmssa"], "Did you mean 'ahmsa'?"),
    ],
)
def test_wrong_use(punos: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    result = punos("new", "part", *arguments)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert said in words(result.stderr)
    assert not (tmp_path / "part").exists()


def test_a_park_from_its_workbook_to_its_sheet_tariff_and_exit_test(punos: Run, tmp_path: Path) -> None:
    assert punos("new", "park.xlsx", "--park").exit_code == ExitStatus.GOOD
    checked = punos("check", "park.xlsx")
    assert checked.exit_code == ExitStatus.GOOD
    assert "warning" not in words(checked.output)
    assert punos("plan", "park.xlsx", "-o", "plan", "--quiet").exit_code == ExitStatus.GOOD
    asked = ("--park", "park", "--company", "park_company", "--leaves", "nordmet", "--report", "park.html", "--quiet")
    shared = punos("share", "plan", *asked)
    assert shared.exit_code == ExitStatus.GOOD, shared.output
    said = words(shared.stdout)
    assert "3 operators together bring" in said
    assert "If nordmet leaves, net cost rises by" in said
    page = (tmp_path / "park.html").read_text(encoding="utf-8")
    for words_of_page in ("Industrial park: the park", "one tariff", "Draft contract"):
        assert words_of_page in page


def test_an_example_or_a_source_not_both(punos: Run) -> None:
    result = punos("new", "park", "--park", "--from", STUDY)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "choose one" in words(result.stderr)
