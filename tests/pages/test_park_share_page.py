"""The park's page of what is saved and how it may be shared, of a park computed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from punos.analysis.findings import Findings
from punos.pages.blocks import Section, TableBlock
from punos.pages.park_share import share_section
from punos.pages.report import write_report
from punos.pages.view import view_of
from punos.plan import Plan
from punos.plan.secrets import secrets_of
from tests.analysis import boiler
from tests.pages.reading import Page


@pytest.fixture(scope="module")
def plan() -> Plan:
    return boiler.planned()


@pytest.fixture(scope="module")
def found(plan: Plan) -> Findings:
    return Findings(share=plan.share("park"))


def _section(plan: Plan, found: Findings, language: str = "en") -> Section:
    section = share_section(view_of(plan, language, findings=found), "park")
    assert section is not None
    return section


def _rows(section: Section, anchor: str) -> list[list[str]]:
    (block,) = (b for b in section.blocks if isinstance(b, TableBlock) and b.anchor == f"park-park-{anchor}")
    return [[cell.words for cell in row.cells] for row in block.rows]


def test_nothing_asked_nothing_told(plan: Plan) -> None:
    assert share_section(view_of(plan), "park") is None


def test_what_it_says(plan: Plan, found: Findings) -> None:
    section = _section(plan, found)
    assert section.lead == (
        "Together the 3 tenants bring €2,300; each with the park to itself they would bring €1,300. Being together "
        "saves €1,000.",
        "It can be shared so that no group would be better off by itself.",
        "The common services cost €2,100. One tariff, equal for all, covers it, and all stay.",
    )
    assert _rows(section, "shares")[0] == ["t1", "200", "600", "400", "400", "400"]
    assert _rows(section, "rules")[-1] == ["Equal parts", "t2, t3", "167"]
    assert _rows(section, "tariff") == [["steam", "40", "8\u202fEUR / MWh and year", "10\u202fEUR / MWh", "2,100"]]
    assert _rows(section, "payments")[1] == ["t2", "580", "580", "900", "320", "1,200"]
    assert _rows(section, "exits")[0] == ["t3", "1,800", "1,000", "nobody", "steam 30 instead of 19.1 EUR / MWh"]


def test_of_groups_that_complained_it_says_what_is_proved(plan: Plan) -> None:
    section = _section(plan, Findings(share=plan.share("park", method="generated")))
    assert section.lead[1] == (
        "It can be shared so that no group would be better off by itself. 8 of 8 groups were planned, those that "
        "complain most; it is proved that no other would complain of more than €0 more."
    )
    assert section.lead[2].endswith("and no group was found that would leave.")
    assert _rows(section, "shares")[0] == ["t1", "200", "600", "400"]


def test_the_contract_says_the_tariff(plan: Plan, found: Findings) -> None:
    clauses = dict(_rows(_section(plan, found), "contract"))
    assert clauses["steam"] == (
        "40 EUR a year for each plant that is connected; 8 EUR a year for each MWh a year that is booked; 10 EUR for "
        "each MWh that is used."
    )
    assert clauses["What is delivered"] == "steam, at the fence of the tenant."
    assert "What is taken" not in clauses


def test_in_finnish_and_swedish(plan: Plan, found: Findings) -> None:
    assert _section(plan, found, "fi").title == "The Park: mitä yhdessä olo säästää, ja yksi tariffi"
    assert "De gemensamma tjänsterna kostar" in _section(plan, found, "sv").lead[2]


def test_it_stands_in_the_report(plan: Plan, found: Findings, tmp_path: Path) -> None:
    folder = plan.save(tmp_path / "plan")
    found.keep(folder, plan)
    page = write_report(plan, tmp_path / "r.html", findings=Findings.read(folder, plan))
    read = Page(page.read_text(encoding="utf-8"))
    assert {"park-park-share", "park-park-tariff", "park-park-contract"} <= set(read.ids)


def test_places_that_pool_have_a_section_too(tmp_path: Path) -> None:
    far = {"plant": "far", "place": "town", "technology": "works_t1", "operator": "t1", "status": "operating",
           "capacity": 5}  # fmt: skip
    plan = boiler.planned(more={"plants": [far]})
    findings = Findings(share=plan.share(["park", "town"], "places"))
    read = Page(write_report(plan, tmp_path / "r.html", findings=findings).read_text(encoding="utf-8"))
    assert "park-park-town-share" in read.ids
    assert read.tables["park-park-town-shares"].rows[1][0] == "The Park"


def test_where_anything_is_secret_no_accounts_are_told(found: Findings) -> None:
    secret = {"table": "demands", "select": "demand=market_t1", "column": "price", "low": 30.0, "high": 50.0,
              "basis": "read", "confidential": "yes"}  # fmt: skip
    plan = boiler.planned(more={"evidence": [secret]})
    assert found.public(plan.study, secrets_of(plan)).share is None
    assert found.public(boiler.planned().study, secrets_of(boiler.planned())).share is found.share
