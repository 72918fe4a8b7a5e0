"""The brief and the pages of towns: what they say of a small plan and of what was found about it, told by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from punos.analysis.findings import Findings
from punos.analysis.flips import SCHEMA, Flips
from punos.indicators import Quantity
from punos.pages.blocks import Cell, ColumnsBlock, ListBlock, TableBlock
from punos.pages.brief import brief_section
from punos.pages.report import report_page
from punos.pages.town import town_section, towns_chapter
from punos.pages.town_bars import bars
from punos.pages.towns import standing, towns
from punos.pages.view import View, view_of
from punos.pages.weak import weak_figures
from punos.plan import Plan

FLIP: dict[str, Any] = {
    "plant": "vaasa_cells", "place": "vaasa", "technology": "cell_making", "decision": "refused", "size": 20.0,
    "opening": "2033", "worth": -50e6, "grant": 60e6, "capex_factor": 0.7, "main_product": "cells", "price": 80e6,
    "price_change": 8e6, "price_unit": "EUR / GWh", "first": "2029", "worth_first": -80e6, "grant_first": 90e6,
    "used": 0.9, "npv": -1e6, "break_even_price": 81e6, "remark": None,
}  # fmt: skip
BUILT = FLIP | {
    "plant": "kokkola_pcam", "place": "kokkola", "technology": "pcam_making", "decision": "built", "opening": "2029",
    "worth": 100e6, "capex_factor": 2.0, "main_product": "pcam", "price": 10_000.0, "price_change": -1_200.0,
    "price_unit": "EUR / t", "first": None, "grant_first": None,
}  # fmt: skip
IDLE = FLIP | {"plant": "harjavalta_pcam", "place": "harjavalta", "decision": "idle", "worth": 0.0, "grant": 0.0}


def found(*rows: dict[str, Any]) -> Findings:
    told = [dict.fromkeys(SCHEMA) | row for row in rows]  # what these tests do not speak of is blank
    return Findings(flips=Flips("small", pl.DataFrame(told, schema=SCHEMA), "EUR", complete=True))


@pytest.fixture
def view(plan: Plan) -> View:
    return replace(view_of(plan), findings=found(FLIP, BUILT, IDLE))


def said(cells: tuple[Cell, ...]) -> list[str]:
    return [cell.words for cell in cells]


def test_towns_are_places_with_plants_the_undecided_first(plan: Plan) -> None:
    """Harjavalta, Kotka and Vaasa have one open plant each, Kokkola one and another besides; Sotkamo and Luleå none."""
    assert towns(view_of(plan)) == ("kokkola", "harjavalta", "kotka", "vaasa", "lulea", "sotkamo")
    assert towns(view_of(plan, place="sotkamo"))[:2] == ("sotkamo", "kokkola")


def test_now_is_what_stands_and_what_the_plan_opens(view: View) -> None:
    assert said(standing(view, "kokkola").now) == [
        "Kokkola lithium: 15,000\u202ft/a, decided, from 2026",
        "Kokkola precursor: new in the plan, 20,000\u202ft/a in 2029",
    ]
    assert said(standing(view, "sotkamo").now) == ["Sotkamo nickel: 35,000\u202ft/a"]
    assert said(standing(view, "vaasa").now) == ["Nothing of this chain stands or runs here."]
    assert said(standing(view, "harjavalta").now) == ["Harjavalta precursor: stands idle and stays so"]


def test_waits_for_the_price_grant_or_cost_at_which_it_turns(view: View) -> None:
    """8 of 80 million a GWh is 10 %; 1 - 0.7 is 30 %; 1,200 of 10,000 is 12 %."""
    assert said(standing(view, "vaasa").waits) == [
        "Vaasa cells: Cells 10% dearer or a grant of €60\u00a0million or building it for 30% less, in 2033; "
        "already in 2029 a grant of €90\u00a0million"
    ]
    assert said(standing(view, "kokkola").waits) == [
        "Kokkola precursor: stays in the plan until Precursor is 12% cheaper"
    ]
    assert said(standing(view, "harjavalta").waits) == [
        "Harjavalta precursor: no difference: as good with it as without it"
    ]
    assert said(standing(view, "sotkamo").waits) == ["Nothing waits here."]


def test_without_flips_the_command_is_named(plan: Plan) -> None:
    waits = said(standing(view_of(plan), "vaasa").waits)
    assert waits == ["Vaasa cells", "Not asked yet: the command `punos flips PLAN` finds it."]


def test_a_plant_that_no_plan_can_have_says_why(plan: Plan) -> None:
    none = FLIP | dict.fromkeys(("worth", "grant", "price_change", "capex_factor", "grant_first"))
    seen = replace(view_of(plan), findings=found(none | {"remark": "no land"}))
    assert said(standing(seen, "vaasa").waits) == ["Vaasa cells: no plan can have it: no land"]


def test_a_plant_that_would_stand_unused_waits_for_no_price(plan: Plan) -> None:
    seen = replace(view_of(plan), findings=found(FLIP | {"used": 0.0, "price_change": 1e15}))
    assert said(standing(seen, "vaasa").waits) == ["Vaasa cells: nothing yet: even if built, it would stand unused"]


def test_what_no_price_turns_bears_a_sum(plan: Plan) -> None:
    """Neither a price nor a building cost up to three times as high turns it: 120 million at its opening do."""
    held = BUILT | {"price_change": None, "capex_factor": 9.0, "grant": 120e6}
    seen = replace(view_of(plan), findings=found(held))
    told = "Kokkola precursor: stays in the plan until it costs €120\u00a0million more at its opening in 2029"
    assert said(standing(seen, "kokkola").waits) == [told]


def test_not_here_says_where_instead(view: View) -> None:
    """Nobody makes or buys cells; of precursor Kokkola makes 20,000 t in 2033; Luleå gave up what Kotka makes."""
    assert said(standing(view, "vaasa").elsewhere) == ["Cells: nowhere; the plan neither makes nor buys any"]
    assert said(standing(view, "harjavalta").elsewhere) == ["Precursor: made in Kokkola (20,000\u202ft)"]
    gone = said(standing(view, "lulea").elsewhere)
    assert gone == ["Cathode material (Luleå cathode, cancelled): made in Kotka (40,000\u202ft)"]


def test_weak_figures_are_recalled_or_assumed_and_lead_to_their_evidence(view: View) -> None:
    """The capex of precursor plants is recalled; the size of the lithium refinery was read, so it is not weak."""
    weak = weak_figures(view, "kokkola", 5)
    assert said(weak) == ["Building cost of Precursor plant: 9,000\u202fEUR / t/a (7,000 to 12,000), recalled"]
    assert weak[0].href == "row-evidence-2"
    assert said(weak_figures(view, "kotka", 5)) == [
        "Sales price of Cathode material (Hamburg): 21,000\u202fEUR / t (15,000 to 30,000), assumed"
    ]
    assert said(weak_figures(view, "vaasa", 5)) == ["No figure behind these plants is recalled or assumed."]


def test_bars_put_the_nearest_change_first(view: View) -> None:
    """Vaasa turns at a price 10 % up or a building cost 30 % down: the first bar is a third of the second."""
    held = bars(view, "vaasa")
    assert held is not None
    assert [row.cells[0].text for row in held.rows] == ["Price of Cells", "Building cost of Vaasa cells"]
    assert [row.cells[3].value for row in held.rows] == pytest.approx([0.1, -0.3])
    assert [row.cells[3].bar for row in held.rows] == pytest.approx([1 / 3, 1.0])
    assert held.rows[0].cells[2].text == "88,000,000 EUR / GWh"
    assert bars(view, "sotkamo") is None


def test_the_brief_names_who_pays_and_what_is_as_good(plan: Plan, view: View) -> None:
    """FMG pays 180 and 2 x 280 million; a plan without difference is named, Vaasa's 50 million are no such."""
    lead = " ".join(brief_section(view).lead)
    assert "The investments are paid by FMG Oy (€740\u00a0million)." in lead
    small = abs(plan.summary.objective) * 1e-3
    assert ("with Vaasa cells" in lead) == (small >= 50e6)
    assert "with Harjavalta precursor" in lead
    assert "punos flips PLAN" in " ".join(brief_section(view_of(plan)).lead)


def test_the_brief_of_a_town_begins_with_it(plan: Plan) -> None:
    section = brief_section(view_of(plan, place="vaasa"))
    assert section.title == "Vaasa in brief"
    assert section.lead[0].startswith("0 plants of this chain stand in Vaasa in 2026. The plan opens nothing new here.")
    assert "builds or enlarges 2 plants" in section.lead[1]


def test_the_brief_has_every_town_once(view: View) -> None:
    section = brief_section(view)
    rows = next(b for b in section.blocks if isinstance(b, TableBlock)).rows
    calm = next(b for b in section.blocks if isinstance(b, ListBlock)).items
    named = [row.cells[0].text for row in rows] + [cell.lines[0].text for cell in calm]
    assert named == ["Kokkola", "Harjavalta", "Kotka", "Vaasa", "Luleå", "Sotkamo"]


def test_a_page_that_looks_at_a_town_has_it_open_and_first(plan: Plan) -> None:
    chapter = towns_chapter(view_of(plan, place="vaasa"))
    assert chapter is not None
    assert [s.folded for s in chapter.sections] == [False, True, True, True, True, True]
    assert chapter.sections[0].title == "Vaasa in this plan"
    every = towns_chapter(view_of(plan))
    assert every is not None
    assert all(s.folded for s in every.sections)


def test_a_town_page_says_jobs_and_what_it_does_not_know(view: View) -> None:
    """Jobs are 0.006 a tonne of capacity: 15,000 t in 2026, 15,000 and 20,000 t in 2033."""
    page = town_section(view, "kokkola")
    jobs = next(fact for fact in page.facts if "jobs" in fact.meaning)
    assert jobs.value == "90 → 210"
    money = next(b for b in page.blocks if isinstance(b, ListBlock) and b.anchor.endswith("-money"))
    assert "municipal tax" in money.items[-1].text
    titles = [each.title for b in page.blocks if isinstance(b, ColumnsBlock) for each in b.lists]
    assert titles == ["Now", "Waits, and for what", "Not here, and where instead"]


def test_a_restart_is_told_first(plan: Plan) -> None:
    spend = plan.quantities["spend"].frame
    paid = {"period": ["2029"], "kind": ["restart"], "plant": ["harjavalta_pcam"], "place": ["harjavalta"]}
    more = Quantity.of("spend", [spend, pl.DataFrame({**paid, "value": [25e6], "unit": ["EUR"]})])
    seen = view_of(replace(plan, quantities={**plan.quantities, "spend": more}))
    told = town_section(seen, "harjavalta").lead[0]
    assert "It restarts Harjavalta precursor in 2029." in told


def test_figures_lead_to_the_rows_they_rest_on(view: View) -> None:
    held = {b.anchor: b for s in report_page(view).every() for b in s.blocks if isinstance(b, TableBlock)}
    for anchor in ("built", "standing", "bought", "sold", "impacts-caps", "town-kokkola-plants"):
        of_study = [
            cell
            for row in held[anchor].rows
            for cell, head in zip(row.cells, held[anchor].columns, strict=True)
            if cell.numeric and head.title not in ("Net present value", "Share", "Used")
        ]
        assert of_study
        assert all(cell.href.startswith("row-") for cell in of_study), anchor


def test_a_row_of_the_study_leads_to_its_evidence_and_back(view: View) -> None:
    held = {b.anchor: b for s in report_page(view).every() for b in s.blocks if isinstance(b, TableBlock)}
    capex = [c.title for c in held["table-technologies"].columns].index("capex")
    assert held["table-technologies"].rows[2].cells[capex].href == "row-evidence-2"
    select = [c.title for c in held["table-evidence"].columns].index("select")
    assert held["table-evidence"].rows[0].cells[select].href == "row-technologies-4"
