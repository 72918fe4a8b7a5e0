"""The page of a tornado, and what is left out of a public one."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from punos.analysis.tornado import Tornado, tornado
from punos.pages.blocks import FigureBlock, TableBlock
from punos.pages.figure_words import figure_words
from punos.pages.tornado import tornado_section, write_tornado
from punos.pages.view import view_of
from punos.plan import Plan
from tests.analysis.chain import CAPEX, FREIGHT, ORE, chain
from tests.pages.reading import Page

HIDDEN = {**ORE, "confidential": "yes"}
SHOWN = {"confidential": None}


@pytest.fixture(scope="module")
def smelting() -> Plan:
    return chain(evidence=[{**CAPEX, **SHOWN}, HIDDEN, {**FREIGHT, **SHOWN}]).plan()


@pytest.fixture(scope="module")
def found(smelting: Plan) -> Tornado:
    return tornado(smelting, "make[commodity=metal]")


def test_what_the_page_says(smelting: Plan, found: Tornado, tmp_path: Path) -> None:
    read = Page(write_tornado(smelting, found, tmp_path / "page.html").read_text(encoding="utf-8"))
    rows = {row[0]: row for row in read.tables["tornado-table"].rows[1:]}
    assert sorted(rows) == ["Building cost of Smelter", "Purchase price of ore (a)", "cost: ab"]
    # base, low, high, cost at both, make at both, what turns at both
    smelter = rows["Building cost of Smelter"]
    assert smelter[1:9] == ["recalled from memory", "10", "5", "20", "−500.0", "+600.0", "100", "0"]
    assert smelter[9] == ""
    assert smelter[10].startswith("− s1; from 16")
    assert rows["cost: ab"][5:7] == ["0.0", "+100.0"]


def test_a_public_page_leaves_confidential_figures_out(smelting: Plan, found: Tornado) -> None:
    section = tornado_section(view_of(smelting, public=True), found)
    assert "Purchase price" not in str(section)
    assert "Purchase price" in str(tornado_section(view_of(smelting), found))
    assert "mine" not in str(found.public())
    assert found.public().frame.height == 2


def test_a_short_list_still_counts_every_figure(smelting: Plan, found: Tornado) -> None:
    """Of the three that were solved two turn something; one is listed."""
    section = tornado_section(view_of(smelting), found, "The first", 1)
    assert "2 of 3 figures change what is built" in section.lead[0]
    assert "were not solved" not in section.lead[0]
    bars, listed = section.blocks
    assert isinstance(listed, TableBlock)
    assert (listed.caption, len(listed.rows)) == ("The first", 1)
    assert isinstance(bars, FigureBlock)
    assert [len(trace["y"]) for trace in bars.figure.frames[""]] == [1, 1]


def test_figures_are_named_in_the_language(smelting: Plan) -> None:
    row = {"table": "technologies", "select": "technology=smelter", "column": "capex", "period": "2031"}
    assert figure_words(view_of(smelting), row) == "Building cost of Smelter, 2031"
    every = {"table": "technologies", "select": "", "column": "lifetime", "period": None}
    assert "kaikki" in figure_words(view_of(smelting, "fi"), every)


def test_nothing_to_show(smelting: Plan, found: Tornado) -> None:
    empty = Tornado(**{**found.__dict__, "frame": found.frame.filter(pl.lit(value=False))})
    section = tornado_section(view_of(smelting), empty)
    assert section.blocks == ()
    assert section.lead == ("No figure of the study has a range.",)
