"""A chain small enough to compute by hand: ore bought at a, metal smelted at a, shipped to b, sold there.

One unit of metal takes 2 ore at 5 each, 1 of running cost and 3 of freight: 14 a unit. One year, no discounting.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos import Study
from punos.plan.plan import Plan

Rows = list[dict[str, Any]]

TABLES: dict[str, Rows] = {
    "places": [{"place": "a"}, {"place": "b"}],
    "commodities": [
        {"commodity": "ore", "unit": "t", "mass": 1},
        {"commodity": "metal", "unit": "t", "mass": 1},
    ],
    "technologies": [{"technology": "smelter", "unit": "t/a"}],
    "processes": [{"process": "smelt", "technology": "smelter", "variable_cost": 1}],
    "flows": [
        {"process": "smelt", "commodity": "ore", "quantity": -2},
        {"process": "smelt", "commodity": "metal", "quantity": 1},
    ],
    "plants": [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 1000}],
    "routes": [{"route": "ab", "from": "a", "to": "b", "cost": 3}],
    "supplies": [{"supply": "mine", "commodity": "ore", "place": "a", "price": 5}],
    "demands": [{"demand": "d", "commodity": "metal", "place": "b", "kind": "must", "quantity": 100}],
}
UNIT_COST = 14.0
ONE_YEAR = {"price_year": 2025, "discount_rate": 0.0, "salvage": "none"}


def study(time: dict[str, Any] | None = None, solver: dict[str, Any] | None = None, **tables: Rows) -> Study:
    """The chain with some of its tables replaced."""
    settings = {
        "study": {"name": "by hand", "currency": "EUR"},
        "time": {**ONE_YEAR, **(time or {})},
        "solver": {"gap": 0.0, **(solver or {})},
    }
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in {**TABLES, **tables}.items() if rows}
    return Study.from_frames(settings, frames)


def planned(time: dict[str, Any] | None = None, **tables: Rows) -> Plan:
    """The plan of `study`, whose audit must be clean."""
    plan = study(time, **tables).plan()
    assert plan.audit.clean, plan.audit.broken
    return plan


def cost(expected: float) -> Any:
    """An objective to nine digits."""
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


def years(*starts: int, span: float = 1.0) -> Rows:
    """Periods of one length."""
    return [{"period": str(y), "start": y, "years": span} for y in starts]


def total(plan: Plan, indicator: str, **where: str) -> float:
    """Sum of an indicator over the rows that match."""
    frame = plan.frame(indicator).filter(pl.lit(True), *(pl.col(c) == v for c, v in where.items()))
    return float(frame["value"].sum())
