"""The teaching study is the published case, row for row, and gives the published plan."""

from __future__ import annotations

import filecmp
from pathlib import Path

import pytest

import punos
from tests.reference.cases import mexss
from tests.reference.expected import DATA, read_expected
from tests.reference.write_mexican_steel import STUDY
from tests.reference.writing import write_study

MILLION = 1e6


def test_the_study_is_what_its_converter_gives(tmp_path: Path) -> None:
    write_study(tmp_path, *mexss.tables(DATA / "mexss"))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(path.name for path in STUDY.iterdir() if path.suffix in {".csv", ".toml"})
    assert filecmp.cmpfiles(tmp_path, STUDY, names, shallow=False) == (names, [], [])


def test_check_finds_nothing_to_mend() -> None:
    faults = punos.load(STUDY).check()
    assert not faults.errors
    assert not faults.warnings


def test_exports_and_imports_are_the_published_ones() -> None:
    """Which plant makes the last ton is a draw; how much steel crosses the border is not."""
    told = read_expected("mexss")["primal"]
    plan = punos.load(STUDY).plan()
    traded = {
        "exports": plan.indicator("sell[place=exports]")["value"].sum() / MILLION,
        "imports": plan.indicator("buy[place=imports]")["value"].sum() / MILLION,
    }
    for way, steel in traded.items():
        assert steel == pytest.approx(sum(told[way].values()), abs=1e-6)
