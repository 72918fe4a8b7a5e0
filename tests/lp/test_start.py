from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from punos.lp import Basis, LpError, Options, Program, Start, Status
from tests.lp.frames import transport
from tests.lp.test_solve import charges, knapsack


def assignment(places: int, seed: int = 0) -> Program:
    """Return a linear program over `places` × `places` labels; the same labels have the same figures."""
    random = np.random.default_rng(seed)
    cost = random.uniform(1, 9, (40, 40))[:places, :places]
    names = [f"p{i:02d}" for i in range(places)]
    pairs = pl.DataFrame({"from": np.repeat(names, places), "to": names * places, "cost": cost.ravel()})
    program = Program()
    x = program.variables("x", pairs.select("from", "to"))
    program.constraint("out", pl.DataFrame({"from": names}), x.over("from"), upper=12.0)
    program.constraint("in", pl.DataFrame({"to": names}), x.over("to"), lower=10.0)
    program.cost("cost", x.times(pairs, "cost"))
    return program


def iterations(program: Program) -> int:
    return int(program.load().highs.getInfo().simplex_iteration_count)


def test_a_basis_starts_the_same_program_without_work() -> None:
    first = assignment(30)
    solution = first.solve()
    again = assignment(30)
    assert again.solve(start=Start.of(solution)).objective == pytest.approx(solution.objective, rel=1e-12)
    assert iterations(again) <= 1 < iterations(first)


@pytest.mark.parametrize("places", [28, 33])
def test_a_basis_serves_a_program_with_fewer_or_more_labels(places: int) -> None:
    solution = assignment(30).solve()
    cold, warm = assignment(places), assignment(places)
    one, other = cold.solve(), warm.solve(start=Start.of(solution))
    assert other.objective == pytest.approx(one.objective, rel=1e-9)
    assert iterations(warm) < iterations(cold)


def test_a_plan_starts_a_search() -> None:
    program = knapsack(40)
    good = program.solve(Options(gap=0.0, time_limit=2.0))
    begun = knapsack(40).solve(Options(gap=0.0, time_limit=0.3), start=Start.of(good))
    assert begun.has_plan
    assert begun.objective <= good.objective + 1e-9


def test_only_whole_numbers_are_taken_from_a_plan_and_unknown_labels_are_left_out() -> None:
    program, best = charges(1e4)
    opened = program.blocks["open"].frame
    start = Start(
        values={
            "open": opened.with_columns(value=pl.lit(0.9999999)).vstack(
                pl.DataFrame({"site": ["elsewhere"], "value": [1.0]})
            ),
            "make": pl.DataFrame({"site": ["nowhere"], "good": ["g0"], "value": [-5.0]}),
            "gone": pl.DataFrame({"site": ["s0"], "value": [1.0]}),
        }
    )
    solution = program.solve(Options(gap=1e-9), start=start)
    assert solution.objective == pytest.approx(best, rel=1e-9)


def test_a_wild_start_changes_no_optimum() -> None:
    program, ship = transport()
    wild = Start(values={"ship": program.blocks["ship"].frame.with_columns(value=pl.lit(1e6))})
    assert program.solve(start=wild).objective == pytest.approx(153.675)
    solution = program.solve()
    assert solution.basis is not None
    broken = Basis(np.zeros(6, np.int8), np.zeros(5, np.int8), solution.basis.blocks, solution.basis.row_blocks)
    assert program.solve(start=Start(basis=broken)).objective == pytest.approx(153.675)
    assert ship.index == ("plant", "market")


def test_nothing_starts_from_no_plan() -> None:
    program, ship = transport()
    program.constraint("cap", pl.DataFrame({"most": [1.0]}), ship.over(), upper="most")
    solution = program.solve()
    assert solution.status is Status.INFEASIBLE
    with pytest.raises(LpError, match="ended infeasible: it has no plan"):
        Start.of(solution)


def test_repeated_labels_in_a_start_are_refused() -> None:
    program, _ = charges(1e4)
    twice = pl.DataFrame({"site": ["s0", "s0"], "value": [1.0, 0.0]})
    with pytest.raises(LpError, match="several times"):
        program.solve(start=Start(values={"open": twice}))
