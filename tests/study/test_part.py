"""What stays of a study when only some places stay, decided by hand."""

from __future__ import annotations

from typing import Any

import pytest

from punos.study.part import part
from punos.study.study import Study

SETTINGS = {
    "study": {"name": "whole", "currency": "EUR"},
    "time": {"price_year": 2025, "discount_rate": 0.06},
    "policies": {"off": ["near", "far"]},
}

# Two towns, a and b, with a mill and a smelter; c far away has the power plant of process `powered`.
TABLES: dict[str, dict[str, list[Any]]] = {
    "periods": {"period": ["2025", "2030"], "start": [2025, 2030], "years": [5, 5]},
    "places": {"place": ["a", "b", "c", "b"], "period": [None, None, None, "2030"], "area_ha": [1, 2, 3, 4]},
    "commodities": {"commodity": ["ore", "metal", "power", "gold", "gwh"], "unit": ["t", "t", "MWh", "t", "GWh"]},
    "contents": {"commodity": ["metal", "gold"], "attribute": ["gwh", "gwh"], "quantity": [1, 2]},
    "technologies": {
        "technology": ["mill", "smelter", "dam", "mill", "mill"],
        "plant": [None, None, None, "a_mill", "c_mill"],
        "unit": ["t", "t", "MW", None, None],
        "capex": [1, 2, 3, 4, 5],
    },
    "capex_curve": {"technology": ["mill", "dam"], "capacity": [0, 0], "capex": [5, 5]},
    "processes": {"process": ["milling", "smelting", "powered", "damming"],
                  "technology": ["mill", "smelter", "smelter", "dam"]},
    "uses": {"process": ["smelting", "powered"], "technology": ["mill", "dam"]},
    "flows": {
        "process": ["milling", "smelting", "powered", "damming"],
        "commodity": ["ore", "metal", "power", "power"],
        "quantity": [-1, 1, -1, 1],
    },
    "plants": {
        "plant": ["a_mill", "b_smelter", "c_dam", "c_mill", "b_smelter"],
        "place": ["a", "b", "c", "c", None],
        "technology": ["mill", "smelter", "dam", "mill", None],
        "operator": ["city", "city", "state", "state", None],
        "status": ["operating", "candidate", "operating", "closed", None],
        "period": [None, None, None, None, "2030"],
        "active": [None, None, None, None, None],
    },
    "modes": {"mode": ["road", "rail", "sea"]},
    "terminals": {"place": ["a", "c", "b"], "mode": ["rail", "sea", "rail"]},
    "routes": {
        "route": ["ab", "ab_sea", "bc", "ab_gold", "ba_rail"],
        "from": ["a", "a", "b", "a", "b"],
        "to": ["b", "b", "c", "b", "a"],
        "mode": ["road", "sea", "road", "road", "rail"],
        "commodity": [None, None, None, "gold", "ore"],
    },
    "supplies": {"supply": ["ore_a", "gold_c"], "commodity": ["ore", "gold"], "place": ["a", "c"], "price": [1, 1]},
    "demands": {"demand": ["gwh_b"], "commodity": ["gwh"], "place": ["b"], "quantity": [1], "kind": ["must"]},
    "contracts": {"contract": ["near", "far"], "seller": ["a_mill", "c_mill"], "buyer": ["b_smelter", "b_smelter"],
                  "commodity": ["metal", "metal"], "price": [1, 1]},
    "impacts": {"impact": ["salt", "noise"], "unit": ["t", "dB"]},
    "impact_caps": {"impact": ["salt", "salt", "noise"], "place": ["a", "c", "a"], "cap": [1, 1, 1]},
    "impact_factors": {"impact": ["salt", "salt", "noise", "salt"], "of": ["run", "run", "run", "ship"],
                       "key": ["milling", "damming", "damming", "sea"], "quantity": [1, 1, 1, 1]},
    "operators": {"operator": ["city", "state"]},
    "policies": {
        "policy": ["near", "far", "near", "tagged"],
        "period": [None, None, "2030", None],
        "rule": ["buy[commodity=ore, place=a] <= value * use[commodity=ore]", "capacity[plant=c_dam] <= 5", None,
                 "make[place.country=FI] <= 5"],
        "value": [0.5, None, 0.6, None],
    },
    "changes": {
        "scenario": ["x", "x", "x"],
        "table": ["supplies", "supplies", "technologies"],
        "select": ["supply=ore_a", "supply=gold_c", "technology=dam"],
        "column": ["price", "price", "capex"],
        "op": ["scale", "scale", "scale"],
        "value": ["2", "2", "2"],
    },
    "observations": {
        "observation": ["near", "far", "whole", "price", "price_far"],
        "indicator": ["make[place=b]", "make[place=c]", "buy[]", "price[place=a]", "price[place=c]"],
        "year": [2024] * 5,
        "value": [1.0] * 5,
        "basis": ["read"] * 5,
    },
    "criteria": {"criterion": ["operator"], "framework": ["good"], "category": ["all"], "kind": ["prerequisite"],
                 "sense": ["yes_no"], "basis": ["assumed"]},
    "practices": {"practice": ["operator", "operator", "heat"], "place": ["a", "c", "b"],
                  "criterion": ["operator", "operator", None], "answer": ["yes", "no", "yes"],
                  "basis": ["assumed"] * 3},
    "evidence": {
        "table": ["plants", "plants", "places", "demands"],
        "select": ["place=a", "place=c", None, "commodity=gold"],
        "column": ["capacity", "capacity", "area_ha", "price"],
        "basis": ["read"] * 4,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> Study:
    made = Study.from_frames(SETTINGS, TABLES)
    assert not made.faults, str(made.faults)
    return made


KEPT = {
    "places": [("a",), ("b",), ("b",)],
    "plants": [("a_mill",), ("b_smelter",), ("b_smelter",)],
    "technologies": [("mill",), ("smelter",), ("mill",)],
    "capex_curve": [("mill",)],
    "processes": [("milling",), ("smelting",)],  # `powered` needs a dam, and none is left
    "flows": [("milling",), ("smelting",)],
    "uses": [("smelting",)],
    "commodities": [("ore",), ("metal",), ("gwh",)],
    "contents": [("metal",)],
    "routes": [("ab",), ("ba_rail",)],  # by sea only c can load
    "modes": [("road",), ("rail",)],
    "terminals": [("a",), ("b",)],
    "supplies": [("ore_a",)],
    "demands": [("gwh_b",)],
    "contracts": [("near",)],
    "observations": [("near",), ("whole",), ("price",)],
    "operators": [("city",)],
    "criteria": [("operator",)],
    "practices": [("operator",), ("heat",)],
    "impacts": [("salt",)],
    "impact_caps": [("salt",)],
    "impact_factors": [("salt",)],
    "policies": [("near",), ("near",), ("tagged",)],
    "changes": [("x",)],
    "evidence": [("plants",), ("places",)],
    "periods": [("2025",), ("2030",)],
}


@pytest.mark.parametrize("table", TABLES)
def test_what_stays_with_two_of_three_places(whole: Study, table: str) -> None:
    frame = part(whole, ["a", "b"]).tables[table]
    assert frame.select(frame.columns[0]).rows() == KEPT[table]


def test_name_settings_and_rows(whole: Study) -> None:
    some = part(whole, ["b", "a"])
    assert some.name == "whole: b, a"
    assert some.settings.policies.off == ("near",)
    assert some.tables["technologies"]["row"].to_list() == [2, 3, 5]  # as in the study it comes from
    assert whole.tables["places"].height == 4
