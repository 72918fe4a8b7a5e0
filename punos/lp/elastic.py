"""Elastic relaxation: the least change of sides and bounds with which a plan exists.

The relaxed program is built here rather than by HiGHS' own ``feasibilityRelaxation``, which does not say
whether it found a plan: this way it is solved, stopped and proved like any other program.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from punos.lp.change import places_of
from punos.lp.engine import Engine
from punos.lp.errors import LpError, listed
from punos.lp.found import Found, Part, Side, table
from punos.lp.gaps import gaps
from punos.lp.labels import Block, Ints
from punos.lp.matrix import Arrays, Floats
from punos.lp.options import Options, Progress, Status
from punos.lp.solve import Task, solve
from punos.lp.store import Store, known, numbers_of

HARD = np.inf
"""The penalty of what may not give way."""

_TOLERANCE = 1e-6
"""Amounts up to this, of the size of the bound, are the solver's rounding and no change."""


@dataclass(frozen=True, slots=True)
class Penalties:
    """Cost of each unit by which a side gives way; infinite: it does not.

    Attributes
    ----------
    row_lower, row_upper : numpy arrays by row
    lower, upper : numpy arrays by column
    """

    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class Relaxation:
    """The least change with which a plan exists.

    Attributes
    ----------
    status : Status
        OPTIMAL; INFEASIBLE if there is no plan whatever gives way; or why it was stopped.
    total : float
        Sum of amounts × penalties; NaN if there is no plan.
    changes : polars.DataFrame
        One row per side that gives way: ``kind`` (row, bound), ``name``, ``side``, ``label``, ``bound`` (as
        it is), ``amount`` (by how much it gives way, positive), ``penalty``, and label columns.
    values : numpy array by column
        The plan that the relaxed program has; empty if none.
    """

    status: Status
    total: float
    changes: pl.DataFrame
    values: Floats


def relaxed(
    store: Store,
    arrays: Arrays,
    rows: Mapping[str, float | pl.DataFrame],
    bounds: Mapping[str, float | pl.DataFrame],
    options: Options,
    progress: Callable[[Progress], None] | None = None,
) -> Relaxation:
    """Return the least change, weighed by penalties, with which the program has a plan.

    Parameters
    ----------
    store, arrays
        The program.
    rows, bounds : mapping
        By constraint, or by block of variables: a penalty per unit for all, or a frame of labels with
        ``penalty`` (both sides), or with ``lower`` and ``upper`` (each side). What has no penalty does not
        give way; an infinite penalty says the same.
    options : Options
        As for a solve.
    progress : callable, optional
        As for a solve.

    Raises
    ------
    LpError
        Unknown names or labels; a penalty that is blank or not above 0.
    """
    row_lower, row_upper = _spread(store.rows, rows, "constraint", arrays.rows)
    lower, upper = _spread(store.blocks, bounds, "block of variables", arrays.columns)
    penalties = Penalties(row_lower, row_upper, lower, upper)
    status, values = stretched(arrays, penalties, options, progress)
    found = _given(arrays, penalties, values) if len(values) else []
    changes = table(found, store.blocks, store.rows, ("bound", "amount", "penalty"))
    total = float((changes["amount"] * changes["penalty"]).sum()) if len(values) else float("nan")
    return Relaxation(status, total, changes, values)


def stretched(
    arrays: Arrays,
    penalties: Penalties,
    options: Options,
    progress: Callable[[Progress], None] | None = None,
) -> tuple[Status, Floats]:
    """Return status and values of the relaxed program; they may break the sides that have a penalty."""
    elastic = _elastic(arrays, penalties)
    engine = Engine()
    engine.load(elastic)
    outcome = solve(Task(engine, elastic, options, progress, time.perf_counter()))
    return outcome.status, outcome.values[: arrays.columns]


def _spread(
    blocks: Mapping[str, Block], penalties: Mapping[str, float | pl.DataFrame], what: str, count: int
) -> tuple[Floats, Floats]:
    low, high = np.full(count, HARD), np.full(count, HARD)
    for name, penalty in penalties.items():
        block = known(blocks, name, what)
        if not isinstance(penalty, pl.DataFrame):
            low[block.numbers] = high[block.numbers] = penalty
            continue
        columns = [side for side in ("penalty", "lower", "upper") if side in penalty.columns]
        columns = [side for side in columns if side not in block.index]
        labels = tuple(column for column in penalty.columns if column not in columns)
        numbers = block.first + places_of(block, penalty, labels)
        for side in columns:
            figures = numbers_of(name, penalty, labels, side)
            for target in (low,) if side == "lower" else (high,) if side == "upper" else (low, high):
                target[numbers] = figures
        if not columns:
            raise LpError(f"'{name}': a frame of penalties has a column penalty, lower or upper.")
    _check_positive(np.minimum(low, high), blocks)
    return low, high


def _check_positive(penalty: Floats, blocks: Mapping[str, Block]) -> None:
    bad = np.flatnonzero(~(penalty > 0))
    for block in blocks.values():
        inside = bad[(bad >= block.first) & (bad < block.first + block.count)]
        if len(inside):
            labels = listed(block.labels(inside - block.first))
            raise LpError(f"'{block.name}': a penalty must be above 0 (infinite: does not give way): {labels}.")


def _elastic(arrays: Arrays, penalties: Penalties) -> Arrays:
    """Return the program that pays for what gives way and for nothing else.

    Bounds that may give way become rows; each side that may give way gets a column of slack.
    """
    boxed = _bounds_as_rows(arrays, penalties)
    low = np.append(penalties.row_lower, penalties.lower[boxed.moved])
    high = np.append(penalties.row_upper, penalties.upper[boxed.moved])
    a = boxed.arrays
    short = np.flatnonzero(np.isfinite(a.row_lower) & np.isfinite(low))
    over = np.flatnonzero(np.isfinite(a.row_upper) & np.isfinite(high))
    slacks = len(short) + len(over)
    row = np.concatenate([a.entry_rows(), short, over])
    order = np.argsort(row, kind="stable")
    index = np.append(a.index, np.arange(a.columns, a.columns + slacks))[order]
    value = np.concatenate([a.value, np.ones(len(short)), -np.ones(len(over))])[order]
    start = np.append(0, np.cumsum(np.bincount(row, minlength=a.rows)))
    return Arrays(
        cost=np.concatenate([np.zeros(a.columns), low[short], high[over]]),
        lower=np.append(a.lower, np.zeros(slacks)),
        upper=np.append(a.upper, np.full(slacks, np.inf)),
        integer=np.append(a.integer, np.zeros(slacks, dtype=bool)),
        row_lower=a.row_lower,
        row_upper=a.row_upper,
        start=start.astype(np.int32),
        index=index.astype(np.int32),
        value=value,
    )


@dataclass(frozen=True, slots=True)
class _Boxed:
    arrays: Arrays
    moved: Ints


def _bounds_as_rows(arrays: Arrays, penalties: Penalties) -> _Boxed:
    gives = np.isfinite(arrays.lower) & np.isfinite(penalties.lower)
    gives |= np.isfinite(arrays.upper) & np.isfinite(penalties.upper)
    moved = np.flatnonzero(gives)
    lower, upper = arrays.lower.copy(), arrays.upper.copy()
    lower[moved], upper[moved] = -np.inf, np.inf
    start = arrays.nonzeros + np.arange(1, len(moved) + 1)
    arrays = replace(
        arrays,
        lower=lower,
        upper=upper,
        row_lower=np.append(arrays.row_lower, arrays.lower[moved]),
        row_upper=np.append(arrays.row_upper, arrays.upper[moved]),
        start=np.append(arrays.start, start.astype(np.int32)),
        index=np.append(arrays.index, moved.astype(np.int32)),
        value=np.append(arrays.value, np.ones(len(moved))),
    )
    return _Boxed(arrays, moved)


def _given(arrays: Arrays, penalties: Penalties, values: Floats) -> list[Found]:
    """Return the sides that gave way by more than the solver's tolerance, each with its penalty."""
    price = {
        (Part.ROW, Side.LOWER): penalties.row_lower,
        (Part.ROW, Side.UPPER): penalties.row_upper,
        (Part.BOUND, Side.LOWER): penalties.lower,
        (Part.BOUND, Side.UPPER): penalties.upper,
    }
    return [
        replace(found, figures={**found.figures, "penalty": price[found.part, found.side][found.numbers]})
        for found in gaps(arrays, values, _TOLERANCE)
        if found.part is not Part.INTEGER
    ]
