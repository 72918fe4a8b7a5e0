"""Paths are checked before the work begins, and nothing that stands is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.cli.paths import PLAN_MARK, existing, existing_plan, new_file, new_folder
from punos.errors import WrongUse


@pytest.fixture
def plan_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    folder.mkdir()
    (folder / PLAN_MARK).write_text("{}", encoding="utf-8")
    return folder


def test_a_missing_path_names_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "kokkola.xlsx").touch()
    with pytest.raises(WrongUse, match=r"no study at .*kokola\.xlsx\. Did you mean .*kokkola\.xlsx\?"):
        existing(tmp_path / "kokola.xlsx", "study")


def test_a_missing_path_in_a_missing_folder_has_no_neighbour(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"no study at .*b\.$"):
        existing(tmp_path / "a" / "b", "study")


def test_a_folder_without_a_summary_is_no_plan(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="is not a plan"):
        existing_plan(tmp_path)


def test_a_plan_is_replaced_only_by_force(plan_folder: Path) -> None:
    with pytest.raises(WrongUse, match=r"holds a plan already.*--force"):
        new_folder(plan_folder, force=False)
    assert new_folder(plan_folder, force=True) == plan_folder


def test_force_never_replaces_what_is_no_plan(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").touch()
    with pytest.raises(WrongUse, match="not replaced"):
        new_folder(tmp_path, force=True)


def test_an_empty_folder_and_a_deep_new_one_may_be_used(tmp_path: Path) -> None:
    assert new_folder(tmp_path, force=False) == tmp_path
    deep = tmp_path / "a" / "b" / "c"
    assert new_folder(deep, force=False) == deep
    assert not deep.parent.exists(), "checking must not make folders"


def test_output_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WrongUse, match=r"Cannot write.*is a file"):
        new_folder(tmp_path / "file" / "plan", force=False)


def test_a_page_needs_its_ending_and_is_replaced_only_by_force(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    with pytest.raises(WrongUse, match=r"should end in \.html"):
        new_file(tmp_path / "report.pdf", force=False, suffix=".html")
    assert new_file(page, force=False, suffix=".html") == page
    page.touch()
    with pytest.raises(WrongUse, match="--force"):
        new_file(page, force=False, suffix=".html")
    assert new_file(page, force=True, suffix=".html") == page
