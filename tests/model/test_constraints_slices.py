"""Slices of the year, each rule against a case computed by hand.

Heat is burnt at a from ore: one unit of heat takes 1 ore at 5 and 1 of running cost; it is sold there. Winter is a
quarter of the year. Ore balances over the year, heat by slice.
"""

from __future__ import annotations

from typing import Any

import pytest

from punos.errors import Infeasible, StudyFaults
from tests.model.hand import Rows, cost, planned, study, total, years

SLICES: Rows = [
    {"slice": "winter", "share": 0.25, "order": 1},
    {"slice": "summer", "share": 0.75, "order": 2},
]
HEATING: dict[str, Rows] = {
    "slices": SLICES,
    "places": [{"place": "a"}, {"place": "b"}],
    "commodities": [
        {"commodity": "ore", "unit": "t", "mass": 1, "balance": "year"},
        {"commodity": "heat", "unit": "MWh", "mass": 1},
    ],
    "technologies": [{"technology": "boiler", "unit": "MWh/a", "capex": 2}],
    "processes": [{"process": "burn", "technology": "boiler", "variable_cost": 1}],
    "flows": [
        {"process": "burn", "commodity": "ore", "quantity": -1},
        {"process": "burn", "commodity": "heat", "quantity": 1},
    ],
    "plants": [{"plant": "b1", "place": "a", "technology": "boiler", "status": "candidate"}],
    "routes": [{"route": "ab", "from": "a", "to": "b", "cost": 3}],
    "supplies": [{"supply": "mine", "commodity": "ore", "place": "a", "price": 5}],
    "demands": [{"demand": "d", "commodity": "heat", "place": "a", "kind": "must", "quantity": 100}],
}
COLD: Rows = [
    {"demand": "d", "commodity": "heat", "place": "a", "kind": "must", "quantity": 100},
    {"demand": "d", "slice": "winter", "quantity": 70},
]


def plan(**tables: Rows) -> Any:
    return planned(**{**HEATING, **tables})


def test_a_quantity_of_the_year_is_spread_evenly() -> None:
    even = plan()
    assert even.objective == cost(100 * (5 + 1) + 100 * 2)  # one unit of capacity makes one unit a year
    assert total(even, "sell") == cost(100)
    by_slice = even.frame("sell", by_slice=True)
    assert dict(by_slice.select("slice", "value").iter_rows()) == {"winter": cost(25), "summer": cost(75)}
    assert even.frame("buy", by_slice=True)["slice"].to_list() == ["year"]


def test_a_slice_holds_an_amount_and_asks_for_the_capacity_of_its_share() -> None:
    cold = plan(demands=COLD)  # winter 70, summer 0.75 x 100: capacity for winter is 70 / 0.25
    assert cold.objective == cost(145 * 6 + 280 * 2)
    assert total(cold, "capacity") == cost(280)


def test_availability_differs_by_slice_and_bounds_the_year() -> None:
    rows: Rows = [
        {"technology": "boiler", "unit": "MWh/a", "capex": 2},
        {"technology": "boiler", "slice": "summer", "availability": 0.5},
    ]
    assert total(plan(technologies=rows), "capacity") == cost(75 / (0.5 * 0.75))
    rows[0] = rows[0] | {"year_availability": 0.4}
    assert total(plan(technologies=rows), "capacity") == cost(100 / 0.4)


def test_prices_differ_by_slice() -> None:
    goods: Rows = [{"commodity": "ore", "unit": "t", "mass": 1}, {"commodity": "heat", "unit": "MWh", "mass": 1}]
    dear: Rows = [*HEATING["supplies"], {"supply": "mine", "slice": "winter", "price": 9}]
    found = plan(commodities=goods, supplies=dear)
    assert found.objective == cost(100 + 25 * 9 + 75 * 5 + 200)
    spent = found.indicator("spend[kind=supply]", by=["slice"])
    assert dict(spent.select("slice", "value").iter_rows()) == {"winter": cost(225), "summer": cost(375)}


def test_limits_of_supplies_are_spread_evenly_unless_a_slice_says_otherwise() -> None:
    goods: Rows = [{"commodity": "ore", "unit": "t", "mass": 1}, {"commodity": "heat", "unit": "MWh", "mass": 1}]
    tight: Rows = [{**HEATING["supplies"][0], "capacity": 145}]
    with pytest.raises(Infeasible):  # winter gives 36.25 and needs 70
        plan(commodities=goods, supplies=tight, demands=COLD)
    more = [*tight, {"supply": "mine", "slice": "winter", "capacity": 70}]
    assert total(plan(commodities=goods, supplies=more, demands=COLD), "buy") == cost(145)


def test_a_route_may_be_closed_in_a_slice() -> None:
    away: Rows = [{"demand": "d", "commodity": "heat", "place": "b", "kind": "may", "quantity": 100, "price": 20}]
    ice: Rows = [*HEATING["routes"], {"route": "ab", "slice": "winter", "capacity": 0}]
    assert total(plan(demands=away), "sell") == cost(100)
    found = plan(demands=away, routes=ice)
    assert total(found, "sell") == cost(75)
    # a good that balances over the year crosses while there is no ice
    ore = [{**away[0], "commodity": "ore"}]
    assert total(plan(demands=ore, routes=ice, processes=[], flows=[], plants=[], technologies=[]), "sell") == cost(100)
    narrow: Rows = [{**HEATING["routes"][0], "capacity": 40}, {"route": "ab", "slice": "winter", "capacity": 0}]
    few = plan(demands=ore, routes=narrow, processes=[], flows=[], plants=[], technologies=[])
    assert total(few, "sell") == cost(30)


def test_a_stock_turns_within_the_year() -> None:
    # Winter needs 70 and summer 75. With a tank one capacity of 145 runs all year: 36.25 are made in winter.
    tank: Rows = [{"place": "a", "commodity": "heat", "yearly": "yes"}]
    found = plan(demands=COLD, stocks=tank)
    assert total(found, "capacity") == cost(145)
    assert found.objective == cost(145 * 6 + 145 * 2)
    ends = found.frame("store", by_slice=True)
    assert dict(ends.select("slice", "value").iter_rows()) == {"winter": cost(0), "summer": cost(33.75)}


def test_what_turns_is_held_lost_and_limited() -> None:
    tank: Rows = [{"place": "a", "commodity": "heat", "yearly": "yes", "capacity": 13.75}]
    # what fits is carried into winter: 70 - 13.75 is made in it
    assert total(plan(demands=COLD, stocks=tank), "capacity") == cost((70 - 13.75) / 0.25)
    held = plan(demands=COLD, stocks=[{**tank[0], "holding_cost": 1}])
    assert total(held, "spend", kind="storage") == cost(13.75 * 0.75)
    # of what summer ends with, 0.9 ** 0.25 are left when winter ends
    lossy = plan(demands=COLD, stocks=[{**tank[0], "loss": 0.1}])
    assert total(lossy, "capacity") == cost((70 - 13.75 * 0.9**0.25) / 0.25)


def test_without_slices_that_matter_the_plan_is_that_of_the_year() -> None:
    goods: Rows = [{**row, "balance": "year"} for row in HEATING["commodities"]]
    found = plan(commodities=goods)
    assert found.objective == cost(800)
    assert found.frame("run", by_slice=True)["slice"].to_list() == ["year"]


def test_a_rule_for_each_slice_reads_rates() -> None:
    flat: Rows = [{"policy": "flat", "rule": "make[commodity=heat] <= 200", "each": "slice"}]
    with pytest.raises(Infeasible):  # 70 in a quarter of a year are 280 a year
        plan(demands=COLD, policies=flat)
    assert plan(demands=COLD, policies=[{**flat[0], "rule": "make[commodity=heat] <= 281"}]).objective == cost(1430)
    reserve: Rows = [{"policy": "r", "rule": "capacity[plant=b1] >= 1.2 * run[process=burn]", "each": "slice"}]
    with pytest.raises(StudyFaults):
        study(**{**HEATING, "policies": [{**reserve[0], "each": "slice, origin"}]}).check().raise_for_faults()
    assert total(plan(demands=COLD, policies=reserve), "capacity") == cost(1.2 * 280)
    goods: Rows = [{**reserve[0], "rule": "capacity[plant=b1] >= 1.2 * make[commodity=heat]"}]
    assert total(plan(demands=COLD, policies=goods), "capacity") == cost(1.2 * 280)
    even: Rows = [{**reserve[0], "rule": "make[commodity=heat] <= 2 * make[commodity=heat, slice=*]"}]
    assert plan(demands=COLD, policies=even).objective == cost(1430)  # 280 a year in winter, 145 in the year
    with pytest.raises(Infeasible):
        plan(
            demands=COLD, policies=[{**even[0], "rule": "make[commodity=heat] <= 1.9 * make[commodity=heat, slice=*]"}]
        )


def test_rates_over_the_horizon_count_every_year() -> None:
    rule: Rows = [
        {"policy": "r", "rule": "make[commodity=heat] <= value", "each": "slice", "over": "horizon", "value": 840}
    ]
    three = years(2025, span=3.0)
    assert plan(demands=COLD, policies=rule, periods=three).objective == cost(3 * 145 * 6 + 280 * 2)  # 3 x 280 a year
    with pytest.raises(Infeasible):
        plan(demands=COLD, policies=[{**rule[0], "value": 839}], periods=three)


def test_attributes_that_differ_by_slice_are_those_of_the_slice() -> None:
    poor: Rows = [
        {"technology": "boiler", "slice": "winter", "availability": 0.5},
        {"technology": "boiler", "unit": "MWh/a", "capex": 2, "availability": 0.9},
    ]
    margin: Rows = [{"policy": "m", "rule": "capacity[plant=b1] * technology.availability >= 400", "each": "slice"}]
    # 400 of what is available: 800 in winter, 444 in summer
    assert total(plan(demands=COLD, technologies=poor, policies=margin), "capacity") == cost(800)
    both: Rows = [{**margin[0], "each": "place, slice"}]
    assert total(plan(demands=COLD, technologies=poor, policies=both), "capacity") == cost(800)
    with pytest.raises(StudyFaults, match="differs by slice"):  # which of them does a rule of the year mean?
        study(**{**HEATING, "technologies": poor, "policies": [{**margin[0], "each": ""}]}).check().raise_for_faults()


def test_slices_that_are_no_year_are_refused() -> None:
    short: Rows = [{"slice": "winter", "share": 0.25}, {"slice": "summer", "share": 0.5}]
    codes = {f.code for f in study(**{**HEATING, "slices": short}).check().errors}
    assert codes == {"slice-shares"}
    named: Rows = [{"slice": "year", "share": 1.0}]
    assert "slice-name" in {f.code for f in study(**{**HEATING, "slices": named}).check().errors}
