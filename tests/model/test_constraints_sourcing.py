"""One source for a demand, and limits of activity: each against a case computed by hand or by trying everything."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.errors import Infeasible, StudyFaults
from tests.model.hand import TABLES, UNIT_COST, Rows, cost, planned, study, total

# Two mines with 60 each serve b at 2 and 3 of freight: 100 are wanted there.
SITES: dict[str, Rows] = {
    "places": [{"place": p} for p in "abc"],
    "commodities": [{"commodity": "ore", "unit": "t", "mass": 1}],
    "technologies": [], "processes": [], "flows": [], "plants": [],
    "routes": [{"route": "ab", "from": "a", "to": "b", "cost": 2}, {"route": "cb", "from": "c", "to": "b", "cost": 3}],
    "supplies": [
        {"supply": "one", "commodity": "ore", "place": "a", "price": 5, "capacity": 60},
        {"supply": "two", "commodity": "ore", "place": "c", "price": 5, "capacity": 90},
    ],
}  # fmt: skip
SHORT = {"demand": "d", "commodity": "ore", "place": "b", "kind": "must", "quantity": 100, "shortfall_cost": 50}


def test_single_source() -> None:
    both = planned(**SITES, demands=[SHORT])
    assert both.objective == cost(60 * 7 + 40 * 8)
    one = planned(**SITES, demands=[{**SHORT, "single_source": "yes"}])
    assert one.objective == cost(90 * 8 + 10 * 50)
    assert {r for r, v in one.frame("ship").select("route", "value").iter_rows() if v > 1e-6} == {"cb"}


def test_single_source_may_be_the_place_itself() -> None:
    here = {"supply": "own", "commodity": "ore", "place": "b", "price": 9, "capacity": 80}
    tables = {**SITES, "supplies": [*SITES["supplies"], here]}
    many = planned(**tables, demands=[SHORT])
    assert many.objective == cost(60 * 7 + 40 * 8)
    one = planned(**{**tables, "supplies": [{**here, "capacity": 100}, *SITES["supplies"]]},
                  demands=[{**SHORT, "single_source": "yes"}])  # fmt: skip
    assert one.objective == cost(900)  # less than 90 from c and 10 short
    assert total(one, "ship") == cost(0)


def test_single_source_needs_a_bound() -> None:
    endless = [{**s, "capacity": None} for s in SITES["supplies"]]
    wish = {"demand": "d", "commodity": "ore", "place": "b", "kind": "may", "price": 20, "single_source": "yes"}
    with pytest.raises(StudyFaults, match="by one way"):
        study(**{**SITES, "supplies": endless}, demands=[wish]).plan()


@settings(max_examples=15)
@given(
    st.lists(st.integers(1, 9), min_size=6, max_size=6),
    st.lists(st.integers(2, 12), min_size=3, max_size=3),
    st.lists(st.integers(4, 20), min_size=2, max_size=2),
)
def test_single_source_finds_what_trying_all_finds(freight: list[int], wanted: list[int], room: list[int]) -> None:
    """Two sources, three customers, each served by one alone or short at 15 a unit."""
    sources, customers = ["s", "t"], ["x", "y", "z"]
    links = list(itertools.product(sources, customers))
    plan = planned(
        places=[{"place": p} for p in (*sources, *customers)], commodities=SITES["commodities"],
        technologies=[], processes=[], flows=[], plants=[],
        routes=[{"route": a + b, "from": a, "to": b, "cost": f} for (a, b), f in zip(links, freight, strict=True)],
        supplies=[{"supply": a, "commodity": "ore", "place": a, "price": 1, "capacity": r}
                  for a, r in zip(sources, room, strict=True)],
        demands=[{"demand": b, "commodity": "ore", "place": b, "kind": "must", "quantity": q, "shortfall_cost": 15,
                  "single_source": "yes"} for b, q in zip(customers, wanted, strict=True)],
    )  # fmt: skip
    best = float("inf")
    unit = dict(zip(links, freight, strict=True))
    for choice in itertools.product(sources, repeat=3):
        money = sum(15.0 * q for q in wanted)
        for source, most in zip(sources, room, strict=True):
            # each source serves those that chose it, the nearest first: what is saved a unit decides
            mine = sorted(
                (unit[source, c], q) for c, q, s in zip(customers, wanted, choice, strict=True) if s == source
            )
            left = most
            for f, q in mine:
                served = min(q, left) if f + 1 < 15 else 0
                money -= served * (15 - f - 1)
                left -= served
        best = min(best, money)
    assert plan.objective == pytest.approx(best, abs=1e-6)


def test_activity_limit() -> None:
    short = [{**TABLES["demands"][0], "shortfall_cost": 50}]
    held = [{**TABLES["processes"][0], "max_activity": 70}]
    plan = planned(processes=held, demands=short)
    assert plan.objective == cost(70 * UNIT_COST + 30 * 50)
    worth = plan.prices.filter(constraint="activity_limit")["value"].to_list()
    assert worth == [cost(50 - UNIT_COST)]
    with pytest.raises(Infeasible, match="at most 70"):
        planned(processes=held)


def test_least_activity() -> None:
    may = [{**TABLES["demands"][0], "kind": "may", "price": 10}]
    assert planned(demands=may).objective == cost(0)
    held = [{**TABLES["processes"][0], "min_activity": 20}]
    assert planned(demands=may, processes=held).objective == cost(20 * (UNIT_COST - 10))
    with pytest.raises(Infeasible, match="at least 20"):
        planned(demands=[{**may[0], "quantity": 10}], processes=held)
