"""Small random programs against scipy's interfaces, which have their own way into the solver's arrays."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from punos.lp import Method, Options, Program, Solution, Status

NUMBERS = st.integers(-6, 6).map(float)
SIDES = st.one_of(st.just(float("inf")), st.integers(0, 12).map(float))


@st.composite
def programs(draw: st.DrawFn) -> dict[str, np.ndarray]:
    columns, rows = draw(st.integers(1, 5)), draw(st.integers(1, 5))

    def numbers(values: st.SearchStrategy[float], count: int) -> np.ndarray:
        return np.array(draw(st.lists(values, min_size=count, max_size=count)))

    matrix = numbers(NUMBERS, rows * columns).reshape(rows, columns)
    lower = numbers(NUMBERS, columns)
    row_lower = np.where(numbers(st.integers(0, 2), rows) > 0, numbers(NUMBERS, rows), -np.inf)
    return {
        "cost": numbers(NUMBERS, columns),
        "matrix": matrix,
        "lower": lower,
        "upper": lower + numbers(SIDES, columns),
        "row_lower": row_lower,
        "row_upper": np.where(np.isfinite(row_lower), row_lower, 0) + numbers(SIDES, rows),
        "integer": numbers(st.integers(0, 1), columns).astype(bool),
    }


def tidy(data: dict[str, np.ndarray], whole: bool) -> Program:
    """Return the same program, its whole-numbered columns in a block of their own."""
    from punos.lp import Blank, Expression

    matrix = data["matrix"]
    rows, columns = matrix.shape
    frame = pl.DataFrame(
        {
            "thing": [f"x{i}" for i in range(columns)],
            "lower": data["lower"],
            "upper": data["upper"],
            "whole": data["integer"] & whole,
            "cost": data["cost"],
        }
    )
    program = Program()
    parts = [
        program.variables(
            f"whole {flag}",
            frame.filter(pl.col("whole") == flag).select("thing", "lower", "upper"),
            lower="lower",
            upper="upper",
            integer=flag,
        )
        for flag in (False, True)
    ]
    x = Expression.sum(parts, ("thing",))
    entries = pl.DataFrame(
        {
            "thing": np.tile(frame["thing"].to_numpy(), rows),
            "row": np.repeat(np.arange(rows), columns),
            "weight": matrix.ravel(),
        }
    )
    sides = pl.DataFrame({"row": np.arange(rows), "low": data["row_lower"], "high": data["row_upper"]})
    program.constraint(
        "rows",
        sides,
        x.times(entries, "weight").over("row"),
        lower="low",
        upper="high",
        blank=Blank.CONSTANT,
    )
    program.cost("cost", x.times(frame.select("thing", "cost"), "cost"))
    return program


STATUS = {0: Status.OPTIMAL, 2: Status.INFEASIBLE, 3: Status.UNBOUNDED}


def agrees(program: Program, solution: Solution, status: int, objective: float | None) -> None:
    assert solution.status is STATUS[status]
    if status == 0:
        assert solution.objective == pytest.approx(objective, rel=1e-7, abs=1e-7)
        assert program.violations(solution).is_empty()
        solution.check()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs(), st.sampled_from(list(Method)))
def test_linear_programs(data: dict[str, np.ndarray], method: Method) -> None:
    low, high = data["row_lower"], data["row_upper"]
    below, above = np.isfinite(high), np.isfinite(low)
    peer = linprog(
        data["cost"],
        A_ub=np.vstack([data["matrix"][below], -data["matrix"][above]]),
        b_ub=np.concatenate([high[below], -low[above]]),
        bounds=np.column_stack([data["lower"], data["upper"]]),
        method="highs",
    )
    if peer.status != 0:  # scipy mixes up infeasible and unbounded: ask it without cost
        free = linprog(
            0 * data["cost"],
            A_ub=np.vstack([data["matrix"][below], -data["matrix"][above]]),
            b_ub=np.concatenate([high[below], -low[above]]),
            bounds=np.column_stack([data["lower"], data["upper"]]),
        )
        peer.status = 3 if free.status == 0 else 2
    program = tidy(data, whole=False)
    solution = program.solve(Options(method=method))
    agrees(program, solution, peer.status, peer.fun)
    if solution.status is Status.OPTIMAL:
        prices_close_the_gap(data, program, solution)
    if solution.status is Status.UNBOUNDED:
        falls_for_ever(program, solution)


def prices_close_the_gap(data: dict[str, np.ndarray], program: Program, solution: Solution) -> None:
    """Strong duality: prices times the sides they hold, plus reduced costs times values, are the cost."""
    arrays, y = program.arrays(), solution.duals
    side = np.where(y > 0, arrays.row_lower, arrays.row_upper)
    held = np.where(np.abs(y) > 1e-9, y * np.where(np.isfinite(side), side, 0.0), 0.0).sum()
    bounds = np.where(solution.reduced_costs > 0, arrays.lower, arrays.upper)
    binding = np.abs(solution.reduced_costs) > 1e-9
    rest = (solution.reduced_costs[binding] * bounds[binding]).sum()
    assert held + rest == pytest.approx(solution.objective, rel=1e-6, abs=1e-6)


def falls_for_ever(program: Program, solution: Solution) -> None:
    arrays, ray = program.arrays(), solution.ray
    change = arrays.activity(ray)
    assert arrays.cost @ ray < -1e-9
    assert (change[np.isfinite(arrays.row_lower)] >= -1e-7).all()
    assert (change[np.isfinite(arrays.row_upper)] <= 1e-7).all()
    assert (ray[np.isfinite(arrays.lower)] >= -1e-9).all()
    assert (ray[np.isfinite(arrays.upper)] <= 1e-9).all()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(programs())
def test_programs_with_whole_numbers(data: dict[str, np.ndarray]) -> None:
    data["upper"] = np.where(np.isfinite(data["upper"]), data["upper"], data["lower"] + 50)  # always an optimum
    peer = milp(
        data["cost"],
        constraints=LinearConstraint(data["matrix"], data["row_lower"], data["row_upper"]),
        bounds=Bounds(data["lower"], data["upper"]),
        integrality=data["integer"].astype(int),
        options={"mip_rel_gap": 0.0},
    )
    program = tidy(data, whole=True)
    solution = program.solve(Options(gap=0.0))
    agrees(program, solution, peer.status, peer.fun)
    if solution.has_plan:
        whole = solution.values[program.arrays().integer]
        assert np.array_equal(whole, np.round(whole))
