"""``punos compare`` and ``punos report``: words on the terminal, one page as a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.cli.status import ExitStatus
from tests.cli.conftest import Run, words


def test_compare_says_what_was_changed(punos: Run, made: Path, tmp_path: Path) -> None:
    result = punos("compare", made / "base", made / "less")
    assert result.exit_code == ExitStatus.GOOD
    assert "demands[demand=steel monterrey].quantity *= 0.5" in words(result.stdout)
    assert list(tmp_path.iterdir()) == []


def test_compare_writes_a_page_once(punos: Run, made: Path, tmp_path: Path) -> None:
    arguments = ("compare", made / "base", made / "less", "-o", "less.html", "--place", "monterrey")
    assert punos(*arguments).exit_code == ExitStatus.GOOD
    page = (tmp_path / "less.html").read_text(encoding="utf-8")
    assert "Mexican steel: less" in page
    again = punos(*arguments)
    assert again.exit_code == ExitStatus.WRONG_USE
    assert "--force" in again.stderr
    assert punos(*arguments, "--force").exit_code == ExitStatus.GOOD


def test_a_report_is_written_where_it_was_asked_for(punos: Run, made: Path, tmp_path: Path) -> None:
    result = punos("report", made / "base", "-o", "steel.html", "--public")
    assert result.exit_code == ExitStatus.GOOD
    assert (tmp_path / "steel.html").as_uri() in words(result.stdout)
    assert "Mexican steel" in (tmp_path / "steel.html").read_text(encoding="utf-8")


def test_a_report_stands_beside_its_plan_by_default(punos: Run, made: Path) -> None:
    before = {path: path.read_bytes() for path in (made / "base").rglob("*") if path.is_file()}
    assert punos("report", made / "base").exit_code == ExitStatus.GOOD
    assert (made / "base.html").is_file()
    assert {path: path.read_bytes() for path in (made / "base").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "new.html", "--place", "montery"], "montery"),
        (["-o", "new.html", "--lang", "klingon"], "klingon"),
        (["-o", "new.pdf"], "should end in .html"),
        (["-o", "file/new.html"], "Cannot write"),
    ],
)
def test_a_report_that_cannot_be_made_is_refused(
    punos: Run, made: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    (tmp_path / "file").touch()
    result = punos("report", made / "base", *arguments)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert said in words(result.stderr)
    assert not (tmp_path / "new.html").exists()


def test_the_tables_of_a_report_are_written_as_a_workbook(punos: Run, made: Path, tmp_path: Path) -> None:
    arguments = ("report", made / "base", "-o", "steel.html", "--xlsx", "steel.xlsx")
    result = punos(*arguments)
    assert result.exit_code == ExitStatus.GOOD
    assert (tmp_path / "steel.xlsx").as_uri() in words(result.stdout)
    assert (tmp_path / "steel.xlsx").read_bytes().startswith(b"PK")
    assert punos(*arguments).exit_code == ExitStatus.WRONG_USE


def test_show_tells_of_one_place(punos: Run, made: Path) -> None:
    land = punos("show", made / "base", "--land", "ahmsa", "--csv")
    assert land.exit_code == ExitStatus.GOOD
    assert land.stdout.startswith("period,plant,plants,without_land,hectares,value_added,")
    both = punos("show", made / "base", "--neighbours", "ahmsa", "--residents", "ahmsa")
    assert "residents of ahmsa" in words(both.stdout)
    assert "loaded vehicles a day at ahmsa" in words(both.stdout)
    wrong = punos("show", made / "base", "--residents", "ahmsaa")
    assert wrong.exit_code == ExitStatus.WRONG_USE
    assert "no place 'ahmsaa'" in words(wrong.stderr)
