from __future__ import annotations

import polars as pl
import pytest

from punos.analysis.decisions import Decision, Kind, Turn, decisions, held_as

ONE = (
    Decision(Kind.BUILD, "cam", "2030", 50.0),
    Decision(Kind.BUILD, "cell", "2030", 10.0),
    Decision(Kind.RESTART, "pcam", "2027", 1.0),
)
OTHER = (
    Decision(Kind.BUILD, "anode", "2030", 5.0),
    Decision(Kind.BUILD, "cam", "2035", 50.0),
    Decision(Kind.RESTART, "pcam", "2027", 1.0),
    Decision(Kind.ROUTE, "north", "2030", 1.0),
)


def test_read_from_the_choices_of_a_plan() -> None:
    """What is 10^-9 of the largest is rounding; closures and flows are no investments."""
    choices = {
        "build": pl.DataFrame({"plant": ["a", "b", "c"], "period": ["1", "1", "2"], "value": [1e4, 1e-5, 3.0]}),
        "restart": pl.DataFrame({"plant": ["d"], "period": ["1"], "value": [1.0]}),
        "open_terminal": pl.DataFrame({"place": ["p"], "mode": ["sea"], "period": ["1"], "value": [1.0]}),
        "run": pl.DataFrame({"process": ["r"], "plant": ["a"], "period": ["1"], "value": [9.0]}),
    }
    assert decisions(choices) == (
        Decision(Kind.BUILD, "a", "1", 1e4),
        Decision(Kind.BUILD, "c", "2", 3.0),
        Decision(Kind.TERMINAL, "p, sea", "1", 1.0),
        Decision(Kind.RESTART, "d", "1", 1.0),
    )


def test_what_turns() -> None:
    turn = Turn.between(ONE, OTHER)
    assert turn.appears == ((Kind.BUILD, "anode"), (Kind.ROUTE, "north"))
    assert turn.disappears == ((Kind.BUILD, "cell"),)
    assert turn.moves == ((Kind.BUILD, "cam"),)
    assert turn.flips
    assert str(turn) == "+ anode; + north (open route); − cell; other years: cam"


@pytest.mark.parametrize("turn", [Turn.between(ONE, OTHER), Turn.between(OTHER, ONE), Turn()])
def test_words_are_read_back(turn: Turn) -> None:
    assert Turn.parse(str(turn)) == turn


def test_other_words_are_no_turn() -> None:
    assert Turn.parse("no plan") is None


def test_other_years_are_no_flip() -> None:
    later = tuple(Decision(d.kind, d.name, "2040", d.size) for d in ONE)
    turn = Turn.between(ONE, later)
    assert turn
    assert not turn.flips
    assert not Turn.between(ONE, ONE)


def test_what_differs_is_held_at_what_it_was() -> None:
    rows = held_as(ONE, OTHER)["build"].sort("plant", "period").rows()
    assert rows == [("anode", "2030", 0, 0), ("cam", "2030", 50, 50), ("cam", "2035", 0, 0), ("cell", "2030", 10, 10)]
    assert held_as(ONE, ONE) == {}
