"""What is saved reads back the same, and an old study is lost only for a whole new one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

import punos
from punos.errors import StudyFaults, WrongUse
from punos.study import saving
from punos.study.study import Study
from tests.study.small import SETTINGS, same, study


@pytest.mark.parametrize("name", ["again", "again.xlsx"])
def test_a_study_reads_back_the_same(tmp_path: Path, name: str) -> None:
    study().save(tmp_path / name)
    assert same(punos.load(tmp_path / name), study())
    assert [p.name for p in tmp_path.iterdir()] == [name]


# Letters a spreadsheet can hold: control characters are the business of test_dialects.
WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"),
    min_size=1,
    max_size=8,
).filter(str.strip)
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N"), include_characters="_-. "), min_size=1).map(
    str.strip
).filter(bool)  # fmt: skip
NUMBERS = st.floats(allow_nan=False)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "place": NAMES,
            "note": st.none() | WORDS,
            "lat": st.none() | NUMBERS,
            "tag_group": st.none() | WORDS,
            "transit": st.none() | st.booleans(),
            "kind": st.none() | st.sampled_from(["park", "port"]),
            "active": st.none() | st.booleans(),
        }
    ),
    min_size=1,
    max_size=6,
)


@hypothesis(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, order=st.randoms(use_true_random=False), name=st.sampled_from(["s", "s.xlsx"]))
def test_any_table_reads_back_the_same(tmp_path: Path, rows: list[dict[str, Any]], order: Any, name: str) -> None:
    columns = list(rows[0])
    order.shuffle(columns)
    made = Study.from_frames(SETTINGS, {"places": pl.DataFrame(rows, infer_schema_length=None).select(columns)})
    assert not made.faults.errors, str(made.faults)
    made.save(tmp_path / name, overwrite=True)
    assert same(punos.load(tmp_path / name), made)
    assert made.tables["places"].columns == [*columns, "row"]
    for column in columns:  # and what was made is what was given
        assert made.tables["places"][column].to_list() == [row[column] for row in rows]


def test_nothing_is_written_over_unless_asked(tmp_path: Path) -> None:
    for name in ("s", "s.xlsx"):
        study().save(tmp_path / name)
        with pytest.raises(WrongUse, match="exists already"):
            study().save(tmp_path / name)


def test_a_folder_keeps_what_is_no_table(tmp_path: Path) -> None:
    folder = tmp_path / "s"
    study().save(folder)
    (folder / "README.md").write_text("about")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "a.txt").write_text("a picture")
    (folder / "plants.csv").write_text("plant\n")
    study().save(folder, overwrite=True)
    assert (folder / "README.md").read_text() == "about"
    assert (folder / "pictures" / "a.txt").exists()
    assert not (folder / "plants.csv").exists()


def test_a_folder_that_is_no_study_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear")
    with pytest.raises(WrongUse, match="not a study"):
        study().save(tmp_path / "home", overwrite=True)
    (tmp_path / "book.xlsx").mkdir()
    (tmp_path / "book.xlsx" / "study.toml").write_text("")
    with pytest.raises(WrongUse):
        study().save(tmp_path / "book.xlsx", overwrite=True)


@pytest.mark.parametrize("name", ["s", "s.xlsx"])
@pytest.mark.parametrize("step", ["write_folder", "write_workbook", "_swap", "os.replace"])
def test_a_failure_leaves_the_old_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: str) -> None:
    study().save(tmp_path / name)
    before = _contents(tmp_path)

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    target = saving.os if step.startswith("os.") else saving
    monkeypatch.setattr(target, step.removeprefix("os."), full)
    fails = (name == "s") == (step in {"write_folder", "_swap"})
    changed = Study.from_frames(SETTINGS, {"places": {"place": ["x"]}})
    if fails:
        with pytest.raises(OSError, match="no space"):
            changed.save(tmp_path / name, overwrite=True)
        assert _contents(tmp_path) == before
    else:
        changed.save(tmp_path / name, overwrite=True)
        assert same(punos.load(tmp_path / name), changed)


def test_when_the_new_folder_cannot_take_the_name_the_old_one_gets_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study().save(tmp_path / "s")
    before, rename = _contents(tmp_path), Path.rename

    def only_away(self: Path, target: Path) -> Path:
        if target.name == "s" and "-old-" not in self.name:
            raise OSError("busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", only_away)
    with pytest.raises(OSError, match="busy"):
        Study.from_frames(SETTINGS, {"places": {"place": ["x"]}}).save(tmp_path / "s", overwrite=True)
    assert _contents(tmp_path) == before


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_cells_that_could_not_be_read_are_not_lost_by_saving(tmp_path: Path) -> None:
    faulty = Study.from_frames(SETTINGS, {"places": {"place": ["a"], "lat": ["north"]}})
    with pytest.raises(StudyFaults, match="north"):
        faulty.save(tmp_path / "s")
    assert not (tmp_path / "s").exists()


def test_loading_only_reads(tmp_path: Path) -> None:
    study().save(tmp_path / "s")
    before = _contents(tmp_path)
    punos.load(tmp_path / "s")
    assert _contents(tmp_path) == before
