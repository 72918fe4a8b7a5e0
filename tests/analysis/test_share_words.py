"""What cannot be meant, or cannot be, is said in words."""

from __future__ import annotations

import pytest

from punos.errors import WrongUse
from tests.analysis import boiler


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"park": "atlantis"}, "no place 'atlantis'. Parks are: park"),
        ({"park": None}, "Which park\\? Name one with --park: park"),
        ({"park": "town"}, "At town there are fewer than two tenants with plants \\(nobody\\)"),
        (
            {"tenants": ["t1", "gone"]},
            "gone has no plant at park that is in the model \\(it has old at park, closed\\)",
        ),
        ({"tenants": ["t1"]}, "fewer than two tenants"),
        ({"company": "nobody"}, "no operator 'nobody' to be the park's company"),
        ({"players": "cities"}, "no players 'cities'; choose operators, plants, places"),
        ({"services": ["gold"]}, "gold is no common service at park; there are: steam"),
        ({"weights": {"t9": 2}}, "t9 has a weight and is no tenant"),
        ({"weights": {"t1": 2}}, "t2, t3 has no weight"),
        ({"orders": 1}, "two pairs"),
    ],
)
def test_what_cannot_be_meant_is_said(asked: dict[str, object], said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        boiler.planned().share(**{"park": "park", **asked})  # type: ignore[arg-type]


def test_a_group_that_cannot_be_is_named_with_what_stands_in_the_way() -> None:
    plan = boiler.planned(
        demands=[
            {"demand": "order", "commodity": "good_t1", "place": "park", "kind": "must", "quantity": 20},
            *({"demand": f"market_{t}", "commodity": f"good_{t}", "place": "park", "kind": "may", "quantity": 60,
               "price": 40} for t in ("t2", "t3")),
        ]
    )  # fmt: skip
    with pytest.raises(WrongUse, match=r"Without t1 the study has no plan.*4 of 8 groups.*any cost: order.*shortfall"):
        plan.share("park")
    # left out of the game it is always there, and the others can be asked
    assert plan.share("park", tenants=["t2", "t3"]).frame["groups"][0] == 4


def test_a_tariff_that_cannot_cover_cost_is_no_tariff() -> None:
    """The boiler stands and must be kept up, but nobody takes steam: all products sell below the price of steam."""
    plan = boiler.planned(
        prices=dict.fromkeys(boiler.NEEDS, 5.0),
        technologies=[
            {"technology": "boiler", "unit": "MWh/a", "fixed_om": 3},
            *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
        ],
        plants=[
            {"plant": "boiler", "place": "park", "technology": "boiler", "status": "operating", "capacity": 100},
            *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t,
               "status": "operating", "capacity": need} for t, need in boiler.NEEDS.items()),
        ],
    )  # fmt: skip
    found = plan.share("park")
    assert found.tariff.is_empty()
    assert "No tariff can cover steam (300): no tenant takes any" in found.frame["remark"][0]
    assert "No tariff can cover steam" in str(found)


def test_a_park_without_services_has_no_tariff() -> None:
    found = boiler.planned().share("park", company="t3", services=["steam"])
    assert found.tenants["tenant"].to_list() == ["t1", "t2"]
    pooled = boiler.planned(
        more={"plants": [{"plant": "far", "place": "town", "technology": "works_t1", "operator": "t1",
                          "status": "operating", "capacity": 5}]}
    ).share(["park", "town"], "places")  # fmt: skip
    assert pooled.tenants["tenant"].to_list() == ["park", "town"]
    assert "no common tariff" in pooled.frame["remark"][0]


def test_parks_are_found_by_the_name_people_read() -> None:
    assert boiler.planned().share("the park", "plants").tenants["tenant"].to_list() == [
        "plant_t1", "plant_t2", "plant_t3",
    ]  # fmt: skip


def test_the_sentences() -> None:
    said = str(boiler.planned().share("park"))
    assert "together bring 2,300 EUR, each by itself 1,300 EUR: being together saves 1,000 EUR" in said
    assert "not by every rule: by equal some would rather leave, as t2 + t3 by equal, for 166.7 EUR" in said
    assert "The common services cost 2,100 EUR. One tariff, equal for all, covers that" in said


def test_crowding_is_told_as_crowding() -> None:
    """All sell the same good into one market of 70: by themselves they would sell more than together."""
    same = {f"good_{t}" for t in boiler.NEEDS}
    plan = boiler.planned(
        commodities=[
            {"commodity": "steam", "unit": "MWh", "kind": "utility"},
            *({"commodity": c, "unit": "t", "mass": 1} for c in sorted(same)),
            {"commodity": "any", "unit": "t", "mass": 1},
        ],
        flows=[
            {"process": "raise", "commodity": "steam", "quantity": 1},
            *({"process": f"make_{t}", "commodity": "steam", "quantity": -1} for t in boiler.NEEDS),
            *({"process": f"make_{t}", "commodity": "any", "quantity": 1} for t in boiler.NEEDS),
        ],
        demands=[{"demand": "all", "commodity": "any", "place": "park", "kind": "may", "quantity": 30, "price": 40}],
    )
    found = plan.share("park")
    assert found.frame["saved"][0] == pytest.approx(300 - 200 - 300 - 300)
    assert "they crowd each other out of 500 EUR" in str(found)
    assert "No shares keep everybody" in str(found)
