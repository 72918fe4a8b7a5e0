"""Objectives and actions: what they say is looked up before anybody plans."""

from __future__ import annotations

import pytest

from punos.study.faults import Severity
from punos.study.part import part
from tests.study.check.chain import Row, chain, found, where

ERROR, WARNING, NOTE = Severity
METAL: Row = {"objective": "metal", "indicator": "make[commodity=metal]", "target": 120, "year": 2030}
SHARE = "buy[commodity=ore, place=mine] / use[commodity=ore]"


@pytest.mark.parametrize(
    ("indicator", "code", "value"),
    [
        (SHARE.replace("buy", "bye"), "unknown-indicator", "bye"),
        (SHARE.replace("place=mine", "place=mien"), "unknown-name", "mien"),
        (SHARE.replace("use[commodity", "use[comodity"), "unknown-column", "comodity"),
        (SHARE.replace(" /", " //"), "not-understood", None),
        ("3 * 4", "not-linear", "3 * 4"),
        ("value * use[commodity=ore]", "not-linear", "value"),
        ("make[commodity=metal] >= 5", "not-understood", None),
    ],
)
def test_indicators_that_no_plan_can_be_measured_by(indicator: str, code: str, value: str | None) -> None:
    (fault,) = chain(objectives=[METAL | {"indicator": indicator}]).check().errors
    assert (fault.code, fault.table, fault.row, fault.column) == (code, "objectives", 2, "indicator")
    assert value is None or fault.value == value


@pytest.mark.parametrize("indicator", [SHARE, "make[commodity=metal] - 5", "(run + make) / run", "spend[kind=capex]"])
def test_sums_and_quotients_are_indicators(indicator: str) -> None:
    assert not chain(objectives=[METAL | {"indicator": indicator}]).check().errors


def test_a_target_that_nothing_measures() -> None:
    told = METAL | {"indicator": None}
    study = chain(objectives=[METAL, told | {"objective": "b"}, told | {"objective": "c", "target": None}])
    (fault,) = found(study, "no-indicator")
    assert (fault.row, fault.column, fault.severity) == (3, "indicator", WARNING)


@pytest.mark.parametrize(("year", "outside"), [(2024, True), (2025, False), (2034, False), (2035, True)])
def test_a_year_in_no_period(year: int, outside: bool) -> None:
    faults = found(chain(objectives=[METAL | {"year": year}]), "year-outside")
    assert where(faults) == ([("objectives", 2, "year")] if outside else [])
    assert not outside or "2025 to 2034" in faults[0].expected


def test_names_of_others() -> None:
    """An objective's owner, an action's objective, owner and scenario are looked up where they are defined."""
    change = {"scenario": "dear", "table": "supplies", "select": "supply=ore_mine", "column": "price", "op": "scale",
              "value": "2"}  # fmt: skip
    good = {"action": "a", "objective": "metal", "owner": "city", "scenario": "dear", "from": 2026, "to": 2026}
    tables = {"objectives": [METAL | {"owner": "city"}], "operators": [{"operator": "city"}], "changes": [change]}
    assert not chain(actions=[good], **tables).check().errors
    for column, wrong in (("objective", "metl"), ("owner", "cty"), ("scenario", "deer")):
        (fault,) = chain(actions=[good | {column: wrong}], **tables).check().errors
        assert (fault.code, fault.table, fault.column, fault.value) == ("unknown-name", "actions", column, wrong)
    (fault,) = chain(actions=[good | {"to": 2025}], **tables).check().errors
    assert (fault.code, fault.column, fault.value) == ("ends-before-begins", "to", "2025")


def test_a_part_keeps_what_it_can_measure() -> None:
    town = {"objective": "town", "indicator": "sell[demand=metal_town]", "owner": "city"}
    vague = {"objective": "vague", "indicator": None}
    change = {"scenario": "more", "table": "demands", "select": "demand=metal_town", "column": "quantity",
              "op": "scale", "value": "2"}  # fmt: skip
    actions = [{"action": "a", "objective": "town"}, {"action": "b", "objective": "vague", "scenario": "more"}]
    proof = {"table": "objectives", "select": "objective=town", "column": "target", "low": 1, "high": 2,
             "basis": "read"}  # fmt: skip
    others = {"changes": [change], "operators": [{"operator": "city"}], "evidence": [proof]}
    study = chain(objectives=[town | {"target": 1.5}, vague], actions=actions, **others)
    mine, whole = part(study, ["mine"]), part(study, ["mine", "town"])
    assert mine.table("objectives")["objective"].to_list() == ["vague"]
    assert mine.table("evidence").is_empty()
    assert whole.table("evidence").height == 1
    assert mine.table("actions").select("action", "scenario").rows() == [("b", None)]
    assert whole.table("objectives")["objective"].to_list() == ["town", "vague"]
    assert whole.table("actions").select("action", "scenario").rows() == [("a", None), ("b", "more")]
    assert whole.table("operators")["operator"].to_list() == ["city"]
