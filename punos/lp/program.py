"""A linear program built from labelled tables."""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import StrEnum

import numpy as np
import polars as pl

from punos.lp.engine import Engine
from punos.lp.errors import LpError, listed
from punos.lp.expression import COEFFICIENT, COLUMN, Expression, check_labels
from punos.lp.labels import Block, Ints, sorted_block
from punos.lp.matrix import Arrays, Entries, Floats, added_up, joined, stacked
from punos.lp.options import Options, Progress
from punos.lp.solution import Solution
from punos.lp.solve import Outcome, Task, solve

INF = float("inf")


class Blank(StrEnum):
    """What a row without any variable means."""

    REFUSE = "refuse"
    """It is a mistake in the model."""
    CONSTANT = "constant"
    """It says 0 between its bounds; kept, so that it can be named if that is impossible."""


class Program:
    """Minimise named costs over blocks of variables, subject to named constraints.

    Rows are sorted by label before they are numbered: the order of a user's rows never changes a plan.

    Attributes
    ----------
    blocks : dict of str to Block
        Blocks of variables by name.
    rows : dict of str to Block
        Blocks of rows by constraint name.
    """

    def __init__(self) -> None:
        self.blocks: dict[str, Block] = {}
        self.rows: dict[str, Block] = {}
        self._bounds: dict[str, tuple[Floats, Floats, bool]] = {}
        self._sides: dict[str, tuple[Floats, Floats]] = {}
        self._entries: dict[str, Entries] = {}
        self._costs: dict[str, tuple[Ints, Floats]] = {}
        self._arrays: Arrays | None = None
        self._engine: Engine | None = None

    @property
    def columns(self) -> int:
        """Number of variables so far."""
        return sum(block.count for block in self.blocks.values())

    def variables(
        self,
        name: str,
        index: pl.DataFrame,
        *,
        lower: float | str = 0.0,
        upper: float | str = INF,
        integer: bool = False,
    ) -> Expression:
        """Add one variable per row of `index`.

        Parameters
        ----------
        name : str
            Name of the block.
        index : polars.DataFrame
            Label columns, each combination once, and the columns of bounds.
        lower, upper : float or str
            A number for all, or the name of the column of `index` that holds the bound.
        integer : bool
            Whole numbers only.

        Returns
        -------
        Expression
            Each variable with coefficient 1.

        Raises
        ------
        LpError
            Name in use, labels twice, a blank bound, or a column that is no label.
        """
        if name in self.blocks:
            raise LpError(f"There is a block of variables '{name}' already.")
        labels = _labels(name, index, (lower, upper))
        block, frame = sorted_block(name, index, labels, self.columns)
        low, high = (_side(name, frame, labels, bound) for bound in (lower, upper))
        self.blocks[name] = block
        self._bounds[name] = (low, high, integer)
        self._changed()
        numbers = pl.Series(COLUMN, np.arange(block.first, block.first + block.count, dtype=np.int64))
        return Expression(labels, block.frame.with_columns(numbers, pl.lit(1.0).alias(COEFFICIENT)))

    def constraint(
        self,
        name: str,
        rows: pl.DataFrame,
        expression: Expression,
        *,
        lower: float | str = -INF,
        upper: float | str = INF,
        blank: Blank = Blank.REFUSE,
    ) -> None:
        """Add one row per row of `rows`: ``lower ≤ expression ≤ upper``.

        Parameters
        ----------
        name : str
            Name of the constraint.
        rows : polars.DataFrame
            Label columns, each combination once, and the columns of bounds.
        expression : Expression
            Over the same labels as `rows`, in any order.
        lower, upper : float or str
            A number for all, or the name of the column of `rows` that holds it.
        blank : Blank
            What to do with a row in which no variable occurs.

        Raises
        ------
        LpError
            Name in use; labels differ, occur twice, or occur in the expression alone; a blank bound; an empty row.
        """
        if name in self.rows:
            raise LpError(f"There is a constraint '{name}' already.")
        labels = _labels(name, rows, (lower, upper))
        if set(labels) != set(expression.index):
            raise LpError(
                f"'{name}': rows are labelled ({', '.join(labels)}), the expression ({', '.join(expression.index)}); "
                f"only one has {', '.join(sorted(set(labels) ^ set(expression.index)))}."
            )
        block, frame = sorted_block(name, rows, labels, sum(block.count for block in self.rows.values()))
        sides = tuple(_side(name, frame, labels, bound) for bound in (lower, upper))
        entries = self._canonical(block, expression)
        _check_blank(block, entries, blank)
        self.rows[name], self._entries[name], self._sides[name] = block, entries, (sides[0], sides[1])
        self._changed()

    def cost(self, name: str, expression: Expression) -> None:
        """Add a named cost to the objective, which is the sum of all named costs.

        Raises
        ------
        LpError
            Name in use.
        """
        if name in self._costs:
            raise LpError(f"There is a cost '{name}' already.")
        self._costs[name] = self._cost(expression)
        self._changed()

    def arrays(self) -> Arrays:
        """Return the whole program as arrays, assembled once."""
        if self._arrays is None:
            self._arrays = self._assembled()
        return self._arrays

    def load(self) -> Engine:
        """Return the solver with this program loaded; loaded once, until something is added."""
        if self._engine is None:
            self._engine = Engine()
            self._engine.load(self.arrays())
        return self._engine

    def solve(
        self,
        options: Options | None = None,
        progress: Callable[[Progress], None] | None = None,
        start: None = None,
    ) -> Solution:
        """Solve the program.

        Parameters
        ----------
        options : Options, optional
            Method, gap, time and threads.
        progress : callable, optional
            Hears of bound, cost, gap and time some ten times a second, in the thread of the caller.

        Returns
        -------
        Solution
            Also where there is no plan: look at its `status`.

        Raises
        ------
        LpError
            The solver failed or refused the program.
        """
        began = time.perf_counter()
        engine = self.load()
        outcome = solve(Task(engine, self.arrays(), options or Options(), progress, began))
        return self._solution(outcome, time.perf_counter() - began)

    def _solution(self, outcome: Outcome, seconds: float) -> Solution:
        return Solution(
            status=outcome.status,
            objective=outcome.objective,
            bound=outcome.bound,
            gap=outcome.gap,
            seconds=seconds,
            values=outcome.values,
            duals=outcome.duals,
            reduced_costs=outcome.reduced_costs,
            basis=outcome.basis,
            ray=outcome.ray,
            has_plan=outcome.planned,
            blocks=dict(self.blocks),
            rows=dict(self.rows),
            costs=dict(self._costs),
        )

    def _changed(self) -> None:
        self._arrays = self._engine = None

    def _canonical(self, block: Block, expression: Expression) -> Entries:
        frame = expression.frame
        places = block.positions(frame, f"constraint '{block.name}'")
        return added_up(places, *self._numbers(block.name, frame))

    def _cost(self, expression: Expression) -> tuple[Ints, Floats]:
        columns, coefficients = self._numbers("cost", expression.frame)
        entries = added_up(np.zeros(len(columns), dtype=np.int64), columns, coefficients)
        return entries.column, entries.value

    def _numbers(self, name: str, frame: pl.DataFrame) -> tuple[Ints, Floats]:
        columns = frame[COLUMN].to_numpy()
        coefficients = frame[COEFFICIENT].to_numpy()
        if len(columns) and (columns.min() < 0 or columns.max() >= self.columns):
            raise LpError(f"'{name}': an expression speaks of variables that are not of this program.")
        if not np.isfinite(coefficients).all():
            bad = frame.filter(~pl.col(COEFFICIENT).is_finite()).drop(COLUMN)
            raise LpError(f"'{name}': coefficients must be finite, these are not: {listed(bad)}.")
        return columns, coefficients

    def _assembled(self) -> Arrays:
        entries = list(self._entries.values())
        start, index = stacked(entries, [block.count for block in self.rows.values()])
        cost = np.zeros(self.columns)
        for columns, coefficients in self._costs.values():
            cost[columns] += coefficients
        bounds = self._bounds.values()
        whole = [np.full(len(low), integer) for low, _, integer in bounds]
        return Arrays(
            cost=cost,
            lower=joined([low for low, _, _ in bounds]),
            upper=joined([high for _, high, _ in bounds]),
            integer=np.concatenate([np.empty(0, dtype=bool), *whole]),
            row_lower=joined([low for low, _ in self._sides.values()]),
            row_upper=joined([high for _, high in self._sides.values()]),
            start=start,
            index=index,
            value=joined([part.value for part in entries]),
        )


def _labels(name: str, frame: pl.DataFrame, bounds: tuple[float | str, ...]) -> tuple[str, ...]:
    named = {bound for bound in bounds if isinstance(bound, str)}
    if missing := named - set(frame.columns):
        raise LpError(f"'{name}': there is no column {', '.join(sorted(missing))} to take a bound from.")
    labels = tuple(column for column in frame.columns if column not in named)
    check_labels(frame, labels, f"'{name}'")
    return labels


def _side(name: str, frame: pl.DataFrame, labels: tuple[str, ...], bound: float | str) -> Floats:
    if not isinstance(bound, str):
        if np.isnan(bound):
            raise LpError(f"'{name}': a bound is not a number.")
        return np.full(frame.height, float(bound))
    column = frame[bound].cast(pl.Float64)
    values = column.fill_null(np.nan).to_numpy()
    if np.isnan(values).any():
        bad = frame.filter(column.is_null() | column.is_nan()).select(labels)
        raise LpError(f"'{name}': the bound '{bound}' is blank or not a number at {listed(bad)}.")
    return values.astype(np.float64)


def _check_blank(block: Block, entries: Entries, blank: Blank) -> None:
    if blank is Blank.CONSTANT:
        return
    empty = np.flatnonzero(np.bincount(entries.row, minlength=block.count) == 0)
    if len(empty):
        raise LpError(
            f"'{block.name}': no variable occurs in the rows {listed(block.frame[empty])}. A row that is lost is a "
            "mistake; where nothing can occur, say Blank.CONSTANT."
        )
