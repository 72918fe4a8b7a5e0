"""Which rows and bounds of an infeasible program clash.

The relaxation without whole numbers is asked first: HiGHS finds an irreducible infeasible subset of it
(IIS). If only the whole numbers make the program infeasible, the subset is found by an elastic filter (rows
that have to give way are made hard, until nothing helps) and a deletion filter (what can be left out is left
out); Chinneck, J. W., Feasibility and Infeasibility in Optimization, Springer 2008, chapter 6.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from punos.lp.elastic import HARD, Penalties, stretched
from punos.lp.engine import Engine, checked
from punos.lp.errors import LpError
from punos.lp.found import Found, Part, Side, table
from punos.lp.labels import Ints
from punos.lp.matrix import Arrays, Flags
from punos.lp.options import Options, Status
from punos.lp.solve import Task, replace_cost, solve
from punos.lp.store import Store

_IRREDUCIBLE = 2 + 4
"""HiGHS' iis_strategy: begin with an elastic program, end with a subset of which nothing can be left out."""

_SIDES = {1: Side.NONE, 2: Side.LOWER, 3: Side.UPPER, 4: Side.BOTH}
"""HiGHS' IisBoundStatus; 1 is a free column, which is in the subset only by its rows."""

_PATIENCE = 5.0
"""Seconds for one question of the deletion filter; what is not decided by then stays in the subset."""

_NO_TIME = "The search was stopped before it was known what clashes."


def clashing(store: Store, arrays: Arrays, options: Options) -> pl.DataFrame:
    """Return an irreducible set of rows and bounds that cannot all hold.

    Returns
    -------
    polars.DataFrame
        ``kind`` (row, bound, or integer: that a variable takes whole numbers), ``name``, ``side`` (lower,
        upper, both), ``label``, ``bound`` (the figure of that side), then the label columns.

    Raises
    ------
    LpError
        The program is not infeasible, or the time was up before this was known.
    """
    free = replace_cost(replace(arrays, integer=np.zeros(arrays.columns, dtype=bool)), np.zeros(arrays.columns))
    fits = _feasible(free, options)
    if fits is None:
        raise LpError(_NO_TIME)
    if not fits:
        found = _by_highs(free, options)
    elif arrays.whole:
        found = _by_filter(replace_cost(arrays, np.zeros(arrays.columns)), options)
    else:
        raise LpError("The program is not infeasible: nothing clashes.")
    return table(found, store.blocks, store.rows, ("bound",))


def _feasible(arrays: Arrays, options: Options) -> bool | None:
    """Whether the program has a plan; None if the time did not suffice to know."""
    engine = Engine()
    engine.load(arrays)
    status = solve(Task(engine, arrays, options, None, time.perf_counter())).status
    if status in (Status.OPTIMAL, Status.GAP):
        return True
    return False if status is Status.INFEASIBLE else None


def _by_highs(arrays: Arrays, options: Options) -> list[Found]:
    if not arrays.columns:
        return _without_columns(arrays)
    engine = Engine()
    engine.load(arrays)
    engine.prepare(options)
    engine.set(solver="simplex", iis_strategy=_IRREDUCIBLE, iis_time_limit=options.time_limit)
    engine.run()
    status, iis = engine.highs.getIis()
    checked(status, "finding what clashes")
    if not iis.valid_ or not (iis.row_index_ or iis.col_index_):
        raise LpError("The solver found no clash in the time given.")
    rows = _sided(Part.ROW, iis.row_index_, iis.row_bound_, arrays.row_lower, arrays.row_upper)
    return rows + _sided(Part.BOUND, iis.col_index_, iis.col_bound_, arrays.lower, arrays.upper)


def _without_columns(arrays: Arrays) -> list[Found]:
    """Rows without variables clash on their own; one of them is enough."""
    low = np.flatnonzero(arrays.row_lower > 0)[:1]
    high = np.flatnonzero(arrays.row_upper < 0)[: 0 if len(low) else 1]
    return [
        Found(Part.ROW, Side.LOWER, low, {"bound": arrays.row_lower[low]}),
        Found(Part.ROW, Side.UPPER, high, {"bound": arrays.row_upper[high]}),
    ]


def _sided(part: Part, numbers: list[int], codes: list[int], lower: np.ndarray, upper: np.ndarray) -> list[Found]:
    number, code = np.array(numbers, dtype=np.int64), np.array(codes, dtype=np.int64)
    found = []
    for value, side in _SIDES.items():
        if side is Side.NONE:
            continue
        chosen = np.sort(number[code == value])
        found.append(Found(part, side, chosen, {"bound": (upper if side is Side.UPPER else lower)[chosen]}))
    return found


# -- whole numbers ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is still asked of the program: sides of rows, bounds, and whole numbers."""

    row_lower: Flags
    row_upper: Flags
    lower: Flags
    upper: Flags
    integer: Flags

    def of(self, a: Arrays) -> Arrays:
        """Return the program with all else let go."""
        inf = np.inf
        return replace(
            a,
            row_lower=np.where(self.row_lower, a.row_lower, -inf),
            row_upper=np.where(self.row_upper, a.row_upper, inf),
            lower=np.where(self.lower, a.lower, -inf),
            upper=np.where(self.upper, a.upper, inf),
            integer=self.integer,
        )


def _by_filter(arrays: Arrays, options: Options) -> list[Found]:
    low, high = _filtered(arrays, options)
    touched = np.zeros(arrays.columns, dtype=bool)
    touched[arrays.index[(low | high)[arrays.entry_rows()]]] = True
    kept = _Kept(
        low,
        high,
        np.isfinite(arrays.lower) & touched,
        np.isfinite(arrays.upper) & touched,
        arrays.integer & touched,
    )
    brief = replace(options, time_limit=min(options.time_limit, _PATIENCE))
    for part in (kept.row_lower, kept.row_upper, kept.upper, kept.lower, kept.integer):
        for number in np.flatnonzero(part):
            part[number] = False
            part[number] = _feasible(kept.of(arrays), brief) is not False
    return [
        _side(Part.ROW, Side.LOWER, kept.row_lower, arrays.row_lower),
        _side(Part.ROW, Side.UPPER, kept.row_upper, arrays.row_upper),
        _side(Part.BOUND, Side.LOWER, kept.lower, arrays.lower),
        _side(Part.BOUND, Side.UPPER, kept.upper, arrays.upper),
        _side(Part.INTEGER, Side.NONE, kept.integer, np.full(arrays.columns, np.nan)),
    ]


def _side(part: Part, side: Side, kept: Flags, bound: np.ndarray) -> Found:
    numbers: Ints = np.flatnonzero(kept)
    return Found(part, side, numbers, {"bound": bound[numbers]})


def _filtered(arrays: Arrays, options: Options) -> tuple[Flags, Flags]:
    """Return sides of rows that clash with each other, the bounds and the whole numbers."""
    low, high = np.zeros(arrays.rows, dtype=bool), np.zeros(arrays.rows, dtype=bool)
    hard = np.full(arrays.columns, HARD)
    while True:
        soft = Penalties(np.where(low, HARD, 1.0), np.where(high, HARD, 1.0), hard, hard)
        status, values = stretched(arrays, soft, options)
        if status is Status.INFEASIBLE:
            return low, high
        if not len(values):
            raise LpError(_NO_TIME)
        activity = arrays.activity(values)
        short = ~low & (activity < arrays.row_lower - 1e-6)
        over = ~high & (activity > arrays.row_upper + 1e-6)
        if not (short.any() or over.any()):
            raise LpError("The program is not infeasible: nothing clashes.")
        low, high = low | short, high | over
