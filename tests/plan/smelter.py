"""A small chain to do plant economics by hand on.

Ore is bought overseas at 500, comes by sea (10 a tonne, 6 for loading, 4 for unloading) and rail (10) to town, where a
smelter makes a tonne of metal of 2 of ore and 3 MWh at 40, and half a tonne of slag that is thrown away at 20. Metal
goes the same way back and is sold at 2200. Two periods of five years from 2025, running money at mid-year, 6 % (study),
10 % (owner).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.plan import Plan
from punos.study.study import Study

Tables = dict[str, dict[str, list[Any]]]

SETTINGS: dict[str, dict[str, Any]] = {
    "study": {"name": "smelter", "currency": "EUR", "mass_unit": "t"},
    "time": {"price_year": 2025, "base_year": 2025, "discount_rate": 0.06},
}

TABLES: Tables = {
    "periods": {"period": ["p1", "p2"], "start": [2025, 2030], "years": [5, 5]},
    "places": {"place": ["port", "town", "world"]},
    "commodities": {
        "commodity": ["ore", "metal", "slag", "power"],
        "unit": ["t", "t", "t", "MWh"],
        "mass": [1.0, 1.0, 1.0, None],
        "disposal_cost": [None, None, 20.0, None],
    },
    "technologies": {
        "technology": ["smelter"], "unit": ["t/a"], "capex": [2000.0], "fixed_om": [50.0], "lifetime": [20.0],
        "area_ha": [0.001],
    },
    "processes": {"process": ["smelt"], "technology": ["smelter"], "variable_cost": [100.0]},
    "flows": {
        "process": ["smelt"] * 4,
        "commodity": ["metal", "ore", "slag", "power"],
        "quantity": [1.0, -2.0, 0.5, -3.0],
    },
    "plants": {
        "plant": ["s1"], "place": ["town"], "technology": ["smelter"], "operator": ["acme"], "status": ["candidate"],
        "max_capacity": [1000.0],
    },
    "operators": {"operator": ["acme"], "discount_rate": [0.1]},
    "modes": {"mode": ["rail", "sea"], "cost_per_tkm": [0.05, 0.005]},
    "terminals": {"place": ["port", "world"], "mode": ["sea", "sea"], "handling_cost": [4.0, 6.0]},
    "routes": {
        "route": ["rail1", "sea1"], "from": ["port", "world"], "to": ["town", "port"], "mode": ["rail", "sea"],
        "distance_km": [200.0, 2000.0], "both_ways": ["yes", "yes"],
    },
    "supplies": {
        "supply": ["ore_w", "power_fi"], "commodity": ["ore", "power"], "place": ["world", "town"],
        "origin": ["CL", "FI"], "price": [500.0, 40.0],
    },
    "demands": {
        "demand": ["metal_w"], "commodity": ["metal"], "place": ["world"], "kind": ["may"], "price": [2200.0],
    },
    "impacts": {"impact": ["co2", "jobs"], "unit": ["t", "person"], "price": [80.0, 0.0]},
    "impact_factors": {
        "impact": ["co2", "jobs"], "of": ["run", "capacity"], "key": ["smelt", "smelter"], "quantity": [1.0, 0.01],
    },
}  # fmt: skip


def with_rows(name: str, **columns: Any) -> Tables:
    """A table with columns set (one figure for all rows, or a list)."""
    table = TABLES[name]
    count = len(next(iter(table.values())))
    new = {c: v if isinstance(v, list) else [v] * count for c, v in columns.items()}
    return {name: {**table, **new}}


def study(*changes: Mapping[str, Any], **time: Any) -> Study:
    """The chain with some tables replaced and settings of time set."""
    tables = dict(TABLES)
    for change in changes:
        tables |= change
    frames = {name: pl.DataFrame(rows, strict=False) for name, rows in tables.items() if rows}
    return Study.from_frames({**SETTINGS, "time": {**SETTINGS["time"], **time}}, frames)


def plan(*changes: Mapping[str, Any], **time: Any) -> Plan:
    """The plan of it."""
    return study(*changes, **time).plan()
