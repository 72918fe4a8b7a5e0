"""A park that is an airport: every tenant needs the runway as far as its own end, and those of the longest the whole.

The runway is built in stretches, each an opening of a plant of the company's. A tenant sells one unit, which needs one
passage of each stretch as far as its own. So a group costs what the stretches to its longest member's end cost, and
what it brings is its sales less that (Littlechild and Owen 1973).
"""

from __future__ import annotations

from collections.abc import Sequence

from punos import Study
from tests.model import hand

PRICE = 10_000.0
FIVE = [100.0, 120.0, 130.0, 200.0, 260.0]
"""Cost of the runway to the end of each of five; of the k shortest, by k + 1: 50, 40, 32.5, 40, and 52 of all by 5."""


def study(costs: Sequence[float]) -> Study:
    """The park of tenants t01, t02, …; `costs` of the runway as far as the end of each, rising."""
    names = [f"t{k:02d}" for k in range(1, len(costs) + 1)]
    steps = [after - before for before, after in zip((0.0, *costs), costs, strict=False)]
    return hand.study(
        places=[{"place": "field", "kind": "park"}],
        commodities=[
            *({"commodity": f"stretch_{t}", "unit": "passage", "kind": "service"} for t in names),
            *({"commodity": f"good_{t}", "unit": "t", "mass": 1} for t in names),
        ],
        technologies=[
            *({"technology": f"stretch_{t}", "unit": "passage/a", "fixed_capex": step}
              for t, step in zip(names, steps, strict=True)),
            *({"technology": f"works_{t}", "unit": "t/a"} for t in names),
        ],
        processes=[
            *({"process": f"pass_{t}", "technology": f"stretch_{t}"} for t in names),
            *({"process": f"make_{t}", "technology": f"works_{t}"} for t in names),
        ],
        flows=[
            *({"process": f"pass_{t}", "commodity": f"stretch_{t}", "quantity": 1} for t in names),
            *({"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1} for t in names),
            *({"process": f"make_{t}", "commodity": f"stretch_{near}", "quantity": -1}
              for k, t in enumerate(names) for near in names[: k + 1]),
        ],
        operators=[{"operator": t} for t in names],
        plants=[
            *({"plant": f"stretch_{t}", "place": "field", "technology": f"stretch_{t}", "status": "candidate",
               "max_capacity": len(names) - k} for k, t in enumerate(names)),
            *({"plant": f"plant_{t}", "place": "field", "technology": f"works_{t}", "operator": t,
               "status": "operating", "capacity": 1} for t in names),
        ],
        routes=[],
        supplies=[],
        demands=[
            {"demand": f"market_{t}", "commodity": f"good_{t}", "place": "field", "kind": "may", "quantity": 1,
             "price": PRICE} for t in names
        ],
    )  # fmt: skip
