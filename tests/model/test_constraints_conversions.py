"""Conversions, each rule against a case computed by hand.

An old mill at a (capacity 100) makes nothing that anybody wants; it may become part of the smelter there, at 4 a unit
and 0.5 of smelter for one of mill. Metal is delivered at 14 a unit (tests/model/hand.py); building a smelter costs 10.
"""

from __future__ import annotations

from typing import Any

import pytest

from punos.errors import Infeasible
from tests.model.hand import TABLES, UNIT_COST, Rows, cost, planned, study, total, years

MILL: Rows = [
    {"technology": "mill", "unit": "t/a", "fixed_om": 0.1},
    {"technology": "smelter", "unit": "t/a", "capex": 10},
]
PLANTS: Rows = [
    {"plant": "old", "place": "a", "technology": "mill", "status": "operating", "capacity": 100},
    {"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate"},
]
PROCESSES: Rows = [*TABLES["processes"], {"process": "grind", "technology": "mill"}]
FLOWS: Rows = [*TABLES["flows"], {"process": "grind", "commodity": "ore", "quantity": -1}]
WANTED: Rows = [{**TABLES["demands"][0], "quantity": 30}]


def plan(time: dict[str, Any] | None = None, convert: dict[str, Any] | None = None, **tables: Rows) -> Any:
    rule = {"technology_from": "mill", "technology_to": "smelter", "cost": 4, "yield": 0.5, **(convert or {})}
    return planned(
        time, technologies=MILL, processes=PROCESSES, flows=FLOWS,
        **{"plants": PLANTS, "demands": WANTED, "conversions": [rule], **tables},
    )  # fmt: skip


def test_what_stands_becomes_what_is_wanted() -> None:
    # 30 of smelter are 60 of mill at 4; 40 of mill go on paying 0.1
    found = plan()
    assert found.objective == cost(30 * UNIT_COST + 60 * 4 + 40 * 0.1)
    assert total(found, "convert", plant="s1") == cost(30)
    assert total(found, "capacity", plant="old") == cost(40)
    assert total(found, "spend", kind="conversion", plant="s1") == cost(240)
    assert total(found, "build") == cost(0)


def test_building_is_taken_where_converting_costs_more() -> None:
    dear = plan(convert={"cost": 5.1})
    assert dear.objective == cost(30 * UNIT_COST + 30 * 10 + 100 * 0.1)
    assert total(dear, "convert") == cost(0)


def test_no_more_is_converted_than_stands() -> None:
    more: Rows = [{**TABLES["demands"][0], "quantity": 70}]
    found = plan(demands=more)
    assert total(found, "convert") == cost(50)
    assert total(found, "build") == cost(20)
    none: Rows = [PLANTS[0], {**PLANTS[1], "max_build": 0}]
    with pytest.raises(Infeasible):
        plan(demands=more, plants=none)
    assert total(plan(plants=none), "convert") == cost(30)


def test_conversion_choice() -> None:
    charged = plan(convert={"fixed_cost": 50})
    assert charged.objective == cost(30 * UNIT_COST + 60 * 4 + 50 + 40 * 0.1)
    assert total(plan(convert={"fixed_cost": 70}), "build") == cost(30)  # 310 with the charge, 300 to build
    whole = plan(convert={"whole": "yes", "cost": 2})
    assert total(whole, "convert") == cost(50)
    assert whole.objective == cost(30 * UNIT_COST + 100 * 2)
    assert total(plan(convert={"whole": "yes"}), "build") == cost(30)


def test_converted_capacity_lives_as_long_as_what_it_became() -> None:
    short = [MILL[0], {**MILL[1], "lifetime": 1}]
    found = planned(
        periods=years(2025, 2026), technologies=short, processes=PROCESSES, flows=FLOWS, plants=PLANTS, demands=WANTED,
        conversions=[{"technology_from": "mill", "technology_to": "smelter", "cost": 1, "yield": 0.5}],
    )  # fmt: skip
    # 60 of the mill serve the first year; the other 40 give 20 in the second, and 10 are built
    assert total(found, "convert", period="2025") == cost(30)
    assert total(found, "convert", period="2026") == cost(20)
    assert total(found, "build", period="2026") == cost(10)


def test_salvage_and_annuity_are_those_of_the_plant_it_becomes() -> None:
    rows = [MILL[0], {**MILL[1], "lifetime": 4}]
    tables = {"technologies": rows, "processes": PROCESSES, "flows": FLOWS, "plants": PLANTS, "demands": WANTED}
    convert = [{"technology_from": "mill", "technology_to": "smelter", "cost": 4, "yield": 0.5}]
    left = planned({"salvage": "straight-line"}, conversions=convert, **tables)
    assert left.objective == cost(30 * UNIT_COST + 240 * (1 - 3 / 4) + 40 * 0.1)
    paid = planned({"capital": "annuity"}, conversions=convert, **tables)
    assert paid.objective == cost(30 * UNIT_COST + 240 / 4 + 40 * 0.1)


def test_an_idle_plant_is_converted_without_restarting_it() -> None:
    idle: Rows = [{**PLANTS[0], "status": "idle", "restart_cost": 1000}, PLANTS[1]]
    found = plan(plants=idle)
    assert total(found, "convert") == cost(30)
    assert total(found, "spend", kind="restart") == cost(0)


def test_conversions_that_cannot_be_are_told() -> None:
    rule = {"technology_from": "mill", "technology_to": "mill"}
    tables = {"technologies": MILL, "processes": PROCESSES, "flows": FLOWS, "plants": PLANTS, "demands": WANTED}
    assert {f.code for f in study(conversions=[rule], **tables).check().errors} == {"converts-into-itself"}
    two: Rows = [*PLANTS, {**PLANTS[1], "plant": "s2"}]
    rule = {"technology_from": "mill", "technology_to": "smelter"}
    assert {f.code for f in study(conversions=[rule], **{**tables, "plants": two}).check().errors} == {
        "converts-into-several"
    }
    away: Rows = [PLANTS[0], {**PLANTS[1], "place": "b"}]
    assert "converts-nowhere" in {f.code for f in study(conversions=[rule], **{**tables, "plants": away}).check()}
