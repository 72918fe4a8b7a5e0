"""Core and tariff by the groups that complain, against every group planned and against games known in closed form."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.analysis.share import Share
from punos.errors import WrongUse
from tests.analysis import boiler, runway

COSTS = [100, 120, 130, 200, 260, 300, 350, 420, 480, 540, 610, 690, 770, 860, 950]
"""Of the runway to the end of each of fifteen; cost of the k shortest by k + 1: 50, 40, 32.5, 40, 43.3, …"""


@pytest.fixture(scope="module")
def airport() -> Share:
    return runway.study(COSTS).plan().share("field", workers=1)


def test_the_least_core_of_fifteen_is_that_of_the_airport(airport: Share) -> None:
    """The nucleolus of an airport begins with min over k of C(k) / (k + 1), or C(n) / n (Littlechild 1974): 130 / 4."""
    row = airport.frame.row(0, named=True)
    assert (row["method"], row["sampled"], row["tenants"]) == ("generated", False, 15)
    assert row["together"] == pytest.approx(15 * runway.PRICE - 950)
    assert row["epsilon"] == pytest.approx(-130 / 4, rel=1e-7)
    assert row["epsilon_most"] == pytest.approx(-130 / 4, rel=1e-6)
    assert row["holds"]
    assert set(row["deciding"].split(" | ")) >= {"t01 + t02 + t03"}
    assert row["groups"] < 300
    shares = dict(airport.shares.filter(pl.col("rule") == "least core").select("tenant", "share").iter_rows())
    for name in ("t01", "t02", "t03"):
        assert runway.PRICE - shares[name] == pytest.approx(32.5)
    assert sum(shares.values()) == pytest.approx(row["together"])


def test_the_shares_told_are_in_the_core_of_all_groups(airport: Share) -> None:
    """A group that complains most is the members who pay anything, as far as its longest one's end."""
    shares = airport.shares.filter(pl.col("rule") == "least core").sort("tenant")["share"]
    pays = [runway.PRICE - s for s in shares]
    for k, cost in enumerate(COSTS[:-1]):
        most = sum(max(p, 0.0) for p in pays[:k]) + pays[k] - cost
        assert most <= -32.5 + 1e-6


def test_it_is_told_what_is_proved(airport: Share) -> None:
    told = str(airport)
    assert "32,766 would complain more is proved" in told
    assert "no group was found that would be better off" in told


def test_the_tariff_pays_the_runway(airport: Share) -> None:
    assert airport.frame["tariff_cost"][0] == pytest.approx(950)
    assert airport.payments["pays"].sum() == pytest.approx(950)
    assert airport.frame["tariff_excess"][0] <= 1e-6
    assert airport.exits.is_empty()


def test_the_boiler_is_shared_as_with_every_group() -> None:
    plan = boiler.planned()
    every, asked = plan.share("park", workers=1), plan.share("park", method="generated", workers=1)
    same = ["epsilon", "holds", "deciding", "together", "alone", "tariff_cost", "tariff_excess", "tariff_best"]
    assert asked.frame.select(same).row(0) == pytest.approx(every.frame.select(same).row(0))
    assert asked.tariff.equals(every.tariff)
    assert asked.frame["epsilon"][0] == pytest.approx(-200)
    assert asked.tenants["least"].null_count() == 3
    assert asked.rules["rule"].to_list() == ["least core"]


def test_orders_add_shapley_values() -> None:
    found = boiler.planned().share("park", method="generated", orders=30, workers=1)
    assert found.frame["sampled"][0] is True
    assert set(found.shares["rule"]) == {"least core", "Shapley"}


@st.composite
def parks(draw: st.DrawFn) -> dict[str, tuple[int, int]]:
    """Needs and prices of four or five tenants."""
    count = draw(st.integers(4, 5))
    one = st.tuples(st.integers(5, 60), st.integers(12, 60))
    return {f"t{k}": draw(one) for k in range(1, count + 1)}


def _park(tenants: dict[str, tuple[int, int]]) -> Share:
    """Compare one study of a boiler for tenants of other needs: who sells too cheaply runs with the boiler alone."""
    more = [t for t in tenants if t not in boiler.NEEDS]
    plan = boiler.planned(
        more={
            "commodities": [{"commodity": f"good_{t}", "unit": "t", "mass": 1} for t in more],
            "technologies": [{"technology": f"works_{t}", "unit": "t/a"} for t in more],
            "processes": [{"process": f"make_{t}", "technology": f"works_{t}"} for t in more],
            "flows": [row for t in more for row in (
                {"process": f"make_{t}", "commodity": "steam", "quantity": -1},
                {"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1})],
            "operators": [{"operator": t} for t in more],
        },
        plants=[
            {"plant": "boiler", "place": "park", "technology": "boiler", "status": "candidate", "max_capacity": 200},
            *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t,
               "status": "operating", "capacity": need} for t, (need, _) in tenants.items()),
        ],
        demands=[{"demand": f"market_{t}", "commodity": f"good_{t}", "place": "park", "kind": "may", "quantity": need,
                  "price": price} for t, (need, price) in tenants.items()],
    )  # fmt: skip
    every, asked = plan.share("park", workers=1), plan.share("park", method="generated", workers=1)
    one, other = every.frame.row(0, named=True), asked.frame.row(0, named=True)
    size = max(abs(one["together"]), 1.0)
    assert other["epsilon"] == pytest.approx(one["epsilon"], abs=1e-7 * size)
    assert other["epsilon_most"] == pytest.approx(one["epsilon"], abs=1e-6 * size)
    assert other["holds"] == one["holds"]
    if one["tariff_excess"] is not None:
        assert other["tariff_excess"] <= one["tariff_excess"] + 1e-6 * size
    return asked


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(parks())
def test_random_parks_have_the_epsilon_of_all_groups(tenants: dict[str, tuple[int, int]]) -> None:
    _park(tenants)


def test_what_was_asked_is_not_asked_again(tmp_path: Path) -> None:
    plan, kept = boiler.planned(), tmp_path / "solved.jsonl"
    first = plan.share("park", method="generated", keep=kept, workers=1)
    lines = kept.read_text(encoding="utf-8")
    again = plan.share("park", method="generated", keep=kept, workers=1)
    assert kept.read_text(encoding="utf-8") == lines
    assert again.shares.equals(first.shares)
    questions = [json.loads(line)["question"] for line in lines.splitlines()]
    assert len(questions) == len(set(questions))
    assert any("who complains most" in q for q in questions)


def test_there_is_no_other_method() -> None:
    with pytest.raises(WrongUse, match="no method 'some'; choose all, generated, sampled"):
        boiler.planned().share("park", method="some")


KILLED = """
import os, signal, sys
from tests.analysis import runway

def progress(done, total, words):
    if done == 13:
        os.kill(os.getpid(), signal.SIGKILL)

runway.study(runway.FIVE).plan().share("field", method="generated", keep=sys.argv[1], workers=1, progress=progress)
"""


def test_a_kill_costs_one_plan(tmp_path: Path) -> None:
    """Twelve groups are always planned of five tenants; it is killed at the first that complained."""
    kept = tmp_path / "solved.jsonl"
    run = subprocess.run([sys.executable, "-c", KILLED, str(kept)], cwd=Path.cwd(), timeout=120,
                         env={**os.environ, "PYTHONPATH": str(Path.cwd())}, check=False)  # fmt: skip
    assert run.returncode == -signal.SIGKILL
    before = kept.read_text(encoding="utf-8").splitlines()
    plan = runway.study(runway.FIVE).plan()
    found = plan.share("field", method="generated", keep=kept, workers=1)
    after = kept.read_text(encoding="utf-8").splitlines()
    assert after[: len(before)] == before
    questions = [json.loads(line)["question"] for line in after]
    assert len(questions) == len(set(questions))
    assert found.frame["epsilon"][0] == pytest.approx(-130 / 4)
    assert found.shares.equals(plan.share("field", method="generated", workers=1).shares)
