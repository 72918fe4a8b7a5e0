from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import LpError, Program, Status
from tests.lp.frames import MARKETS, PLANTS, ROUTES, transport
from tests.lp.test_order import same

amounts = st.floats(0.1, 2.0)


def scaled(frame: pl.DataFrame, column: str, factors: list[float]) -> pl.DataFrame:
    return frame.with_columns(pl.col(column) * pl.Series(factors))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(amounts, min_size=2, max_size=2),
    st.lists(amounts, min_size=3, max_size=3),
    st.lists(amounts, min_size=6, max_size=6),
    st.booleans(),
)
def test_changing_in_place_equals_building_again(
    plants: list[float], markets: list[float], routes: list[float], solved_before: bool
) -> None:
    capacity = scaled(PLANTS, "capacity", plants)
    demand = scaled(MARKETS, "demand", markets)
    distance = scaled(ROUTES, "distance", routes)
    rebuilt, _ = transport(capacity, demand, distance)
    program, ship = transport()
    if solved_before:
        program.solve()
    program.set_row_bounds("supply", capacity.rename({"capacity": "upper"}))
    program.set_row_bounds("demand", demand.rename({"demand": "lower"})[::-1])
    program.set_cost("freight", ship.times(distance, "distance").scaled(0.09))
    assert same(program, rebuilt)
    one, other = program.solve(), rebuilt.solve()
    assert one.status is other.status
    if one.has_plan:
        assert one.objective == pytest.approx(other.objective, rel=1e-9)
        assert one.cost("freight") == pytest.approx(one.objective, rel=1e-12)


def test_bounds_of_some_labels_only() -> None:
    program, ship = transport()
    program.solve()
    closed = pl.DataFrame({"market": ["topeka"], "plant": ["san-diego"], "upper": [0.0]})
    program.set_bounds("ship", closed)
    solution = program.solve()
    # 50 of 350 at Seattle are spare; Topeka's 275 come from there, New York and Chicago take the rest
    assert solution.value(ship.where(pl.col("plant") == "san-diego").over("market"))["value"].to_list()[2] == 0.0
    fresh, again = transport()
    fresh.constraint(
        "closed",
        closed.drop("upper"),
        again.where((pl.col("plant") == "san-diego") & (pl.col("market") == "topeka")),
        upper=0.0,
    )
    assert solution.objective == pytest.approx(fresh.solve().objective, rel=1e-9)
    assert solution.objective > 153.675


def test_both_bounds_at_once_and_infeasible_in_between() -> None:
    program, _ = transport()
    assert program.solve().status is Status.OPTIMAL
    program.set_row_bounds("demand", MARKETS.select("market", lower=pl.lit(400.0)))
    assert program.solve().status is Status.INFEASIBLE
    program.set_row_bounds("demand", MARKETS.select("market", lower=pl.lit(0.0), upper=pl.lit(1.0)))
    assert program.solve().objective == 0.0
    program.set_row_bounds("demand", MARKETS.rename({"demand": "lower"}).with_columns(upper=pl.lit(1e9)))
    assert program.solve().objective == pytest.approx(153.675)


def test_coefficients_are_replaced_added_and_removed() -> None:
    program, ship = transport()
    program.solve()
    half = ship.where(pl.col("market") == "chicago").over("market").scaled(0.5)
    program.set_coefficients("demand", half)
    rebuilt = Program()
    x = rebuilt.variables("ship", ROUTES.select("plant", "market"))
    rebuilt.constraint("supply", PLANTS, x.over("plant"), upper="capacity")
    arrives = x.over("market").where(pl.col("market") != "chicago") + half
    rebuilt.constraint("demand", MARKETS, arrives, lower="demand")
    rebuilt.cost("freight", x.times(ROUTES, "distance").scaled(0.09))
    assert same(program, rebuilt)
    assert program.solve().status is rebuilt.solve().status is Status.INFEASIBLE  # 325 + 600 + 275 of 950
    program.set_coefficients("demand", half.scaled(0.0))
    assert program.arrays().nonzeros == 10
    program.set_coefficients("demand", half.scaled(2.0))
    assert same(program, transport()[0])
    assert program.solve().objective == pytest.approx(153.675)


def test_a_change_takes_the_basis_along() -> None:
    random = np.random.default_rng(0)
    labels = pl.DataFrame({"i": np.repeat(np.arange(30), 30), "j": np.tile(np.arange(30), 30)})
    program = Program()
    x = program.variables("x", labels)
    program.constraint("from", labels.select("i").unique().with_columns(most=pl.lit(40.0)), x.over("i"), upper="most")
    need = labels.select("j").unique(maintain_order=True).with_columns(lower=random.uniform(10, 30, 30))
    program.constraint("to", need, x.over("j"), lower="lower")
    program.cost("c", x.times(labels.with_columns(c=random.uniform(1, 9, 900)), "c"))
    program.solve()
    engine = program.load()
    cold = engine.highs.getInfo().simplex_iteration_count
    program.set_row_bounds("to", need[:2].with_columns(pl.col("lower") * 1.05))
    assert engine.warm  # so that even a large program goes by simplex
    program.solve()
    assert program.load() is engine
    assert engine.highs.getInfo().simplex_iteration_count < cold / 3


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        ({"plant": ["oslo"], "upper": [1.0]}, "no such labels in 'supply': plant=oslo"),
        ({"plant": ["seattle", "seattle"], "upper": [1.0, 2.0]}, "several times.*plant=seattle"),
        ({"plant": ["seattle"], "upper": [None]}, "'upper' is blank"),
        ({"plant": ["seattle"]}, "has a column lower or upper"),
        ({"market": ["topeka"], "upper": [1.0]}, "only one has market, plant"),
    ],
)
def test_changes_refuse(frame: dict[str, list[object]], words: str) -> None:
    program, _ = transport()
    with pytest.raises(LpError, match=words):
        program.set_row_bounds("supply", pl.DataFrame(frame, schema_overrides={"upper": pl.Float64}))
    assert same(program, transport()[0])


def test_changes_of_unknown_blocks_refuse() -> None:
    program, ship = transport()
    frame = PLANTS.rename({"capacity": "upper"})
    for change in (
        lambda: program.set_bounds("supply", frame),
        lambda: program.set_row_bounds("ship", frame),
        lambda: program.set_coefficients("ship", ship),
        lambda: program.set_cost("rent", ship),
    ):
        with pytest.raises(LpError, match="There is no"):
            change()
