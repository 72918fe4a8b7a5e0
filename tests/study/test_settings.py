"""study.toml: what it may say, and how it is told what it may not."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos.study.faults import Fault
from punos.study.loading import load
from punos.study.settings import Capital, Goal, Method, RunningAt, Salvage, Settings

COMPLETE = """
[study]
name = "Finnish batteries"
currency = "EUR"
mass_unit = "t"
goal = "profit"

[time]
price_year = 2025
base_year = 2024
discount_rate = 0.06
running_at = "end"
capital = "annuity"
salvage = "straight-line"

[policies]
off = ["crma_single"]

[solver]
method = "ipx"
gap = 1e-3
time_limit = 60
threads = 1
"""


def settings(folder: Path, text: str) -> tuple[Settings, list[Fault]]:
    (folder / "study.toml").write_bytes(text.encode())
    (folder / "places.csv").write_text("place\na\n")
    read = load(folder)
    return read.settings, list(read.faults)


def test_everything_that_may_be_said(tmp_path: Path) -> None:
    said, faults = settings(tmp_path, COMPLETE)
    assert not faults
    assert said.study.goal is Goal.PROFIT
    assert (said.time.base_year, said.time.discount_rate) == (2024, 0.06)
    assert said.time.running_at is RunningAt.END
    assert said.time.capital is Capital.ANNUITY
    assert said.time.salvage is Salvage.STRAIGHT_LINE
    assert said.policies.off == ("crma_single",)
    assert said.solver.method is Method.IPX
    assert (said.solver.gap, said.solver.time_limit, said.solver.threads) == (1e-3, 60.0, 1)


def test_what_is_not_said(tmp_path: Path) -> None:
    said, faults = settings(tmp_path, '[study]\ncurrency="EUR"\n[time]\nprice_year=2025\ndiscount_rate=0.06\n')
    assert not faults
    assert said.study.name == tmp_path.name
    assert said.time.base_year is None
    assert (said.time.running_at, said.time.capital) == (RunningAt.MIDDLE, Capital.OVERNIGHT)
    assert (said.time.salvage, said.policies.off) == (Salvage.ANNUITY, ())


@pytest.mark.parametrize(
    ("old", "new", "code", "column", "row", "hint"),
    [
        ('currency = "EUR"', "", "missing-setting", "study.currency", None, "Add study.currency"),
        ("discount_rate = 0.06", "", "missing-setting", "time.discount_rate", None, "Add"),
        ("discount_rate = 0.06", 'discount_rate = "6 %"', "bad-setting", "time.discount_rate", 11, ""),
        ("discount_rate = 0.06", "discount_rate = nan", "bad-setting", "time.discount_rate", 11, ""),
        ("discount_rate", "discont_rate", "unknown-setting", "time.discont_rate", 11, "'discount_rate'"),
        ("[solver]", "[sovler]", "unknown-setting", "sovler", 19, "'solver'"),
        ('"profit"', '"profits"', "bad-setting", "study.goal", 6, ""),
        ("gap = 1e-3", "gap = -1", "bad-setting", "solver.gap", 21, ""),
        ("threads = 1", "threads = 1.5", "bad-setting", "solver.threads", 23, ""),
        ("price_year = 2025", "price_year = 25", "bad-setting", "time.price_year", 9, ""),
        ('off = ["crma_single"]', 'off = "crma_single"', "bad-setting", "policies.off", 17, ""),
    ],
)
def test_what_may_not_be_said(
    tmp_path: Path, old: str, new: str, code: str, column: str, row: int | None, hint: str
) -> None:
    said, faults = settings(tmp_path, COMPLETE.replace(old, new))
    found = [fault for fault in faults if fault.code == code]
    assert [(fault.table, fault.column, fault.row) for fault in found] == [("study", column, row)]
    assert hint in found[0].remedy
    assert said.time.price_year  # reading goes on, to find the other faults


def test_a_toml_that_is_none(tmp_path: Path) -> None:
    _, (fault,) = settings(tmp_path, "[study]\nname = Finnish batteries\n")
    assert (fault.code, fault.row) == ("bad-toml", 2)


def test_settings_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("place\na\n")
    assert [fault.code for fault in load(tmp_path).faults] == ["missing-settings"]
    _, (fault,) = settings(tmp_path, '[study]\ncurrency = "EUR"\n')
    assert (fault.code, fault.column) == ("missing-setting", "time")
    assert "discount_rate" in fault.expected


def test_a_section_for_later_versions_is_not_ignored(tmp_path: Path) -> None:
    _, (fault,) = settings(tmp_path, COMPLETE + "[uncertainty]\ncvar_weight = 0.3\n")
    assert (fault.code, fault.column) == ("unused-setting", "uncertainty")


def test_settings_stand_in_one_place_only(tmp_path: Path) -> None:
    (tmp_path / "study.csv").write_text("section,key,value\nstudy,currency,EUR\n")
    said, (fault,) = settings(tmp_path, COMPLETE)
    assert fault.code == "table-twice"
    assert said.study.name == "Finnish batteries"


def test_settings_as_rows_are_said_once(tmp_path: Path) -> None:
    rows = 'study,currency,EUR\ntime,price_year,2025\ntime,discount_rate,0.06\npolicies,off,"a, b"\n'
    (tmp_path / "study.csv").write_text("section,key,value\n" + rows)
    read = load(tmp_path)
    assert not read.faults
    assert read.settings.policies.off == ("a", "b")
    (tmp_path / "study.csv").write_text("section,key,value\n" + rows + "time,discount_rate,0.07\n")
    assert [(fault.code, fault.row) for fault in load(tmp_path).faults] == [("duplicate-setting", 6)]


@given(name=st.text(min_size=1), off=st.lists(st.text()), rate=st.floats(-0.5, 2, allow_subnormal=False))
def test_settings_survive_their_text(name: str, off: list[str], rate: float) -> None:
    said = Settings.model_validate(
        {
            "study": {"name": name, "currency": "€"},
            "time": {"price_year": 2025, "discount_rate": rate},
            "policies": {"off": off},
        }
    )
    assert Settings.model_validate(tomllib.loads(said.to_toml())) == said
