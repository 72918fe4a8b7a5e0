"""A plan as an object and as a folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

import punos
from punos import NotProved, WrongUse
from punos.indicators import INDICATORS, LanguageError
from punos.plan.store import load_plan
from tests.model.hand import TABLES, cost, planned, study, years


def test_indicators_of_a_plan_are_read_by_name() -> None:
    plan = planned(periods=years(2025, 2026))
    made = plan.indicator("make[commodity=metal]", by=["place", "period"])
    assert made.select("place", "period", "value", "unit").rows() == [
        ("a", "2025", 100.0, "t"),
        ("a", "2026", 100.0, "t"),
    ]
    assert plan.indicator("spend[kind=freight|supply]")["value"].to_list() == [1300.0, 1300.0]
    with pytest.raises(LanguageError, match="metal"):
        plan.indicator("make[commodity=metla]")


def test_a_saved_plan_is_the_same_plan_wherever_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    source = tmp_path / "study"
    study().save(source)
    plan = punos.load(source).plan()
    plan.save(folder)
    moved = tmp_path / "elsewhere" / "there"
    moved.parent.mkdir()
    shutil.move(folder, moved)
    shutil.rmtree(source)
    again = load_plan(moved)
    assert again.objective == plan.objective
    assert again.summary == plan.summary
    assert again.audit == plan.audit
    for name in INDICATORS:
        assert again.frame(name).equals(plan.frame(name)), name
    assert again.prices.equals(plan.prices)
    assert again.study.table("plants").drop("row").equals(plan.study.table("plants").drop("row"))
    json.loads((moved / "audit.json").read_text(encoding="utf-8"))


def test_a_plan_folder_is_never_overwritten_unasked(tmp_path: Path) -> None:
    plan = planned()
    plan.save(tmp_path / "p")
    with pytest.raises(WrongUse, match="--force"):
        plan.save(tmp_path / "p")
    plan.save(tmp_path / "p", force=True)
    other = tmp_path / "letters"
    other.mkdir()
    (other / "letter.txt").write_text("dear all", encoding="utf-8")
    with pytest.raises(WrongUse, match="not a plan"):
        plan.save(other, force=True)
    assert (other / "letter.txt").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["letters", "p"]


def test_what_is_no_plan_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="not a plan folder"):
        load_plan(tmp_path)
    planned().save(tmp_path / "p")
    (tmp_path / "p" / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(WrongUse, match="cannot be read"):
        load_plan(tmp_path / "p")


TWINS = [{"plant": f"s{i}", "place": "a", "technology": "smelter", "status": "candidate"} for i in (1, 2, 3)]
CHARGED = [{"technology": "smelter", "unit": "t/a", "capex": 2, "fixed_capex": 50, "max_capacity": 500}]


def test_started_from_another_plan_nothing_moves_that_need_not() -> None:
    first = planned(plants=TWINS, technologies=CHARGED)
    # a plan of equal cost that uses the last twin
    forced = study(
        plants=TWINS, technologies=CHARGED, policies=[{"policy": "p", "rule": "build[plant=s3] >= 100"}]
    ).plan()
    assert forced.objective == cost(first.objective)
    again = study(plants=TWINS, technologies=CHARGED).plan(start=forced)
    assert again.objective == cost(first.objective)
    assert again.frame("build").equals(forced.frame("build"))
    assert again.audit.clean
    assert again.summary.started_from == "by hand"


def test_started_from_a_plan_of_another_study() -> None:
    start = planned(plants=TWINS, technologies=CHARGED)
    more = [{**TABLES["demands"][0], "quantity": 120}]
    other = study(plants=TWINS[1:], technologies=CHARGED, demands=more).plan(start=start)
    assert other.objective == cost(120 * 16 + 50)


def test_an_unproved_plan_is_no_answer_but_is_kept() -> None:
    with pytest.raises(NotProved) as caught:
        study(plants=TWINS, technologies=CHARGED).plan(time_limit=1e-9)
    assert caught.value.plan is None or caught.value.plan.audit.clean


def test_an_audit_says_what_does_not_hold() -> None:
    from punos.instance.instance import build_instance
    from punos.plan.audit import audit

    plan = planned()
    instance = build_instance(plan.study)
    weights = pl.DataFrame(
        {"kind": list(plan.summary.costs), "period": ["2025"] * len(plan.summary.costs)}
    ).with_columns(weight=pl.lit(1.0))
    broken = dict(plan.quantities)
    wrong = broken["buy"].frame.with_columns(pl.col("value") * 1.01)
    broken["buy"] = type(broken["buy"])("buy", broken["buy"].index, broken["buy"].base, wrong)
    found = audit(instance, broken, plan.summary.costs, plan.objective, weights)
    assert [c.name for c in found.broken] == ["balances"]
    assert "ore" in found.broken[0].where
    dearer = audit(instance, plan.quantities, {**plan.summary.costs, "freight": 7.0}, plan.objective, weights)
    assert {c.name for c in dearer.broken} == {"costs"}
