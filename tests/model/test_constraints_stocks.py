"""Stocks, each rule against a case computed by hand: ore that is cheap first and dear later."""

from __future__ import annotations

from typing import Any

import pytest

from punos import StudyFaults
from tests.model.hand import Rows, cost, planned, study, total, years

# Two years; ore costs 5 in the first and 9 in the second, metal takes 2 of it, 1 to run and 3 of freight.
TWO = years(2025, 2026)
DEARER: Rows = [
    {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
    {"supply": "mine", "period": "2026", "price": 9},
]
FIRST, SECOND = 100 * (2 * 5 + 4), 100 * (2 * 9 + 4)


def store(**cells: Any) -> Rows:
    return [{"place": "a", "commodity": "ore", **cells}]


def test_without_a_stock_every_year_buys_its_own() -> None:
    assert planned(periods=TWO, supplies=DEARER).objective == cost(FIRST + SECOND)


def test_what_is_dear_later_is_bought_first() -> None:
    plan = planned(periods=TWO, supplies=DEARER, stocks=store())
    assert plan.objective == cost(2 * FIRST)
    assert total(plan, "store", period="2025") == cost(200)
    assert total(plan, "store", period="2026") == cost(0)


def test_as_much_as_fits() -> None:
    plan = planned(periods=TWO, supplies=DEARER, stocks=store(capacity=50))
    assert plan.objective == cost(FIRST + SECOND - 50 * (9 - 5))


def test_holding_costs_what_is_there_at_the_end_of_the_year() -> None:
    plan = planned(periods=TWO, supplies=DEARER, stocks=store(holding_cost=1))
    assert plan.objective == cost(2 * FIRST + 200)
    assert total(plan, "spend", kind="storage") == cost(200)
    assert planned(periods=TWO, supplies=DEARER, stocks=store(holding_cost=4.5)).objective == cost(FIRST + SECOND)


def test_what_is_lost_has_to_be_bought_too() -> None:
    # a tenth goes in the second year: 200 / 0.9 are stored at 5, which is less than 200 at 9
    plan = planned(periods=TWO, supplies=DEARER, stocks=store(loss=0.1))
    assert plan.objective == cost(FIRST + 400 + 200 / 0.9 * 5)


def test_opening_stock_is_free_and_spread_over_the_years_of_its_period() -> None:
    plan = planned(periods=years(2025, span=4.0), stocks=store(initial=80))
    assert plan.objective == cost(4 * (FIRST - 20 * 5))
    assert total(plan, "buy") == cost(200 - 20)  # a year


def test_what_is_left_is_worth_its_end_value() -> None:
    plan = planned(stocks=store(capacity=30, end_value=8))
    assert plan.objective == cost(FIRST + 30 * 5 - 30 * 8)
    assert total(plan, "earn", kind="salvage") == cost(240)
    assert planned(stocks=store(capacity=30, end_value=4)).objective == cost(FIRST)


def test_end_value_is_money_of_the_end_of_the_horizon() -> None:
    plan = planned({"discount_rate": 0.1, "running_at": "start"}, stocks=store(capacity=30, end_value=8))
    assert plan.objective == cost(FIRST + 30 * 5 - 30 * 8 / 1.1)


def test_transit_lets_leave_what_comes_from_stock() -> None:
    places = [{"place": "a", "transit": "no"}, {"place": "b"}]
    supplies = [{"supply": "metal", "commodity": "metal", "place": "b", "price": 50}]
    stocks = [{"place": "a", "commodity": "metal", "initial": 40}]
    plan = planned(places=places, supplies=supplies, stocks=stocks)
    assert total(plan, "ship") == cost(40)
    assert plan.objective == cost(40 * 3 + 60 * 50)


def test_stock_room_is_what_the_plant_holds_that_is_built_for_it() -> None:
    # 50 units of room at 2 each save 4 on 50 of ore, and no more can be built
    tanks = {"technology": "tanks", "unit": "t", "capex": 2}
    plants: Rows = [
        {"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 1000},
        {"plant": "farm", "place": "a", "technology": "tanks", "status": "candidate", "max_capacity": 50},
    ]
    plan = planned(
        periods=TWO, supplies=DEARER, stocks=store(held_in="farm"), plants=plants,
        technologies=[{"technology": "smelter", "unit": "t/a"}, tanks],
    )  # fmt: skip
    assert total(plan, "build", plant="farm") == cost(50)
    assert plan.objective == cost(FIRST + SECOND + 50 * 2 - 50 * 4)


def test_a_stock_is_kept_back_by_a_policy() -> None:
    rule = {"policy": "reserve", "rule": "store[commodity=ore] >= value", "value": 70}
    plan = planned(periods=TWO, stocks=store(initial=70), policies=[rule])
    assert plan.objective == cost(2 * FIRST)
    assert total(plan, "store") == cost(140)


def test_marginal_value_of_room_is_what_it_saves() -> None:
    plan = planned(periods=TWO, supplies=DEARER, stocks=store(capacity=50))
    changed = study(periods=TWO, supplies=DEARER, stocks=store(capacity=51)).plan()
    assert plan.objective - changed.objective == cost(4)


@pytest.mark.parametrize(
    ("stocks", "plants", "said"),
    [
        (store(held_in="far"), [{"plant": "far", "place": "b", "technology": "smelter", "status": "operating",
                                 "capacity": 5}], "held in far, which stands at b"),
        (store(held_in="gone"), [], "gone"),
        (store(loss=1.5), [], "loss"),
    ],
)  # fmt: skip
def test_faults_are_told(stocks: Rows, plants: Rows, said: str) -> None:
    own = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 1000}]
    with pytest.raises(StudyFaults, match=said):
        study(stocks=stocks, plants=[*own, *plants]).plan()


@pytest.mark.parametrize(
    ("stocks", "code"),
    [
        (store(initial=30, capacity=20), "stock-too-full"),
        (store(period="2025", initial=30), "stock-in-some-periods"),
    ],
)
def test_doubts_are_told(stocks: Rows, code: str) -> None:
    assert code in {fault.code for fault in study(periods=TWO, stocks=stocks).check().warnings}
