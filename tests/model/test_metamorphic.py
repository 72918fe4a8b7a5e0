"""What changes nothing in the world changes nothing in the plan: names, order of rows, units."""

from __future__ import annotations

import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from punos.errors import Infeasible, StudyFaults
from punos.plan.plan import Plan
from tests.model import transforms
from tests.model.planning import objective_of, plan_of
from tests.model.strategies import Row, Study, studies

# Each example is planned twice; the quick run always draws the same few, the heavy one as many as it takes.
FEW = settings(
    max_examples=4,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY = settings(FEW, max_examples=60, derandomize=False)
INDICATORS = ["build", "open", "close", "capacity", "run", "make", "use", "ship", "load", "buy", "sell", "short"]
INDICATORS += ["discard", "emit", "spend", "earn"]
SCALES = st.sampled_from([0.001, 4.0, 1000.0])
GOODS = st.sampled_from(["ore", "metal", "cell", "slag", "gwh"])


def _same_cost(study: Study, other: Study, factor: float = 1.0) -> None:
    """The same cost to 1e-9, or no plan for both."""
    before, after = objective_of(*study), objective_of(*other)
    assert math.isnan(before) == math.isnan(after)
    assert after == pytest.approx(factor * before, rel=1e-9, abs=1e-9 * factor, nan_ok=True)


def _same_plan(one: Plan, other: Plan) -> None:
    assert other.summary.objective == pytest.approx(one.summary.objective, rel=1e-9, abs=1e-9)
    for indicator in INDICATORS:
        assert_frame_equal(one.frame(indicator), other.frame(indicator), check_exact=False, rel_tol=1e-9, abs_tol=1e-9)


def _same_plan_in_another_order(study: Study, seed: int) -> None:
    try:
        plan = plan_of(*study)
    except (Infeasible, StudyFaults):
        with pytest.raises((Infeasible, StudyFaults)):
            plan_of(*transforms.shuffled(study, seed))
        return
    _same_plan(plan, plan_of(*transforms.shuffled(study, seed)))


@FEW
@given(studies())
def test_other_names_cost_the_same(study: Study) -> None:
    _same_cost(study, transforms.relabelled(study))


@FEW
@given(studies(), st.integers(0, 1000))
def test_another_order_of_rows_gives_the_same_plan(study: Study, seed: int) -> None:
    _same_plan_in_another_order(study, seed)


@FEW
@given(studies(), SCALES)
def test_other_money_scales_the_cost(study: Study, factor: float) -> None:
    _same_cost(study, transforms.in_other_money(study, factor), factor)


@FEW
@given(studies(), SCALES)
def test_another_unit_of_mass_costs_the_same(study: Study, factor: float) -> None:
    _same_cost(study, transforms.in_other_mass(study, factor))


@FEW
@given(studies(), GOODS, SCALES)
def test_another_unit_of_a_commodity_costs_the_same(study: Study, commodity: str, factor: float) -> None:
    plain = transforms.without_policies(study)
    _same_cost(plain, transforms.in_other_units(plain, commodity, factor))


@FEW
@given(studies(), SCALES)
def test_another_unit_of_capacity_costs_the_same(study: Study, factor: float) -> None:
    plain = transforms.without_policies(study)
    _same_cost(plain, transforms.in_other_capacity(plain, "smelter", factor))


@pytest.mark.heavy
@MANY
@given(studies(), SCALES, GOODS, st.integers(0, 1000))
def test_none_of_these_changes_anything_in_many_studies(study: Study, factor: float, commodity: str, seed: int) -> None:
    _same_cost(study, transforms.relabelled(study))
    _same_plan_in_another_order(study, seed)
    _same_cost(study, transforms.in_other_money(study, factor), factor)
    _same_cost(study, transforms.in_other_mass(study, factor))
    plain = transforms.without_policies(study)
    _same_cost(plain, transforms.in_other_units(plain, commodity, factor))
    _same_cost(plain, transforms.in_other_capacity(plain, "smelter", factor))


def _equal_sites(order: list[str]) -> Study:
    """Three sites alike in all but name, of which one is enough: nothing but the order of rows could choose."""
    technology: Row = {"technology": "smelter", "unit": "t/a", "capex": 2.0, "fixed_capex": 50.0, "max_capacity": 20.0}
    settings = {
        "study": {"name": "equal sites", "currency": "EUR", "mass_unit": "t"},
        "time": {"price_year": 2025, "discount_rate": 0.0, "salvage": "none"},
        "solver": {"gap": 0.0},
    }
    return settings, {
        "periods": [{"period": "now", "start": 2025, "years": 1}],
        "places": [{"place": place} for place in [*order, "market"]],
        "commodities": [{"commodity": name, "unit": "t", "mass": 1.0} for name in ("ore", "metal")],
        "technologies": [technology],
        "processes": [{"process": "smelting", "technology": "smelter"}],
        "flows": [
            {"process": "smelting", "commodity": "ore", "quantity": -1.0},
            {"process": "smelting", "commodity": "metal", "quantity": 1.0},
        ],
        "plants": [
            {"plant": f"{place}_smelter", "place": place, "technology": "smelter", "status": "candidate"}
            for place in order
        ],
        "routes": [{"route": f"from_{place}", "from": place, "to": "market", "cost": 1.0} for place in order],
        "supplies": [{"supply": f"{place}_ore", "commodity": "ore", "place": place, "price": 3.0} for place in order],
        "demands": [{"demand": "wanted", "commodity": "metal", "place": "market", "kind": "must", "quantity": 10.0}],
    }


@pytest.mark.parametrize("order", [["east", "south", "west"], ["west", "south", "east"], ["south", "west", "east"]])
def test_of_equal_sites_the_same_is_chosen_whatever_the_order(order: list[str]) -> None:
    first, again = (plan_of(*_equal_sites(sites)) for sites in (["east", "south", "west"], order))

    # One opening of 50, ten tonnes of capacity at 2, ore at 3 and freight at 1 a tonne.
    assert again.summary.objective == pytest.approx(50 + 10 * (2 + 3 + 1))
    assert again.frame("open").filter(again.frame("open")["value"] > 0.5).height == 1
    _same_plan(first, again)
