"""The park's pages of land, neighbours and residents, of a town computed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.pages.blocks import FigureBlock, Section, TableBlock
from punos.pages.park_land import land_section
from punos.pages.park_neighbours import neighbours_section
from punos.pages.report import write_report
from punos.pages.view import View, view_of
from punos.plan import Plan
from punos.plan.secrets import secrets_of
from tests.analysis.town import TABLES, town
from tests.pages.reading import Page

THIN = "\u202f"


@pytest.fixture(scope="module")
def plan() -> Plan:
    return town()


def land(view: View) -> Section:
    section = land_section(view, "a")
    assert section is not None
    return section


def neighbours(view: View) -> Section:
    section = neighbours_section(view, "a")
    assert section is not None
    return section


def _rows(section: Section, anchor: str) -> list[list[str]]:
    (block,) = (b for b in section.blocks if isinstance(b, TableBlock) and b.anchor == f"park-a-{anchor}")
    return [[cell.words for cell in row.cells] for row in block.rows]


def _traces(section: Section) -> list[dict[str, object]]:
    (block,) = (b for b in section.blocks if isinstance(b, FigureBlock))
    return list(block.figure.frames[""])


def test_land_in_words_and_figures(plan: Plan) -> None:
    section = land(view_of(plan))
    assert section.lead == (
        "In 2025 plants take 4 ha here. A hectare of theirs brings in a year: €632 of value added, 0.5 jobs, €1,030 of "
        "tax to the place. Of the 10 ha that the study gives to plants here, these leave 6.",
        "One more hectare would be worth nothing to the plan: land is not what it lacks.",
        "The study does not say what land these take, so they are left out of land and hectares: r1.",
    )
    assert _rows(section, "land-plants") == [
        ["s1", "4", "2,530", "632", "0.5", "1,030"],
        ["r1", "–", "1,100", "–", "–", "–"],
        ["All together", "4", "3,630", "632", "0.5", "1,030"],
    ]
    assert _rows(section, "given") == [["s1", "heat", "30", "7.5", "MWh"]]
    (bars,) = _traces(section)
    assert bars["x"] == [632.5]


def test_one_more_hectare_is_marked_where_it_is_worth_money() -> None:
    smelter, roaster = TABLES["plants"]
    technologies = [
        {"technology": "smelter", "unit": "t/a", "area_ha": 0.01, "capex": 0.0},
        {"technology": "roaster", "unit": "t/a", "area_ha": 0.06, "capex": 0.0},
    ]
    plants = [{**smelter, "status": "candidate", "capacity": None, "max_capacity": 1000}, roaster]
    places = [{**TABLES["places"][0], "area_ha": 6.5}, *TABLES["places"][1:]]
    section = land(view_of(town(technologies=technologies, plants=plants, places=places)))
    assert section.lead[1] == (
        "s1 makes most of a hectare (€2,550 a year), r1 least (€183). One more hectare would save the plan €2,450 a "
        "year. A hectare of r1 brings less than that."
    )
    bars, mark = _traces(section)
    assert bars["x"] == pytest.approx([2550, 1100 / 6], abs=1e-3)
    assert mark["x"] == pytest.approx([2450, 2450])


def test_neighbours_and_residents_in_words_and_figures(plan: Plan) -> None:
    section = neighbours(view_of(plan))
    assert section.lead == (
        f"salt: 25{THIN}t in 2025, 62% of what is allowed, most of it by r1 (60%), 0.0125{THIN}t a resident.",
        "Loaded vehicles a day in 2025, in, out and through, by mode: Road 2.37. The study has no payload of a vehicle "
        "for: Rail. The study counts none of these, so nothing is said of them: noise, water.",
        "The plants give 12 jobs in 2025, 6.0 for every thousand residents. The place gets €24,176 of tax from them a "
        f"year, €12 a resident. Sold here in 2025: heat 30{THIN}MWh (0.015{THIN}MWh a resident).",
    )
    assert _rows(section, "borne")[1] == ["salt", "25", "25", "40", "62%", "0", "0.0125", "t"]
    assert _rows(section, "causes") == [
        ["co2", "s1", "50", "t", "54%", "–"],
        ["co2", "r1", "25", "t", "27%", "–"],
        ["co2", "freight: Road", "17.3", "t", "19%", "–"],
        ["salt", "r1", "15", "t", "60%", "38%"],
        ["salt", "s1", "10", "t", "40%", "25%"],
    ]
    assert ["Road", "passes through", "73", "1"] in _rows(section, "traffic")
    assert _rows(section, "residents") == [["2025", "12", "6", "6.0", "24,000", "176", "12"]]
    shares = {str(bar["name"]): bar["x"] for bar in _traces(section)}
    assert shares == {"r1": [37.5], "s1": [25.0]}


def test_what_is_missing_is_said() -> None:
    bare = [{k: v for k, v in place.items() if k in ("place", "kind", "area_ha")} for place in TABLES["places"]]
    section = neighbours(view_of(town(places=bare)))
    assert section.lead[2].endswith(
        "What a resident gets of tax is not told, as the study does not say: how many people live there, how many of "
        "the jobs residents hold, what a job pays, what the place gets of wages, what the place gets of results."
    )
    assert "park-a-residents" not in [block.anchor for block in section.blocks]


def test_a_place_where_nothing_stands(plan: Plan) -> None:
    assert land_section(view_of(plan), "b") is None
    assert neighbours_section(view_of(plan), "c") is None


def test_a_plant_that_is_closed_in_the_end() -> None:
    periods = [{"period": year, "start": int(year), "years": 1.0} for year in ("2025", "2026")]
    plants = [{**plant, "closes": 2026} for plant in TABLES["plants"]]
    view = view_of(town(periods=periods, plants=plants))
    assert land(view).lead == ("No plant stands in Aava in 2026.",)
    told = neighbours(view)
    assert told.lead[0] == "No cap on an impact is touched here."
    assert "0.0 for every thousand residents (6.0 in 2025)" in told.lead[2]


def test_a_public_report_does_not_tell_of_a_protected_plant(tmp_path: Path) -> None:
    said = [{"table": "plants", "select": "plant=r1", "column": "capacity", "basis": "read", "confidential": True}]
    plan = town(evidence=said)
    assert secrets_of(plan)
    view = view_of(plan, public=True)
    for section in (land(view), neighbours(view)):
        told = " ".join((*section.lead, str(section.blocks)))
        assert not {word for word in ("r1", "1,100", "3,630", "24,176") if word in told}
    page = Page(write_report(plan, tmp_path / "public.html", place="a", public=True).read_text(encoding="utf-8"))
    assert [row[0] for row in page.tables["park-a-land-plants"].rows[1:]] == ["s1", "All together"]
