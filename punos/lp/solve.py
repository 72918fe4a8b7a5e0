"""From arrays to an outcome: which method, what its end means, prices of a program with whole numbers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from highspy import HighsModelStatus

from punos.lp.engine import Engine, Listener
from punos.lp.errors import LpError
from punos.lp.labels import Ints
from punos.lp.matrix import Arrays, Floats
from punos.lp.options import Method, Options, Phase, Status, relative_gap

LARGE = 50_000
"""Coefficients above which the interior point method beats the simplex on a cold start."""

_FEASIBLE = 2
"""HiGHS' number for "a feasible point is at hand"."""

_NONE = np.empty(0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a solve, by solver numbers; see :class:`punos.lp.Solution` for the meaning."""

    status: Status
    objective: float = math.nan
    bound: float = -math.inf
    values: Floats = field(default_factory=lambda: _NONE)
    duals: Floats = field(default_factory=lambda: _NONE)
    reduced_costs: Floats = field(default_factory=lambda: _NONE)
    basis: Any = None
    ray: Floats = field(default_factory=lambda: _NONE)
    planned: bool = False

    @property
    def gap(self) -> float:
        """Relative distance of objective and bound."""
        return relative_gap(self.objective, self.bound)


@dataclass(frozen=True, slots=True)
class Task:
    """A program loaded in an engine, and how it is to be solved."""

    engine: Engine
    arrays: Arrays
    options: Options
    listener: Listener | None
    began: float

    def left(self, grace: float = 0.0) -> float:
        """Seconds left of the time limit, at least `grace`."""
        return max(self.options.time_limit - (time.perf_counter() - self.began), grace)


def solve(task: Task) -> Outcome:
    """Solve what is loaded in the engine of `task`.

    Parameters
    ----------
    task : Task
        Program and options.

    Raises
    ------
    LpError
        The solver failed, which is not the program's fault.
    """
    if not task.arrays.columns:
        return _without_columns(task.arrays)
    task.engine.prepare(task.options)
    return _mixed(task) if task.arrays.whole else _linear(task)


def _without_columns(arrays: Arrays) -> Outcome:
    fits = bool(((arrays.row_lower <= 0) & (arrays.row_upper >= 0)).all())
    if not fits:
        return Outcome(Status.INFEASIBLE)
    return Outcome(Status.OPTIMAL, 0.0, 0.0, duals=np.zeros(arrays.rows), planned=True)


def _linear(task: Task) -> Outcome:
    engine = task.engine
    engine.set(solver=_method(task), presolve="choose")
    whole = engine.run(task.listener, limit=task.left())
    if whole and engine.status == HighsModelStatus.kUnknown:
        engine.set(solver="simplex", presolve="off")
        whole = engine.run(task.listener, limit=task.left())
    if not whole or engine.status in _CUT_SHORT:
        return _stopped(task, -math.inf, interrupted=not whole)
    return read(task) if engine.status in _SOLVED else _settled(task)


def _method(task: Task) -> str:
    if task.options.method is not Method.AUTO:
        return task.options.method.value
    return "simplex" if task.engine.warm or task.arrays.nonzeros <= LARGE else "ipx"


_SOLVED = (HighsModelStatus.kOptimal, HighsModelStatus.kModelEmpty)
_CUT_SHORT = (HighsModelStatus.kTimeLimit, HighsModelStatus.kInterrupt)
_OPEN = (HighsModelStatus.kUnboundedOrInfeasible, HighsModelStatus.kUnbounded)


def _settled(task: Task) -> Outcome:
    """Say of a program without optimum whether nothing fits or something earns without end."""
    status = task.engine.status
    if status == HighsModelStatus.kInfeasible:
        return Outcome(Status.INFEASIBLE)
    if status not in _OPEN:
        raise LpError(f"The solver gave up: {task.engine.highs.modelStatusToString(status)}.")
    fits = solved_apart(task, replace_cost(task.arrays, np.zeros(task.arrays.columns)))
    if fits.status is Status.INFEASIBLE:
        return Outcome(Status.INFEASIBLE)
    if fits.status is not Status.OPTIMAL:
        return Outcome(Status.STOPPED)
    return Outcome(Status.UNBOUNDED, -math.inf, ray=_ray(task))


def replace_cost(arrays: Arrays, cost: Floats) -> Arrays:
    """Return the same program with another cost."""
    return replace(arrays, cost=cost)


def solved_apart(task: Task, arrays: Arrays) -> Outcome:
    """Solve another program in an engine of its own, within the time of `task`."""
    engine = Engine()
    engine.load(arrays)
    other = Task(engine, arrays, task.options, task.listener, task.began)
    return solve(other)


def _ray(task: Task) -> Floats:
    """Return the direction, within −1 … 1, that earns most while no row or bound ever stops it."""
    a = task.arrays
    inf = np.inf
    directions = Arrays(
        cost=a.cost,
        lower=np.where(np.isfinite(a.lower), 0.0, -1.0),
        upper=np.where(np.isfinite(a.upper), 0.0, 1.0),
        integer=np.zeros(a.columns, dtype=bool),
        row_lower=np.where(np.isfinite(a.row_lower), 0.0, -inf),
        row_upper=np.where(np.isfinite(a.row_upper), 0.0, inf),
        start=a.start,
        index=a.index,
        value=a.value,
    )
    return solved_apart(task, directions).values


def _mixed(task: Task) -> Outcome:
    engine = task.engine
    engine.set(solver="choose", presolve="choose")
    whole = engine.run(task.listener, limit=task.left())
    info = engine.highs.getInfo()
    if not whole or engine.status in _CUT_SHORT:
        return _stopped(task, info.mip_dual_bound, interrupted=not whole)
    if engine.status not in _SOLVED:
        return _settled(task)
    return _with_prices(task, Status.OPTIMAL, info.mip_dual_bound)


def _stopped(task: Task, bound: float, *, interrupted: bool) -> Outcome:
    if task.engine.highs.getInfo().primal_solution_status != _FEASIBLE:
        return Outcome(Status.STOPPED, bound=bound)
    status = Status.STOPPED if interrupted else Status.GAP
    if task.arrays.whole:
        return _with_prices(task, status, bound)
    values = _inside(task.arrays, np.array(task.engine.highs.getSolution().col_value))
    objective = _total(task.arrays, values)
    return Outcome(status, objective, bound, values, planned=True)


def _with_prices(task: Task, status: Status, bound: float) -> Outcome:
    """Fix the whole numbers and solve again: whole numbers become whole, and rows get prices."""
    columns = np.flatnonzero(task.arrays.integer)
    raw = np.array(task.engine.highs.getSolution().col_value)
    fixed = _fixed(task, columns, np.round(raw[columns]) + 0.0) or _fixed(task, columns, raw[columns])
    if fixed is None:
        values = _inside(task.arrays, raw)
        return Outcome(status, _total(task.arrays, values), bound, values, planned=True)
    bound = min(bound, fixed.objective)
    if status is Status.OPTIMAL and relative_gap(fixed.objective, bound) > task.options.gap + 1e-6:
        status = Status.GAP
    return replace(fixed, status=status, bound=bound, basis=None)


def _fixed(task: Task, columns: Ints, values: Floats) -> Outcome | None:
    a = task.arrays
    lower, upper = a.lower.copy(), a.upper.copy()
    lower[columns] = upper[columns] = values
    arrays = replace(a, lower=lower, upper=upper, integer=np.zeros(a.columns, dtype=bool))
    engine = Engine()
    engine.load(arrays)
    engine.prepare(task.options)
    engine.set(solver="simplex")
    grace = 5.0 + 0.25 * min(task.options.time_limit, 1e4)
    whole = engine.run(task.listener, limit=task.left(grace), hide=Phase.PRICES)
    if not whole or engine.status not in _SOLVED:
        return None
    return read(Task(engine, arrays, task.options, task.listener, task.began))


def read(task: Task) -> Outcome:
    """Return values and prices of a linear program that was solved."""
    solution = task.engine.highs.getSolution()
    values = _inside(task.arrays, np.array(solution.col_value))
    objective = _total(task.arrays, values)
    return Outcome(
        Status.OPTIMAL,
        objective,
        objective,
        values,
        np.array(solution.row_dual) + 0.0,
        np.array(solution.col_dual) + 0.0,
        basis=task.engine.highs.getBasis(),
        planned=True,
    )


def _inside(arrays: Arrays, values: Floats) -> Floats:
    """Put values that overstep a bound by rounding on the bound."""
    return np.minimum(np.maximum(values, arrays.lower), arrays.upper) + 0.0


def _total(arrays: Arrays, values: Floats) -> float:
    return math.fsum(arrays.cost * values)
