"""Rules, scenarios and evidence: what they say is looked up before anybody plans."""

from __future__ import annotations

import pytest

from punos.study.faults import Severity
from tests.study.check.chain import Row, chain, changed, found, where, with_rows

ERROR, WARNING, NOTE = Severity
RULE = "buy[commodity=ore] <= value * use[commodity=ore]"
POLICY: Row = {"policy": "cap", "rule": RULE, "value": 0.8}


@pytest.mark.parametrize(
    ("cells", "code", "column", "value"),
    [
        ({"rule": RULE.replace("buy", "bye")}, "unknown-indicator", "rule", "bye"),
        ({"rule": RULE.replace("buy[commodity", "buy[comodity")}, "unknown-column", "rule", "comodity"),
        ({"rule": RULE.replace("use[commodity=ore", "use[commodity=oer")}, "unknown-name", "rule", "oer"),
        ({"rule": "buy[commodity=ore] * use[commodity=ore] <= 5"}, "not-linear", "rule", None),
        ({"rule": RULE.replace("<=", "")}, "not-understood", "rule", None),
        ({"each": "origin, palce"}, "wrong-each", "each", "origin, palce"),
        ({"each": "demand"}, "wrong-each", "each", "demand"),
        ({"value": None}, "required-blank", "value", ""),
    ],
)
def test_rules_that_cannot_hold(cells: Row, code: str, column: str, value: str | None) -> None:
    policy = {name: cell for name, cell in {**POLICY, **cells}.items() if cell is not None}
    faults = [f for f in chain(policies=[policy]).check().errors if f.table == "policies"]
    assert (faults[0].code, faults[0].row, faults[0].column) == (code, 2, column)
    assert value is None or faults[0].value == value


def test_a_rule_switched_off_is_only_warned_about() -> None:
    broken = POLICY | {"rule": RULE.replace("buy", "bye")}
    study = chain({"policies": {"off": ["cap"]}}, policies=[broken])
    assert not study.check().errors
    assert where(found(study, "unknown-indicator")) == [("policies", 2, "rule")]


def test_only_policies_there_are_can_be_off() -> None:
    (fault,) = found(chain({"policies": {"off": ["cpa"]}}, policies=[POLICY]), "unknown-name")
    assert (fault.table, fault.column, fault.value, fault.remedy) == (
        "study",
        "policies.off",
        "cpa",
        "Did you mean 'cap'?",
    )


def test_a_value_is_needed_only_where_the_rule_holds() -> None:
    later = [POLICY | {"value": None, "from": 2030}, {"policy": "cap", "period": "2030", "value": 0.7}]
    assert not chain(policies=later).check().errors
    (fault,) = found(chain(policies=[{**later[0], "from": None}, later[1]]), "required-blank")
    assert "2025" in fault.message


def test_a_value_that_no_rule_uses() -> None:
    policy = POLICY | {"rule": "buy[commodity=ore] <= 50"}
    assert where(found(chain(policies=[policy]), "without-effect")) == [("policies", 2, "value")]


CHANGE: Row = {"scenario": "dear", "table": "supplies", "select": "supply=ore_mine", "column": "price", "op": "scale",
               "value": "2"}  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [{"select": "supply=gone"}, {"select": "suply=ore_mine"}, {"select": "supply ore_mine"}, {"column": "prise"},
     {"column": "place"}, {"value": "dear"}, {"value": "inf"}, {"select": "commodity=metal"}],
)  # fmt: skip
def test_every_scenario_is_tried_out(cells: Row) -> None:
    good = CHANGE | {"scenario": "other"}
    errors = chain(changes=[good, CHANGE | cells]).check().errors
    assert [(f.table, f.row) for f in errors] == [("changes", 3)]


def test_later_rows_of_a_scenario_see_the_earlier_ones() -> None:
    off = CHANGE | {"column": "active", "op": "set", "value": "no"}
    assert not chain(changes=[CHANGE, off]).check().errors
    assert [f.row for f in chain(changes=[off, CHANGE]).check().errors] == [3]


def test_a_scenario_that_leads_out_of_range() -> None:
    below = CHANGE | {
        "table": "demands",
        "select": "demand=metal_more",
        "column": "quantity",
        "op": "add",
        "value": "-91",
    }
    (fault,) = found(chain(changes=[CHANGE, below]), "out-of-range")
    assert (fault.table, fault.row, fault.column, fault.severity) == ("changes", 3, "value", ERROR)
    assert "-1" in fault.message


def test_a_changed_study_is_not_held_to_its_scenarios_and_ranges() -> None:
    evidence = {
        "table": "supplies",
        "select": "supply=ore_mine",
        "column": "price",
        "low": 80,
        "high": 100,
        "basis": "read",
    }
    study = chain(changes=[CHANGE], evidence=[evidence]).changed(
        "supplies[supply=ore_mine].price = 500", "supplies[supply=ore_mine].active = no"
    )
    assert not [f for f in study.check() if f.table in ("changes", "evidence")]


EVIDENCE: Row = {
    "table": "supplies",
    "select": "supply=ore_mine",
    "column": "price",
    "low": 80,
    "high": 100,
    "basis": "read",
}


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"table": "suplies"}, "evidence-of-nothing", "table"),
        ({"column": "prise"}, "evidence-of-nothing", "column"),
        ({"select": "supply=ore"}, "evidence-of-nothing", "select"),
        ({"select": "supply=power_mine, commodity=ore"}, "evidence-of-nothing", "select"),
        ({"select": "supply"}, "evidence-of-nothing", "select"),
        ({"low": 101}, "low-above-high", "low"),
    ],
)
def test_evidence_of_nothing(cells: Row, code: str, column: str) -> None:
    errors = chain(evidence=[EVIDENCE, EVIDENCE | {"select": "supply=power_mine", "low": 30} | cells]).check().errors
    assert [(f.code, f.table, f.row, f.column) for f in errors] == [(code, "evidence", 3, column)]


def test_a_figure_outside_its_range() -> None:
    assert not chain(evidence=[EVIDENCE]).check().warnings
    (fault,) = found(chain(evidence=[EVIDENCE | {"low": 95}]), "outside-evidence")
    assert (fault.severity, fault.row, fault.column) == (WARNING, 2, "low")
    assert "supplies, row 2" in fault.message
    assert "90" in fault.message


def test_evidence_of_a_period_is_about_its_row() -> None:
    narrow = with_rows("supplies", {"supply": "ore_mine", "period": "2030", "price": 190})
    of_all, of_2030 = EVIDENCE, EVIDENCE | {"period": "2030", "low": 180, "high": 200}
    assert not found(chain(**narrow, evidence=[of_all, of_2030]), "outside-evidence")
    assert [f.row for f in found(chain(**narrow, evidence=[of_2030 | {"high": 185}]), "outside-evidence")] == [2]
    assert [f.row for f in found(chain(evidence=[of_2030]), "outside-evidence")] == [2]  # 90 is in force there


def test_evidence_may_follow_what_a_row_refers_to() -> None:
    placed = changed("places", 2, country="FI")
    by_country = EVIDENCE | {"select": "place.country=FI, commodity=ore"}
    assert not chain(**placed, evidence=[by_country]).check().errors
    assert not chain(**placed, evidence=[by_country]).check().warnings
