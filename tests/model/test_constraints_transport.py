"""Constraints on routes and terminals, each against a case computed by hand."""

from __future__ import annotations

import pytest

from punos import StudyFaults
from tests.model.hand import TABLES, UNIT_COST, Rows, cost, planned, study, total, years

DEAR: Rows = [{"route": "dear", "from": "a", "to": "b", "cost": 8}]


def test_route_capacity_is_shared_by_goods_and_counts_mass() -> None:
    goods = [TABLES["commodities"][0], {**TABLES["commodities"][1], "mass": 2}]
    routes = [{**TABLES["routes"][0], "capacity": 120}, *DEAR]
    # 60 units of mass 2 fill the cheap route (freight 6 each), 40 go at 16
    assert planned(commodities=goods, routes=routes).objective == cost(100 * 11 + 60 * 6 + 40 * 16)


def test_route_capacity_holds_in_each_direction() -> None:
    both = [{**TABLES["routes"][0], "capacity": 100, "both_ways": "yes"}]
    supplies = [*TABLES["supplies"], {"supply": "coal", "commodity": "coal", "place": "b", "price": 1}]
    goods = [*TABLES["commodities"], {"commodity": "coal", "unit": "t", "mass": 1}]
    demands = [*TABLES["demands"], {"demand": "c", "commodity": "coal", "place": "a", "kind": "must", "quantity": 100}]
    plan = planned(routes=both, supplies=supplies, commodities=goods, demands=demands)
    assert plan.objective == cost(100 * UNIT_COST + 100 * 4)


def test_route_loses_what_it_loses() -> None:
    lossy = [{**TABLES["routes"][0], "loss": 0.2}]
    assert planned(routes=lossy).objective == cost(125 * UNIT_COST)


def test_route_opening_is_paid_when_it_pays() -> None:
    # opening for 450 saves 5 a unit: 100 a year for one year is worth 500
    candidate = [{**TABLES["routes"][0], "capex": 450}, *DEAR]
    plan = planned(routes=candidate)
    assert plan.objective == cost(100 * 14 + 450)
    candidate[0]["capex"] = 550
    assert planned(routes=candidate).objective == cost(100 * 19)
    # over two years it is paid once
    assert planned(periods=years(2025, 2026), routes=candidate).objective == cost(200 * 14 + 550)


def test_route_opening_ends_with_its_lifetime_and_waits_for_opens() -> None:
    candidate = [{**TABLES["routes"][0], "capex": 10, "lifetime": 1}, *DEAR]
    assert planned(periods=years(2025, 2026), routes=candidate).objective == cost(200 * 14 + 20)
    later = [{**TABLES["routes"][0], "opens": 2026}, *DEAR]
    assert planned(periods=years(2025, 2026), routes=later).objective == cost(100 * 19 + 100 * 14)


RAIL: Rows = [
    {"route": "kokkola_oulu", "from": "kokkola", "to": "oulu", "mode": "rail_1524", "cost": 6, "both_ways": "yes"},
    {"route": "oulu_tornio", "from": "oulu", "to": "tornio", "mode": "rail_1524", "cost": 4, "both_ways": "yes"},
    {"route": "tornio_haparanda", "from": "tornio", "to": "haparanda", "mode": "rail_1435", "cost": 1},
    {"route": "haparanda_lulea", "from": "haparanda", "to": "lulea", "mode": "rail_1435", "cost": 5},
]
PLACES: Rows = [{"place": p} for p in ("kokkola", "oulu", "tornio", "haparanda", "lulea")]
YARDS: Rows = [
    {"place": "kokkola", "mode": "rail_1524", "handling_cost": 2.0},
    {"place": "oulu", "mode": "rail_1524", "handling_cost": 2.0},
    {"place": "tornio", "mode": "rail_1524", "handling_cost": 3.0},
    {"place": "tornio", "mode": "rail_1435", "handling_cost": 1.5},
    {"place": "lulea", "mode": "rail_1435", "handling_cost": 2.5},
]
NORTH = {
    "places": PLACES,
    "commodities": [{"commodity": "pcam", "unit": "t", "mass": 1}],
    "technologies": [],
    "processes": [],
    "flows": [],
    "plants": [],
    "modes": [{"mode": "rail_1524"}, {"mode": "rail_1435"}],
    "routes": RAIL,
    "terminals": YARDS,
    "supplies": [{"supply": "s", "commodity": "pcam", "place": "kokkola", "price": 0}],
    "demands": [{"demand": "d", "commodity": "pcam", "place": "lulea", "kind": "must", "quantity": 10}],
}


def test_terminal_flow_pays_one_loading_one_gauge_change_one_unloading() -> None:
    plan = planned(**NORTH)
    loading, gauge_change, unloading = 2.0, 3.0 + 1.5, 2.5
    assert plan.objective == cost(10 * (6 + 4 + 1 + 5 + loading + gauge_change + unloading))
    assert total(plan, "spend", kind="handling") == cost(10 * (loading + gauge_change + unloading))
    assert total(plan, "load", place="oulu") == cost(0)
    assert total(plan, "load", place="haparanda") == cost(0)


def test_terminal_flow_needs_a_terminal_to_change_gauge() -> None:
    without = [y for y in YARDS if (y["place"], y["mode"]) != ("tornio", "rail_1435")]
    with pytest.raises(StudyFaults, match="No pcam can get to lulea"):
        study(**{**NORTH, "terminals": without}).plan()


def test_terminal_flow_at_a_yard_that_no_line_reaches() -> None:
    places = [*PLACES, {"place": "nowhere"}]
    yards = [*YARDS, {"place": "nowhere", "mode": "rail_1524", "handling_cost": 1.0}]
    assert planned(**{**NORTH, "places": places, "terminals": yards}).objective == cost(250)


def test_terminal_capacity_counts_in_and_out() -> None:
    # tornio rail_1524 handles 8: 8 pass, 2 fall short at 100
    yards = [{**y, "capacity": 8} if (y["place"], y["mode"]) == ("tornio", "rail_1524") else y for y in YARDS]
    short = [{**NORTH["demands"][0], "shortfall_cost": 100}]
    plan = planned(**{**NORTH, "terminals": yards, "demands": short})
    assert plan.objective == cost(8 * 25 + 2 * 100)


def test_terminal_capacity_comes_with_its_opening() -> None:
    yards = [{**y, "capacity": 50, "capex": 70} if y["place"] == "lulea" else y for y in YARDS]
    assert planned(**{**NORTH, "terminals": yards}).objective == cost(10 * 25 + 70)
    short = [{**NORTH["demands"][0], "shortfall_cost": 30}]
    assert planned(**{**NORTH, "terminals": yards, "demands": short}).objective == cost(300)


def test_modes_cost_by_distance() -> None:
    routes = [{"route": "ab", "from": "a", "to": "b", "mode": "road", "distance_km": 60}]
    plan = planned(routes=routes, modes=[{"mode": "road", "cost_per_tkm": 0.05}])
    assert plan.objective == cost(100 * UNIT_COST)
