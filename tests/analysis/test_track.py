"""Objectives held to a plan known by hand: 100 of metal at b, smelted from 200 of ore, or imported."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.analysis.track import Track
from punos.plan import Plan
from tests.analysis.chain import chain
from tests.model import hand

Row = dict[str, Any]


def tracked(*objectives: Row, plan_of: Row | None = None, **tables: list[Row]) -> Track:
    rows = [{"year": None, **row} for row in objectives]
    return chain(**(plan_of or {}), objectives=rows, **tables).plan().track()


def test_more_and_less() -> None:
    """Smelted at capex 10: 100 made, 200 of ore bought, nothing imported."""
    found = tracked(
        {"objective": "a", "indicator": "make[commodity=metal]", "target": 80.0, "baseline": 50.0},
        {"objective": "b", "indicator": "make[commodity=metal]", "target": 130.0},
        {"objective": "c", "indicator": "buy[commodity=ore]", "target": 150.0, "direction": "less"},
        {"objective": "d", "indicator": "buy[commodity=ore]", "target": 260.0, "direction": "less"},
        {"objective": "e", "indicator": "make[commodity=metal]", "target": 100.0},
        {"objective": "f", "indicator": "make[commodity=metal]"},
    ).objectives
    assert found["value"].to_list() == pytest.approx([100, 100, 200, 200, 100, 100])
    assert found["gap"].to_list()[:5] == pytest.approx([-20, 30, 50, -60, 0])
    assert found["course"].to_list() == ["met", "missed", "missed", "met", "met", "no target"]
    assert found["gap"][5] is None
    assert found["baseline"].to_list()[:2] == [50.0, None]


def test_quotients_and_what_a_plan_does_not_hold() -> None:
    """At a capex of 20 all metal is imported: no ore is used, and a share of nothing is no figure."""
    objectives = (
        {"objective": "abroad", "indicator": "buy[supply=import] / sell[commodity=metal]", "target": 0.5,
         "direction": "less"},
        {"objective": "home", "indicator": "make[commodity=metal] / use[commodity=ore]", "target": 0.5},
        {"objective": "made", "indicator": "make[commodity=metal]", "target": 10.0},
    )  # fmt: skip
    smelted = tracked(*objectives, plan_of={"capex": 10.0}).objectives
    assert smelted["value"].to_list() == pytest.approx([0, 0.5, 100])
    assert smelted["course"].to_list() == ["met", "met", "met"]
    imported = tracked(*objectives, plan_of={"capex": 20.0}).objectives
    assert imported["value"].to_list() == [pytest.approx(1.0), None, pytest.approx(0)]
    assert imported["gap"].to_list() == [pytest.approx(0.5), None, pytest.approx(10)]
    assert imported["course"].to_list() == ["missed", "no figure", "missed"]
    assert imported["unit"].to_list()[0] == "share"


def test_what_cannot_be_measured_is_said() -> None:
    found = tracked(
        {"objective": "trust", "indicator": None},
        {"objective": "mix", "indicator": "make[commodity=metal] + spend[kind=capex]"},
    )
    assert found.objectives["course"].to_list() == ["not measured", "no figure"]
    assert found.objectives["remark"][1]
    assert "1 are not something this model can measure; 1 have no figure" in str(found)


def growing(*objectives: Row) -> Plan:
    """10 of metal asked for in the first period (2 years), 30 in the second (5 years)."""
    periods = [{"period": "p1", "start": 2025, "years": 2}, {"period": "p2", "start": 2027, "years": 5}]
    demands = [
        {"demand": "yard", "commodity": "metal", "place": "b", "kind": "must", "quantity": quantity, "period": period}
        for period, quantity in ((None, 10), ("p2", 30))
    ]
    return hand.study(periods=periods, demands=demands, objectives=list(objectives)).plan()


@pytest.mark.parametrize(
    ("year", "period", "value"),
    [(2025, "p1", 10), (2026, "p1", 10), (2027, "p2", 30), (2031, "p2", 30), (None, "p2", 30), (2032, None, None)],
)
def test_the_figure_is_that_of_the_period_of_the_year(
    year: int | None, period: str | None, value: float | None
) -> None:
    plan = growing({"objective": "a", "indicator": "sell[commodity=metal]", "target": 20.0, "year": year})
    (row,) = plan.track().objectives.to_dicts()
    assert (row["period"], row["first"]) == (period, pytest.approx(10))
    assert row["value"] == (None if value is None else pytest.approx(value))
    assert row["course"] == {10: "missed", 30: "met", None: "no figure"}[value]


def test_actions_stand_with_what_they_serve() -> None:
    actions = [
        {"action": "z", "objective": "a", "cost": 500.0, "status": "decided"},
        {"action": "b", "objective": "a", "cost": None, "status": None},
        {"action": "c", "objective": None, "cost": 1.0, "status": "running"},
    ]
    found = tracked({"objective": "a", "indicator": "run"}, {"objective": "n", "indicator": "run"}, actions=actions)
    assert found.objectives["actions"].to_list() == ["b, z", None]
    assert found.actions.select("action", "cost").rows() == [("z", 500.0), ("b", None), ("c", 1.0)]


def test_no_objectives() -> None:
    found = chain().plan().track()
    assert found.objectives.is_empty()
    assert found.objectives.schema["value"] == pl.Float64
    assert str(found) == "The study has no objectives."
