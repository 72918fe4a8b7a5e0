"""An ash that is dumped, a brickworks that buys ash, a glass works that buys sand: matches to be computed by hand.

A power plant sells 100 of energy at 20 and makes as much ash, dumped at 8. The brickworks, 50 km away by road at 0.1 a
tonne and km with a tenth lost, needs 60 of ash, bought at 30; next to nothing may pass on the road, so the plan cannot
do it. The glass works beside the power plant needs 90 of sand, bought at 30. Two of ash and 1 of lime, sold at 4, could
be ground to 1.5 of sand at 3, in a mill that nobody has. One year, 5 % a year.
"""

from __future__ import annotations

from typing import Any

from punos import Study
from tests.model import hand

Rows = list[dict[str, Any]]
RATE, LIFE = 0.05, 10
ANNUITY = RATE / (1 - (1 + RATE) ** -LIFE)

TABLES: dict[str, Rows] = {
    "places": [{"place": "plant", "name": "Plant", "kind": "park", "lat": 0.0, "lon": 0.0},
               {"place": "works", "name": "Works", "kind": "park", "lat": 0.0, "lon": 0.4}],
    "commodities": [
        {"commodity": "energy", "unit": "MWh", "kind": "product"},
        {"commodity": "ash", "name": "Fly ash", "unit": "t", "kind": "by-product", "mass": 1.0, "disposal_cost": 8.0},
        {"commodity": "lime", "unit": "t", "kind": "material"},
        {"commodity": "sand", "unit": "t", "kind": "material"},
        {"commodity": "brick", "unit": "t", "kind": "product"},
        {"commodity": "glass", "unit": "t", "kind": "product"},
    ],
    "technologies": [
        {"technology": "boiler", "unit": "MWh/a"}, {"technology": "kiln", "unit": "t/a"},
        {"technology": "furnace", "unit": "t/a"},
        {"technology": "mill", "unit": "runs/a", "capex": 20.0, "fixed_capex": 1000.0, "fixed_om": 2.0,
         "lifetime": LIFE, "max_capacity": 1000.0},
    ],
    "processes": [
        {"process": "burn", "technology": "boiler", "variable_cost": 5.0},
        {"process": "fire", "technology": "kiln"}, {"process": "melt", "technology": "furnace"},
        {"process": "grind", "technology": "mill", "variable_cost": 3.0},
    ],
    "flows": [
        {"process": p, "commodity": c, "quantity": q}
        for p, c, q in (
            ("burn", "energy", 1.0), ("burn", "ash", 1.0), ("fire", "ash", -1.0), ("fire", "brick", 1.0),
            ("melt", "sand", -1.0), ("melt", "glass", 1.0), ("grind", "ash", -2.0), ("grind", "lime", -1.0),
            ("grind", "sand", 1.5),
        )
    ],
    "plants": [
        {"plant": name, "place": place, "technology": t, "status": "operating", "capacity": c}
        for name, place, t, c in (("power", "plant", "boiler", 100.0), ("bricks", "works", "kiln", 60.0),
                                  ("glassworks", "plant", "furnace", 90.0))
    ],
    "modes": [{"mode": "lorry", "cost_per_tkm": 0.1}],
    "routes": [{"route": "road", "from": "plant", "to": "works", "mode": "lorry", "distance_km": 50.0, "loss": 0.1,
                "capacity": 1e-9}],
    "supplies": [
        {"supply": f"{c} {p}", "commodity": c, "place": p, "price": price}
        for c, p, price in (("ash", "works", 30.0), ("sand", "plant", 30.0), ("lime", "plant", 4.0))
    ],
    "demands": [
        {"demand": c, "commodity": c, "place": p, "kind": kind, "quantity": q, "price": price}
        for c, p, kind, q, price in (("energy", "plant", "may", 100.0, 20.0), ("brick", "works", "may", 60.0, 100.0),
                                     ("glass", "plant", "may", 90.0, 100.0))
    ],
}  # fmt: skip
_KEYS = {"places": "place", "commodities": "commodity", "technologies": "technology", "processes": "process",
         "plants": "plant", "routes": "route", "demands": "demand", "supplies": "supply"}  # fmt: skip


def by_product_study(rows: dict[str, Rows] | None = None, **tables: Rows) -> Study:
    """The study; cells of `rows` changed or rows added by their key, whole `tables` replaced or added."""
    changed = {name: _changed(name, told, (rows or {}).get(name, [])) for name, told in TABLES.items()}
    return hand.study({"discount_rate": RATE}, **{**changed, **tables})


def _changed(table: str, told: Rows, changes: Rows) -> Rows:
    if not changes:
        return told
    key = _KEYS[table]
    new = {row[key]: row for row in changes}
    known = {row[key] for row in told}
    return [row | new.get(row[key], {}) for row in told] + [row for name, row in new.items() if name not in known]
