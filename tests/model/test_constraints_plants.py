"""Constraints on plants and their openings, each against a case computed by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos import Infeasible, StudyFaults
from punos.instance.instance import build_instance
from punos.lp.become import relaxed
from punos.model.model import build_model
from tests.model.hand import TABLES, UNIT_COST, Rows, cost, planned, study, total, years

SITE = {"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate"}


def technology(**cells: Any) -> Rows:
    return [{"technology": "smelter", "unit": "t/a", **cells}]


def test_capacity_available_limits_running() -> None:
    plants = [{**TABLES["plants"][0], "capacity": 100}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(technologies=technology(availability=0.8), plants=plants, demands=short)
    assert plan.objective == cost(80 * UNIT_COST + 20 * 50)
    worth = plan.prices.filter(pl.col("constraint") == "capacity")["value"].to_list()
    assert worth == [cost(50 - UNIT_COST)]


def test_capacity_is_shared_by_processes_and_taken_on_other_technologies() -> None:
    # smelting needs 0.5 of a furnace hall that has 40: 80 at most
    techs = [*technology(), {"technology": "hall", "unit": "h"}]
    plants = [*TABLES["plants"], {**TABLES["plants"][0], "plant": "h1", "technology": "hall", "capacity": 40}]
    uses = [{"process": "smelt", "technology": "hall", "capacity_use": 0.5}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(technologies=techs, plants=plants, uses=uses, demands=short)
    assert plan.objective == cost(80 * UNIT_COST + 20 * 50)
    # without a hall at the place the process does not exist there
    assert planned(technologies=techs, uses=uses, demands=short).objective == cost(100 * 50)


def test_capacity_of_a_vintage_works_for_its_lifetime() -> None:
    # periods 2025, 2026, 2027; life 2: built in 2025 it is gone in 2027, so it is built twice
    plan = planned(periods=years(2025, 2026, 2027), technologies=technology(capex=7, lifetime=2), plants=[SITE])
    assert plan.objective == cost(300 * UNIT_COST + 2 * 100 * 7)
    assert total(plan, "build") == cost(200)
    assert total(plan, "capacity", period="2027") == cost(100)


def test_capacity_of_existing_plants_ends_with_closes_or_lifetime() -> None:
    plants = [{**TABLES["plants"][0], "opened": 2020}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(periods=years(2025, 2026, 2027), technologies=technology(lifetime=6), plants=plants, demands=short)
    assert plan.objective == cost(100 * UNIT_COST + 200 * 50)
    closes = [{**plants[0], "closes": 2027}]
    plan = planned(periods=years(2025, 2026, 2027), technologies=technology(lifetime=6), plants=closes, demands=short)
    assert plan.objective == cost(200 * UNIT_COST + 100 * 50)


def test_restart_of_an_idle_plant_is_paid_once() -> None:
    idle = [{**TABLES["plants"][0], "status": "idle", "restart_cost": 500}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 18}]
    # 100 x (18 - 14) a year: not worth 500 in one year, worth it in two
    assert planned(plants=idle, demands=short).objective == cost(1800)
    plan = planned(periods=years(2025, 2026), plants=idle, demands=short)
    assert plan.objective == cost(200 * UNIT_COST + 500)
    assert total(plan, "spend", kind="restart") == cost(500)


def test_restart_is_not_needed_by_what_is_newly_built() -> None:
    idle = [{**TABLES["plants"][0], "status": "idle", "restart_cost": 5000, "capacity": 60, "expandable": "yes"}]
    plan = planned(plants=idle, technologies=technology(capex=7))
    assert plan.objective == cost(100 * UNIT_COST + 700)


def test_closure_is_final_and_ends_fixed_cost() -> None:
    # 1,000 t of capacity cost 2 a year each; 100 are needed in the first year only
    demands = [
        {**TABLES["demands"][0], "period": "2025"},
        {**TABLES["demands"][0], "period": "2026", "quantity": 0},
        {**TABLES["demands"][0], "period": "2027", "quantity": 40, "shortfall_cost": 15},
    ]
    three = years(2025, 2026, 2027)
    stays = planned(periods=three, demands=demands, technologies=technology(fixed_om=2))
    assert stays.objective == cost(100 * 14 + 40 * 14 + 3 * 2000)
    closable = [{**TABLES["plants"][0], "closable": "yes"}]
    plan = planned(periods=three, demands=demands, plants=closable, technologies=technology(fixed_om=2))
    # keeping 40 through 2026 costs 2 x 2 x 40 and saves 40 x (15 - 14): all is closed
    assert plan.objective == cost(100 * 14 + 200 + 40 * 15)
    assert total(plan, "close") == cost(1000)
    assert total(plan, "capacity", period="2027") == cost(0)


def test_closure_of_new_capacity_gives_up_its_end_value() -> None:
    demands = [{**TABLES["demands"][0], "period": "2025"}, {**TABLES["demands"][0], "period": "2026", "quantity": 0}]
    closable = [{**SITE, "closable": "yes"}]
    tech = technology(capex=10, lifetime=10, fixed_om=3)
    # after 2 of 10 years 8 of 10 are left; keeping it a year more costs 3: it is kept for the end value
    plan = planned(
        {"salvage": "straight-line"}, periods=years(2025, 2026), demands=demands, plants=closable, technologies=tech
    )
    assert plan.objective == cost(100 * 14 + 1000 + 600 - 800)
    dear = technology(capex=10, lifetime=10, fixed_om=9)
    plan = planned(
        {"salvage": "straight-line"}, periods=years(2025, 2026), demands=demands, plants=closable, technologies=dear
    )
    assert plan.objective == cost(100 * 14 + 1000 + 900)


def test_plant_limit_counts_all_that_stands() -> None:
    grows = [{**TABLES["plants"][0], "capacity": 30, "expandable": "yes", "max_capacity": 70}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(plants=grows, technologies=technology(capex=1), demands=short)
    assert plan.objective == cost(70 * UNIT_COST + 40 + 30 * 50)


def test_least_build_is_built_though_it_does_not_pay() -> None:
    forced = [{**SITE, "min_build": 150}]
    assert planned(plants=forced, technologies=technology(capex=7)).objective == cost(100 * UNIT_COST + 1050)


def test_opening_size_and_charge() -> None:
    # charge 300 + 2 a unit against falling short at 18: 100 x (18 - 16) < 300, with 20 it pays
    tech = technology(fixed_capex=300, capex=2, max_capacity=500)
    short = [{**TABLES["demands"][0], "shortfall_cost": 18}]
    assert planned(plants=[SITE], technologies=tech, demands=short).objective == cost(1800)
    short[0]["shortfall_cost"] = 20
    plan = planned(plants=[SITE], technologies=tech, demands=short)
    assert plan.objective == cost(100 * 16 + 300)
    assert total(plan, "open") == cost(1)


def test_opening_size_is_required() -> None:
    may = [{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "price": 13}]
    with pytest.raises(StudyFaults, match="how large"):
        study(plants=[SITE], technologies=technology(fixed_capex=300), demands=may).plan()


def test_opening_minimum() -> None:
    tech = technology(capex=2, min_capacity=150, max_capacity=500)
    plan = planned(plants=[SITE], technologies=tech)
    assert plan.objective == cost(100 * UNIT_COST + 300)


def test_opening_has_a_yearly_cost_while_it_works() -> None:
    tech = technology(open_om=40, max_capacity=500, lifetime=2)
    plan = planned(periods=years(2025, 2026), plants=[SITE], technologies=tech)
    assert plan.objective == cost(200 * UNIT_COST + 80)
    assert planned(technologies=technology(open_om=40)).objective == cost(100 * UNIT_COST + 40)


def test_opening_blocks_are_whole() -> None:
    plan = planned(plants=[SITE], technologies=technology(capex=2, block=30))
    assert plan.objective == cost(100 * UNIT_COST + 120 * 2)


def test_opening_limits_bind_each_opening() -> None:
    tech = technology(capex=2, max_capacity=60)
    demands = [{**TABLES["demands"][0], "period": p, "shortfall_cost": 50} for p in ("2025", "2026")]
    plan = planned(periods=years(2025, 2026), plants=[SITE], technologies=tech, demands=demands)
    # 60 in 2025, 60 more in 2026 of which 40 are needed
    assert plan.objective == cost(60 * 14 + 40 * 50 + 100 * 14 + 100 * 2)


CURVE = [
    {"technology": "smelter", "capacity": 0, "capex": 200},
    {"technology": "smelter", "capacity": 50, "capex": 400},
    {"technology": "smelter", "capacity": 150, "capex": 500},
]


def test_curve_size_is_priced_exactly() -> None:
    plan = planned(plants=[SITE], capex_curve=CURVE)
    assert plan.objective == cost(100 * UNIT_COST + 450)
    assert total(plan, "spend", kind="capex") == cost(450)


@pytest.mark.parametrize(("quantity", "capex"), [(25, 300), (50, 400), (150, 500)])
def test_curve_segment_by_size(quantity: float, capex: float) -> None:
    demands = [{**TABLES["demands"][0], "quantity": quantity}]
    plan = planned(plants=[SITE], capex_curve=CURVE, demands=demands)
    assert plan.objective == cost(quantity * UNIT_COST + capex)


def test_curve_choice_allows_no_more_than_the_last_point() -> None:
    demands = [{**TABLES["demands"][0], "quantity": 200}]
    with pytest.raises(Infeasible):
        study(plants=[SITE], capex_curve=CURVE, demands=demands).plan()


def test_curve_that_starts_above_nothing_has_a_least_size() -> None:
    rows = [{"technology": "smelter", "capacity": c, "capex": x} for c, x in ((120, 600), (200, 700))]
    assert planned(plants=[SITE], capex_curve=rows).objective == cost(100 * UNIT_COST + 600)


def test_curve_that_rises_ever_faster_needs_no_choice() -> None:
    rows = [{"technology": "smelter", "capacity": c, "capex": x} for c, x in ((0, 0), (50, 100), (150, 500))]
    plan = planned(plants=[SITE], capex_curve=rows)
    assert plan.objective == cost(100 * UNIT_COST + 300)
    assert plan.summary.size.integers == 0


def test_running_needs_opening_of_one_of_two_sites() -> None:
    # two sites with charges: one is opened for all
    sites = [SITE, {**SITE, "plant": "s2"}]
    plan = planned(plants=sites, technologies=technology(fixed_capex=100, max_capacity=1000))
    assert plan.objective == cost(100 * UNIT_COST + 100)


FAR: dict[str, Rows] = {
    "places": [{"place": p} for p in ("a", "e", "b", "c")],
    "plants": [SITE, {**SITE, "plant": "s2", "place": "e"}],
    "routes": [
        {"route": f"{start}{end}", "from": start, "to": end, "cost": freight}
        for start, end, freight in (("a", "b", 3), ("a", "c", 9), ("e", "b", 9), ("e", "c", 3))
    ],
    "supplies": [{"supply": p, "commodity": "ore", "place": p, "price": 5} for p in ("a", "e")],
    "demands": [
        {"demand": p, "commodity": "metal", "place": p, "kind": "must", "quantity": quantity}
        for p, quantity in (("b", 30), ("c", 50))
    ],
}


def test_leaving_needs_opening_makes_the_relaxation_exact() -> None:
    # each site next to a customer: both are opened, which no share of an opening makes cheaper
    tables = {**FAR, "technologies": technology(fixed_capex=100, max_capacity=1000)}
    plan = planned(**tables)
    assert plan.objective == cost(80 * 11 + 80 * 3 + 200)
    program = build_model(build_instance(study(**tables))).program
    assert program.rows["leaving_needs_opening"].count == 4
    assert relaxed(program).solve().objective == cost(plan.objective)


def test_leaving_needs_opening_holds_no_good_that_comes_in_another_way() -> None:
    dear = {"supply": "metal", "commodity": "metal", "place": "a", "price": 12}
    tables = {**FAR, "supplies": [*FAR["supplies"], dear]}
    tables["technologies"] = technology(fixed_capex=100, max_capacity=1000)
    assert planned(**tables).objective == cost(30 * 15 + 50 * 14 + 100)
    program = build_model(build_instance(study(**tables))).program
    assert program.rows["leaving_needs_opening"].frame["from"].unique().to_list() == ["e"]


def test_land_limits_what_stands() -> None:
    places = [{"place": "a", "area_ha": 4}, {"place": "b"}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(places=places, plants=[SITE], technologies=technology(capex=2, area_ha=0.05), demands=short)
    assert plan.objective == cost(80 * 16 + 20 * 50)
    worth = plan.prices.filter(pl.col("constraint") == "land")["value"].to_list()
    assert worth == [cost((50 - 16) / 0.05)]


def test_building_takes_its_years() -> None:
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    plan = planned(
        periods=years(2025, 2026, 2027), plants=[SITE], technologies=technology(capex=2, build_years=2), demands=short
    )
    assert plan.objective == cost(200 * 50 + 100 * 16)
    later = [{**SITE, "earliest": 2026}]
    plan = planned(periods=years(2025, 2026, 2027), plants=later, technologies=technology(capex=2), demands=short)
    assert plan.objective == cost(100 * 50 + 200 * 14 + 200)


def test_restart_needs_to_know_what_stands_idle() -> None:
    idle = [{**TABLES["plants"][0], "status": "idle", "capacity": float("inf"), "restart_cost": 5}]
    with pytest.raises(StudyFaults, match="idle with unlimited capacity"):
        study(plants=idle).plan()
