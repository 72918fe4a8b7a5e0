"""Plant cards of a chain known by hand: 100 of metal at b, smelted for 14 and capex, sold at 30."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from punos.analysis.findings import Findings
from punos.pages.blocks import Chapter, ListBlock, Section, TableBlock
from punos.pages.cards import cards_chapter
from punos.pages.view import view_of
from punos.plan import Plan
from tests.analysis.chain import CAPEX, ORE, chain

THIN = "\u202f"
"""The narrow space between a number and its unit."""
EVIDENCE = [{**CAPEX, "period": None}, {**ORE, "period": None}]


def planned(capex: float, **tables: Any) -> Plan:
    return chain(
        capex=capex,
        evidence=EVIDENCE,
        impacts=[{"impact": "jobs", "name": "Jobs", "unit": "persons"}, {"impact": "dust", "unit": "t"}],
        impact_factors=[{"impact": "jobs", "of": "capacity", "key": "s1", "quantity": 0.2},
                        {"impact": "dust", "of": "run", "key": "smelt", "quantity": 0.5}],
        supplies=[{"supply": "mine", "commodity": "ore", "place": "a", "price": 5}],
        demands=[{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100, "price": 30}],
        **tables,
    ).plan()  # fmt: skip


def card(plan: Plan, plant: str = "s1", findings: Findings | None = None) -> Section:
    chapter = cards_chapter(view_of(plan, findings=findings))
    assert isinstance(chapter, Chapter)
    found = next(section for section in chapter.sections if section.anchor == f"card-{plant}")
    return replace(found, lead=tuple(line.replace(THIN, " ") for line in found.lead))


def rows(section: Section, anchor: str) -> dict[str, list[str]]:
    block = next(b for b in section.blocks if isinstance(b, TableBlock) and b.anchor.endswith(anchor))
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in block.rows}


@pytest.fixture(scope="module")
def built() -> Plan:
    return planned(10.0)


def test_built_with_what_it_earns_its_owner(built: Plan) -> None:
    """Metal is worth 30 less 3 of freight at a: 2700 of sales, 1000 of ore, 100 of running, 1000 of building."""
    section = card(built)
    assert section.lead[0].startswith("In the study: candidate. The plan builds 100 t/a in 2025.")
    assert "For its owner it pays: €600 at 0% a year." in section.lead[1]
    assert "metal would have to fetch 21; it fetches 27" in section.lead[1]
    account = rows(section, "account")
    assert {k: v[0] for k, v in account.items()} == {
        "Sales": "+2,700.0", "Goods bought": "−1,000.0", "Running": "−100.0", "Building": "−1,000.0",
        "Net present value": "+600.0",
    }  # fmt: skip
    assert section.facts[0].value == "€600"


def test_whom_it_hangs_on_and_what_it_does_to_its_place(built: Plan) -> None:
    section = card(built)
    ties = rows(section, "ties")
    assert ties["metal"][:2] == ["sells", "100"]
    assert ties["metal"][-1] == "buyers outside"
    assert ties["ore"][:2] == ["buys", "200"]
    own = rows(section, "impacts")
    assert own["Jobs"] == ["20", "persons"]
    assert own["dust"] == ["50", "t"]


def test_what_it_rests_on_with_basis_and_range(built: Plan) -> None:
    (block,) = [b for b in card(built).blocks if isinstance(b, ListBlock)]
    assert block.items[0].text.replace(THIN, " ") == "Building cost of Smelter: 10 EUR / t/a (5 to 20), recalled"
    assert block.items[0].href == "row-evidence-2"
    assert block.items[-1].href == "row-plants-2"


def test_what_flips_it_is_said_where_it_was_asked(built: Plan) -> None:
    assert "punos flips PLAN" in card(built).lead[0]
    found = Findings(flips=built.flips(workers=1))
    assert "What would turn it: stays in the plan until" in card(built, findings=found).lead[0]


def test_refused(built: Plan) -> None:
    refused = planned(20.0)
    assert "The plan does not build it." in card(refused).lead[0]
    found = Findings(flips=refused.flips(workers=1))
    assert "a grant of €400" in card(refused, findings=found).lead[0]  # 100 x (20 - 16)


def test_what_turns_it_for_all_and_for_its_owner() -> None:
    """Smelted for 11 and 20 of capital at a, where metal fetches 27, freight off: it needs 31, 34 of the 30 at b."""
    refused = planned(20.0)
    section = card(refused, findings=Findings(flips=refused.flips(workers=1)))
    turns = rows(section, "turns")
    assert turns["Price of metal (EUR / t)"] == ["27", "31 (+13%)", "31"]
    assert turns["Building cost"] == ["100%", "80%", "80%"]
    assert turns["Grant at its opening in 2025, EUR"] == ["0.0", "400.0", "400.0"]
    assert section.lead[-1] == "Built all the same, it would cost its owner €400."


def test_what_a_built_plant_bears(built: Plan) -> None:
    """It smelts for 21, 24 of the 30 at b; it could cost 600 more."""
    turns = rows(card(built, findings=Findings(flips=built.flips(workers=1))), "turns")
    assert turns["Price of metal (EUR / t)"] == ["27", "21 (−20%)", "21"]
    assert turns["Building cost"] == ["100%", "160%", "160%"]
    assert turns["Grant at its opening in 2025, EUR"][1:] == ["−600.0", "−600.0"]


def test_cancelled_plants_are_on_the_map_only() -> None:
    plants = [
        {"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate", "max_capacity": 100},
        {"plant": "s2", "place": "a", "technology": "smelter", "status": "cancelled", "max_capacity": None},
    ]
    section = card(planned(10.0, plants=plants), "s2")
    assert section.lead == ("In the study: cancelled. It is not in the model, only on the map.",)
