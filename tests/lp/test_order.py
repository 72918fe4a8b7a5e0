"""The order of a user's rows, and of an Enum's categories, never changes the program."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import Expression, Program

SITES = ["oulu", "kokkola", "vaasa", "kotka", "hamina"]
GOODS = ["salt", "acid", "pcam", "cam"]


def study(seed: int) -> dict[str, pl.DataFrame]:
    random = np.random.default_rng(seed)
    sites = pl.DataFrame({"place": SITES, "capacity": random.uniform(1, 9, 5)})
    flows = pl.DataFrame(
        {
            "place": random.choice(SITES, 40),
            "commodity": random.choice(GOODS, 40),
            "quantity": random.uniform(-3, 3, 40),
        }
    )
    prices = pl.DataFrame({"place": SITES, "price": random.uniform(1, 9, 5)})
    return {"sites": sites, "flows": flows, "prices": prices}


def build(frames: dict[str, pl.DataFrame]) -> Program:
    program = Program()
    run = program.variables("run", frames["sites"], upper="capacity")
    buy = program.variables("buy", frames["flows"].select("place", "commodity").unique(maintain_order=True))
    made = run.times(frames["flows"], "quantity")  # several rows a place and good: they add up
    rows = frames["flows"].select("commodity").unique(maintain_order=True)
    program.constraint("balance", rows, (made + buy).over("commodity"), lower=1.0)
    program.cost("running", run.times(frames["prices"], "price"))
    program.cost("flows", made.scaled(0.3))  # again: many entries a column
    program.cost("buying", Expression.sum([buy, buy.scaled(7.0)], buy.index))
    return program


def shuffled(frames: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    return {name: frame.sample(fraction=1.0, shuffle=True, seed=seed) for name, frame in frames.items()}


def as_enums(frames: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    random = np.random.default_rng(seed)
    kinds = {
        "place": pl.Enum(random.permutation([*SITES, "turku"])),
        "commodity": pl.Enum(random.permutation([*GOODS, "mhp"])),
    }
    return {
        name: frame.cast({column: kind for column, kind in kinds.items() if column in frame.columns})
        for name, frame in frames.items()
    }


def same(one: Program, other: Program) -> bool:
    a, b = one.arrays(), other.arrays()
    names = ("cost", "lower", "upper", "integer", "row_lower", "row_upper", "start", "index", "value")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_permuting_rows_gives_identical_arrays(seed: int, order: int) -> None:
    frames = study(seed)
    assert same(build(frames), build(shuffled(frames, order)))


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_the_order_of_categories_changes_nothing(seed: int, order: int) -> None:
    frames = study(seed)
    assert same(build(frames), build(shuffled(as_enums(frames, order), order)))


def test_the_comparison_can_fail() -> None:
    assert not same(build(study(1)), build(study(2)))


def test_three_equal_sites_give_the_same_plan_whatever_their_order() -> None:
    def plan(sites: list[str]) -> list[tuple[str, float]]:
        program = Program()
        frame = pl.DataFrame({"place": sites})
        opened = program.variables("open", frame, upper=1.0, integer=True)
        make = program.variables("make", frame)
        program.constraint("room", frame, make - opened.scaled(10.0), upper=0.0)
        program.constraint("need", pl.DataFrame({"need": [14.0]}), make.over(), lower="need")
        program.cost("charge", opened.scaled(5.0))
        program.cost("running", make)
        return program.solve().value(make).rows()

    assert plan(["a", "b", "c"]) == plan(["c", "a", "b"]) == plan(["b", "c", "a"])


@pytest.mark.parametrize("kind", [pl.Int8, pl.UInt32, pl.Int64])
def test_numbers_sort_by_value(kind: pl.DataType) -> None:
    program = Program()
    program.variables("x", pl.DataFrame({"period": pl.Series([100, 9, 20], dtype=kind)}))
    assert program.blocks["x"].frame["period"].to_list() == [9, 20, 100]
