"""What rows mean together: time, plants, curves, routes, trade, impacts."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from punos.study.check.transport import EARTH_KM, great_circle
from punos.study.faults import Severity
from tests.study.check.chain import TABLES, Row, chain, changed, found, where, with_rows

ERROR, WARNING, NOTE = Severity


def one(code: str, severity: Severity, place: tuple[str, int | None, str], **tables: list[Row]) -> str:
    """Assert that this and only this fault of its kind is found; return its message."""
    faults = found(chain(**tables), code)
    assert where(faults) == [place]
    assert faults[0].severity is severity
    return faults[0].message


def test_periods_may_not_overlap() -> None:
    message = one("periods-overlap", ERROR, ("periods", 3, "start"), **changed("periods", 2, years=6))
    assert "2031" in message
    assert found(chain(**changed("periods", 2, years=4)), "periods-overlap") == []  # a gap is allowed


def test_a_long_period_overlaps_all_it_covers() -> None:
    rows = [
        {"period": "a", "start": 2025, "years": 20},
        {"period": "b", "start": 2030, "years": 1},
        {"period": "c", "start": 2040, "years": 1},
    ]
    assert [f.row for f in found(chain(periods=rows), "periods-overlap")] == [3, 4]


def test_the_order_of_periods_is_only_noted() -> None:
    one("periods-out-of-order", NOTE, ("periods", 3, "start"), periods=TABLES["periods"][::-1])


def test_a_period_called_by_another_year() -> None:
    one("period-name", WARNING, ("periods", 3, "start"), **changed("periods", 3, start=2032))


def test_a_weight_far_from_what_the_rate_gives() -> None:
    one("odd-weight", WARNING, ("periods", 3, "weight"), **changed("periods", 3, weight=350))
    assert found(chain(**changed("periods", 3, weight=3.5)), "odd-weight") == []


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [("time", "discount_rate", 6.0), ("time", "discount_rate", -0.05), ("time", "base_year", 1925),
     ("time", "price_year", 2225)],
)  # fmt: skip
def test_settings_nobody_means(section: str, key: str, value: float) -> None:
    faults = found(chain({section: {key: value}}), "odd-setting")
    assert where(faults) == [("study", None, f"{section}.{key}")]


PLANT = {"plant": "next", "place": "mine", "technology": "smelter"}


@pytest.mark.parametrize(
    ("cells", "column", "years"),
    [
        ({"status": "committed", "capacity": 5, "opened": 2026}, "opened", "4 years"),
        ({"status": "candidate", "earliest": 2029}, "earliest", "1 year"),
        ({"status": "operating", "capacity": 5, "closes": 2027}, "closes", "3 years"),
    ],
)
def test_every_date_that_a_period_moves(cells: Row, column: str, years: str) -> None:
    message = one("date-moved", NOTE, ("plants", 4, column), **with_rows("plants", PLANT | cells))
    assert "2030" in message
    assert f"{years} later" in message


def test_dates_at_the_start_of_a_period_or_before_the_plan_are_not_moved() -> None:
    rows = with_rows("plants", PLANT | {"status": "operating", "capacity": 5, "opened": 1999, "closes": 2030})
    assert found(chain(**rows), "date-moved") == []


@pytest.mark.parametrize(("last", "moved"), [(2029, []), (2030, []), (2027, [("policies", 2, "to")])])
def test_a_policy_ends_after_its_last_year(last: int, moved: list[tuple[str, int, str]]) -> None:
    # periods start in 2025 and 2030: a rule to 2029 ends in 2030 as said, one to 2027 holds for two years more
    policy = {"policy": "p", "rule": "buy[commodity=ore] <= 5", "to": last}
    assert where(found(chain(policies=[policy]), "date-moved")) == moved


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"status": "committed", "capacity": 5, "opened": 2031}, "opened"),
        ({"status": "candidate", "earliest": 2044}, "earliest"),
        ({"status": "operating", "capacity": 5, "closes": 2025}, "closes"),
    ],
)
def test_dates_at_which_nothing_can_happen(cells: Row, column: str) -> None:
    one("date-beyond-horizon", WARNING, ("plants", 4, column), **with_rows("plants", PLANT | cells))


def test_a_plant_that_outlives_the_plan_is_no_fault() -> None:
    rows = with_rows("plants", PLANT | {"status": "operating", "capacity": 5, "closes": 2060})
    assert found(chain(**rows), "date-beyond-horizon") == []


def test_an_end_before_its_beginning() -> None:
    rows = with_rows("plants", PLANT | {"status": "operating", "capacity": 5, "opened": 2020, "closes": 2019})
    one("closes-before-opened", ERROR, ("plants", 4, "closes"), **rows)
    policy = {"policy": "p", "rule": "buy[commodity=ore] <= 5", "from": 2030, "to": 2029}
    one("ends-before-begins", ERROR, ("policies", 2, "to"), policies=[policy])


def test_a_least_above_a_most() -> None:
    rows = changed("technologies", 2, min_capacity=50, max_capacity=40)
    one("least-above-most", ERROR, ("technologies", 2, "min_capacity"), **rows)
    narrow = with_rows("plants", {"plant": "new", "period": "2030", "min_build": 90})
    one("least-above-most", ERROR, ("plants", 4, "min_build"), **narrow)  # max_capacity 80 of the wide row


BOILER = {"technology": "boiler", "unit": "MW", "capex": 1}
KETTLE = {"place": "mine", "technology": "boiler", "status": "operating", "capacity": 9}


def test_two_plants_to_use_at_one_place() -> None:
    tables = {
        **with_rows("technologies", BOILER),
        "uses": [{"process": "smelting", "technology": "boiler", "capacity_use": 0.1}],
    }
    single = with_rows("plants", KETTLE | {"plant": "kettle"})
    assert found(chain(**tables, **single), "two-plants-to-use") == []
    elsewhere = with_rows("plants", KETTLE | {"plant": "kettle"}, KETTLE | {"plant": "far", "place": "town"})
    assert found(chain(**tables, **elsewhere), "two-plants-to-use") == []
    gone = with_rows("plants", KETTLE | {"plant": "kettle"}, KETTLE | {"plant": "ruin", "status": "closed"})
    assert found(chain(**tables, **gone), "two-plants-to-use") == []
    twins = with_rows("plants", KETTLE | {"plant": "kettle"}, KETTLE | {"plant": "pot"})
    message = one("two-plants-to-use", ERROR, ("uses", 2, "technology"), **tables, **twins)
    assert "kettle, pot" in message


def test_an_annuity_needs_a_lifetime() -> None:
    annuity = {"time": {"capital": "annuity"}}
    assert found(chain(annuity), "annuity-without-lifetime") == []
    blank = changed("technologies", 2, lifetime=None)
    assert found(chain(**blank), "annuity-without-lifetime") == []  # overnight
    assert where(found(chain(annuity, **blank), "annuity-without-lifetime")) == [("technologies", 2, "lifetime")]
    assert found(chain(annuity, **blank, plants=TABLES["plants"][:1]), "annuity-without-lifetime") == []  # never built


@pytest.mark.parametrize(
    ("row", "cells", "code", "column"),
    [
        (3, {"capacity": 10}, "candidate-with-capacity", "capacity"),
        (2, {"capacity": None}, "no-capacity", "capacity"),
        (2, {"capacity": 0}, "no-capacity", "capacity"),
        (2, {"max_capacity": 50}, "capacity-above-most", "max_capacity"),
        (2, {"earliest": 2030}, "without-effect", "earliest"),
        (2, {"max_build": 5}, "without-effect", "max_build"),
        (2, {"restart_cost": 5}, "without-effect", "restart_cost"),
        (3, {"opened": 2030}, "without-effect", "opened"),
    ],
)
def test_figures_of_plants_that_count_for_nothing(row: int, cells: Row, code: str, column: str) -> None:
    one(code, WARNING, ("plants", row, column), **changed("plants", row, **cells))


def test_an_expandable_plant_may_say_when_and_how_much() -> None:
    rows = changed("plants", 2, expandable=True, earliest=2030, max_build=5, max_capacity=200)
    assert not chain(**rows).check().warnings


def test_what_may_be_built_costs_something() -> None:
    one("free-to-build", WARNING, ("technologies", 2, "capex"), **changed("technologies", 2, capex=None))
    assert found(chain(**changed("technologies", 2, capex=0)), "free-to-build") == []  # said to be free


def test_land_for_what_stands() -> None:
    tables = {**changed("technologies", 2, area_ha=0.5), **changed("places", 2, area_ha=49)}
    assert "50" in one("land-short", WARNING, ("places", 2, "area_ha"), **tables)


def test_building_longer_than_the_plan() -> None:
    one("never-built", WARNING, ("technologies", 2, "build_years"), **changed("technologies", 2, build_years=6))
    assert found(chain(**changed("technologies", 2, build_years=5)), "never-built") == []


def curve(*points: tuple[float, float]) -> dict[str, list[Row]]:
    rows = [{"technology": "smelter", "capacity": c, "capex": x} for c, x in points]
    return {"capex_curve": rows} | changed("technologies", 2, capex=None, min_capacity=20)


def test_curves_rise_and_reach_the_least_size() -> None:
    assert chain(**curve((0, 50), (80, 900))).check().errors == chain().check().errors
    one("curve-falls", WARNING, ("capex_curve", 3, "capex"), **curve((0, 950), (80, 900)))
    one("curve-too-short", WARNING, ("capex_curve", 3, "capacity"), **curve((0, 50), (10, 200)))
    one("duplicate-row", ERROR, ("capex_curve", 4, "technology"), **curve((0, 50), (80, 900), (80, 950)))


def test_a_route_goes_somewhere_else() -> None:
    one("route-to-itself", ERROR, ("routes", 2, "to"), **changed("routes", 2, to="mine"))


def test_what_has_no_mass_is_not_shipped() -> None:
    one("route-without-mass", ERROR, ("routes", 2, "commodity"), **changed("routes", 2, commodity="power"))


@pytest.mark.parametrize(
    ("route", "mode", "column"),
    [({"mode": None}, {}, "cost"), ({}, {"cost_per_tkm": None}, "cost"), ({"distance_km": None}, {}, "distance_km")],
)
def test_freight_that_nobody_prices(route: Row, mode: Row, column: str) -> None:
    tables = {**changed("routes", 2, **route), **changed("modes", 2, **mode)}
    one("free-route", WARNING, ("routes", 2, column), **tables)
    priced = {**changed("routes", 2, **route, cost=0), **changed("modes", 2, **mode)}
    assert found(chain(**priced), "free-route") == []  # said to be free


def test_most_of_it_lost_on_the_way() -> None:
    one("large-loss", WARNING, ("routes", 2, "loss"), **changed("routes", 2, loss=0.98))


def test_the_great_circle() -> None:
    # a quarter of the equator; from pole to pole; Helsinki to Stockholm is 396 km
    ends = pl.DataFrame(
        {
            "lat from": [0.0, 90.0, 60.17],
            "lon from": [0.0, 0.0, 24.94],
            "lat to": [0.0, -90.0, 59.33],
            "lon to": [90.0, 0.0, 18.07],
        }
    )
    quarter, half, hop = ends.select(great_circle()).to_series()
    assert quarter == pytest.approx(EARTH_KM * math.pi / 2)
    assert half == pytest.approx(EARTH_KM * math.pi)
    assert hop == pytest.approx(396, abs=3)


@pytest.mark.parametrize("km", [50, 50_000])
def test_a_distance_that_does_not_fit_the_map(km: float) -> None:
    located = [
        {"place": "mine", "kind": "mine", "lat": 60.17, "lon": 24.94},
        {"place": "town", "kind": "city", "lat": 59.33, "lon": 18.07},
    ]
    one("odd-distance", WARNING, ("routes", 2, "distance_km"), places=located, **changed("routes", 2, distance_km=km))
    assert found(chain(places=located, **changed("routes", 2, distance_km=480)), "odd-distance") == []
    located[1]["kind"] = "gateway"  # stands for all the world
    assert found(chain(places=located, **changed("routes", 2, distance_km=km)), "odd-distance") == []


def test_a_mode_with_terminals_needs_two() -> None:
    yard = {"place": "mine", "mode": "road", "handling_cost": 2}
    both = [yard, yard | {"place": "town"}]
    assert found(chain(terminals=both), "route-without-terminal") == []
    one("route-without-terminal", WARNING, ("routes", 2, "mode"), terminals=[yard])
    lonely = [*both, yard | {"place": "port"}]
    port = with_rows("places", {"place": "port"})
    one("terminal-without-route", WARNING, ("terminals", 4, "place"), terminals=lonely, **port)


def test_may_demands_say_what_they_pay() -> None:
    one("unpaid-demand", WARNING, ("demands", 3, "price"), **changed("demands", 3, price=None))
    assert found(chain(**changed("demands", 3, price=0)), "unpaid-demand") == []
    one("without-effect", WARNING, ("demands", 3, "shortfall_cost"), **changed("demands", 3, shortfall_cost=5))


def test_contents() -> None:
    service = with_rows("commodities", {"commodity": "gwh", "unit": "GWh"})
    good = {"commodity": "metal", "attribute": "gwh", "quantity": 2}
    assert not chain(**service, contents=[good]).check().errors
    one("attribute-with-mass", ERROR, ("contents", 2, "attribute"), contents=[good | {"attribute": "ore"}])
    one("contents-of-itself", ERROR, ("contents", 2, "attribute"), contents=[good | {"attribute": "metal"}])


def test_contracts_between_those_who_make_and_use() -> None:
    contract = {"contract": "c", "seller": "old", "buyer": "new", "commodity": "metal", "price": 900}
    one("contract-idle", WARNING, ("contracts", 2, "buyer"), contracts=[contract])  # a smelter uses no metal
    one("contract-idle", WARNING, ("contracts", 2, "seller"), contracts=[contract | {"commodity": "ore"}])
    itself = contract | {"buyer": "old"}
    one("contract-with-itself", ERROR, ("contracts", 2, "buyer"), contracts=[itself])


def test_a_rate_is_said_in_every_period() -> None:
    dollars = changed("supplies", 2, currency="USD")
    later = {"currency": "USD", "period": "2030", "rate": 0.9}
    faults = found(chain(**dollars, currencies=[later]), "rate-missing")
    assert [(f.table, f.row, f.severity) for f in faults] == [("currencies", 2, WARNING), ("supplies", 2, ERROR)]
    for first in ({"currency": "USD", "rate": 0.92}, {"currency": "USD", "period": "2025", "rate": 0.92}):
        assert found(chain(**dollars, currencies=[first, later]), "rate-missing") == []


def test_the_study_currency_is_worth_itself() -> None:
    one("own-currency", ERROR, ("currencies", 2, "rate"), currencies=[{"currency": "EUR", "rate": 1.1}])


def test_countries_are_codes_if_nearly_all_are() -> None:
    coded: list[Row] = [{"place": f"x{i}", "country": "FI"} for i in range(4)]
    one(
        "odd-country",
        WARNING,
        ("places", 4, "country"),
        **with_rows("places", {"place": "y", "country": "Finland"}, *coded),
    )


FACTOR = {"impact": "co2", "of": "run", "key": "smelting", "quantity": 2}
IMPACT: dict[str, Any] = {"impacts": [{"impact": "co2", "unit": "t"}]}


def test_impact_factors_speak_of_something() -> None:
    assert not chain(**IMPACT, impact_factors=[FACTOR]).check().errors
    (fault,) = found(chain(**IMPACT, impact_factors=[FACTOR | {"key": "smeltin"}]), "unknown-name")
    assert (fault.table, fault.row, fault.column, fault.remedy) == (
        "impact_factors",
        2,
        "key",
        "Did you mean 'smelting'?",
    )
    (fault,) = found(chain(**IMPACT, impact_factors=[FACTOR | {"of": "capacity"}]), "unknown-name")
    assert "technologies or plants" in fault.expected
    one("impact-uncaused", WARNING, ("impacts", 2, "impact"), **IMPACT)


def test_a_key_that_means_two_things() -> None:
    twin = with_rows("plants", PLANT | {"plant": "smelter", "status": "operating", "capacity": 5})
    factor = FACTOR | {"of": "capacity", "key": "smelter"}
    one("ambiguous-key", WARNING, ("impact_factors", 2, "key"), **IMPACT, **twin, impact_factors=[factor])


def test_impacts_by_the_kilometre_need_kilometres() -> None:
    factor = FACTOR | {"of": "ship", "key": "road"}
    blank = changed("routes", 2, distance_km=None, cost=5)
    one("distance-missing", WARNING, ("routes", 2, "distance_km"), **IMPACT, **blank, impact_factors=[factor])
