"""Groups are planned once, survive a kill, are spared where a larger plan tells, and are sampled where too many."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from punos.analysis.share import PlayerKind, Share
from punos.analysis.share.desk import desk_of
from punos.analysis.share.park import park_of
from punos.analysis.share.solving import Planner, every_group
from tests.analysis import boiler

KILLED = """
import os, signal, sys
from tests.analysis import boiler

def progress(done, total, words):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)

boiler.planned().share("park", keep=sys.argv[1], workers=1, progress=progress)
"""


def _questions(kept: Path) -> list[str]:
    return [json.loads(line)["question"] for line in kept.read_text(encoding="utf-8").splitlines()]


def test_nothing_is_planned_twice_after_a_kill(tmp_path: Path) -> None:
    kept = tmp_path / "solved.jsonl"
    run = subprocess.run([sys.executable, "-c", KILLED, str(kept)], cwd=Path.cwd(), timeout=120,
                         env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False)  # fmt: skip
    assert run.returncode == -signal.SIGKILL
    before = _questions(kept)
    assert len(before) == 3
    told: list[tuple[int, int, str]] = []
    found = boiler.planned().share("park", keep=kept, workers=1, progress=lambda *p: told.append(p))
    after = _questions(kept)
    assert after[:3] == before
    assert len(after) == len(set(after)) == 8
    assert found.frame["together"][0] == pytest.approx(2300)
    assert told[-1][:2] == (8, 8)
    assert told[0] == (1, 8, "t1 + t2 + t3")


def test_ctrl_c_keeps_what_is_done(tmp_path: Path) -> None:
    def stop(done: int, total: int, words: str) -> None:
        if done == 5:
            raise KeyboardInterrupt

    found = boiler.planned().share("park", keep=tmp_path / "k", progress=stop)
    assert not found.complete
    assert "stopped after 5 of 8 groups" in str(found)
    assert boiler.planned().share("park", keep=tmp_path / "k").complete


def test_who_is_never_used_need_not_be_planned_without() -> None:
    """A fourth tenant that could be built and never pays: half of the groups are known from those with it."""
    plan = boiler.planned(
        more={
            "technologies": [{"technology": "works_t4", "unit": "t/a", "capex": 5000}],
            "processes": [{"process": "make_t4", "technology": "works_t4"}],
            "flows": [
                {"process": "make_t4", "commodity": "steam", "quantity": -1},
                {"process": "make_t4", "commodity": "good_t1", "quantity": 1},
            ],
            "operators": [{"operator": "t4"}],
            "plants": [{"plant": "plant_t4", "place": "park", "technology": "works_t4", "operator": "t4",
                        "status": "candidate", "max_capacity": 10}],
        }
    )  # fmt: skip
    found = plan.share("park")
    row = found.frame.row(0, named=True)
    assert (row["groups"], row["solved"], row["inferred"]) == (16, 8, 8)
    assert row["together"] == pytest.approx(2300)
    shares = found.shares.filter(pl.col("tenant") == "t4", pl.col("rule").is_in(["Shapley", "nucleolus"]))
    assert shares["share"].to_list() == [0.0, 0.0]


def test_a_sample_is_near_the_truth_and_says_how_near() -> None:
    """Six orders are all there are of three tenants, so a sample comes near soon."""
    found = boiler.planned().share("park", orders=60)
    row = found.frame.row(0, named=True)
    assert row["sampled"] is True
    assert row["epsilon"] is None
    exact = {"t1": 400.0, "t2": 600.0, "t3": 1300.0}
    for share in found.shares.iter_rows(named=True):
        assert abs(share["share"] - exact[share["tenant"]]) <= 4 * share["error"]
        assert share["error"] < 60
    assert sum(found.shares["share"]) == pytest.approx(2300)
    assert "means over some orders" in str(found)


def test_more_processes_give_the_same(found: Share, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("punos.runner.many.WORTH", 0.0)
    other = boiler.planned().share("park", workers=2)
    assert other.shares.equals(found.shares)


@pytest.fixture(scope="module")
def found() -> Share:
    return boiler.planned().share("park", workers=1)


def test_findings_of_two_parks_stand_beside_each_other(found: Share) -> None:
    renamed = {name: getattr(found, name).with_columns(park=pl.lit("other")) for name in (
        "frame", "tenants", "rules", "shares", "tariff", "payments", "exits", "unit_costs")}  # fmt: skip
    other = Share(found.name, **renamed, currency=found.currency, complete=True)
    both = found.beside(other)
    assert both.frame["park"].to_list() == ["other", "park"]
    assert found.beside(both).frame.equals(both.frame)
    assert found.beside(None) is found


def test_absent_tenants_leave_nothing_behind() -> None:
    """Upkeep and land of a tenant that stays away are gone too, not only what it makes."""
    plan = boiler.planned(
        technologies=[
            {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000},
            *({"technology": f"works_{t}", "unit": "t/a", "fixed_om": 2, "open_om": 5} for t in boiler.NEEDS),
        ]
    )
    found = plan.share("park")
    assert dict(found.tenants.select("tenant", "alone").iter_rows()) == pytest.approx(
        {"t1": 800 - 600 - 45, "t2": 1200 - 900 - 65, "t3": 2400 - 1600 - 125}
    )


def test_booked_is_the_pace_of_the_slice_in_which_most_is_taken() -> None:
    """t1 sells 15 in the winter, a quarter of the year: at the pace of 60 a year, though it takes 20 in all."""
    plants = [
        {"plant": "boiler", "place": "park", "technology": "boiler", "status": "candidate", "max_capacity": 400},
        *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t, "status": "operating",
           "capacity": 3 * need} for t, need in boiler.NEEDS.items()),
    ]  # fmt: skip
    plan = boiler.planned(
        slices=[{"slice": "winter", "share": 0.25, "order": 1}, {"slice": "summer", "share": 0.75, "order": 2}],
        plants=plants,
        more={"demands": [{"demand": "market_t1", "slice": "winter", "quantity": 15},
                          {"demand": "market_t1", "slice": "summer", "quantity": 5}]},
    )  # fmt: skip
    park = park_of(plan.study, plan.instance, ["park"], PlayerKind.OPERATORS)
    solved = Planner(plan, desk_of(plan, park), workers=1)
    solved.know(every_group(park))
    used = {row[0]: row[2:] for row in solved.values[frozenset(boiler.NEEDS)].use}
    assert used["plant_t1"] == pytest.approx((1, 60, 20))
    assert used["plant_t2"] == pytest.approx((1, 30, 30))
