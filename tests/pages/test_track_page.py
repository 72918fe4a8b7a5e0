"""The strategy page: which objectives the plan meets, in the words of a council."""

from __future__ import annotations

from typing import Any

from punos.pages.blocks import Section, TableBlock
from punos.pages.track import track_section
from punos.pages.view import view_of
from tests.analysis.chain import chain


def page(**tables: list[dict[str, Any]]) -> Section | None:
    """100 of metal are made of 200 of ore, none is imported."""
    return track_section(view_of(chain(**tables).plan()))


def rows(block: object) -> list[list[str]]:
    assert isinstance(block, TableBlock)
    return [[cell.text for cell in row.cells] for row in block.rows]


OBJECTIVES = [
    {"objective": "metal", "name": "Metal made here", "indicator": "make[commodity=metal]", "target": 130.0,
     "baseline": 90.0, "year": 2025, "owner": "city"},
    {"objective": "yield", "name": "Yield", "indicator": "make[commodity=metal] / use[commodity=ore]", "target": 0.4},
    {"objective": "trust", "name": "Trust", "indicator": None, "note": "Ask the people"},
]  # fmt: skip
ACTIONS = [{"action": "drive", "name": "Buyers", "objective": "metal", "cost": 250.0, "status": "decided"}]


def test_no_objectives_no_page() -> None:
    assert page() is None


def test_what_is_met_and_what_is_missing() -> None:
    section = page(objectives=OBJECTIVES, actions=ACTIONS, operators=[{"operator": "city", "name": "City"}])
    assert section is not None
    (lead,) = section.lead
    assert lead.startswith("Of 2 objectives with a target, the plan meets 1 in their year and misses 1.")
    assert "Missed: Metal made here (30 t missing)" in lead
    assert lead.endswith("1 objective is not something this model can measure.")
    beside, beyond, actions = section.blocks
    metal, part = rows(beside)
    assert metal[:2] == ["Metal made here", "City"]
    assert (metal[8], part[8]) == ("missed", "met")
    assert [part[5], part[6], part[7]] == ["40.0%", "50.0%", "−10.0%"]
    assert rows(beyond) == [["Trust", "", "", "", "Ask the people"]]
    assert [cell for cell in rows(actions)[0] if cell] == ["Buyers", "Metal made here", "250", "decided"]
