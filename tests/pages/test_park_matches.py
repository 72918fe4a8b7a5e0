"""The park sheet's page of who could use what is left over."""

from __future__ import annotations

import pytest

from punos.pages.blocks import Section, TableBlock
from punos.pages.parks import parks_chapter
from punos.pages.view import view_of
from punos.plan.plan import Plan
from punos.plan.secrets import secrets_of
from tests.analysis.matching import by_product_study


def section(plan: Plan, park: str, public: bool = False) -> Section:
    chapter = parks_chapter(view_of(plan, public=public))
    assert chapter is not None
    (told,) = (s for s in chapter.sections if s.anchor == f"park-{park}")
    return told


def cells(told: Section, anchor: str) -> list[list[str]]:
    (block,) = (b for b in told.blocks if isinstance(b, TableBlock) and b.anchor == anchor)
    return [[cell.words for cell in row.cells] for row in block.rows]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return by_product_study().plan()


def test_what_it_says(plan: Plan) -> None:
    told = section(plan, "plant")
    assert told.lead[1] == (
        "Thrown or given away in 2025: Fly ash (100 t). Brought to who could use it, it would gain €2,694 a year: "
        "Fly ash for Works; Fly ash as sand for Plant."
    )
    assert cells(told, "park-plant-matches")[0] == [
        "Fly ash (Plant)", "Fly ash: Works", "", "50", "8", "27", "5", "0", "+30", "66.7",
        "the plan could do it and does not",
    ]  # fmt: skip
    assert cells(told, "park-plant-matches")[1][-1] == "the study has no such plant there"


def test_users_see_what_others_leave_over(plan: Plan) -> None:
    told = section(plan, "works")
    assert len(told.lead) == 1
    assert [row[0] for row in cells(told, "park-works-matches")] == ["Fly ash (Plant)"]


def test_nothing_that_pays() -> None:
    modes = [{"mode": "lorry", "cost_per_tkm": 1.0}]
    told = section(
        by_product_study({"processes": [{"process": "grind", "variable_cost": 100.0}]}, modes=modes).plan(), "plant"
    )
    assert told.lead[1].endswith(
        "No use of it pays. The nearest is Fly ash for Works: a t saves and replaces €35 and costs €50."
    )


def test_what_the_plan_brings_already() -> None:
    """To the brickworks, and through its kiln to who buys bricks at 100: 8 saved, 90 earned, 5 of freight."""
    told = section(by_product_study({"routes": [{"route": "road", "capacity": None}]}).plan(), "works")
    assert cells(told, "park-works-exchange") == [
        ["Fly ash (Plant)", "brick: brick (Works)", "60", "t", "50", "+93"],
        ["Fly ash (Plant)", "Fly ash: Works", "60", "t", "50", "+30"],
    ]


def test_nothing_is_told_where_something_is_secret() -> None:
    evidence = [{"table": "supplies", "select": "supply=ash works", "column": "price", "basis": "read",
                 "confidential": True}]  # fmt: skip
    plan = by_product_study(evidence=evidence).plan()
    assert secrets_of(plan)
    told = section(plan, "plant", public=True)
    assert len(told.lead) == 1
    assert not [b for b in told.blocks if isinstance(b, TableBlock) and b.anchor == "park-plant-matches"]
