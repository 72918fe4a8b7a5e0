from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from punos import Study
from punos.analysis import findings as module
from punos.analysis.findings import FOLDER, Findings
from punos.errors import WrongUse
from punos.plan import Plan
from punos.plan.secrets import secrets_of
from tests.analysis.chain import CAPEX, ORE, chain


def study() -> Study:
    return chain(capex=20.0, evidence=[CAPEX, {**ORE, "confidential": True}])


@pytest.fixture(scope="module")
def plan() -> Plan:
    return study().plan()


@pytest.fixture(scope="module")
def found(plan: Plan) -> Findings:
    return Findings(tornado=plan.tornado(workers=1), flips=plan.flips(workers=1))


@pytest.fixture
def folder(plan: Plan, tmp_path: Path) -> Path:
    return plan.save(tmp_path / "plan")


def same(first: object, second: object) -> bool:
    """Compare dataclasses of frames and values."""
    mine, its = vars(first), vars(second)
    frames = {n for n, v in mine.items() if isinstance(v, pl.DataFrame)}
    return all(mine[n].equals(its[n]) and mine[n].schema == its[n].schema for n in frames) and {
        n: repr(v) for n, v in mine.items() if n not in frames
    } == {n: repr(v) for n, v in its.items() if n not in frames}


def test_what_is_kept_is_read_back(folder: Path, found: Findings) -> None:
    found.keep(folder)
    read = Findings.read(folder)
    assert same(read.tornado, found.tornado)
    assert same(read.flips, found.flips)
    assert (read.hindcast, read.stale) == (None, ())
    assert not [p for p in (folder / FOLDER).iterdir() if p.name.startswith(".")]


def test_nothing_is_kept_at_first(folder: Path) -> None:
    assert Findings.read(folder) == Findings()


def test_one_finding_leaves_the_other(folder: Path, found: Findings) -> None:
    Findings(tornado=found.tornado).keep(folder)
    Findings(flips=found.flips).keep(folder)
    assert Findings.read(folder).tornado is not None
    assert Findings.read(folder).flips is not None


def test_half_an_answer_is_not_kept(folder: Path, found: Findings) -> None:
    assert found.flips is not None
    with pytest.raises(WrongUse, match="stopped before its end"):
        Findings(flips=replace(found.flips, complete=False)).keep(folder)
    assert Findings.read(folder).flips is None


@pytest.mark.parametrize("change", ["supplies[supply=import].price = 31", "evidence[column=capex].high = 25"])
def test_what_was_found_about_another_plan_is_not_shown(folder: Path, found: Findings, change: str) -> None:
    """Findings copied beside a plan of another study, or of other ranges, are named and left out."""
    found.keep(folder)
    other = _changed(change).save(folder.with_name("other"))
    (folder / FOLDER).rename(other / FOLDER)
    read = Findings.read(other)
    assert (read.tornado, read.flips) == (None, None)
    assert read.stale == ("tornado", "flips")


def _changed(change: str) -> Plan:
    if change.startswith("evidence"):
        return chain(capex=20.0, evidence=[{**CAPEX, "high": 25.0}, {**ORE, "confidential": True}]).plan()
    return study().changed(change, name="other").plan()


def test_a_write_that_fails_leaves_nothing_half(folder: Path, found: Findings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are written, then the disk is full: what was kept before is still whole."""
    found.keep(folder)
    before = {p.name: p.read_bytes() for p in (folder / FOLDER).iterdir()}

    def full(*said: object, **more: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(module.json, "dumps", full)
    with pytest.raises(OSError, match="disk full"):
        found.keep(folder)
    assert {p.name: p.read_bytes() for p in (folder / FOLDER).iterdir()} == before


def test_a_broken_file_is_named(folder: Path, found: Findings) -> None:
    found.keep(folder)
    (folder / FOLDER / "flips.parquet").write_bytes(b"not a table")
    read = Findings.read(folder)
    assert (read.flips, read.stale) == (None, ("flips",))
    assert read.tornado is not None


def test_the_public_sees_no_confidential_figure_and_no_protected_plant(plan: Plan, found: Findings) -> None:
    assert found.tornado is not None
    assert found.tornado.frame["column"].sort().to_list() == ["capex", "price"]
    hidden = secrets_of(plan)  # the price of ore, and with it who smelts it
    told = found.public(plan.study, hidden)
    assert told.tornado is not None
    assert told.flips is not None
    assert told.tornado.frame.is_empty()  # the capex is that of the protected smelter
    assert told.flips.frame.is_empty()
    other = found.public(plan.study, replace(hidden, plants=frozenset()))
    assert other.tornado is not None
    assert other.tornado.frame["column"].to_list() == ["capex"]
    open_study = study()
    nothing = secrets_of(chain(capex=20.0).plan())
    assert same(found.public(open_study, nothing).flips, found.flips)


def test_the_public_sees_what_is_known_of_goods_that_may_be_told() -> None:
    """Ore and metal give the protected smelter away, and so do sums over all goods; power does not."""
    terms = ("buy[commodity=power]", "make[commodity=metal]", "spend[kind=supply] / buy[commodity=power]", "make[]")
    goods = [{"commodity": c, "unit": "t", "mass": 1} for c in ("ore", "metal", "power")]
    seen = {"year": 2025, "value": 1.0, "basis": "read"}
    rows = [{"observation": f"o{n}", "indicator": t, **seen} for n, t in enumerate(terms)]
    known = chain(capex=20.0, evidence=[CAPEX, {**ORE, "confidential": True}], commodities=goods, observations=rows)
    plan = known.plan()
    told = Findings(hindcast=plan.hindcast()).public(known, secrets_of(plan)).hindcast
    assert told is not None
    assert told.frame["indicator"].to_list() == ["buy[commodity=power]"]


def test_no_plan_no_findings(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="not a plan folder"):
        Findings.read(tmp_path)
