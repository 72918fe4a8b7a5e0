"""Constraints on goods and trade, each against a case computed by hand."""

from __future__ import annotations

import polars as pl
import pytest

from punos import Infeasible, StudyFaults
from tests.model.hand import TABLES, UNIT_COST, cost, planned, study, total, years


def test_balance_of_a_chain() -> None:
    plan = planned()
    assert plan.objective == cost(100 * UNIT_COST)
    assert total(plan, "buy") == cost(200)
    assert total(plan, "ship") == cost(100)
    worth = plan.prices.filter(pl.col("constraint") == "balance")
    values = {(r["place"], r["commodity"]): r["value"] for r in worth.iter_rows(named=True)}
    assert values[("a", "ore")] == cost(5)
    assert values[("a", "metal")] == cost(11)
    assert values[("b", "metal")] == cost(14)


def test_balance_lets_surplus_leave_only_at_a_disposal_cost() -> None:
    flows = [*TABLES["flows"], {"process": "smelt", "commodity": "slag", "quantity": 0.5}]
    goods = [*TABLES["commodities"], {"commodity": "slag", "unit": "t", "mass": 1}]
    with pytest.raises(StudyFaults, match="slag"):
        study(flows=flows, commodities=goods).plan()
    goods[-1]["disposal_cost"] = 4
    plan = planned(flows=flows, commodities=goods)
    assert plan.objective == cost(100 * (UNIT_COST + 0.5 * 4))
    assert total(plan, "discard", commodity="slag") == cost(50)


def test_balance_yields_all_contents_of_a_good_at_once() -> None:
    # 1 t of metal holds 0.5 nickel and 0.2 cobalt; 60 nickel asks for 120 t, its 24 cobalt more than serve 20
    goods = [*TABLES["commodities"], {"commodity": "nickel", "unit": "t Ni"}, {"commodity": "cobalt", "unit": "t Co"}]
    contents = [
        {"commodity": "metal", "attribute": "nickel", "quantity": 0.5},
        {"commodity": "metal", "attribute": "cobalt", "quantity": 0.2},
    ]
    demands = [
        {"demand": "ni", "commodity": "nickel", "place": "b", "kind": "must", "quantity": 60},
        {"demand": "co", "commodity": "cobalt", "place": "b", "kind": "must", "quantity": 20},
    ]
    plan = planned(commodities=goods, contents=contents, demands=demands)
    assert plan.objective == cost(120 * UNIT_COST)
    assert total(plan, "discard", commodity="cobalt") == cost(4)


def test_demand_falls_short_only_at_its_cost() -> None:
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    few = [{**TABLES["supplies"][0], "capacity": 120}]
    plan = planned(demands=short, supplies=few)
    assert plan.objective == cost(60 * UNIT_COST + 40 * 50)
    assert total(plan, "short") == cost(40)
    with pytest.raises(Infeasible):
        study(supplies=few).plan()


def test_demand_that_may_be_served_is_served_while_it_pays() -> None:
    # steps of 30 at 20 and 100 at 10: only the first is worth 14
    may = [
        {"demand": "first", "commodity": "metal", "place": "b", "kind": "may", "quantity": 30, "price": 20},
        {"demand": "second", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100, "price": 10},
    ]
    plan = planned(demands=may)
    assert plan.objective == cost(30 * (UNIT_COST - 20))
    assert total(plan, "earn", kind="sales") == cost(600)


def test_reserve_lasts_over_the_horizon() -> None:
    # 500 ore for two periods of 2 years of 200 a year: 300 must come from the dear supply
    supplies = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5, "reserve": 500},
        {"supply": "import", "commodity": "ore", "place": "a", "price": 9},
    ]
    plan = planned(periods=years(2025, 2027, span=2), supplies=supplies)
    assert plan.objective == cost(4 * 100 * UNIT_COST + 300 * 4)
    frame = plan.frame("buy").filter(pl.col("supply") == "mine")
    assert float(frame["value"].sum()) * 2 == cost(500)
    value = plan.prices.filter(pl.col("constraint") == "reserve")["value"]
    assert value.to_list() == [cost(4)]


def test_transit_closed_keeps_goods_from_passing() -> None:
    # a - c - b costs 2, a - b costs 3: without transit at c the dearer way is taken
    places = [*TABLES["places"], {"place": "c"}]
    routes = [
        *TABLES["routes"],
        {"route": "ac", "from": "a", "to": "c", "cost": 1},
        {"route": "cb", "from": "c", "to": "b", "cost": 1},
    ]
    assert planned(places=places, routes=routes).objective == cost(100 * 13)
    closed = [*TABLES["places"], {"place": "c", "transit": "no"}]
    assert planned(places=closed, routes=routes).objective == cost(100 * 14)
    # what is bought there may leave
    bought = [*TABLES["supplies"], {"supply": "local", "commodity": "metal", "place": "c", "price": 2, "capacity": 10}]
    assert planned(places=closed, routes=routes, supplies=bought).objective == cost(90 * 14 + 10 * 3)


def test_impact_cap_limits_all_places_together() -> None:
    impacts = [{"impact": "co2", "unit": "t", "price": 2, "cap": 150}]
    factors = [
        {"impact": "co2", "of": "run", "key": "smelt", "quantity": 1},
        {"impact": "co2", "of": "ship", "key": "ab", "quantity": 1},
    ]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(impacts=impacts, impact_factors=factors, demands=short)
    assert plan.objective == cost(75 * (UNIT_COST + 4) + 25 * 50)
    assert total(plan, "emit") == cost(150)
    value = plan.prices.filter(pl.col("constraint") == "impact_cap")["value"].to_list()
    assert value == [cost((50 - 18) / 2)]


def test_impact_cap_place_limits_one_place() -> None:
    impacts = [{"impact": "salt", "unit": "t"}]
    factors = [{"impact": "salt", "of": "run", "key": "smelt", "quantity": 2}]
    caps = [{"impact": "salt", "place": "a", "cap": 100}]
    plants = [*TABLES["plants"], {**TABLES["plants"][0], "plant": "s2", "place": "b"}]
    supplies = [*TABLES["supplies"], {"supply": "far", "commodity": "ore", "place": "b", "price": 8}]
    plan = planned(impacts=impacts, impact_factors=factors, impact_caps=caps, plants=plants, supplies=supplies)
    # 50 at a for 14 each, 50 at b for 17 each
    assert plan.objective == cost(50 * 14 + 50 * 17)
    assert total(plan, "emit", place="a") == cost(100)


@pytest.mark.parametrize(("rule", "value"), [("make[commodity=metal] >= 120", None), ("value * run[] >= 60", 0.5)])
def test_policy_is_obeyed(rule: str, value: float | None) -> None:
    rules = [{"policy": "more", "rule": rule, "value": value}]
    goods = [TABLES["commodities"][0], {**TABLES["commodities"][1], "disposal_cost": 0}]
    plan = planned(policies=rules, commodities=goods)
    assert plan.objective == cost(100 * UNIT_COST + 20 * 11)


def test_policy_for_each_origin_and_over_the_horizon() -> None:
    supplies = [
        {"supply": f"ore {o}", "commodity": "ore", "place": "a", "price": p, "origin": o}
        for o, p in (("FI", 9), ("SE", 7), ("CN", 5))
    ]
    each = [{"policy": "single", "rule": "buy[] <= value * buy[origin=*]", "value": 0.5, "each": "origin"}]
    plan = planned(supplies=supplies, policies=each)
    assert plan.objective == cost(100 * 4 + 100 * 5 + 100 * 7)
    once = [{"policy": "cn", "rule": "buy[origin=CN] <= 300", "over": "horizon"}]
    plan = planned(supplies=supplies, policies=once, periods=years(2025, 2027, span=2))
    assert plan.objective == cost(4 * 400 + 300 * 5 + 500 * 7)
