"""A chain of a few rows without any fault, to break by hand: ore and power at a mine, a smelter, metal sold in town."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.study.faults import Fault
from punos.study.study import Study

Row = dict[str, Any]
Tables = Mapping[str, list[Row]]

SETTINGS: dict[str, dict[str, Any]] = {
    "study": {"name": "chain", "currency": "EUR", "mass_unit": "t"},
    "time": {"price_year": 2025, "discount_rate": 0.05},
}

TABLES: dict[str, list[Row]] = {
    "periods": [{"period": "2025", "start": 2025, "years": 5}, {"period": "2030", "start": 2030, "years": 5}],
    "places": [{"place": "mine", "kind": "mine"}, {"place": "town", "kind": "city"}],
    "commodities": [
        {"commodity": "ore", "unit": "t", "mass": 1, "kind": "material"},
        {"commodity": "metal", "unit": "t", "mass": 1, "kind": "product"},
        {"commodity": "power", "unit": "MWh"},
    ],
    "technologies": [{"technology": "smelter", "unit": "t/a", "capex": 500, "lifetime": 20}],
    "processes": [{"process": "smelting", "technology": "smelter"}],
    "flows": [
        {"process": "smelting", "commodity": "ore", "quantity": -1.5},
        {"process": "smelting", "commodity": "power", "quantity": -2},
        {"process": "smelting", "commodity": "metal", "quantity": 1},
    ],
    "plants": [
        {"plant": "old", "place": "mine", "technology": "smelter", "status": "operating", "capacity": 100},
        {"plant": "new", "place": "mine", "technology": "smelter", "status": "candidate", "max_capacity": 80},
    ],
    "modes": [{"mode": "road", "cost_per_tkm": 0.1}],
    "routes": [{"route": "way", "from": "mine", "to": "town", "mode": "road", "distance_km": 50}],
    "supplies": [
        {"supply": "ore_mine", "commodity": "ore", "place": "mine", "price": 90},
        {"supply": "power_mine", "commodity": "power", "place": "mine", "price": 40},
    ],
    "demands": [
        {"demand": "metal_town", "commodity": "metal", "place": "town", "kind": "must", "quantity": 60},
        {"demand": "metal_more", "commodity": "metal", "place": "town", "kind": "may", "quantity": 90, "price": 900},
    ],
}


def chain(settings: Mapping[str, Mapping[str, Any]] | None = None, **tables: list[Row]) -> Study:
    """The chain with some tables replaced, and settings merged section by section."""
    said = {name: {**keys, **(settings or {}).get(name, {})} for name, keys in SETTINGS.items()}
    said |= {name: dict(keys) for name, keys in (settings or {}).items() if name not in said}
    frames = {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in {**TABLES, **tables}.items() if rows}
    return Study.from_frames(said, frames)


def with_rows(table: str, *rows: Row) -> dict[str, list[Row]]:
    """A table with more rows."""
    return {table: [*TABLES.get(table, []), *rows]}


def changed(table: str, row: int, **cells: Any) -> dict[str, list[Row]]:
    """A table with other cells in one row, by its number in a spreadsheet; None blanks a cell."""
    rows = [dict(r) for r in TABLES[table]]
    rows[row - 2] = {name: cell for name, cell in {**rows[row - 2], **cells}.items() if cell is not None}
    return {table: rows}


def found(study: Study, code: str) -> list[Fault]:
    """The faults of one kind, in the order of their rows."""
    return sorted((f for f in study.check() if f.code == code), key=lambda f: (f.table, f.row or 0, f.column))


def where(faults: list[Fault]) -> list[tuple[str, int | None, str]]:
    """Table, row and column of each fault."""
    return [(f.table, f.row, f.column) for f in faults]
