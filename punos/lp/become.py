"""One program takes the figures of another with the same labels; the basis of its last solve is kept.

That is what makes the tenth study of a sweep cheap: its program is built anew, which takes a fraction of a second, and
only what differs goes to the solver.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from punos.lp.engine import Engine
from punos.lp.labels import Block
from punos.lp.matrix import Arrays

if TYPE_CHECKING:
    from punos.lp.program import Program


def same_labels(one: Program, other: Program) -> bool:
    """Whether two programs have the same blocks of variables and rows, with the same labels in the same places."""
    mine, others = one._store, other._store
    return (
        mine.integer == others.integer
        and _same_blocks(mine.blocks, others.blocks)
        and _same_blocks(mine.rows, others.rows)
    )


def _same_blocks(mine: Mapping[str, Block], others: Mapping[str, Block]) -> bool:
    return list(mine) == list(others) and all(_same_block(mine[name], others[name]) for name in mine)


def _same_block(mine: Block, other: Block) -> bool:
    if mine.count != other.count or mine.index != other.index:
        return False
    if mine.frame.schema == other.frame.schema:
        return mine.frame.equals(other.frame)
    return _as_text(mine.frame).equals(_as_text(other.frame))  # names may be Enums of other lists of names


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.all().cast(pl.String))


def become(program: Program, other: Program) -> bool:
    """Give a program the bounds, sides, coefficients and costs of another, in place.

    What is loaded in the solver is changed, not loaded again, where the coefficients are the same; either way the next
    solve starts from the basis of the last one.

    Parameters
    ----------
    program : Program
        What is to change.
    other : Program
        What it is to be; not touched, and nothing is shared with it that either may change.

    Returns
    -------
    bool
        Whether the two have the same labels. If not, `program` is left as it was.
    """
    if not same_labels(program, other):
        return False
    old, new = program.arrays(), _own(other.arrays())
    if program._engine is not None:
        _move(program._engine, old, new)
    program._store, program._arrays = other._store.copy(), new
    return True


def relaxed(program: Program) -> Program:
    """Return the same program without its demand for whole numbers."""
    other = program.copy()
    other._store.integer = dict.fromkeys(other._store.integer, False)
    return other


def _own(arrays: Arrays) -> Arrays:
    """Return arrays whose figures may be changed without changing those of another program."""
    names = ("cost", "lower", "upper", "row_lower", "row_upper")
    return replace(arrays, **{name: getattr(arrays, name).copy() for name in names})


def same_matrix(one: Arrays, other: Arrays) -> bool:
    """Whether two programs have the same coefficients."""
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("start", "index", "value"))


def _move(engine: Engine, old: Arrays, new: Arrays) -> None:
    if not same_matrix(old, new):
        basis = engine.basis()
        engine.load(new)
        if basis is not None:
            engine.set_basis(basis)
        return
    columns = np.flatnonzero((old.lower != new.lower) | (old.upper != new.upper))
    rows = np.flatnonzero((old.row_lower != new.row_lower) | (old.row_upper != new.row_upper))
    costs = np.flatnonzero(old.cost != new.cost)
    if len(columns):
        engine.bound_columns(columns, new.lower[columns], new.upper[columns])
    if len(rows):
        engine.bound_rows(rows, new.row_lower[rows], new.row_upper[rows])
    if len(costs):
        engine.recost(costs, new.cost[costs])
