"""A program without its demand for whole numbers, solved again and again with other bounds of those numbers."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

import numpy as np
from highspy import HighsModelStatus

from punos.lp.become import become, relaxed
from punos.lp.engine import End
from punos.lp.labels import Ints
from punos.lp.matrix import Floats, from_list
from punos.lp.options import Options
from punos.lp.program import Program
from punos.lp.solve import LARGE, Outcome, Task, read
from punos.lp.start import Basis, Codes

_NONE = np.empty(0)


class GivenUp(Exception):  # noqa: N818  (nothing is wrong: another way is taken)
    """These linear programs lead to no answer; the program must be solved from scratch."""


class TimeUp(Exception):  # noqa: N818
    """The time limit was reached."""


class Found(Enum):
    """How a linear program of the search ended."""

    SOLVED = "solved"
    DEARER = "dearer"
    """No plan in the box is cheaper than the cut-off."""
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Box:
    """Bounds of the whole numbers: one part of what they may be."""

    lower: Floats
    upper: Floats

    def halves(self, place: int, value: float) -> tuple[Box, Box]:
        """Return the box below and the box above a value that is not whole."""
        upper, lower = self.upper.copy(), self.lower.copy()
        upper[place], lower[place] = math.floor(value), math.ceil(value)
        return Box(self.lower, upper), Box(lower, self.upper)

    def within(self, other: Box) -> Box:
        """Return what is in both."""
        return Box(np.maximum(self.lower, other.lower), np.minimum(self.upper, other.upper))

    @property
    def empty(self) -> bool:
        """Whether nothing is in it."""
        return bool((self.lower > self.upper).any())


@dataclass(frozen=True, slots=True)
class Node:
    """The end of one linear program.

    Attributes
    ----------
    bound : float
        No plan in the box is cheaper.
    whole : numpy array
        Values of the whole numbers, here not yet whole.
    worth : numpy array
        Their reduced costs.
    duals : numpy array by row
        Only where asked for.
    basis : HighsBasis or None
    """

    found: Found
    box: Box
    bound: float
    whole: Floats = field(default_factory=lambda: _NONE)
    worth: Floats = field(default_factory=lambda: _NONE)
    duals: Floats = field(default_factory=lambda: _NONE)
    basis: Any = None


class Relaxed:
    """A program without its demand for whole numbers, loaded once.

    Attributes
    ----------
    program : Program
        The program as it was given, whole numbers and all.
    columns : numpy array
        The columns that must be whole.
    solves, iterations : int
        Linear programs solved so far, and steps of the simplex they took.
    """

    def __init__(self, program: Program, basis: Basis | None = None) -> None:
        self.program = program
        self._loaded = relaxed(program)
        self._engine = self._loaded.load()
        self.columns: Ints = np.flatnonzero(program.arrays().integer)
        self.solves = self.iterations = 0
        self._options, self._until = Options(), math.inf
        if basis is not None:
            self._engine.set_basis(basis.on(program._store))

    def begin(self, options: Options) -> None:
        """Set options and the time at which solving ends."""
        self._options, self._until = options, time.perf_counter() + options.time_limit
        self._engine.prepare(options)
        self._engine.set(solver="simplex" if self._engine.warm else self._cold(), presolve="choose")

    def _cold(self) -> str:
        return "simplex" if self.program.arrays().nonzeros <= LARGE else "ipx"

    def become(self, program: Program) -> bool:
        """Take the figures of another program with the same labels; False if its labels are others."""
        if not become(self._loaded, relaxed(program)):
            return False
        self.program = program
        return True

    @property
    def root(self) -> Box:
        """All that the whole numbers may be."""
        arrays = self.program.arrays()
        return Box(arrays.lower[self.columns], arrays.upper[self.columns])

    def basis(self) -> Basis | None:
        """Return the basis of the last solve, by label."""
        raw = self._engine.basis()
        store = self.program._store
        return None if raw is None else Basis.of(raw, store.blocks, store.rows)

    def codes(self) -> tuple[Codes, Codes] | None:
        """Return the codes of the last basis, of columns and rows, to hand to another process."""
        basis = self.basis()
        return None if basis is None else (basis.columns, basis.rows)

    def start_from(self, columns: Codes, rows: Codes) -> None:
        """Start from a basis that `codes` gave."""
        store = self.program._store
        self._engine.set_basis(Basis(columns, rows, store.blocks, store.rows).on(store))

    def solve(self, box: Box, cutoff: float = math.inf, basis: Any = None, *, duals: bool = False) -> Node:
        """Return the cheapest plan with the whole numbers in a box, were they not whole.

        Parameters
        ----------
        box : Box
        cutoff : float
            Dearer plans are of no interest.
        basis : HighsBasis, optional
            Where to start; by default from the last solve.
        duals : bool
            Read the prices of all rows.

        Raises
        ------
        GivenUp
            The solver came to no clear end.
        TimeUp
            The time limit was reached.
        KeyboardInterrupt
            Ctrl-C.
        """
        if box.empty:
            return Node(Found.EMPTY, box, math.inf)
        self._run(box, cutoff, basis)
        highs, status = self._engine.highs, self._engine.status
        if status == HighsModelStatus.kInfeasible:
            return Node(Found.EMPTY, box, math.inf)
        if status == HighsModelStatus.kObjectiveBound:
            return Node(Found.DEARER, box, cutoff)
        if status != HighsModelStatus.kOptimal:
            raise GivenUp
        solution = highs.getSolution()
        return Node(
            Found.SOLVED,
            box,
            highs.getInfo().objective_function_value,
            from_list(solution.col_value)[self.columns],
            from_list(solution.col_dual)[self.columns],
            from_list(solution.row_dual) if duals else _NONE,
            highs.getBasis(),
        )

    def _run(self, box: Box, cutoff: float, basis: Any) -> None:
        engine = self._engine
        engine.bound_columns(self.columns, box.lower, box.upper)
        if basis is not None:
            engine.set_basis(basis)
        engine.set(objective_bound=cutoff)
        self.solves += 1
        end = engine.run(limit=self._until - time.perf_counter())
        self.iterations += max(engine.highs.getInfo().simplex_iteration_count, 0)
        if end is End.STOPPED:
            raise KeyboardInterrupt
        if end is End.LATE or engine.status == HighsModelStatus.kTimeLimit:
            raise TimeUp
        engine.set(solver="simplex")

    def read(self, box: Box) -> Outcome:
        """Return values and prices of the box that was solved last."""
        arrays = self.program.arrays()
        lower, upper = arrays.lower.copy(), arrays.upper.copy()
        lower[self.columns], upper[self.columns] = box.lower, box.upper
        return read(Task(self._engine, replace(arrays, lower=lower, upper=upper), self._options, None, 0.0))
