from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings

from punos.lp import LpError, Program
from tests.lp.frames import transport
from tests.lp.test_peers import programs, tidy

BASIC = ("kind", "name", "side", "label")


def test_a_known_clash_is_named_and_nothing_else() -> None:
    """Kokkola wants 10; its mine gives 4 and its port 3. Vaasa's wishes have nothing to do with it."""
    program = Program()
    places = pl.DataFrame({"place": ["kokkola", "vaasa"], "most": [3.0, 99.0]})
    port = program.variables("port", places, upper="most")
    mine = program.variables("mine", places.select("place"))
    program.constraint("ore", pl.DataFrame({"place": ["kokkola", "vaasa"], "most": [4.0, 50.0]}), mine, upper="most")
    program.constraint(
        "need", pl.DataFrame({"place": ["kokkola", "vaasa"], "need": [10.0, 20.0]}), port + mine, lower="need"
    )
    program.cost("cost", port + mine)
    clash = program.iis()
    assert set(clash.select(*BASIC, "bound").rows()) == {
        ("row", "need", "lower", "place=kokkola", 10.0),
        ("row", "ore", "upper", "place=kokkola", 4.0),
        ("bound", "port", "upper", "place=kokkola", 3.0),
    }
    assert clash["place"].to_list() == ["kokkola"] * 3


def test_the_side_of_an_equality_is_told() -> None:
    program = Program()
    x = program.variables("x", pl.DataFrame({"place": ["a"]}))
    program.constraint("make", pl.DataFrame({"place": ["a"], "n": [7.0]}), x, lower="n", upper="n")
    program.constraint("room", pl.DataFrame({"place": ["a"]}), x, upper=5.0)
    program.cost("cost", x)
    assert set(program.iis().select("name", "side").rows()) == {("make", "lower"), ("room", "upper")}


def test_labels_of_several_blocks_stand_side_by_side() -> None:
    program, ship = transport()
    program.constraint(
        "cap", pl.DataFrame({"kind": ["sea"], "most": [899.0]}), ship.over().labelled(kind="sea"), upper="most"
    )
    clash = program.iis()
    assert set(clash.select("name", "label").rows()) == {
        ("demand", "market=chicago"),
        ("demand", "market=new-york"),
        ("demand", "market=topeka"),
        ("cap", "kind=sea"),
    }
    # a label named as a column of the table itself is told apart
    assert clash.filter(pl.col("name") == "cap")["label_kind"].to_list() == ["sea"]
    assert clash.filter(pl.col("name") == "cap")["market"].to_list() == [None]


def test_a_clash_of_whole_numbers_alone() -> None:
    """Ships carry 40 each, all or nothing: 50 to 70 tonnes cannot be met by whole ships. Barges are no part of it."""
    program = Program()
    ships = program.variables("ships", pl.DataFrame({"port": ["kokkola"]}), integer=True)
    barges = program.variables("barges", pl.DataFrame({"port": ["kotka"]}), integer=True, upper=4.0)
    window = pl.DataFrame({"port": ["kokkola", "kotka"], "least": [50.0, 30.0], "most": [70.0, 80.0]})
    program.constraint("cargo", window, ships.scaled(40.0) + barges.scaled(10.0), lower="least", upper="most")
    program.cost("cost", ships + barges)
    assert set(program.iis().select(*BASIC).rows()) == {
        ("row", "cargo", "lower", "port=kokkola"),
        ("row", "cargo", "upper", "port=kokkola"),
        ("integer", "ships", "none", "port=kokkola"),
    }


def test_a_bound_may_be_part_of_a_clash_of_whole_numbers() -> None:
    """Two ships of 40 would do, but only one may come: 1.2 ships is what the relaxation takes of 1.5."""
    program = Program()
    ships = program.variables("ships", pl.DataFrame({"port": ["kokkola"]}), integer=True, upper=1.5)
    program.constraint("cargo", pl.DataFrame({"port": ["kokkola"]}), ships.scaled(40.0), lower=48.0)
    program.cost("cost", ships)
    assert set(program.iis().select("kind", "name", "side").rows()) == {
        ("row", "cargo", "lower"),
        ("bound", "ships", "upper"),
        ("integer", "ships", "none"),
    }


@pytest.mark.parametrize("integer", [False, True])
def test_nothing_clashes_in_a_feasible_program(integer: bool) -> None:
    program = Program()
    x = program.variables("x", pl.DataFrame({"place": ["a"]}), integer=integer)
    program.constraint("room", pl.DataFrame({"place": ["a"]}), x, lower=2.0, upper=5.0)
    program.cost("gain", -x)
    with pytest.raises(LpError, match="not infeasible"):
        program.iis()


@settings(max_examples=80, deadline=None)
@given(programs())
def test_what_clashes_is_infeasible_and_without_any_of_it_it_is_not(data: dict[str, np.ndarray]) -> None:
    program = tidy(data, whole=False)
    assume(program.solve().status == "infeasible")
    clash = program.iis().filter(pl.col("side") != "both")
    assert _feasible(data, clash) is (program.iis().height > clash.height)
    for left_out in range(clash.height):
        rest = clash.with_row_index("nr").filter(pl.col("nr") != left_out)
        assert _feasible(data, rest)


def _feasible(data: dict[str, np.ndarray], kept: pl.DataFrame) -> bool:
    """Whether the program with only these sides and bounds has a plan, by scipy."""
    from scipy.optimize import linprog

    rows = kept.filter(pl.col("kind") == "row")
    a, b = [], []
    for row in rows.iter_rows(named=True):
        sign = 1.0 if row["side"] == "upper" else -1.0
        a.append(sign * data["matrix"][row["row"]])
        b.append(sign * row["bound"])
    bounds = [[None, None] for _ in data["cost"]]
    for row in kept.filter(pl.col("kind") == "bound").iter_rows(named=True):
        bounds[int(row["thing"][1:])][row["side"] == "upper"] = row["bound"]
    result = linprog(
        np.zeros(len(data["cost"])),
        A_ub=np.array(a) if a else None,
        b_ub=np.array(b) if b else None,
        bounds=bounds,
    )
    return bool(result.status == 0)
