"""Infeasible studies are explained: the clash, where it stands, and the least change, all known by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from punos import Infeasible, Study, StudyFaults, Unbounded
from punos.model.explain import Remedy
from punos.model.wishes import Wish
from tests.model.hand import TABLES, cost, study, years


def refused(of: Study) -> Infeasible:
    with pytest.raises(Infeasible) as caught:
        of.plan()
    return caught.value


def spots(wishes: Sequence[Wish]) -> set[tuple[str, int | None, str]]:
    return {(w.table, w.row, w.column) for w in wishes}


def changes(remedies: Sequence[Remedy]) -> dict[tuple[str, int | None, str], float]:
    return {(r.wish.table, r.wish.row, r.wish.column): r.to for r in remedies}


def test_too_little_ore() -> None:
    # 100 metal asks for 200 ore; 150 gives 75. Either 25 % less metal or 33 % more ore: less metal is the least
    error = refused(study(supplies=[{**TABLES["supplies"][0], "capacity": 150}]))
    assert spots(error.clashes) == {("demands", 2, "quantity"), ("supplies", 2, "capacity")}
    assert changes(error.remedies) == {("demands", 2, "quantity"): cost(75)}
    assert "d must get 100 t metal a year at b" in str(error)
    assert "demands, row 2, quantity" in str(error)


def test_a_policy_against_a_demand() -> None:
    rules = [
        {"policy": "other", "rule": "make[commodity=metal] <= 500"},
        {"policy": "cap", "rule": "make[commodity=metal] <= 90"},
    ]
    error = refused(study(policies=rules))
    assert spots(error.clashes) == {("demands", 2, "quantity"), ("policies", 3, "value")}
    assert changes(error.remedies) == {("demands", 2, "quantity"): cost(90)}
    assert "make[commodity=metal] <= 90" in str(error)


def test_a_cap_at_a_place_in_one_period() -> None:
    impacts = [{"impact": "salt", "unit": "t"}]
    factors = [{"impact": "salt", "of": "run", "key": "smelt", "quantity": 2}]
    caps = [
        {"impact": "salt", "place": "a", "cap": 300},
        {"impact": "salt", "place": "a", "period": "2026", "cap": 190},
    ]
    error = refused(study(periods=years(2025, 2026), impacts=impacts, impact_factors=factors, impact_caps=caps))
    assert spots(error.clashes) == {("demands", 2, "quantity"), ("impact_caps", 3, "cap")}
    assert {w.period for w in error.clashes} == {"2026"}
    # 5 % less metal, or 5.3 % more salt
    assert changes(error.remedies) == {("demands", 2, "quantity"): cost(95)}


def test_land_that_does_not_hold_the_plants() -> None:
    places = [{"place": "a", "area_ha": 3}, {"place": "b"}]
    site = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate"}]
    techs = [{"technology": "smelter", "unit": "t/a", "area_ha": 0.04}]
    error = refused(study(places=places, plants=site, technologies=techs))
    assert spots(error.clashes) == {("demands", 2, "quantity"), ("places", 2, "area_ha")}
    assert changes(error.remedies) == {("demands", 2, "quantity"): cost(75)}


def test_a_route_too_small_and_a_reserve_too_small() -> None:
    routes = [{**TABLES["routes"][0], "capacity": 60}]
    error = refused(study(routes=routes))
    assert spots(error.clashes) == {("demands", 2, "quantity"), ("routes", 2, "capacity")}
    # 40 % less metal against 67 % more capacity
    assert changes(error.remedies) == {("demands", 2, "quantity"): cost(60)}
    lasting = [{**TABLES["supplies"][0], "reserve": 300}]
    error = refused(study(periods=years(2025, 2026), supplies=lasting))
    assert ("supplies", 2, "reserve") in spots(error.clashes)
    remedy = changes(error.remedies)
    # 100 ore are missing: a third more reserve, or half of one year's metal
    assert remedy == {("supplies", 2, "reserve"): cost(400)}


def test_a_must_without_any_source_is_a_fault_before_it_is_a_clash() -> None:
    goods = [*TABLES["commodities"], {"commodity": "gold", "unit": "t", "mass": 1}]
    demands = [*TABLES["demands"], {"demand": "g", "commodity": "gold", "place": "b", "kind": "must", "quantity": 1}]
    with pytest.raises(StudyFaults, match="gold"):
        study(commodities=goods, demands=demands).plan()


def test_no_remedy_makes_it_infeasible_again() -> None:
    few = [{**TABLES["supplies"][0], "capacity": 150}]
    error = refused(study(supplies=few))
    (to,) = changes(error.remedies).values()
    demands = [{**TABLES["demands"][0], "quantity": to}]
    assert study(supplies=few, demands=demands).plan().objective == cost(75 * 14)


def test_earning_without_end_names_the_culprit() -> None:
    endless = [{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "price": 100}]
    plants = [{**TABLES["plants"][0], "capacity": float("inf")}]
    with pytest.raises(Unbounded) as caught:
        study(demands=endless, plants=plants).plan()
    assert any("selling to d" in c for c in caught.value.culprit)
    assert any("smelt" in c for c in caught.value.culprit)
