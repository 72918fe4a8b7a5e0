"""What a park shares, known by hand: a unit of metal takes 2 of ore and 1 of power and leaves half a unit of slag."""

from __future__ import annotations

from typing import Any

import pytest

from punos.analysis.headroom import headroom, left_over
from punos.errors import WrongUse
from punos.pages.parks import parks_chapter
from punos.pages.view import view_of
from punos.plan import Plan
from tests.model.hand import TABLES, planned


@pytest.fixture(scope="module")
def plan() -> Plan:
    flows = [
        *TABLES["flows"],
        {"process": "smelt", "commodity": "power", "quantity": -1.0},
        {"process": "smelt", "commodity": "slag", "quantity": 0.5},
        {"process": "smelt", "commodity": "steam", "quantity": 0.3},
    ]
    goods: list[dict[str, Any]] = [
        *TABLES["commodities"],
        {"commodity": "power", "unit": "MWh", "kind": "utility"},
        {"commodity": "steam", "unit": "MWh", "kind": "utility", "disposal_cost": 0},
        {"commodity": "slag", "unit": "t", "mass": 1, "kind": "by-product", "disposal_cost": 2},
    ]
    # of the 100 that are wanted the cap on dust lets 80 be smelted; the rest is imported at 30
    return planned(
        flows=flows,
        commodities=goods,
        places=[{"place": "a", "kind": "park", "name": "Aava", "area_ha": 10, "lat": 61.0, "lon": 22.0},
                {"place": "b", "kind": "city", "name": "Bolle", "lat": 62.0, "lon": 23.0}],
        technologies=[{"technology": "smelter", "unit": "t/a", "area_ha": 0.004}],
        plants=[{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 1000}],
        supplies=[
            *TABLES["supplies"],
            {"supply": "grid", "commodity": "power", "place": "a", "price": 0, "capacity": 160},
            {"supply": "import", "commodity": "metal", "place": "b", "price": 30},
        ],
        demands=[*TABLES["demands"],
                 {"demand": "slag", "commodity": "slag", "place": "a", "kind": "may", "quantity": 10, "price": 1}],
        modes=[{"mode": "rail"}],
        routes=[{"route": "ab", "from": "a", "to": "b", "mode": "rail", "cost": 3}],
        terminals=[{"place": "a", "mode": "rail", "handling_cost": 0, "capacity": 400},
                   {"place": "b", "mode": "rail", "handling_cost": 0}],
        impacts=[{"impact": "dust", "unit": "t"}],
        impact_factors=[{"impact": "dust", "of": "run", "key": "smelt", "quantity": 0.1}],
        impact_caps=[{"impact": "dust", "place": "a", "cap": 8}],
    )  # fmt: skip


def test_used_possible_and_left(plan: Plan) -> None:
    rows = {r["shared"]: r for r in headroom(plan, "a").iter_rows(named=True) if r["name"] != "steam"}
    said = {k: (r["name"], r["used"], r["possible"], r["unit"], r["full"]) for k, r in rows.items()}
    approx = pytest.approx
    assert said["land"] == ("a", approx(4), approx(10), "ha", False)
    assert said["permit"] == ("dust", approx(8), approx(8), "t", True)
    assert said["quay"] == ("rail", approx(80), approx(400), "t", False)
    assert said["service"] == ("power", approx(80), approx(160), "MWh", False)
    assert rows["quay"]["headroom"] == approx(320)
    assert rows["service"]["share"] == approx(0.5)


def test_one_more_unit_of_a_permit_saves_what_it_lets_smelt(plan: Plan) -> None:
    """A tonne of dust lets 10 of metal be made: each saves 30 of import less 14, and costs its slag 0.5 x 2."""
    worth = {r["shared"]: r["worth"] for r in headroom(plan, "a").iter_rows(named=True)}
    assert worth["permit"] == pytest.approx(10 * (30 - 14 - 1))
    assert worth["land"] == pytest.approx(0)


def test_what_is_left_over_and_where_it_goes(plan: Plan) -> None:
    (row,) = left_over(plan, "a").to_dicts()
    assert row == {
        "commodity": "slag", "period": "2025", "unit": "t", "made": pytest.approx(40), "used": 0.0,
        "sold": pytest.approx(10), "sent": 0.0, "discarded": pytest.approx(30), "cost": pytest.approx(60),
    }  # fmt: skip


def test_nothing_is_left_over_elsewhere(plan: Plan) -> None:
    assert left_over(plan, "b").is_empty()


def test_no_such_place(plan: Plan) -> None:
    with pytest.raises(WrongUse, match="no place 'c'"):
        headroom(plan, "c")


def test_the_sheet_of_the_park_says_what_is_short(plan: Plan) -> None:
    chapter = parks_chapter(view_of(plan))
    assert chapter is not None
    sheet, land, neighbours = chapter.sections
    assert [s.anchor for s in (sheet, land, neighbours)] == ["park-a", "park-a-land", "park-a-neighbours"]
    assert sheet.lead[0].startswith("Used up in Aava: Permit: dust from 2025; one more t would be worth")
    assert "150" in sheet.lead[0]
    assert [block.anchor for block in sheet.blocks] == [
        f"park-a-{what}" for what in ("room", "amounts", "left-over", "exchange", "tenants")
    ]
    room, amounts = (
        {row.cells[0].text: [c.text for c in row.cells] for row in block.rows}  # type: ignore[union-attr]
        for block in sheet.blocks[:2]
    )
    assert room["Permit: dust"][1] == "■ 100%"
    assert room["Land"][1] == "40%"
    assert amounts["Land"][1] == "4 of 10 ha, 6 left"


def test_no_park_no_sheet() -> None:
    assert parks_chapter(view_of(planned())) is None
