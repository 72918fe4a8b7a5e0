from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import Program
from punos.lp.become import become
from tests.lp.frames import MARKETS, PLANTS, ROUTES, transport
from tests.lp.test_order import same

factors = st.floats(0.2, 3.0)


def scaled(frame: pl.DataFrame, column: str, by: list[float]) -> pl.DataFrame:
    return frame.with_columns(pl.col(column) * pl.Series(by))


@settings(max_examples=25, deadline=None)
@given(
    st.lists(factors, min_size=2, max_size=2),
    st.lists(factors, min_size=3, max_size=3),
    st.lists(factors, min_size=6, max_size=6),
    st.booleans(),
)
def test_what_became_another_is_and_solves_like_it(
    plants: list[float], markets: list[float], routes: list[float], solved_before: bool
) -> None:
    rebuilt, _ = transport(
        scaled(PLANTS, "capacity", plants), scaled(MARKETS, "demand", markets), scaled(ROUTES, "distance", routes)
    )
    program, _ = transport()
    if solved_before:
        program.solve()
    assert become(program, rebuilt)
    assert same(program, rebuilt)
    one, other = program.solve(), rebuilt.solve()
    assert one.status is other.status
    if one.has_plan:
        assert one.objective == pytest.approx(other.objective, rel=1e-9)


def test_coefficients_that_come_and_go() -> None:
    """A market that a tonne of freight serves by half needs twice as much; one without loss needs as much as before."""

    def with_yield(share: float) -> Program:
        program = Program()
        ship = program.variables("ship", ROUTES.select("plant", "market"))
        program.constraint("supply", PLANTS, ship.over("plant"), upper="capacity")
        # from the other plant alone where the share is 0: the coefficient is gone, not zero
        arrives = ROUTES.select("plant", "market").with_columns(
            share=pl.when(pl.col("plant") == "seattle").then(share).otherwise(1.0)
        )
        kept = arrives.filter(pl.col("share") != 0)
        program.constraint("demand", MARKETS, ship.times(kept, "share").over("market"), lower="demand")
        program.cost("freight", ship.times(ROUTES, "distance").scaled(0.09))
        return program

    program = with_yield(1.0)
    first = program.solve().objective
    assert first == pytest.approx(153.675)
    for share in (0.5, 0.0, 1.0):
        other = with_yield(share)
        assert become(program, other)
        mine, others = program.solve(), other.solve()
        assert mine.status is others.status
        if mine.has_plan:
            assert mine.objective == pytest.approx(others.objective, rel=1e-9)
    assert program.solve().objective == pytest.approx(first)


def test_other_labels_are_refused_and_nothing_is_touched() -> None:
    program, _ = transport()
    before = program.solve().objective
    other, _ = transport(markets=MARKETS[:2], routes=ROUTES.filter(pl.col("market") != "topeka"))
    assert not become(program, other)
    renamed, _ = transport(
        markets=MARKETS.with_columns(pl.col("market").replace("topeka", "tulsa")),
        routes=ROUTES.with_columns(pl.col("market").replace("topeka", "tulsa")),
    )
    assert not become(program, renamed)
    assert program.solve().objective == before


def test_the_other_stays_its_own() -> None:
    """What is changed in the one afterwards does not change the other."""
    program, _ = transport()
    other, _ = transport(markets=scaled(MARKETS, "demand", [0.5, 0.5, 0.5]))
    asked = other.solve().objective
    assert become(program, other)
    program.set_row_bounds("demand", MARKETS.rename({"demand": "lower"}))
    assert program.solve().objective == pytest.approx(153.675)
    assert other.solve().objective == pytest.approx(asked)


def test_names_may_be_enums_of_other_lists() -> None:
    plain, _ = transport()
    plants, markets = ["san-diego", "seattle", "tacoma"], ["chicago", "new-york", "topeka"]
    kinds = {"plant": pl.Enum(plants), "market": pl.Enum(markets)}
    named, _ = transport(
        PLANTS.cast({"plant": kinds["plant"]}), MARKETS.cast({"market": kinds["market"]}), ROUTES.cast(kinds)
    )
    assert become(plain, named)
