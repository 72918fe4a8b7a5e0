"""Advice on units: what is told of figures that the solver cannot do justice, and that other units cure it."""

from __future__ import annotations

import pytest

from punos.instance.instance import build_instance
from punos.model.model import build_model
from punos.model.scaling import advice
from tests.model.hand import Rows, planned, study

CHAIN: dict[str, Rows] = {
    "places": [{"place": "a"}],
    "routes": [],
    "commodities": [{"commodity": "gold", "unit": "t", "mass": 1}, {"commodity": "rock", "unit": "t", "mass": 1}],
    "technologies": [{"technology": "mill", "unit": "t/a", "capex": 2}],
    "processes": [{"process": "milling", "technology": "mill", "variable_cost": 1}],
    "flows": [
        {"process": "milling", "commodity": "rock", "quantity": -1},
        {"process": "milling", "commodity": "gold", "quantity": 0.5},
    ],
    "plants": [{"plant": "m", "place": "a", "technology": "mill", "status": "candidate", "max_build": 1000}],
    "supplies": [{"supply": "pit", "commodity": "rock", "place": "a", "price": 5, "capacity": 900}],
    "demands": [{"demand": "mint", "commodity": "gold", "place": "a", "kind": "must", "quantity": 100}],
}


def told(**tables: Rows) -> tuple[str, ...]:
    return advice(build_model(build_instance(study(**{**CHAIN, **tables}))))


def test_figures_of_usual_size_need_no_advice() -> None:
    assert told() == ()
    assert planned(**CHAIN).summary.advice == ()


def test_a_small_amount_is_named_with_its_place_and_a_unit_that_cures_it() -> None:
    (said,) = told(demands=[{**CHAIN["demands"][0], "quantity": 2e-6}])
    assert said.startswith("demands.quantity: 2e-06 (demand=mint")
    assert "a unit 1,000,000 times smaller" in said  # 2e-6 t are 2 g
    assert told(demands=[{**CHAIN["demands"][0], "quantity": 2}]) == ()


def test_a_large_amount_is_named_with_a_unit_that_cures_it_or_without_limit() -> None:
    huge = [{**CHAIN["supplies"][0], "capacity": 3e12}]
    (said,) = told(supplies=huge)
    assert said.startswith("supplies.capacity: 3e+12 (supply=pit")
    assert "10,000,000 times larger" in said
    assert told(supplies=[{**huge[0], "capacity": 3e5}]) == ()
    assert told(supplies=[{k: v for k, v in huge[0].items() if k != "capacity"}]) == ()


def test_money_counted_in_too_large_a_unit() -> None:
    (said,) = told(supplies=[{**CHAIN["supplies"][0], "price": 5e-8}])
    assert "Costs of the kind supply" in said
    assert "a unit 100,000,000 times smaller" in said


def test_figures_of_one_equation_that_are_too_far_apart() -> None:
    flows = [{**CHAIN["flows"][0], "quantity": -3e6}, {**CHAIN["flows"][1], "quantity": 1e-5}]
    low = told(flows=[*flows, {"process": "panning", "commodity": "gold", "quantity": 2e6},
                      {"process": "panning", "commodity": "rock", "quantity": -1}],
               processes=[*CHAIN["processes"], {"process": "panning", "technology": "mill"}])  # fmt: skip
    (said,) = low
    for part in ("flows", "commodity=gold", "2e+11 times apart"):
        assert part in said


@pytest.mark.parametrize("of_policy", [3e-7, 4e11])
def test_a_rule_with_a_figure_out_of_range(of_policy: float) -> None:
    rule = [{"policy": "cap", "rule": "make[commodity=gold] <= value", "value": of_policy}]
    assert [s.split(":")[0] for s in told(policies=rule)] == ["policies.value of cap"]


def test_a_plan_keeps_the_advice() -> None:
    said = planned(**{**CHAIN, "supplies": [{**CHAIN["supplies"][0], "capacity": 3e12}]}).summary
    assert len(said.advice) == 1
    assert type(said).from_dict({**said.to_dict()}) == said
    assert type(said).from_dict({k: v for k, v in said.to_dict().items() if k != "advice"}).advice == ()
