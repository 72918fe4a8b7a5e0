"""Corners that random studies found, each with an answer by hand."""

from __future__ import annotations

import pytest

from tests.model.planning import objective_of
from tests.model.strategies import Row, Settings, Tables


def _study(**tables: list[Row]) -> tuple[Settings, Tables]:
    """One undiscounted year; metal comes from nothing at works for which ten tonnes are wanted."""
    settings = {
        "study": {"name": "corner", "currency": "EUR", "mass_unit": "t"},
        "time": {"price_year": 2025, "discount_rate": 0.0, "salvage": "none"},
        "solver": {"gap": 0.0},
    }
    usual: Tables = {
        "periods": [{"period": "now", "start": 2025, "years": 1}],
        "places": [{"place": "here"}],
        "commodities": [{"commodity": "metal", "unit": "t"}],
        "technologies": [{"technology": "works", "unit": "t/a", "capex": 3.0}],
        "processes": [{"process": "making", "technology": "works"}],
        "flows": [{"process": "making", "commodity": "metal", "quantity": 1.0}],
        "plants": [{"plant": "works_here", "place": "here", "technology": "works", "status": "candidate"}],
        "demands": [{"demand": "d", "commodity": "metal", "place": "here", "kind": "must", "quantity": 10.0}],
    }
    return settings, usual | tables


def test_the_usual_study() -> None:
    assert objective_of(*_study()) == pytest.approx(10 * 3)


def test_a_capex_curve_is_in_the_currency_of_its_technology() -> None:
    curve = [{"technology": "works", "capacity": size, "capex": cost} for size, cost in ((0, 8), (20, 28))]
    technology = {"technology": "works", "unit": "t/a", "currency": "USD"}
    study = _study(technologies=[technology], capex_curve=curve, currencies=[{"currency": "USD", "rate": 0.5}])
    assert objective_of(*study) == pytest.approx(0.5 * (8 + 10 * 1))


def test_what_stands_pays_open_om_as_one_opening_and_lives_from_the_first_period() -> None:
    technology = {"technology": "works", "unit": "t/a", "open_om": 4.0, "fixed_om": 0.5, "lifetime": 2}
    plant = {"plant": "works_here", "place": "here", "technology": "works", "status": "operating", "capacity": 12.0}
    periods = [{"period": str(year), "start": year, "years": 1} for year in (2025, 2026, 2027)]
    study = _study(periods=periods, technologies=[technology], plants=[plant], demands=[])
    assert objective_of(*study) == pytest.approx(2 * (4 + 12 * 0.5))


def test_a_terminal_that_no_route_reaches_costs_nothing() -> None:
    study = _study(
        places=[{"place": "here"}, {"place": "there"}],
        commodities=[{"commodity": "metal", "unit": "t", "mass": 1.0}],
        modes=[{"mode": "rail"}],
        terminals=[{"place": "there", "mode": "rail", "handling_cost": 1.0}],
    )
    assert objective_of(*study) == pytest.approx(10 * 3)


def test_impacts_of_building_are_paid_once() -> None:
    study = _study(
        periods=[{"period": "p", "start": 2025, "years": 5}],
        impacts=[{"impact": "co2", "unit": "t", "price": 2.0}],
        impact_factors=[{"impact": "co2", "of": "build", "key": "works", "quantity": 0.25}],
    )
    assert objective_of(*study) == pytest.approx(10 * 3 + 10 * 0.25 * 2)


def test_closed_capacity_has_no_end_value() -> None:
    """Half the life is left at the end: 1.5 of 3 a tonne comes back, but not for what was closed."""
    settings, tables = _study(
        periods=[{"period": str(year), "start": year, "years": 1} for year in (2025, 2026)],
        technologies=[{"technology": "works", "unit": "t/a", "capex": 3.0, "fixed_om": 2.0, "lifetime": 4}],
        plants=[{"plant": "w", "place": "here", "technology": "works", "status": "candidate", "closable": "yes"}],
        demands=[
            {"demand": "d", "commodity": "metal", "place": "here", "kind": "must", "quantity": 10.0},
            {"demand": "d", "period": "2026", "quantity": 4.0},
        ],
    )
    settings["time"]["salvage"] = "straight-line"
    # Six tonnes are closed in 2026: 2 of fixed_om a tonne are saved, the end value of 1.5 is lost.
    assert objective_of(settings, tables) == pytest.approx(10 * 3 + (10 + 4) * 2 - 4 * 1.5)
