"""Faults are words for people; these tests read them as a person would."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from punos.errors import PunosError, StudyFaults
from punos.study.faults import Fault, Faults, Severity, did_you_mean

WRONG = Fault(
    "unknown-name", Severity.ERROR, "plants", 7, "place", "kokola",
    "No place is called 'kokola'.", "a name of the table places", "Did you mean 'kokkola'?",
)  # fmt: skip
ODD = Fault("odd-size", Severity.WARNING, "plants", 3, "capacity", "1e9", "This is very large.")


def test_a_fault_says_where_what_and_what_to_do() -> None:
    assert str(WRONG) == (
        "error: plants, row 7, column place: No place is called 'kokola'. "
        "Expected a name of the table places. Did you mean 'kokkola'?"
    )


def test_errors_come_first_and_each_once() -> None:
    faults = Faults([ODD]).merge([WRONG], [ODD])
    assert list(faults) == [WRONG, ODD]
    assert list(faults.errors) == [WRONG]
    assert list(faults.warnings) == [ODD]
    assert faults.summary() == "1 error, 1 warning"


def test_only_errors_raise() -> None:
    Faults([ODD]).raise_for_faults()
    with pytest.raises(StudyFaults, match="kokola") as caught:
        Faults([ODD, WRONG]).raise_for_faults()
    assert len(caught.value.faults) == 2
    assert isinstance(caught.value, PunosError)


def test_as_a_frame() -> None:
    frame = Faults([WRONG]).to_frame()
    assert frame.row(0, named=True)["row"] == 7
    assert frame["severity"].to_list() == ["error"]
    assert Faults().to_frame().columns == frame.columns


def test_on_a_terminal_brackets_are_not_markup() -> None:
    out = io.StringIO()
    fault = Fault("x", Severity.ERROR, "changes", 2, "select", "[bold]", "Bad [bold] word.")
    Console(file=out, width=200).print(Faults([fault]))
    assert "Bad [bold] word." in out.getvalue()


@pytest.mark.parametrize(
    ("word", "suggestion"), [("kokola", "kokkola"), ("Kokkola", "kokkola"), ("HAMINA", "hamina"), ("xyz", "")]
)
def test_did_you_mean(word: str, suggestion: str) -> None:
    assert did_you_mean(word, ["kokkola", "hamina"]) == (suggestion and f"Did you mean '{suggestion}'?")
