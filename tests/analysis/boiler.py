"""A park to be computed by hand: three tenants need steam, of a common boiler or bought.

Steam may be bought at 30. A boiler for all costs 1000 to open and 10 a unit. Tenant t1 needs 20 of steam, t2 30, t3 60,
one a unit of its product, which sells at 40 in the park. One year, no discounting. So steam for a group that needs q
costs min(30 q, 1000 + 10 q):

    t1 600 · t2 900 · t3 1600 · t1+t2 1500 · t1+t3 1800 · t2+t3 1900 · all 2100
"""

from __future__ import annotations

from typing import Any

from punos import Study
from punos.plan.plan import Plan
from tests.model import hand

Rows = list[dict[str, Any]]
NEEDS = {"t1": 20.0, "t2": 30.0, "t3": 60.0}
STEAM = {
    "t1": 600.0, "t2": 900.0, "t3": 1600.0, "t1+t2": 1500.0, "t1+t3": 1800.0, "t2+t3": 1900.0, "t1+t2+t3": 2100.0,
}  # fmt: skip
"""Cost of steam for each group."""


def study(prices: dict[str, float] | None = None, more: dict[str, Rows] | None = None, **tables: Rows) -> Study:
    """The park; `prices` of products where they are not 40, `more` rows of tables."""
    rows: dict[str, Rows] = {
        "places": [{"place": "park", "name": "The Park", "kind": "park"}, {"place": "town", "kind": "city"}],
        "commodities": [
            {"commodity": "steam", "unit": "MWh", "kind": "utility"},
            *({"commodity": f"good_{t}", "unit": "t", "mass": 1} for t in NEEDS),
        ],
        "technologies": [
            {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000},
            *({"technology": f"works_{t}", "unit": "t/a"} for t in NEEDS),
        ],
        "processes": [
            {"process": "raise", "technology": "boiler", "variable_cost": 10},
            *({"process": f"make_{t}", "technology": f"works_{t}"} for t in NEEDS),
        ],
        "flows": [
            {"process": "raise", "commodity": "steam", "quantity": 1},
            *({"process": f"make_{t}", "commodity": "steam", "quantity": -1} for t in NEEDS),
            *({"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1} for t in NEEDS),
        ],
        "operators": [{"operator": t} for t in (*NEEDS, "gone", "park_company")],
        "plants": [
            {"plant": "boiler", "place": "park", "technology": "boiler", "status": "candidate", "max_capacity": 200},
            *(
                {"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t,
                 "status": "operating", "capacity": need}
                for t, need in NEEDS.items()
            ),
            {"plant": "old", "place": "park", "technology": "works_t1", "operator": "gone", "status": "closed"},
        ],
        "routes": [{"route": "road", "from": "park", "to": "town", "cost": 1}],
        "supplies": [{"supply": "bought", "commodity": "steam", "place": "park", "price": 30}],
        "demands": [
            {"demand": f"market_{t}", "commodity": f"good_{t}", "place": "park", "kind": "may", "quantity": need,
             "price": (prices or {}).get(t, 40.0)}
            for t, need in NEEDS.items()
        ],
    }  # fmt: skip
    added = {name: [*rows.get(name, []), *extra] for name, extra in (more or {}).items()}
    return hand.study(**{**rows, **added, **tables})


def planned(prices: dict[str, float] | None = None, more: dict[str, Rows] | None = None, **tables: Rows) -> Plan:
    """The plan of the park."""
    plan = study(prices, more, **tables).plan()
    assert plan.audit.clean, plan.audit.broken
    return plan
