"""A small study that plans well, to begin from."""

from __future__ import annotations

from typing import Any

from punos.study.study import Study

SETTINGS: dict[str, dict[str, Any]] = {
    "study": {"name": "My first study", "currency": "EUR", "mass_unit": "t"},
    "time": {"price_year": 2025, "base_year": 2025, "discount_rate": 0.06},
}

TABLES: dict[str, dict[str, list[Any]]] = {
    "periods": {"period": ["2025", "2030"], "start": [2025, 2030], "years": [5, 10]},
    "places": {
        "place": ["harbour", "park"],
        "name": ["Harbour", "Industrial park"],
        "kind": ["port", "park"],
        "country": ["FI", "FI"],
        "lat": [63.86, 63.85],
        "lon": [23.03, 23.06],
        "area_ha": [None, 20],
    },
    "commodities": {
        "commodity": ["ore", "metal"],
        "name": ["Ore", "Metal"],
        "unit": ["t", "t"],
        "kind": ["material", "product"],
        "mass": [1, 1],
    },
    "technologies": {
        "technology": ["refinery"],
        "name": ["Refinery"],
        "unit": ["t/a"],
        "capex": [6000],
        "fixed_om": [150],
        "lifetime": [25],
        "build_years": [3],
        "area_ha": [0.0005],
    },
    "processes": {"process": ["refining"], "name": ["Refining"], "technology": ["refinery"], "variable_cost": [300]},
    "flows": {"process": ["refining", "refining"], "commodity": ["ore", "metal"], "quantity": [-3, 1]},
    "plants": {
        "plant": ["park_refinery"],
        "name": ["Refinery in the park"],
        "place": ["park"],
        "technology": ["refinery"],
        "status": ["candidate"],
        "max_capacity": [20000],
    },
    "modes": {"mode": ["road"], "name": ["Road"], "cost_per_tkm": [0.15]},
    "routes": {
        "route": ["harbour_park"],
        "from": ["harbour"],
        "to": ["park"],
        "mode": ["road"],
        "distance_km": [12],
        "both_ways": [True],
    },
    "supplies": {
        "supply": ["ore_world", "metal_world"],
        "name": ["Ore from the world market", "Metal from the world market"],
        "commodity": ["ore", "metal"],
        "place": ["harbour", "harbour"],
        "origin": ["AU", "CN"],
        "price": [600, 4200],
    },
    "demands": {
        "demand": ["metal_home", "metal_export"],
        "name": ["Metal for the works by the harbour", "Metal for export"],
        "commodity": ["metal", "metal"],
        "place": ["harbour", "harbour"],
        "quantity": [8000, 20000],
        "kind": ["must", "may"],
        "price": [None, 3500],
    },
    "changes": {
        "scenario": ["dear_ore"],
        "table": ["supplies"],
        "select": ["supply=ore_world"],
        "column": ["price"],
        "op": ["scale"],
        "value": ["1.5"],
    },
    "evidence": {
        "table": ["supplies"],
        "select": ["supply=ore_world"],
        "column": ["price"],
        "low": [450],
        "high": [800],
        "basis": ["assumed"],
        "source": ["An example: write here where the figure was read"],
    },
}


def starter(name: str) -> Study:
    """Return a study of a harbour and a park: ore comes by ship, a refinery may be built, metal is asked for.

    The refinery pays: metal costs some 2,700 a tonne to make (ore 1,800, running 300, fixed 150, freight 7 and
    capital 470 a year), and 4,200 to import.
    """
    return Study.from_frames(SETTINGS | {"study": SETTINGS["study"] | {"name": name}}, TABLES)
