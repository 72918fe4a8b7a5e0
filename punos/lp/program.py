"""A linear program built from labelled tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import numpy as np
import polars as pl

from punos.lp import change, clash, elastic, ranges
from punos.lp.engine import Engine
from punos.lp.errors import LpError
from punos.lp.expression import COEFFICIENT, COLUMN, Expression
from punos.lp.found import table
from punos.lp.gaps import gaps
from punos.lp.labels import Block, beside, sorted_block
from punos.lp.matrix import Arrays, Floats
from punos.lp.options import Options, Progress
from punos.lp.solution import Solution
from punos.lp.solve import Outcome, Task, solve
from punos.lp.start import Start
from punos.lp.store import Blank, Store, check_blank, check_sides, known, label_columns, numbers_of

INF = float("inf")


class Program:
    """Minimise named costs over blocks of variables, subject to named constraints.

    Rows are sorted by label before they are numbered: the order of a user's rows never changes a plan.
    """

    def __init__(self) -> None:
        self._store = Store()
        self._arrays: Arrays | None = None
        self._engine: Engine | None = None

    @property
    def blocks(self) -> Mapping[str, Block]:
        """Blocks of variables by name."""
        return self._store.blocks

    @property
    def rows(self) -> Mapping[str, Block]:
        """Blocks of rows by name of the constraint."""
        return self._store.rows

    @property
    def costs(self) -> tuple[str, ...]:
        """Names of the costs."""
        return tuple(self._store.costs)

    def copy(self) -> Program:
        """Return a program with the same parts, to add to or change without touching this one."""
        other = Program()
        other._store = self._store.copy()
        return other

    # -- building -----------------------------------------------------------------------------------------

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
        store = self._store
        if name in store.blocks:
            raise LpError(f"There is a block of variables '{name}' already.")
        labels = label_columns(name, index, (lower, upper))
        block, frame = sorted_block(name, index, labels, store.columns)
        low, high = (numbers_of(name, frame, labels, bound) for bound in (lower, upper))
        check_sides(block, low, high)
        store.blocks[name], store.bounds[name], store.integer[name] = block, (low, high), integer
        self._grown()
        numbers = pl.Series(COLUMN, block.every)
        ones = pl.Series(COEFFICIENT, np.ones(block.count))
        return Expression(labels, beside(block.frame, numbers, ones))

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
            Name in use; labels that differ, occur twice, or occur in the expression alone; a blank bound;
            an empty row.
        """
        store = self._store
        if name in store.rows:
            raise LpError(f"There is a constraint '{name}' already.")
        labels = label_columns(name, rows, (lower, upper))
        if odd := sorted(set(labels) ^ set(expression.index)):
            raise LpError(
                f"'{name}': rows are labelled ({', '.join(labels)}), the expression is over "
                f"({', '.join(expression.index)}); only one has {', '.join(odd)}."
            )
        block, frame = sorted_block(name, rows, labels, store.height)
        low, high = (numbers_of(name, frame, labels, bound) for bound in (lower, upper))
        check_sides(block, low, high)
        entries = store.entries_of(block, expression)
        check_blank(block, entries, blank)
        store.rows[name], store.entries[name], store.sides[name] = block, entries, (low, high)
        self._grown()

    def cost(self, name: str, expression: Expression) -> None:
        """Add a named cost to the objective, which is the sum of all named costs.

        Raises
        ------
        LpError
            Name in use.
        """
        if name in self._store.costs:
            raise LpError(f"There is a cost '{name}' already; set_cost changes it.")
        self._store.costs[name] = self._store.cost_of(name, expression)
        self._grown()

    def pursue(self, *names: str) -> None:
        """Let only these named costs make up the objective; the others are still reported.

        Without names: all of them, as at first.
        """
        if unknown := [name for name in names if name not in self._store.costs]:
            raise LpError(f"There is no cost {', '.join(unknown)}; there are {', '.join(self.costs)}.")
        self._store.pursued = names or None
        self._recost()

    def expression(self, name: str) -> Expression:
        """Return a block of variables as `variables` gave it: each with coefficient 1."""
        block = known(self._store.blocks, name, "block of variables")
        numbers = pl.Series(COLUMN, block.every)
        return Expression(block.index, block.frame.with_columns(numbers, pl.lit(1.0).alias(COEFFICIENT)))

    def bounds(self, name: str) -> pl.DataFrame:
        """Return label columns, ``lower`` and ``upper`` of a block of variables."""
        return _two(known(self._store.blocks, name, "block of variables"), self._store.bounds[name])

    def sides(self, name: str) -> pl.DataFrame:
        """Return label columns, ``lower`` and ``upper`` of a constraint."""
        return _two(known(self._store.rows, name, "constraint"), self._store.sides[name])

    def total_cost(self) -> Expression:
        """Return the objective as an expression without labels."""
        cost = self._store.total_cost()
        columns = np.flatnonzero(cost)
        return Expression((), pl.DataFrame({COLUMN: columns.astype(np.int32), COEFFICIENT: cost[columns]}))

    # -- solving ------------------------------------------------------------------------------------------

    def arrays(self) -> Arrays:
        """Return the whole program as arrays, assembled once."""
        if self._arrays is None:
            self._arrays = self._store.assembled()
        return self._arrays

    def load(self) -> Engine:
        """Return the solver with this program loaded; loaded once, until something is added."""
        if self._engine is None:
            engine = Engine()
            engine.load(self.arrays())
            self._engine = engine
        return self._engine

    def solve(
        self,
        options: Options | None = None,
        progress: Callable[[Progress], None] | None = None,
        start: Start | None = None,
    ) -> Solution:
        """Solve the program.

        Parameters
        ----------
        options : Options, optional
            Method, gap, time and threads.
        progress : callable, optional
            Hears of bound, cost, gap and time some ten times a second, in the thread of the caller. Ctrl-C,
            and a KeyboardInterrupt raised by it, stop the solve and keep the best plan found.
        start : Start, optional
            Basis or values to start from. Without one, a linear program changed in place starts from the
            basis of its last solve.

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
        if start is not None:
            start.apply(engine, self._store, self.arrays())
        outcome = solve(Task(engine, self.arrays(), options or Options(), progress, began))
        if engine.lost:
            self._engine = None
        return self._solution(outcome, time.perf_counter() - began)

    def _solution(self, outcome: Outcome, seconds: float) -> Solution:
        store = self._store
        return Solution(
            status=outcome.status,
            objective=outcome.objective,
            bound=outcome.bound,
            gap=outcome.gap,
            seconds=seconds,
            values=outcome.values,
            duals=outcome.duals,
            raw=outcome.raw,
            raw_basis=outcome.basis,
            ray=outcome.ray,
            has_plan=outcome.planned,
            blocks=dict(store.blocks),
            rows=dict(store.rows),
            costs=dict(store.costs),
            pursued=tuple(store.objective()),
        )

    # -- changing in place --------------------------------------------------------------------------------

    def set_bounds(self, name: str, frame: pl.DataFrame) -> None:
        """Change bounds of variables; the basis of the last solve is kept.

        Parameters
        ----------
        name : str
            Block of variables.
        frame : polars.DataFrame
            Label columns, and ``lower``, ``upper`` or both; only the rows to change.

        Raises
        ------
        LpError
            Unknown or repeated labels, blank numbers.
        """
        moved = change.bounds(self._store.blocks, self._store.bounds, name, frame, "block of variables")
        if self._arrays is not None:
            self._arrays.lower[moved.numbers], self._arrays.upper[moved.numbers] = moved.lower, moved.upper
        if self._engine is not None:
            self._engine.bound_columns(moved.numbers, moved.lower, moved.upper)

    def set_row_bounds(self, name: str, frame: pl.DataFrame) -> None:
        """Change the sides of a constraint as `set_bounds` does the bounds of variables."""
        moved = change.bounds(self._store.rows, self._store.sides, name, frame, "constraint")
        if self._arrays is not None:
            self._arrays.row_lower[moved.numbers] = moved.lower
            self._arrays.row_upper[moved.numbers] = moved.upper
        if self._engine is not None:
            self._engine.bound_rows(moved.numbers, moved.lower, moved.upper)

    def set_cost(self, name: str, expression: Expression) -> None:
        """Replace a named cost; the basis of the last solve is kept."""
        if name not in self._store.costs:
            raise LpError(f"There is no cost '{name}' to change; there are {', '.join(self.costs) or 'none'}.")
        self._store.costs[name] = self._store.cost_of(name, expression)
        self._recost()

    def set_coefficients(self, name: str, expression: Expression) -> None:
        """Replace the coefficients of a constraint at the (row, variable) pairs that occur in `expression`.

        Other coefficients stay; a coefficient 0 removes the variable from the row. The basis is kept.
        """
        store = self._store
        block = known(store.rows, name, "constraint")
        store.entries[name] = change.coefficients(store, block, expression)
        basis = self._engine.basis() if self._engine is not None else None
        self._grown()
        if basis is not None:
            self.load().set_basis(basis)

    def _recost(self) -> None:
        if self._arrays is None:
            return
        cost = self._store.total_cost()
        moved = np.flatnonzero(cost != self._arrays.cost)
        self._arrays.cost[:] = cost
        if self._engine is not None:
            self._engine.recost(moved, cost[moved])

    def _grown(self) -> None:
        self._arrays = self._engine = None

    # -- explaining ---------------------------------------------------------------------------------------

    def iis(self, options: Options | None = None) -> pl.DataFrame:
        """Return rows and bounds of an infeasible program that clash, none of them without need.

        See :func:`punos.lp.clash.clashing` for the columns.
        """
        return clash.clashing(self._store, self.arrays(), options or Options())

    def relax(
        self,
        penalties: Mapping[str, float | pl.DataFrame],
        bounds: Mapping[str, float | pl.DataFrame] | None = None,
        options: Options | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> elastic.Relaxation:
        """Return the least change of sides and bounds, weighed by penalties, with which a plan exists.

        See :func:`punos.lp.elastic.relaxed`.
        """
        return elastic.relaxed(self._store, self.arrays(), penalties, bounds or {}, options or Options(), progress)

    def violations(self, solution: Solution, tolerance: float = 1e-6) -> pl.DataFrame:
        """Return the rows, bounds and whole numbers that a plan breaks; none, if all is well.

        Parameters
        ----------
        solution : Solution
            A solution of this program with a plan.
        tolerance : float
            Amounts up to this, times the size of the bound if that is above 1, count as nothing.

        Returns
        -------
        polars.DataFrame
            ``kind``, ``name``, ``side``, ``label``, ``bound``, ``amount``, then label columns.
        """
        found = gaps(self.arrays(), solution.values, tolerance)
        return table(found, self.blocks, self.rows, ("bound", "amount"))

    def ranges(self) -> pl.DataFrame:
        """Return the ranges of coefficients, bounds and costs, by block; see :mod:`punos.lp.ranges`."""
        return ranges.ranges(self._store)


def _two(block: Block, pair: tuple[Floats, Floats]) -> pl.DataFrame:
    lower, upper = (pl.Series(name, side) for name, side in zip(("lower", "upper"), pair, strict=True))
    return block.frame.with_columns(lower, upper)
