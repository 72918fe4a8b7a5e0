"""What a solve gives: values and prices by label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from punos.lp.errors import LpError
from punos.lp.expression import COEFFICIENT, COLUMN, Expression
from punos.lp.found import Found, Part, Side, table
from punos.lp.labels import Block, Ints, Key, beside, grouped, picked
from punos.lp.matrix import Floats, added, from_list
from punos.lp.options import Status
from punos.lp.start import Basis
from punos.lp.store import known


@dataclass(frozen=True, slots=True)
class Solution:
    """The end of a solve.

    Attributes
    ----------
    status : Status
        How it ended.
    objective : float
        Total cost of the plan; NaN if there is none.
    bound : float
        No plan can cost less; ``-inf`` if not known.
    gap : float
        ``|objective − bound| / |objective|``.
    seconds : float
        Wall-clock time of the solve.
    values : numpy array by column
        The plan; empty if there is none.
    duals : numpy array by row
        Increase of the objective per unit by which the row's right side (the bound that holds it) rises:
        positive at a lower bound that costs, negative at an upper bound that would save. In the money of the
        objective. With whole numbers: of the program with these numbers fixed. Empty if there are none.
    raw : HighsSolution or None
        The solution as the solver gives it; see :attr:`reduced_costs`.
    raw_basis : HighsBasis or None
        The basis as the solver gives it; see :attr:`basis`.
    ray : numpy array by column
        If unbounded: a direction in which cost falls forever. Empty otherwise.
    has_plan : bool
        Whether there are values that meet all rows and bounds.
    """

    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    values: Floats
    duals: Floats
    raw: Any = field(repr=False)
    raw_basis: Any = field(repr=False)
    ray: Floats
    has_plan: bool
    blocks: Mapping[str, Block] = field(repr=False)
    rows: Mapping[str, Block] = field(repr=False)
    costs: Mapping[str, tuple[Ints, Floats]] = field(repr=False)
    pursued: tuple[str, ...] = ()

    @property
    def reduced_costs(self) -> Floats:
        """Increase of the objective per unit by which the bound that holds a column is increased, by column.

        Empty where there are none; read when asked for.
        """
        return np.empty(0) if self.raw is None else from_list(self.raw.col_dual) + 0.0

    @property
    def basis(self) -> Basis | None:
        """To start another linear program from, see :class:`punos.lp.Start`; made when asked for."""
        return None if self.raw_basis is None else Basis.of(self.raw_basis, self.blocks, self.rows)

    def variable(self, name: str) -> pl.DataFrame:
        """Return label columns and ``value`` of a named block of variables."""
        self._need_plan()
        block = known(self.blocks, name, "block of variables")
        return beside(block.frame, pl.Series("value", self.values[block.numbers], dtype=pl.Float64))

    def value(self, expression: Expression) -> pl.DataFrame:
        """Return the value of an expression at each of its labels, sorted by label.

        Returns
        -------
        polars.DataFrame
            Label columns of the expression and ``value``. Labels without an entry do not occur.
        """
        self._need_plan()
        frame = expression.frame
        amounts = frame[COEFFICIENT].to_numpy() * self.values[frame[COLUMN].to_numpy()]
        if not expression.index:
            return pl.DataFrame({"value": [added(amounts)]})
        key, keys = Key.of(frame, expression.index)
        if (keys[1:] > keys[:-1]).all():  # sorted, and each label once: there is nothing to add up
            return beside(picked(frame, expression.index), pl.Series("value", amounts, dtype=pl.Float64))
        first, group = grouped(keys, key.size)
        sums = np.bincount(group, weights=amounts, minlength=len(first))
        return beside(frame[first].select(expression.index), pl.Series("value", sums, dtype=pl.Float64))

    def dual(self, name: str) -> pl.DataFrame:
        """Return label columns and ``dual`` of a constraint: cost of one more unit on its right side."""
        block = known(self.rows, name, "constraint")
        if not len(self.duals) and block.count:
            raise LpError(f"There are no duals of '{name}': the solve ended {self.status} without them.")
        return beside(block.frame, pl.Series("dual", self.duals[block.numbers], dtype=pl.Float64))

    def reduced_cost(self, name: str) -> pl.DataFrame:
        """Return label columns and ``reduced_cost`` of a named block of variables."""
        block = known(self.blocks, name, "block of variables")
        costs = self.reduced_costs
        if not len(costs) and block.count:
            raise LpError(f"There are no reduced costs of '{name}': the solve ended {self.status}.")
        return beside(block.frame, pl.Series("reduced_cost", costs[block.numbers], dtype=pl.Float64))

    def cost(self, name: str) -> float:
        """Return the value of a named cost."""
        self._need_plan()
        if name not in self.costs:
            raise LpError(f"There is no cost '{name}'; there are {', '.join(self.costs) or 'none'}.")
        columns, coefficients = self.costs[name]
        return added(coefficients * self.values[columns])

    def endless(self) -> pl.DataFrame:
        """Return what grows without end in an unbounded program.

        Returns
        -------
        polars.DataFrame
            ``kind``, ``name`` of the block of variables, ``side``, ``label``, ``growth`` (relative to each other,
            the fastest ±1; negative: falls), then label columns; the fastest first.
        """
        numbers = np.flatnonzero(np.abs(self.ray) > 1e-9)
        found = Found(Part.BOUND, Side.NONE, numbers, {"growth": self.ray[numbers]})
        return table([found], self.blocks, self.rows, ("growth",)).sort(pl.col("growth").abs(), descending=True)

    def check(self) -> None:
        """Raise unless the named costs add up to the objective, to 1e-9 of the money that moves."""
        self._need_plan()
        costs = [self.costs[name] for name in self.pursued]
        parts = np.concatenate([np.empty(0), *(c * self.values[columns] for columns, c in costs)])
        moved, total = added(np.abs(parts)), added(parts)
        if abs(total - self.objective) > 1e-9 * max(moved, 1.0):
            raise LpError(f"Named costs add up to {total!r}, the objective is {self.objective!r}.")

    def _need_plan(self) -> None:
        if not self.has_plan:
            raise LpError(f"There is no plan to read: the solve ended {self.status}.")
