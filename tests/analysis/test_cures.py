"""What is short at a park, and ways out, computed by hand.

A unit of metal made at the park costs 14 at the market (2 ore at 5, 1 of running, 3 of freight), an imported one 30. A
unit leaves a unit of brine, of which 60 may be thrown away; and takes a unit of steam, of which as much as is wanted
can be had for nothing. So 60 of the 100 wanted are made, and one more would save 16.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from punos import load_plan
from punos.analysis.cures import Cures
from punos.analysis.findings import Findings
from punos.analysis.relief import shortages
from punos.cli.app import app
from punos.errors import WrongUse
from punos.pages.parks import parks_chapter
from punos.pages.view import view_of
from punos.plan import Plan
from tests.model.hand import TABLES, Rows, cost, planned

PARK: dict[str, Rows] = {
    "places": [{"place": "a", "kind": "park", "name": "Aava", "area_ha": 10}, {"place": "b", "kind": "city"}],
    "commodities": [
        *TABLES["commodities"],
        {"commodity": "brine", "unit": "t", "kind": "waste", "disposal_cost": 0},
        {"commodity": "steam", "unit": "MWh", "kind": "utility", "disposal_cost": 0},
    ],
    "technologies": [
        {"technology": "smelter", "unit": "t/a"},
        {"technology": "washer", "unit": "t/a", "capex": 6},
        {"technology": "boiler", "unit": "MWh/a", "capex": 2},
        {"technology": "works", "unit": "t/a", "capex": 0},
    ],
    "processes": [
        *TABLES["processes"],
        {"process": "wash", "technology": "washer", "variable_cost": 4},
        {"process": "fire", "technology": "boiler", "variable_cost": 3, "capacity_use": 0.5},
        {"process": "work", "technology": "works"},
    ],
    "flows": [
        *TABLES["flows"],
        {"process": "smelt", "commodity": "brine", "quantity": 1},
        {"process": "smelt", "commodity": "steam", "quantity": -1},
        {"process": "wash", "commodity": "brine", "quantity": -1},
        {"process": "fire", "commodity": "steam", "quantity": 1},
        {"process": "work", "commodity": "metal", "quantity": 1e-3},
        {"process": "work", "commodity": "steam", "quantity": 1},
    ],
    "supplies": [
        *TABLES["supplies"],
        {"supply": "import", "commodity": "metal", "place": "b", "price": 30},
        {"supply": "pipe", "commodity": "steam", "place": "a", "price": 0},
    ],
    "impacts": [{"impact": "salt", "unit": "t"}],
    "impact_factors": [{"impact": "salt", "of": "discard", "key": "brine", "quantity": 1}],
    "impact_caps": [{"impact": "salt", "place": "a", "cap": 60}],
}
PIPE = {"supply": "pipe", "commodity": "steam", "place": "a", "price": 0}


def plan(**tables: Rows) -> Plan:
    return planned(**{**PARK, **tables})


def washer(**cells: Any) -> Rows:
    return [row | (cells if row["technology"] == "washer" else {}) for row in PARK["technologies"]]


def costs(found: Cures) -> dict[tuple[str, str], float]:
    return {(row["name"], row["what"]): row["cost"] for row in found.frame.iter_rows(named=True)}


def test_a_permit_that_is_used_up_has_a_plant_that_takes_the_pressure_off() -> None:
    base = plan()
    assert base.objective == cost(60 * 14 + 40 * 30)
    (short,) = shortages(base, "a")
    assert (short.name, short.possible, short.worth) == ("salt", cost(60), cost(16))
    found = base.cures("a")
    assert costs(found) == {
        ("salt", ""): cost(-6 * 16),  # a tenth more of the permit: six more are made
        ("salt", "washer"): cost(6 * (6 + 4) - 6 * 16),
    }
    assert found.frame["pays"].to_list() == [True, True]
    assert found.frame["cheapest"].to_list() == [False, True]
    assert "6 t more would save 96 EUR: it may cost up to that." in str(found)
    assert "The cheapest cure, 6 t/a of washer, pays: net cost falls by 36 EUR." in str(found)


def test_a_dear_cure_is_told_as_such() -> None:
    found = plan(technologies=washer(capex=20)).cures("a")
    assert costs(found)["salt", "washer"] == cost(6 * (20 + 4) - 6 * 16)
    assert "costs 48 EUR more than it saves" in str(found)
    assert found.frame.filter(what="washer")["pays"].to_list() == [False]


def test_a_plant_comes_no_smaller_than_it_may_and_in_whole_blocks() -> None:
    least = plan(technologies=washer(min_capacity=20)).cures("a")
    assert least.frame.filter(what="washer")["size"].to_list() == [20]
    assert costs(least)["salt", "washer"] == cost(20 * (6 + 4) - 20 * 16)
    blocks = plan(technologies=washer(block=4)).cures("a")
    assert blocks.frame.filter(what="washer")["size"].to_list() == [8]


def test_a_utility_that_plants_use_can_be_made_by_a_plant_that_has_no_other_product() -> None:
    base = plan(supplies=[*PARK["supplies"][:2], {**PIPE, "capacity": 50}])
    found = base.cures("a")
    assert {name for name, _ in costs(found)} == {"steam"}  # salt has room left
    assert costs(found) == {
        ("steam", ""): cost(-5 * 16),
        ("steam", "boiler"): cost(2.5 * 2 + 5 * 3 - 5 * 16),  # half a unit of capacity a unit of steam
    }


def test_land_and_a_place_where_nothing_is_short() -> None:
    land = [{**row, "area_ha": 0.5} if row["technology"] == "smelter" else row for row in PARK["technologies"]]
    plants = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "candidate"}]
    found = plan(technologies=land, plants=plants, impact_caps=[]).cures("a", "b")
    assert costs(found) == {("a", ""): cost(-2 * 16)}  # 10 ha are full with 20 t/a, another hectare takes 2
    assert found.parks == ("a", "b")
    assert "At b nothing that plants share is used up" in str(found)


def test_a_cure_that_does_not_fit_is_said_to() -> None:
    tables = {"technologies": washer(area_ha=2)}  # ten hectares have room for five
    row = plan(**tables).cures("a").frame.filter(what="washer").row(0, named=True)
    assert (row["fits"], row["cost"], row["pays"], row["cheapest"]) == (False, None, False, False)


def test_wrong_use_is_refused() -> None:
    with pytest.raises(WrongUse, match="Name the park"):
        plan().cures()
    with pytest.raises(WrongUse, match="no place 'x'"):
        plan().cures("x")


def test_the_command_keeps_what_it_finds_and_the_report_shows_it(tmp_path: Path) -> None:
    folder = plan().save(tmp_path / "p")
    ran = CliRunner().invoke(app, ["cure", str(folder), "--park", "a", "-q", "-o", str(tmp_path / "c.csv")])
    assert ran.exit_code == 0, ran.output
    assert "washer (cheapest plant)" in ran.output
    assert pl.read_csv(tmp_path / "c.csv").height == 2
    again = CliRunner().invoke(app, ["cure", str(folder), "--park", "b", "-q"])
    assert again.exit_code == 0, again.output
    loaded = load_plan(folder)
    kept = Findings.read(folder, loaded)
    assert kept.cures is not None
    assert kept.cures.parks == ("a", "b")
    chapter = parks_chapter(view_of(loaded, "en", "a", False, kept))
    assert chapter is not None
    sheet = chapter.sections[0]
    assert any("the cheapest cure, washer (6 t/a), pays: it saves" in words for words in sheet.lead)
    assert "park-a-cures" in [getattr(block, "anchor", "") for block in sheet.blocks]
    wrong = CliRunner().invoke(app, ["cure", str(folder), "--park", "nowhere", "-q"])
    assert wrong.exit_code == 2
