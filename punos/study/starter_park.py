"""A small park that plans well, to begin from: three tenants, and a company that serves them all.

All names and figures are invented, of a size that such plants have; a park manager puts the park's own in their place.
"""

from __future__ import annotations

from typing import Any

from punos.study.frameworks import eco_industrial_parks
from punos.study.starter import SETTINGS
from punos.study.study import Study

TABLES: dict[str, dict[str, list[Any]]] = {
    "periods": {"period": ["2025", "2030", "2035"], "start": [2025, 2030, 2035], "years": [5, 5, 10]},
    "places": {
        "place": ["park", "harbour"],
        "name": ["Industrial park", "Harbour"],
        "kind": ["park", "port"],
        "country": ["FI", "FI"],
        "lat": [63.85, 63.86],
        "lon": [23.06, 23.03],
        "area_ha": [40, None],
        "population": [9000, None],
        "resident_share": [0.8, None],
        "wage": [45000, None],
        "income_tax": [0.08, None],
        "corporate_tax": [0.03, None],
    },
    "commodities": {
        "commodity": [
            "concentrate", "scrap", "metal", "powder", "fuel", "power", "steam", "brine", "salt"
        ],
        "name": [
            "Ore concentrate", "Battery scrap", "Metal salt", "Cathode powder", "Wood chips", "Electricity", "Steam",
            "Salt water (salt in it)", "Dry salt",
        ],
        "unit": ["t", "t", "t", "t", "MWh", "MWh", "MWh", "t", "t"],
        "kind": [
            "material", "material", "product", "product", "utility", "utility", "utility", "waste", "by-product"
        ],
        "mass": [1, 1, 1, 1, None, None, None, None, 1],
        "disposal_cost": [None, None, None, None, None, None, 0, 3, 25],
    },
    "technologies": {
        "technology": ["refinery", "powder_works", "recycling_works", "boiler_house", "salt_works"],
        "name": ["Refinery", "Cathode powder works", "Recycling works", "Boiler house", "Salt works"],
        "unit": ["t/a", "t/a", "t/a", "MWh/a", "t/a"],
        "capex": [6000, 9000, 5000, 60, 600],
        "fixed_capex": [None, None, None, 4000000, 8000000],
        "fixed_om": [150, 250, 200, 2, 20],
        "lifetime": [25, 20, 20, 25, 20],
        "build_years": [3, 2, 2, 2, 2],
        "availability": [0.9, 0.9, 0.9, 0.9, 0.95],
        "area_ha": [0.0005, 0.0006, 0.0008, 0.00001, 0.00005],
    },
    "processes": {
        "process": ["refine", "make_powder", "recycle", "raise_steam", "dry_salt"],
        "name": ["Refining", "Making cathode powder", "Recycling", "Raising steam", "Drying salt"],
        "technology": ["refinery", "powder_works", "recycling_works", "boiler_house", "salt_works"],
        "variable_cost": [700, 1800, 900, 3, 8],
    },
    "flows": {
        "process": [
            "refine", "refine", "refine", "refine", "refine",
            "make_powder", "make_powder", "make_powder", "make_powder", "make_powder",
            "recycle", "recycle", "recycle", "recycle", "recycle",
            "raise_steam", "raise_steam", "dry_salt", "dry_salt", "dry_salt", "dry_salt",
        ],
        "commodity": [
            "concentrate", "steam", "power", "metal", "brine",
            "metal", "steam", "power", "powder", "brine",
            "scrap", "steam", "power", "metal", "brine",
            "fuel", "steam", "brine", "steam", "power", "salt",
        ],
        "quantity": [
            -3, -6, -3, 1, 0.7,
            -1.05, -5, -6, 1, 1.1,
            -2.4, -4, -2, 1, 0.9,
            -1.15, 1, -1, -0.3, -0.3, 1,
        ],
    },
    "plants": {
        "plant": ["refinery_1", "powder_1", "recycling_1", "boiler_1", "salt_1"],
        "name": ["Nordmet refinery", "Cathia powder works", "Looper recycling", "Park boiler house", "Park salt works"],
        "place": ["park", "park", "park", "park", "park"],
        "technology": ["refinery", "powder_works", "recycling_works", "boiler_house", "salt_works"],
        "operator": ["nordmet", "cathia", "looper", "park_company", "park_company"],
        "status": ["operating", "candidate", "candidate", "candidate", "candidate"],
        "capacity": [15000, None, None, None, None],
        "opened": [2018, None, None, None, None],
        "max_capacity": [None, 12000, 6000, 400000, 60000],
    },
    "operators": {
        "operator": ["park_company", "nordmet", "cathia", "looper"],
        "name": ["Park company", "Nordmet", "Cathia", "Looper"],
        "discount_rate": [0.05, 0.08, 0.1, 0.1],
        "debt_share": [0.6, None, None, None],
        "interest": [0.03, None, None, None],
        "loan_years": [20, None, None, None],
        "vacancy": [0.05, None, None, None],
        "reserve": [0.02, None, None, None],
        "reserve_target": [2000000, None, None, None],
        "uplift": [0.03, None, None, None],
    },
    "modes": {"mode": ["road"], "name": ["Road"], "cost_per_tkm": [0.15], "payload": [38]},
    "routes": {
        "route": ["harbour_park"],
        "from": ["harbour"],
        "to": ["park"],
        "mode": ["road"],
        "distance_km": [12],
        "both_ways": [True],
    },
    "supplies": {
        "supply": ["concentrate_world", "scrap_nordic", "metal_world", "chips", "grid", "rented_steam"],
        "name": [
            "Ore concentrate", "Battery scrap", "Metal salt from the world market", "Wood chips", "Electricity",
            "Steam from rented boilers",
        ],
        "commodity": ["concentrate", "scrap", "metal", "fuel", "power", "steam"],
        "place": ["harbour", "harbour", "harbour", "park", "park", "park"],
        "price": [1600, 2600, 9000, 24, 48, 75],
        "capacity": [None, 20000, None, None, 200000, None],
    },
    "demands": {
        "demand": ["metal_export", "powder_export", "salt_market"],
        "name": ["Metal salt for export", "Cathode powder for export", "Dry salt"],
        "commodity": ["metal", "powder", "salt"],
        "place": ["harbour", "harbour", "harbour"],
        "kind": ["may", "may", "may"],
        "quantity": [40000, 20000, 25000],
        "price": [8200, 14500, 45],
    },
    "practices": {
        "practice": ["eip22", "eip1", "eip7", "eip8", "eip1", "eip7"],
        "place": ["park", "park", "park", "park", "harbour", "harbour"],
        "criterion": ["eip22", "eip1", "eip7", "eip8", "eip1", "eip7"],
        "answer": ["yes", None, None, None, None, None],
        "observed": [None, 67, 5, 60, 100, 25],
        "evidence": [
            "The park company", "Two of three tenants", "Slag for roads", "Gypsum and slag", "Every firm on the quay",
            "A scrap exchange between the firms",
        ],
        "basis": ["assumed"] * 6,
        "source": ["Invented"] * 6,
    },
    "impacts": {"impact": ["salt_to_sea", "jobs"], "name": ["Salt to the sea", "Jobs"], "unit": ["t", "jobs"]},
    "impact_factors": {
        "impact": ["salt_to_sea", "jobs", "jobs", "jobs", "jobs", "jobs"],
        "of": ["discard", "capacity", "capacity", "capacity", "capacity", "capacity"],
        "key": ["brine", "refinery", "powder_works", "recycling_works", "boiler_house", "salt_works"],
        "quantity": [1, 0.008, 0.012, 0.01, 0.00005, 0.0003],
    },
    "impact_caps": {"impact": ["salt_to_sea"], "place": ["park"], "cap": [12000]},
}  # fmt: skip


def starter_park(name: str) -> Study:
    """Return a study of a park: a refinery stands, two tenants and the company's services may come.

    The company may build a boiler house, cheaper than rented boilers once several need steam, and a salt works, which
    tenants need once their salt fills the permit. What the framework of eco-industrial parks asks is there whole, and a
    few of its items are answered.
    """
    tables = {**TABLES, "criteria": eco_industrial_parks()}
    return Study.from_frames(SETTINGS | {"study": SETTINGS["study"] | {"name": name}}, tables)
