"""A town with two plants, small enough to compute by hand.

At a, a smelter of x makes 100 of metal, each of 2 ore at 5, 1 power at 2, and 1 of running cost; it leaves half a unit
of heat (30 are sold in the town at 1, the rest is thrown away) and a tenth of brine. Metal is sold at b for 40; freight
is 3. A roaster of y makes 50 of matte for 40 at a, each of 3 ore, 1 lime at 1 and 1 power; it leaves 0.3 of brine.
Scrap passes through a on its way from c to b. One year, no discounting.
"""

from __future__ import annotations

from typing import Any

from punos.plan import Plan
from tests.model.hand import planned

Rows = list[dict[str, Any]]

FLOWS = {
    ("smelt", "ore"): -2.0, ("smelt", "power"): -1.0, ("smelt", "metal"): 1.0, ("smelt", "heat"): 0.5,
    ("smelt", "brine"): 0.1,
    ("roast", "ore"): -3.0, ("roast", "lime"): -1.0, ("roast", "power"): -1.0, ("roast", "matte"): 1.0,
    ("roast", "brine"): 0.3,
}  # fmt: skip

TABLES: dict[str, Rows] = {
    "places": [
        {"place": "a", "name": "Aava", "kind": "park", "area_ha": 10, "lat": 61.0, "lon": 22.0, "population": 2000,
         "resident_share": 0.5, "wage": 40000, "income_tax": 0.1, "corporate_tax": 0.05},
        {"place": "b", "name": "Bolle", "kind": "city", "lat": 62.0, "lon": 23.0},
        {"place": "c", "name": "Cedra", "kind": "city", "lat": 63.0, "lon": 24.0},
    ],
    "commodities": [
        *({"commodity": name, "unit": "t", "mass": 1} for name in ("ore", "metal", "matte", "lime", "scrap")),
        {"commodity": "brine", "unit": "t", "kind": "waste", "disposal_cost": 0},
        {"commodity": "power", "unit": "MWh", "kind": "utility"},
        {"commodity": "heat", "unit": "MWh", "kind": "utility", "disposal_cost": 0},
    ],
    "technologies": [
        {"technology": "smelter", "unit": "t/a", "area_ha": 0.004},
        {"technology": "roaster", "unit": "t/a"},
    ],
    "processes": [
        {"process": "smelt", "technology": "smelter", "variable_cost": 1},
        {"process": "roast", "technology": "roaster"},
    ],
    "flows": [{"process": p, "commodity": c, "quantity": q} for (p, c), q in FLOWS.items()],
    "operators": [{"operator": "x"}, {"operator": "y"}],
    "plants": [
        {"plant": "s1", "place": "a", "technology": "smelter", "operator": "x", "status": "operating",
         "capacity": 1000},
        {"plant": "r1", "place": "a", "technology": "roaster", "operator": "y", "status": "operating",
         "capacity": 100},
    ],
    "supplies": [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
        {"supply": "grid", "commodity": "power", "place": "a", "price": 2},
        {"supply": "kiln", "commodity": "lime", "place": "c", "price": 1},
        {"supply": "yard", "commodity": "scrap", "place": "c", "price": 1},
    ],
    "demands": [
        {"demand": "metal", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100, "price": 40},
        {"demand": "matte", "commodity": "matte", "place": "a", "kind": "may", "quantity": 50, "price": 40},
        {"demand": "scrap", "commodity": "scrap", "place": "b", "kind": "may", "quantity": 73, "price": 20},
        {"demand": "town", "commodity": "heat", "place": "a", "kind": "may", "quantity": 30, "price": 1},
    ],
    "modes": [{"mode": "road", "payload": 0.2}, {"mode": "rail", "payload": None}],
    "routes": [
        {"route": "ab", "from": "a", "to": "b", "mode": "road", "commodity": None, "cost": 3, "distance_km": 10},
        {"route": "ca", "from": "c", "to": "a", "mode": "road", "commodity": "scrap", "cost": 0, "distance_km": 10},
        {"route": "lime", "from": "c", "to": "a", "mode": "rail", "commodity": "lime", "cost": 0, "distance_km": 10},
    ],
    "impacts": [{"impact": "salt", "unit": "t"}, {"impact": "jobs", "unit": "persons"}, {"impact": "co2", "unit": "t"}],
    "impact_caps": [{"impact": "salt", "place": "a", "cap": 40}],
    "impact_factors": [
        {"impact": "salt", "of": "discard", "key": "brine", "quantity": 1},
        {"impact": "jobs", "of": "capacity", "key": "smelter", "quantity": 0.002},
        {"impact": "jobs", "of": "capacity", "key": "r1", "quantity": 0.1},
        {"impact": "co2", "of": "buy", "key": "power", "quantity": 0.5},
        {"impact": "co2", "of": "ship", "key": "road", "quantity": 0.01},
    ],
}  # fmt: skip


def town(**tables: Rows) -> Plan:
    """The plan of the town, with some of its tables replaced."""
    return planned(**{**TABLES, **tables})
