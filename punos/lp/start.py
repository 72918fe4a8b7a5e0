"""Where a solve starts from: the basis of another, or the values of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import highspy
import numpy as np
import numpy.typing as npt
import polars as pl
from highspy import HighsBasisStatus

from punos.lp.change import places_of
from punos.lp.engine import Engine, checked
from punos.lp.errors import LpError
from punos.lp.labels import Block, beside
from punos.lp.matrix import Arrays, Floats
from punos.lp.store import Store, numbers_of

if TYPE_CHECKING:
    from punos.lp.solution import Solution

Codes = npt.NDArray[np.int8]

_STATUS = [HighsBasisStatus(code) for code in range(5)]
_LOWER, _BASIC = 0, 1


@dataclass(frozen=True, slots=True)
class Basis:
    """Which columns and rows are basic, with the labels to carry it over to another program.

    Attributes
    ----------
    columns, rows : numpy arrays of int8
        HiGHS' codes: 0 at lower bound, 1 basic, 2 at upper bound, 3 free at zero, 4 nonbasic.
    """

    columns: Codes
    rows: Codes
    blocks: Mapping[str, Block] = field(repr=False)
    row_blocks: Mapping[str, Block] = field(repr=False)

    @staticmethod
    def of(raw: Any, blocks: Mapping[str, Block], rows: Mapping[str, Block]) -> Basis:
        """Return the basis HiGHS gives for a program of these blocks of variables and rows."""
        return Basis(_codes(raw.col_status), _codes(raw.row_status), dict(blocks), dict(rows))

    def on(self, store: Store) -> Any:
        """Return this basis for another program: by label; what is new is out of the basis if a column, in it
        if a row. HiGHS mends a basis that this makes too large, too small or singular.
        """
        raw = highspy.HighsBasis()
        raw.col_status = _statuses(_carried(self.columns, self.blocks, store.blocks, _LOWER))
        raw.row_status = _statuses(_carried(self.rows, self.row_blocks, store.rows, _BASIC))
        raw.alien, raw.valid = True, True
        return raw


@dataclass(frozen=True, slots=True)
class Start:
    """A start for :meth:`punos.lp.Program.solve`.

    Attributes
    ----------
    basis : Basis or None
        For linear programs.
    values : mapping of str to polars.DataFrame
        For programs with whole numbers: by block of variables, labels and ``value``. Only the whole numbers are
        used, the solver finds the rest. Labels that the program does not have are left out, so that the plan of
        one study serves another.
    """

    basis: Basis | None = None
    values: Mapping[str, pl.DataFrame] = field(default_factory=dict)

    @staticmethod
    def of(solution: Solution) -> Start:
        """Return the start from another solution, also of another program with some of the same labels."""
        if not solution.has_plan:
            raise LpError(f"Nothing can start from a solve that ended {solution.status}: it has no plan.")
        values = {
            name: beside(block.frame, pl.Series("value", solution.values[block.numbers]))
            for name, block in solution.blocks.items()
        }
        return Start(solution.basis, values)

    def apply(self, engine: Engine, store: Store, arrays: Arrays) -> None:
        """Tell the solver."""
        if arrays.whole:
            _suggest(engine, store, arrays, self.values)
        elif self.basis is not None:
            engine.set_basis(self.basis.on(store))


def _codes(statuses: list[HighsBasisStatus]) -> Codes:
    return np.fromiter(map(int, statuses), np.int8, len(statuses))


def _statuses(codes: Codes) -> list[HighsBasisStatus]:
    return [_STATUS[code] for code in codes.tolist()]


def _carried(codes: Codes, old: Mapping[str, Block], new: Mapping[str, Block], otherwise: int) -> Codes:
    count = sum(block.count for block in new.values())
    result = np.full(count, otherwise, dtype=np.int8)
    for name, block in new.items():
        source = old.get(name)
        if source is None or set(source.index) != set(block.index):
            continue
        places = source.places(block.frame)
        there = np.flatnonzero(places >= 0)
        result[block.first + there] = codes[source.first + places[there]]
    return result


def _by_column(store: Store, values: Mapping[str, pl.DataFrame]) -> Floats:
    """Return a value for each column, NaN where none is known."""
    result = np.full(store.columns, np.nan)
    for name, frame in values.items():
        block = store.blocks.get(name)
        if block is None or set(block.index) != set(frame.columns) - {"value"}:
            continue
        fits = frame.filter(block.places(frame) >= 0)
        result[block.first + places_of(block, fits, block.index)] = numbers_of(name, fits, block.index, "value")
    return result


def _suggest(engine: Engine, store: Store, arrays: Arrays, values: Mapping[str, pl.DataFrame]) -> None:
    known = _by_column(store, values)
    columns = np.flatnonzero(arrays.integer & ~np.isnan(known))
    if len(columns):
        wanted = np.clip(np.round(known[columns]), arrays.lower[columns], arrays.upper[columns])
        status = engine.highs.setSolution(len(columns), columns.astype(np.int32), wanted)
        checked(status, "the values to start from")
