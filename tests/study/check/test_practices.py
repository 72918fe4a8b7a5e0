"""Criteria and practices: what cannot be scored, or not so, is said before anybody scores."""

from __future__ import annotations

from typing import Any

import pytest

from punos.study.faults import Severity
from tests.study.check.chain import Row, chain, where

ASKED: Row = {"framework": "f", "category": "c", "kind": "indicator", "basis": "assumed"}
CRITERIA: list[Row] = [
    ASKED | {"criterion": "operator", "sense": "yes_no"},
    ASKED | {"criterion": "metered", "sense": "at_least", "threshold": 90.0, "unit": "%"},
    ASKED | {"criterion": "landfill", "sense": "at_most", "threshold": 50.0, "start": 100.0, "unit": "%"},
    ASKED | {"criterion": "jobs", "sense": "at_least", "kind": "figure"},
]
PRACTICES: list[Row] = [
    {"practice": "operator", "place": "mine", "criterion": "operator", "answer": "partly"},
    {"practice": "metered", "place": "mine", "criterion": "metered", "observed": 60.0},
    {"practice": "landfill", "place": "mine", "criterion": "landfill", "score": 0.5},
    {"practice": "jobs", "place": "mine", "criterion": "jobs", "observed": 3.0},
    {"practice": "metered", "place": "town", "criterion": "metered", "applies": "no"},
    {"practice": "district_heat", "place": "town", "answer": "yes"},
]


def told(criteria: Row | None = None, practices: Row | None = None) -> list[Any]:
    """The faults of the two tables with one more row in either."""
    rows = [row | {"basis": "assumed"} for row in PRACTICES]
    more = [] if practices is None else [{"basis": "assumed", "place": "town"} | practices]
    study = chain(criteria=CRITERIA if criteria is None else [*CRITERIA, ASKED | criteria], practices=rows + more)
    return [fault for fault in study.check() if fault.table in ("criteria", "practices")]


def test_good_rows_are_sound() -> None:
    assert told() == []


AT_LEAST = {"criterion": "new", "sense": "at_least"}
AT_MOST = {"criterion": "new", "sense": "at_most", "threshold": 5.0}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (AT_LEAST, "threshold-missing", "threshold"),
        (AT_MOST | {"threshold": None, "start": 9.0}, "threshold-missing", "threshold"),
        ({"criterion": "new", "sense": "yes_no", "threshold": 5.0}, "threshold-unused", "threshold"),
        ({"criterion": "new", "sense": "yes_no", "start": 5.0}, "threshold-unused", "threshold"),
        (AT_LEAST | {"kind": "figure", "threshold": 5.0}, "threshold-unused", "threshold"),
        ({"criterion": "new", "sense": "yes_no", "kind": "figure"}, "figure-without-sense", "sense"),
        (AT_LEAST | {"threshold": 0.0}, "start-beyond-threshold", "start"),
        (AT_LEAST | {"threshold": -5.0}, "start-beyond-threshold", "start"),
        (AT_LEAST | {"threshold": 5.0, "start": 5.0}, "start-beyond-threshold", "start"),
        (AT_MOST | {"start": 5.0}, "start-beyond-threshold", "start"),
        (AT_MOST | {"start": 4.0}, "start-beyond-threshold", "start"),
        ({"criterion": "new", "sense": "yes_no", "basis": "read"}, "read-nowhere", "source"),
        ({"criterion": "new", "sense": "at least", "threshold": 5.0}, "unknown-choice", "sense"),
    ],
)
def test_criteria_that_nothing_can_be_held_to(row: Row, code: str, column: str) -> None:
    (fault,) = told(criteria=row)
    assert (fault.code, fault.table, fault.row, fault.column) == (code, "criteria", 6, column)


@pytest.mark.parametrize("row", [AT_LEAST | {"threshold": -5.0, "start": -9.0}, AT_MOST, AT_MOST | {"start": 6.0}])
def test_criteria_that_stand(row: Row) -> None:
    assert told(criteria=row) == []


def of(name: str, **cells: Any) -> Row:
    return {"practice": name, "criterion": name, **cells}


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (of("landfil", observed=5.0), "unknown-name", "criterion"),
        (of("operator", answer="yes", place="twon"), "unknown-name", "place"),
        (of("operator", observed=1.0), "observed-of-words", "observed"),
        ({"practice": "steam", "observed": 1.0}, "observed-of-words", "observed"),
        (of("landfill", answer="yes"), "answer-of-figure", "answer"),
        (of("jobs", answer="yes"), "answer-of-figure", "answer"),
        (of("jobs", score=1.0), "score-of-figure", "score"),
        (of("landfill", observed=5.0, score=1.0), "said-twice", "practice"),
        (of("operator", answer="yes", score=1.0), "said-twice", "practice"),
        (of("operator", answer="yes", applies="no"), "answered-though-apart", "applies"),
        (of("operator"), "nothing-said", "practice"),
        (of("operator", answer="maybe"), "unknown-choice", "answer"),
        (of("landfill", score=1.5), "out-of-range", "score"),
        ({"practice": "operators", "criterion": "operator", "answer": "no"}, "practice-named-otherwise", "practice"),
        ({"practice": "distrcit_heat", "answer": "yes"}, "practice-nearly-named", "practice"),
        ({"practice": "steam", "answer": "yes", "basis": "read"}, "read-nowhere", "source"),
        ({"practice": "operator", "answer": "yes"}, "criterion-unsaid", "criterion"),
    ],
)
def test_practices_that_answer_what_was_not_asked(row: Row, code: str, column: str) -> None:
    faults = [fault for fault in told(practices=row) if fault.code != "nothing-said" or code == "nothing-said"]
    assert {(fault.code, fault.table, fault.row, fault.column) for fault in faults} == {(code, "practices", 8, column)}


def test_a_criterion_is_answered_once_in_a_park() -> None:
    faults = told(practices={"practice": "park_operator", "place": "mine", "criterion": "operator", "answer": "no"})
    (fault,) = [f for f in faults if f.severity is Severity.ERROR]
    assert (fault.code, where([fault])) == ("criterion-answered-twice", [("practices", 8, "criterion")])
    assert told(practices={"practice": "steam", "place": "town", "answer": "no"}) == []


def test_errors_and_warnings() -> None:
    assert {f.severity for f in told(practices=of("operator"))} == {Severity.WARNING}
    assert {f.severity for f in told(criteria=AT_LEAST)} == {Severity.ERROR}
