"""What a program consists of, block by block, and how the blocks become arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import polars as pl

from punos.lp.errors import LpError, listed
from punos.lp.expression import COEFFICIENT, COLUMN, Expression, check_labels
from punos.lp.labels import Block, Ints, as_array, beside
from punos.lp.matrix import Arrays, Entries, Floats, added_up, joined, room_for, summed

_LARGEST = 1e15
"""HiGHS refuses coefficients from here, and takes bounds and costs from 1e20 as infinite."""

_SMALLEST = 1e-9
"""HiGHS leaves out coefficients up to here without a word."""


class Blank(StrEnum):
    """What a row without any variable means."""

    REFUSE = "refuse"
    """It is a mistake in the model."""
    CONSTANT = "constant"
    """It says 0 between its bounds; kept, so that it can be named if that is impossible."""


@dataclass(slots=True)
class Store:
    """The parts of a program, each by the name of its block.

    Attributes
    ----------
    blocks, rows : dict of Block
        Blocks of variables, and of rows.
    bounds, sides : dict of (lower, upper)
        Bounds of the variables, and of the rows.
    integer : dict of bool
        Whether a block of variables takes whole numbers.
    entries : dict of Entries
        Coefficients of the rows.
    costs : dict of (columns, coefficients)
        Named costs.
    pursued : tuple of str or None
        Named costs that make up the objective; None means all.
    """

    blocks: dict[str, Block] = field(default_factory=dict)
    rows: dict[str, Block] = field(default_factory=dict)
    bounds: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    integer: dict[str, bool] = field(default_factory=dict)
    sides: dict[str, tuple[Floats, Floats]] = field(default_factory=dict)
    entries: dict[str, Entries] = field(default_factory=dict)
    costs: dict[str, tuple[Ints, Floats]] = field(default_factory=dict)
    pursued: tuple[str, ...] | None = None

    @property
    def columns(self) -> int:
        """Number of variables."""
        return sum(block.count for block in self.blocks.values())

    @property
    def height(self) -> int:
        """Number of rows."""
        return sum(block.count for block in self.rows.values())

    def copy(self) -> Store:
        """Return a store with the same parts; what is added to one is not in the other."""
        return Store(
            dict(self.blocks),
            dict(self.rows),
            dict(self.bounds),
            dict(self.integer),
            dict(self.sides),
            dict(self.entries),
            dict(self.costs),
            self.pursued,
        )

    def objective(self) -> Mapping[str, tuple[Ints, Floats]]:
        """Return the named costs that make up the objective."""
        return self.costs if self.pursued is None else {name: self.costs[name] for name in self.pursued}

    def total_cost(self) -> Floats:
        """Return the objective's coefficient of each column."""
        cost = np.zeros(self.columns)
        for columns, coefficients in self.objective().values():
            cost[_run(columns)] += coefficients
        return cost

    def entries_of(self, block: Block, expression: Expression) -> Entries:
        """Return the coefficients of an expression by row of `block`.

        Raises
        ------
        LpError
            The expression has labels that are not in the block, or coefficients the solver would not take.
        """
        places = block.positions(expression.frame, f"constraint '{block.name}'")
        entries = added_up(places, *self._numbers(block.name, expression.frame), block.count)
        _check_sizes(entries, block)
        return entries

    def cost_of(self, name: str, expression: Expression) -> tuple[Ints, Floats]:
        """Return columns and coefficients of a cost, summed over all labels of the expression."""
        return summed(*self._numbers(name, expression.frame))

    def _numbers(self, name: str, frame: pl.DataFrame) -> tuple[Ints, Floats]:
        # As short as the solver's own numbers: these are the largest arrays there are.
        columns = as_array(frame.get_column(COLUMN), np.int32)
        coefficients = as_array(frame.get_column(COEFFICIENT), np.float64)
        if len(columns) and (columns.min() < 0 or columns.max() >= self.columns):
            raise LpError(f"'{name}': an expression speaks of variables that are not of this program.")
        if not np.isfinite(coefficients).all():
            bad = frame.filter(~pl.col(COEFFICIENT).is_finite().fill_null(False)).drop(COLUMN)
            raise LpError(f"'{name}': coefficients must be finite, these are not: {listed(bad)}.")
        return columns, coefficients

    def assembled(self) -> Arrays:
        """Return the whole program as arrays; the entries of the blocks become parts of them, kept but once."""
        start, index, value = room_for(list(self.entries.values()))
        first = 0
        for name, part in self.entries.items():
            mine = slice(first, first + len(part.value))
            index[mine], value[mine] = part.column, part.value
            self.entries[name] = Entries(part.start, index[mine], value[mine])
            first = mine.stop
        whole = [np.full(block.count, self.integer[name]) for name, block in self.blocks.items()]
        return Arrays(
            cost=self.total_cost(),
            lower=joined([low for low, _ in self.bounds.values()]),
            upper=joined([high for _, high in self.bounds.values()]),
            integer=np.concatenate([np.empty(0, dtype=bool), *whole]),
            row_lower=joined([low for low, _ in self.sides.values()]),
            row_upper=joined([high for _, high in self.sides.values()]),
            start=start,
            index=index,
            value=value,
        )


def _run(columns: Ints) -> Ints | slice:
    """Ascending numbers as a slice, where none is left out between the first and the last."""
    if len(columns) and columns[-1] - columns[0] == len(columns) - 1:
        return slice(int(columns[0]), int(columns[-1]) + 1)
    return columns


def known(blocks: Mapping[str, Block], name: str, what: str) -> Block:
    """Return the block of a name; the error for an unknown one lists the names there are."""
    if name not in blocks:
        raise LpError(f"There is no {what} '{name}'; there are {', '.join(blocks) or 'none'}.")
    return blocks[name]


def label_columns(name: str, frame: pl.DataFrame, bounds: tuple[float | str, ...]) -> tuple[str, ...]:
    """Return the columns of `frame` that are labels: all but those that hold bounds."""
    if not frame.width:
        raise LpError(f"'{name}': a frame without columns has no rows; give a bound as a column of one row.")
    named = {bound for bound in bounds if isinstance(bound, str)}
    if missing := named - set(frame.columns):
        raise LpError(f"'{name}': there is no column {', '.join(sorted(missing))} to take a bound from.")
    labels = tuple(column for column in frame.columns if column not in named)
    check_labels(frame, labels, f"'{name}'")
    return labels


def numbers_of(name: str, frame: pl.DataFrame, labels: tuple[str, ...], bound: float | str) -> Floats:
    """Return a number for all rows, or the numbers of a column, refusing blanks and NaN."""
    if not isinstance(bound, str):
        if np.isnan(bound):
            raise LpError(f"'{name}': a bound is not a number.")
        return np.broadcast_to(float(bound), frame.height)  # one number, whatever the height
    column = frame[bound].cast(pl.Float64)
    values = (column.fill_null(np.nan) if column.null_count() else column).to_numpy()
    if np.isnan(values).any():
        bad = frame.filter(column.is_null() | column.is_nan()).select(labels)
        raise LpError(f"'{name}': '{bound}' is blank or not a number at {listed(bad)}.")
    return values.astype(np.float64)


def check_sides(block: Block, low: Floats, high: Floats, places: Ints | None = None) -> None:
    """Refuse a least that is infinite or a most that is minus infinite: nothing meets them.

    `places` are those of the block that `low` and `high` are for; all by default.
    """
    bad = np.flatnonzero((low == np.inf) | (high == -np.inf))
    if len(bad):
        labels = listed(block.labels(bad if places is None else places[bad]))
        raise LpError(f"'{block.name}': lower is infinite or upper minus infinite at {labels}: nothing meets that.")


def _check_sizes(entries: Entries, block: Block) -> None:
    value = entries.value  # without their absolute values, which would take as much room again
    tiny = (value <= _SMALLEST) & (value >= -_SMALLEST)
    if len(value) and (tiny.any() or value.max() >= _LARGEST or value.min() <= -_LARGEST):
        bad = np.flatnonzero(tiny | (np.abs(value) >= _LARGEST))
        rows = beside(block.labels(entries.row(bad)), pl.Series("coefficient", entries.value[bad]))
        raise LpError(
            f"'{block.name}': coefficients of a size no solver can take (up to {_SMALLEST:g}, from "
            f"{_LARGEST:g}): {listed(rows)}. Choose units in which the figures are nearer to 1."
        )


def check_blank(block: Block, entries: Entries, blank: Blank) -> None:
    """Refuse rows in which no variable occurs, unless that is said to be meant."""
    if blank is Blank.CONSTANT:
        return
    empty = np.flatnonzero(entries.start[1:] == entries.start[:-1])
    if len(empty):
        raise LpError(
            f"'{block.name}': no variable occurs in the rows {listed(block.labels(empty))}. A row that is "
            "lost is a mistake; where nothing can occur, say Blank.CONSTANT."
        )
