"""A tenant that is away is as if its rows were not in the study: every group against the study planned without them."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.analysis.share.desk import desk_of
from punos.analysis.share.park import PlayerKind, park_of
from punos.analysis.share.solving import Planner, every_group
from punos.model.optional import PRESENT, with_teams
from tests.analysis import boiler

Rows = list[dict[str, Any]]


def _technologies(**more: Any) -> Rows:
    return [
        {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000},
        *({"technology": f"works_{t}", "unit": "t/a", **more} for t in boiler.NEEDS),
    ]


def _plants(**more: Any) -> Rows:
    return [
        {"plant": "boiler", "place": "park", "technology": "boiler", "status": "candidate", "max_capacity": 200},
        *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t, **more} for t in
          boiler.NEEDS),
    ]  # fmt: skip


STUDIES: dict[str, dict[str, Rows]] = {
    "upkeep": {"technologies": _technologies(fixed_om=3, open_om=40)},
    "closable": {
        "technologies": _technologies(fixed_om=35),
        "plants": _plants(status="operating", capacity=40, closable="yes", expandable="no"),
    },
    "candidates with a charge": {
        "technologies": _technologies(capex=4, fixed_capex=150, min_capacity=10),
        "plants": _plants(status="candidate", max_capacity=60),
    },
    "idle": {"plants": _plants(status="idle", capacity=30, restart_cost=120)},
    "curve": {
        "technologies": _technologies(),
        "plants": _plants(status="candidate", max_capacity=60),
        "capex_curve": [
            {"technology": f"works_{t}", "capacity": c, "capex": k}
            for t in boiler.NEEDS
            for c, k in ((0, 60), (20, 160), (60, 300))
        ],
    },
    "conversions": {
        "technologies": [*_technologies(capex=12), {"technology": "mill", "unit": "t/a", "fixed_om": 1}],
        "processes": [
            {"process": "raise", "technology": "boiler", "variable_cost": 10},
            *({"process": f"make_{t}", "technology": f"works_{t}"} for t in boiler.NEEDS),
            {"process": "grind", "technology": "mill", "variable_cost": 1},
        ],
        "flows": [
            {"process": "raise", "commodity": "steam", "quantity": 1},
            *({"process": f"make_{t}", "commodity": "steam", "quantity": -1} for t in boiler.NEEDS),
            *({"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1} for t in boiler.NEEDS),
            {"process": "grind", "commodity": "steam", "quantity": -1},
        ],
        "conversions": [{"technology_from": "mill", "technology_to": "works_t1", "cost": 3, "yield": 0.5}],
        "plants": [
            *_plants(status="candidate", max_capacity=60),
            {
                "plant": "mill",
                "place": "park",
                "technology": "mill",
                "operator": "t2",
                "status": "operating",
                "capacity": 30,
            },
        ],
    },
    "slices": {
        "slices": [{"slice": "winter", "share": 0.25, "order": 1}, {"slice": "summer", "share": 0.75, "order": 2}],
        "demands": [
            {
                "demand": f"market_{t}",
                "commodity": f"good_{t}",
                "place": "park",
                "kind": "may",
                "quantity": need,
                "price": 40,
            }
            for t, need in boiler.NEEDS.items()
        ],
    },
    "land": {
        "places": [{"place": "park", "kind": "park", "area_ha": 8}, {"place": "town", "kind": "city"}],
        "technologies": _technologies(area_ha=0.1),
        "plants": _plants(status="candidate", max_capacity=60),
    },
    "blocks": {
        "technologies": _technologies(capex=6, block=8),
        "plants": _plants(status="candidate", max_capacity=60),
    },
    "extensions": {
        "technologies": _technologies(capex=12),
        "plants": _plants(status="operating", capacity=10, expandable="yes", max_capacity=50),
    },
}


@pytest.mark.parametrize("name", STUDIES)
def test_every_group_is_the_study_without_the_others(name: str) -> None:
    study = boiler.study(**STUDIES[name])
    plan = study.plan()
    park = park_of(study, plan.instance, ["park"], PlayerKind.OPERATORS)
    planner = Planner(plan, desk_of(plan, park), workers=1)
    planner.know(every_group(park))
    solved, optional = planner.solved, with_teams(planner.session.base.program, park.tenants)
    assert solved.solved + solved.inferred == 8
    for group, value in solved.values.items():
        kept = study.table("plants").filter(~pl.col("plant").is_in(park.absent(group))).drop("row")
        others = {n: study.table(n).drop("row") for n in study.tables if n != "plants"}
        alone = type(study).from_frames(study.settings, {**others, "plants": kept}).plan()
        assert value.cost == pytest.approx(alone.objective, abs=1e-6), (group, value.cost, alone.objective)
        there = optional.bounds(PRESENT).with_columns(here=pl.col("team").is_in(group).cast(pl.Float64))
        optional.set_bounds(PRESENT, there.select("team", lower="here", upper="here"))
        left = optional.solve(planner.session.options)
        assert left.objective == pytest.approx(alone.objective, abs=1e-5), (group, left.objective)
