"""The report of a plan, read as a file: complete, self-contained, adding up."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import plotly.graph_objects as go
import polars as pl
import pytest

from punos.errors import WrongUse
from punos.indicators import Quantity
from punos.pages.report import first_paragraph, report_page, write_report
from punos.pages.sankey import Measure, chain_links
from punos.pages.view import view_of
from punos.plan import Audit, Check, Plan
from tests.pages.fixtures.small import BUILD, PERIODS, small_plan
from tests.pages.reading import Page, number

MOST_BYTES = 8_000_000
SECTIONS = (
    "brief", "towns", "town-kokkola", "town-vaasa", "reference", "answer", "map", "capacity", "money", "plants",
    "chain", "trade", "origins", "impacts", "policies-section", "prices", "evidence-section", "about", "study",
)  # fmt: skip


@pytest.fixture(scope="module")
def read(page: Path) -> Page:
    return Page(page.read_text(encoding="utf-8"))


def test_every_question_is_answered(read: Page) -> None:
    assert set(SECTIONS) <= set(read.ids)


def test_the_file_is_small_and_whole(page: Path, read: Page) -> None:
    assert page.stat().st_size < MOST_BYTES
    assert not list(page.parent.glob(".*"))
    assert [a for a in read.addresses if not a[1].startswith(("#", "data:"))] == []
    style = re.search(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.S)
    assert style
    assert "url(" not in style[1]
    assert "@import" not in style[1]


def test_links_lead_somewhere(read: Page) -> None:
    assert [link for link in read.links if link not in read.ids] == []
    assert len(read.ids) == len(set(read.ids))


def test_figures_have_words(page: Path, read: Page) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(read.plots) >= 7
    drawn = len(read.plots) + text.count('<figure class="drawing"')
    assert text.count("<figcaption>") == drawn == text.count('role="img"')
    assert all(len(plot["aria-label"]) > 15 for plot in read.plots)
    assert all(re.findall(r"<figcaption>(.{15,}?)</figcaption>", text))
    assert all(read.labels), "every table has a caption"


def test_figures_are_what_plotly_knows(read: Page) -> None:
    """Python's plotly refuses every property that plotly.js would not know."""
    for anchor in [plot["data-figure"].removesuffix("-data") for plot in read.plots]:
        held = read.figure(anchor)
        layout = {k: v for k, v in held["layout"].items() if k != "aspect"}
        for traces in held["frames"].values():
            go.Figure([*held["base"], *traces], layout)


def test_money_adds_up_on_the_page(plan: Plan, read: Page) -> None:
    rows = read.tables["money-kinds"].rows
    body = [[number(c) for c in row[1:]] for row in rows[1:]]
    kinds, total = body[:-1], body[-1]
    for i, figure in enumerate(total):
        assert sum(row[i] for row in kinds) == pytest.approx(figure, abs=0.05 * len(kinds) + 0.05)
    assert total[-1] == pytest.approx(plan.summary.objective / 1e6, abs=0.051)
    assert sum(total[:-1]) == pytest.approx(total[-1], abs=0.2)


def test_money_is_weighed_as_the_objective_weighs_it(read: Page) -> None:
    """Capex 180 + 280 in 2029 and 280 in 2033 at 0.84 and 0.67; sales of 2029: (20,000 x 21,000 + 8,000 x 5) x 3.05."""
    rows = {row[0]: [number(c) for c in row[1:]] for row in read.tables["money-kinds"].rows[1:]}
    assert rows["Investment"] == [0.0, 386.4, 187.6, 574.0]
    assert rows["Sales"][1] == pytest.approx(-(20e3 * 21e3 + 8e3 * 5) * 3.05 / 1e6, abs=0.051)


def test_what_is_built_is_told_first(plan: Plan) -> None:
    told = first_paragraph(plan)
    assert "builds or enlarges 2 plants" in told
    assert "Kotka cathode (20,000\u202ft/a in 2029, 20,000\u202ft/a in 2033)" in told
    assert "Kokkola precursor (20,000\u202ft/a in 2029)" in told
    assert "From 2026 to 2040" in told


def test_what_is_restarted_and_closed_is_told(plan: Plan) -> None:
    spend, close = plan.quantities["spend"].frame, plan.quantities["close"].frame
    restart = {"period": ["2029"], "kind": ["restart"], "plant": ["harjavalta_pcam"], "place": ["harjavalta"]}
    paid = pl.DataFrame({**restart, "value": [25e6], "unit": ["EUR"]})
    shut = pl.DataFrame(
        {"period": ["2033"], "plant": ["sotkamo_ni"], "place": ["sotkamo"], "value": [35e3], "unit": ["t/a"]}
    )
    turned = {
        "spend": Quantity.of("spend", [spend, paid]),
        "close": Quantity.of("close", [close, shut]),
    }
    told = first_paragraph(replace(plan, quantities={**plan.quantities, **turned}))
    assert "It restarts Harjavalta precursor in 2029. It closes Sotkamo nickel in 2033." in told


def test_what_is_refused_is_told(read: Page) -> None:
    assert [row[0] for row in read.tables["refused"].rows[1:]] == ["Harjavalta precursor", "Vaasa cells"]


def test_capacity_stands_in_the_table(read: Page) -> None:
    rows = {row[0]: row for row in read.tables["standing"].rows[1:]}
    assert rows["Kotka cathode"][-3:] == ["0", "20,000", "40,000"]
    assert len(read.tables["built"].rows) - 1 == len(BUILD)


def test_caps_show_what_is_used(read: Page) -> None:
    """22,000 of 30,000 t of salt in 2033."""
    assert ["Salt to the sea", "Kokkola", "2033", "22,000", "30,000", "t", "73%"] in read.tables["impacts-caps"].rows


def test_policies_fare_as_they_should(read: Page) -> None:
    """Lithium hydroxide bought is at most half of what is used; the tightest year, beside what is at stake, is 2033
    with 0.5 x 40,000 x 0.45 - 3,000 = 6,000 t of room. In 2026 none is used or bought: nothing to hold."""
    rows = {row[0]: row for row in read.tables["policies"].rows[1:]}
    assert rows["li home"][2:] == ["yes", "met", "6,000", "t", "2033"]
    assert rows["graphite cap"][2] == "no"
    assert rows["graphite cap"][3] == "applies to nothing"


def test_evidence_stands_behind_names(read: Page) -> None:
    tips = read.scripts["tips"]
    assert "plausible 7,000 to 12,000" in tips
    assert "recalled, to be checked" in tips
    assert "row-technologies-4" in read.ids  # the third row of the table, below its header


def test_the_study_is_listed_with_spreadsheet_rows(read: Page) -> None:
    rows = read.tables["table-supplies"].rows
    assert rows[1][:2] == ["2", "spodumene_fi"]


def test_confidential_figures_stay_out_of_public_pages(plan: Plan, tmp_path: Path) -> None:
    tables = dict(plan.study.tables)
    price = pl.col("source") == "Trade press"
    tables["evidence"] = tables["evidence"].with_columns(confidential=price)
    secret = replace(plan, study=replace(plan.study, tables=tables))
    public = write_report(secret, tmp_path / "public.html", public=True).read_text(encoding="utf-8")
    own = write_report(secret, tmp_path / "own.html").read_text(encoding="utf-8")
    row = Page(public).tables["table-supplies"].rows[2]
    assert "confidential" in row
    assert "650" not in row
    assert "Trade press" not in public
    assert "Trade press" in own


def test_a_failed_audit_is_said_first(plan: Plan) -> None:
    broken = replace(plan, audit=Audit((Check("balances", "As much comes as goes.", 0.5, "kokkola", 3),)))
    page = report_page(view_of(broken))
    assert "failed its own checks" in " ".join(page.sections[0].lead)


def test_an_unknown_place_is_refused(plan: Plan) -> None:
    with pytest.raises(WrongUse, match="no place 'atlantis'"):
        view_of(plan, place="atlantis")


def test_changes_stand_under_the_title() -> None:
    plan = small_plan("less salt", ("impact_caps.cap *= 0.5",))
    assert "impact_caps.cap *= 0.5" in report_page(view_of(plan)).subtitle


def test_takers_share_givers_in_proportion(plan: Plan) -> None:
    """Lithium hydroxide of 2033: 15,000 t made in Kokkola and 3,000 t from China make 18,000 t of cathode feed."""
    links = chain_links(view_of(plan), Measure.MASS).filter(
        pl.col("period") == "2033", pl.col("commodity") == "li_hydroxide"
    )
    found = {row[0]: row[1] for row in links.select("source", "value").iter_rows()}
    assert found["at:li_refining"] == pytest.approx(40e3 * 0.45 * 15 / 18)
    assert found["from:CN"] == pytest.approx(40e3 * 0.45 * 3 / 18)


def test_every_period_has_its_map(read: Page) -> None:
    held = read.figure("map-home")
    assert list(held["frames"]) == PERIODS["period"].to_list()
    plants = [t for t in held["frames"]["2033"] if t.get("meta", {}).get("plants")]
    wide = [t for t in plants if t["meta"]["when"] == "wide"]
    assert sum(len(t["x"]) for t in wide) == 4
    assert any("Kotka cathode" in text for t in wide for text in t["hovertext"])
