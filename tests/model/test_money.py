"""Money over time: weights, discounting, salvage, annuities, against the formulas of Semantics 10-14 by hand."""

from __future__ import annotations

import math

import pytest

from tests.model.hand import TABLES, UNIT_COST, cost, planned, total, years

SITE = {"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate"}
RATE = 0.1


def test_running_cost_falls_in_the_middle_of_each_year() -> None:
    plan = planned({"discount_rate": RATE}, periods=years(2025, 2027, span=2))
    weight = sum(1.1 ** -(y + 0.5) for y in range(4))
    assert plan.objective == cost(100 * UNIT_COST * weight)


@pytest.mark.parametrize(("at", "shift"), [("start", 0.0), ("middle", 0.5), ("end", 1.0)])
def test_running_cost_falls_when_said(at: str, shift: float) -> None:
    plan = planned({"discount_rate": RATE, "running_at": at, "base_year": 2020})
    assert plan.objective == cost(100 * UNIT_COST * 1.1 ** -(5 + shift))


def test_weight_that_is_given_is_taken() -> None:
    periods = [{"period": "2025", "start": 2025, "years": 3, "weight": 2.5}]
    assert planned({"discount_rate": RATE}, periods=periods).objective == cost(100 * UNIT_COST * 2.5)


@pytest.mark.parametrize("kind", ["annuity", "straight-line", "none"])
def test_overnight_capital_with_what_is_left_at_the_end(kind: str) -> None:
    tech = [{"technology": "smelter", "unit": "t/a", "capex": 20, "lifetime": 10}]
    demands = [{**TABLES["demands"][0], "period": "2025", "quantity": 0}, {**TABLES["demands"][0], "period": "2028"}]
    plan = planned(
        {"discount_rate": RATE, "salvage": kind}, periods=years(2025, 2028, span=3), technologies=tech, plants=[SITE],
        demands=demands,
    )  # fmt: skip
    capex = 100 * 20
    left = {"annuity": (1 - 1.1**-7) / (1 - 1.1**-10), "straight-line": 0.7, "none": 0.0}[kind]
    running = 100 * UNIT_COST * sum(1.1 ** -(y + 0.5) for y in (3, 4, 5))
    assert plan.objective == cost(running + capex * 1.1**-3 - capex * left * 1.1**-6)
    assert total(plan, "earn", kind="salvage") == cost(capex * left)


def test_annuity_is_paid_in_each_period_it_works_at_the_operators_rate() -> None:
    tech = [{"technology": "smelter", "unit": "t/a", "capex": 20, "lifetime": 4}]
    owners = [{"operator": "o", "discount_rate": 0.05}]
    plan = planned(
        {"discount_rate": RATE, "capital": "annuity"}, periods=years(2025, 2027, span=2), technologies=tech,
        plants=[{**SITE, "operator": "o"}], operators=owners,
    )  # fmt: skip
    weight = sum(1.1 ** -(y + 0.5) for y in range(4))
    payment = 100 * 20 * 0.05 / (1 - 1.05**-4)
    assert plan.objective == cost((100 * UNIT_COST + payment) * weight)


def test_annuity_without_interest_is_the_share_of_a_year() -> None:
    tech = [{"technology": "smelter", "unit": "t/a", "capex": 20, "lifetime": 4}]
    plan = planned({"capital": "annuity"}, technologies=tech, plants=[SITE])
    assert plan.objective == cost(100 * UNIT_COST + 100 * 20 / 4)


def test_money_of_other_currencies_is_converted_at_the_border() -> None:
    supplies = [{**TABLES["supplies"][0], "currency": "USD", "price": 10}]
    rates = [{"currency": "USD", "rate": 0.5}]
    assert planned(supplies=supplies, currencies=rates).objective == cost(100 * UNIT_COST)


def test_every_kind_of_money_adds_up_to_the_objective() -> None:
    tech = [{"technology": "smelter", "unit": "t/a", "capex": 20, "fixed_om": 1, "open_om": 5, "lifetime": 10}]
    plan = planned(
        {"discount_rate": RATE, "salvage": "annuity"}, periods=years(2025, 2027, span=2), technologies=tech,
        plants=[{**SITE, "max_capacity": 400}],
    )  # fmt: skip
    assert math.fsum(plan.summary.costs.values()) == cost(plan.objective)
    assert {c.name for c in plan.audit.checks} >= {"balances", "capacity", "demands", "costs", "objective"}


def test_impacts_of_building_are_paid_once_and_count_whole() -> None:
    tech = [{"technology": "smelter", "unit": "t/a"}]
    impacts = [{"impact": "co2", "unit": "t", "price": 3, "cap": 100}]
    factors = [{"impact": "co2", "of": "build", "key": "smelter", "quantity": 2}]
    short = [{**TABLES["demands"][0], "shortfall_cost": 90}]
    plan = planned(
        {"discount_rate": RATE}, periods=years(2025, span=4), technologies=tech, plants=[SITE], impacts=impacts,
        impact_factors=factors, demands=short,
    )  # fmt: skip
    weight = sum(1.1 ** -(y + 0.5) for y in range(4))
    assert plan.objective == cost((50 * UNIT_COST + 50 * 90) * weight + 100 * 3)
    assert total(plan, "emit") == cost(100)
