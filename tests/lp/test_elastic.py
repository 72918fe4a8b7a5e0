from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import LpError, Options, Program, Status
from tests.lp.test_peers import programs, tidy


def clash(integer: bool = False) -> Program:
    """Need 10; the sites a and b give at most 3 each (a bound) and 2 each (a row)."""
    program = Program()
    make = program.variables("make", pl.DataFrame({"place": ["a", "b"]}), upper=3.0, integer=integer)
    program.constraint("need", pl.DataFrame({"need": [10.0]}), make.over(), lower="need")
    program.constraint("room", pl.DataFrame({"place": ["a", "b"], "room": [2.0, 2.0]}), make, upper="room")
    program.cost("cost", make)
    return program


def told(changes: pl.DataFrame) -> set[tuple[object, ...]]:
    return {
        (name, side, label, round(amount, 6), penalty)
        for name, side, label, amount, penalty in changes.select(
            "name", "side", "label", "amount", "penalty"
        ).iter_rows()
    }


@pytest.mark.parametrize("integer", [False, True])
def test_the_cheapest_change_by_hand(integer: bool) -> None:
    """Bounds hold, so 6 is all that can be made: need gives way by 4, and room by 1 at each site (0.5 + 0.7)."""
    room = pl.DataFrame({"place": ["a", "b"], "penalty": [0.5, 0.7]})
    result = clash(integer).relax({"need": 1.0, "room": room})
    assert result.status is Status.OPTIMAL
    assert result.total == pytest.approx(5.2)
    assert told(result.changes) == {
        ("need", "lower", "", 4.0, 1.0),
        ("room", "upper", "place=a", 1.0, 0.5),
        ("room", "upper", "place=b", 1.0, 0.7),
    }
    assert result.changes.filter(pl.col("name") == "need")["bound"].to_list() == [10.0]
    assert result.values.tolist() == [3.0, 3.0]


def test_bounds_give_way_where_that_is_cheaper() -> None:
    """At a every unit above 3 costs 0.2 (room) + 0.3 (bound), less than the 1 of the need: all 5 + 1 there."""
    room = pl.DataFrame({"place": ["a"], "upper": [0.2]})
    result = clash().relax({"need": 1.0, "room": room}, {"make": 0.3})
    assert told(result.changes) == {
        ("room", "upper", "place=a", 6.0, 0.2),
        ("make", "upper", "place=a", 5.0, 0.3),
    }
    assert result.total == pytest.approx(6 * 0.2 + 5 * 0.3)


def test_what_has_no_penalty_holds() -> None:
    result = clash().relax({"room": 1.0})
    assert result.status is Status.INFEASIBLE
    assert result.changes.is_empty()
    assert not len(result.values)
    infinite = pl.DataFrame({"place": ["a", "b"], "penalty": [float("inf"), 1.0]})
    only_b = clash().relax({"room": infinite, "need": 100.0})
    assert told(only_b.changes) == {("need", "lower", "", 5.0, 100.0), ("room", "upper", "place=b", 1.0, 1.0)}


def test_sides_of_an_equality_have_penalties_of_their_own() -> None:
    program = Program()
    x = program.variables("x", pl.DataFrame({"i": [1]}), lower=2.0, upper=2.0)
    for name, n in (("low", 1.0), ("high", 4.0)):
        program.constraint(name, pl.DataFrame({"i": [1], "n": [n]}), x, lower="n", upper="n")
    program.cost("cost", x)
    sides = pl.DataFrame({"i": [1], "lower": [3.0], "upper": [5.0]})
    result = program.relax({"low": sides, "high": sides})
    assert told(result.changes) == {("low", "upper", "i=1", 1.0, 5.0), ("high", "lower", "i=1", 2.0, 3.0)}


def test_a_feasible_program_needs_no_change() -> None:
    program = clash()
    program.set_row_bounds("need", pl.DataFrame({"lower": [4.0]}))
    result = program.relax({"need": 1.0, "room": 1.0}, {"make": 1.0})
    assert (result.status, result.total, result.changes.height) == (Status.OPTIMAL, 0.0, 0)


def test_the_program_itself_stays_as_it_was() -> None:
    program = clash()
    program.relax({"need": 1.0, "room": 1.0}, {"make": 1.0})
    assert program.solve().status is Status.INFEASIBLE
    assert program.arrays().rows == 3


@pytest.mark.parametrize(
    ("penalties", "words"),
    [
        ({"needs": 1.0}, "no constraint 'needs'"),
        ({"room": 0.0}, "'room': a penalty must be above 0.*place=a"),
        ({"room": pl.DataFrame({"place": ["a"], "penalty": [-1.0]})}, "must be above 0.*place=a"),
        ({"room": pl.DataFrame({"place": ["c"], "penalty": [1.0]})}, "no such labels.*place=c"),
        ({"room": pl.DataFrame({"place": ["a"], "penalty": [None]})}, "blank"),
        ({"room": pl.DataFrame({"place": ["a"]})}, "has a column penalty, lower or upper"),
    ],
)
def test_penalties_refuse(penalties: dict[str, float | pl.DataFrame], words: str) -> None:
    with pytest.raises(LpError, match=words):
        clash().relax(penalties)


@settings(max_examples=60, deadline=None)
@given(programs(), st.integers(1, 9), st.integers(1, 9), st.booleans())
def test_shifting_sides_by_the_amounts_makes_a_plan_possible_and_a_little_less_does_not(
    data: dict[str, np.ndarray], rows: int, bounds: int, whole: bool
) -> None:
    program = tidy(data, whole)
    weights = {"whole False": float(bounds), "whole True": float(bounds)}
    result = program.relax({"rows": float(rows)}, weights, Options(gap=0.0))
    assert result.status is Status.OPTIMAL
    assert (result.total < 1e-6) is (program.solve().status is not Status.INFEASIBLE)
    shifted = {name: values.copy() for name, values in data.items()}
    for change in result.changes.iter_rows(named=True):
        row = change["kind"] == "row"
        side = ("row_" if row else "") + change["side"]
        place = change["row"] if row else int(change["thing"][1:])
        shifted[side][place] += (change["amount"] + 1e-6) * (1 if change["side"] == "upper" else -1)
    assert tidy(shifted, whole).solve().status is not Status.INFEASIBLE
