"""The chain of tests/model/hand.py with a choice: smelt at a, or import metal at b for 30 a unit.

100 units of metal must be had at b. Smelted metal costs 14 a unit (2 ore at 5, 1 of running, 3 of freight) and capex,
all in one year without discounting. So a smelter that costs k a unit is built while 14 + k < 30, that is k < 16.
"""

from __future__ import annotations

from typing import Any

from punos import Study
from tests.model import hand

Rows = list[dict[str, Any]]

IMPORT = 3000.0
"""What all metal costs if it is imported."""


def chain(capex: float = 10.0, evidence: Rows | None = None, **tables: Rows) -> Study:
    """The chain with a candidate smelter of some capital cost a unit."""
    said = {
        "technologies": [{"technology": "smelter", "name": "Smelter", "unit": "t/a", "capex": capex}],
        "plants": [
            {"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate", "max_capacity": 100}
        ],
        "supplies": [
            {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
            {"supply": "import", "commodity": "metal", "place": "b", "price": 30},
        ],
        **({"evidence": evidence} if evidence else {}),
    }  # fmt: skip
    return hand.study(**{**said, **tables})


def seen(table: str, select: str, column: str, low: float | None, high: float | None, **more: Any) -> dict[str, Any]:
    """One row of evidence."""
    row = {"table": table, "select": select, "column": column, "low": low, "high": high, "basis": "assumed"}
    return {**row, "period": None, "source": None, **more}


CAPEX = seen("technologies", "technology=smelter", "capex", 5, 20, basis="recalled", source="a fair")
ORE = seen("supplies", "supply=mine", "price", 4, 9)
METAL = seen("supplies", "supply=import", "price", 20, 40)
FREIGHT = seen("routes", "route=ab", "cost", 3, 4)
