"""Years inside periods (Semantics 10-15): when plants stand and may be built, when routes open."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.instance.instance import Instance, build_instance
from tests.model.hand import TABLES, study

PERIODS = [
    {"period": "2025", "start": 2025, "years": 1},
    {"period": "2026", "start": 2026, "years": 3},
    {"period": "2031", "start": 2031, "years": 5},
    {"period": "2036", "start": 2036, "years": 5},
]


def instance(technology: dict[str, Any] | None = None, **plant: Any) -> Instance:
    cells = {"plant": "s1", "place": "a", "technology": "smelter", "capacity": 10.0, "status": "operating", **plant}
    techs = [{"technology": "smelter", "unit": "t/a", **(technology or {})}]
    return build_instance(study(periods=PERIODS, plants=[cells], technologies=techs))


def standing(found: Instance) -> list[str]:
    return found.plants.frame.filter(pl.col("existing") > 0)["period"].cast(pl.String).to_list()


def buildable(found: Instance) -> list[str]:
    return found.plants.frame.filter("buildable")["period"].cast(pl.String).to_list()


@pytest.mark.parametrize(
    ("cells", "life", "periods"),
    [
        ({}, None, ["2025", "2026", "2031", "2036"]),
        ({"opened": 2027}, None, ["2031", "2036"]),
        ({"opened": 2026}, None, ["2026", "2031", "2036"]),
        ({"closes": 2031}, None, ["2025", "2026"]),
        ({"closes": 2032}, None, ["2025", "2026", "2031"]),
        ({"opened": 2020}, 11, ["2025", "2026"]),
        ({"opened": 2020}, 12, ["2025", "2026", "2031"]),
        ({}, 6, ["2025", "2026"]),
        ({"opened": 2020, "closes": 2036}, 6, ["2025", "2026", "2031"]),
        ({"status": "committed", "opened": 2028}, None, ["2031", "2036"]),
        ({"status": "idle"}, None, ["2025", "2026", "2031", "2036"]),
        ({"status": "candidate"}, None, []),
    ],
)
def test_existing_capacity_stands(cells: dict[str, Any], life: float | None, periods: list[str]) -> None:
    assert standing(instance({"lifetime": life}, **cells)) == periods


@pytest.mark.parametrize(
    ("cells", "technology", "periods"),
    [
        ({"status": "candidate"}, {}, ["2025", "2026", "2031", "2036"]),
        ({"status": "candidate", "earliest": 2027}, {}, ["2031", "2036"]),
        ({"status": "candidate"}, {"build_years": 2}, ["2031", "2036"]),
        ({"status": "candidate", "earliest": 2026}, {"build_years": 1}, ["2026", "2031", "2036"]),
        ({"status": "operating"}, {}, []),
        ({"status": "operating", "expandable": "yes"}, {}, ["2025", "2026", "2031", "2036"]),
        ({"status": "cancelled"}, {}, []),
        ({"status": "closed", "expandable": "yes"}, {}, []),
    ],
)
def test_building(cells: dict[str, Any], technology: dict[str, Any], periods: list[str]) -> None:
    assert buildable(instance(technology, **cells)) == periods


def test_closed_and_cancelled_plants_are_not_in_the_model() -> None:
    assert instance(status="closed").plants.frame.is_empty()


def test_weights_and_discounts() -> None:
    rate = 0.06
    found = build_instance(study({"discount_rate": rate, "base_year": 2025}, periods=PERIODS)).periods
    weights = [
        sum(1.06 ** -(s - 2025 + y + 0.5) for y in range(n)) for s, n in ((2025, 1), (2026, 3), (2031, 5), (2036, 5))
    ]
    assert found["weight"].to_list() == pytest.approx(weights, rel=1e-12)
    assert found["discount"].to_list() == pytest.approx([1.0, 1.06**-1, 1.06**-6, 1.06**-11], rel=1e-12)


def test_routes_go_both_ways_and_open_in_time() -> None:
    routes = [{**TABLES["routes"][0], "both_ways": "yes", "opens": 2027}]
    arcs = build_instance(study(periods=PERIODS, routes=routes)).transport.arcs
    assert set(arcs.select(pl.col("from", "to").cast(pl.String)).rows()) == {("a", "b"), ("b", "a")}
    assert arcs["period"].cast(pl.String).unique().sort().to_list() == ["2031", "2036"]
