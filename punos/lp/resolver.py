"""Programs with the same labels and other figures, one after the other, each from where the last one ended.

A linear program is solved from the last basis. For one with whole numbers the boxes into which a first search split
them are kept: their bounds are carried over to the changed program by the prices that proved them, those that this does
not close are solved again from the last basis, and only what is then still open is searched further.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np
import polars as pl

from punos.lp.become import become
from punos.lp.carry import Carry
from punos.lp.matrix import Floats
from punos.lp.node import Box, GivenUp, Relaxed, TimeUp
from punos.lp.options import Options, Progress, Status, relative_gap
from punos.lp.program import Program
from punos.lp.relabel import box_among, places_among_whole, whole_values
from punos.lp.search import Gains, Leaf, Open, Search
from punos.lp.solution import Solution
from punos.lp.solve import Outcome
from punos.lp.start import Basis, Codes, Start

Listener = Callable[[Progress], None]

FIRST_BUDGET, BUDGET = 600, 400
"""Linear programs that a search may solve before the solver's own search is asked."""

_CHOICES = 4
"""Choices of whole numbers remembered, to be tried on the next program."""


class Way(Enum):
    """How a program was solved."""

    FIRST = "first"
    """From scratch."""
    KEPT = "kept"
    """From the last basis, and the boxes of the first search."""
    RELABELLED = "relabelled"
    """Loaded anew because its labels differ, from the last basis by label."""
    SEARCHED = "searched"
    """By the solver's own search, from the best plan known: the kept boxes did not close the gap."""


@dataclass(frozen=True)
class Tree:
    """What is kept of a first search: plain arrays, to hand to another process.

    Attributes
    ----------
    leaves : list of Leaf
        Boxes that together hold every choice of whole numbers.
    choice : numpy array
        The whole numbers of the best plan.
    gains : Gains
        What branching is worth.
    basis : pair of numpy arrays or None
        Codes of a basis, of columns and rows.
    complete : bool
        Whether the first search closed the gap.
    """

    leaves: list[Leaf]
    choice: Floats
    gains: Gains
    basis: tuple[Codes, Codes] | None
    complete: bool


class Resolver:
    """Solves programs like a first one, fast.

    Parameters
    ----------
    program : Program
        The first program; it is not changed.
    known : mapping of str to polars.DataFrame, optional
        Values of its best plan by block, as :class:`punos.lp.Start` has them: spares the first search.
    tree : Tree, optional
        What another resolver of the same program has kept.

    Attributes
    ----------
    way : Way
        How the last program was solved.
    held : float
        Net cost of the last program with the whole numbers of the first plan; infinite if they do not fit.
    choice : numpy array or None
        Whole numbers of the last plan, in the order of the first program.
    """

    def __init__(
        self, program: Program, known: Mapping[str, pl.DataFrame] | None = None, tree: Tree | None = None
    ) -> None:
        self.first = program
        self.way, self.held = Way.FIRST, math.nan
        self.choice: Floats | None = None
        self._whole = bool(program.arrays().whole)
        self._known = dict(known or {})
        self._tree = tree
        self._choices: list[Floats] = []
        self._basis: Basis | None = None
        self._linear = program.copy() if not self._whole else None
        self._relaxed: Relaxed | None = None

    def solve(
        self,
        program: Program,
        options: Options | None = None,
        progress: Listener | None = None,
        *,
        quick: bool = False,
    ) -> Solution:
        """Solve a program.

        Parameters
        ----------
        program : Program
            The first one or one like it; it is left as it is.
        options : Options, optional
        progress : callable, optional
            Hears of the solver's own search, if it comes to that.
        quick : bool
            Only try the whole numbers of plans already found, where one of them fits: the plan is then an upper bound
            of the cost, and its own bound what could be carried over from the first search.

        Returns
        -------
        Solution
            Of `program`, as :meth:`punos.lp.Program.solve` gives it, within the same gap.
        """
        chosen = options or Options()
        began, self.choice = time.perf_counter(), None
        if program.arrays().whole != self._whole or not program.arrays().columns:
            self.way = Way.FIRST
            return program.solve(chosen, progress)
        if not self._whole:
            return self._solve_linear(program, chosen, progress)
        try:
            return self._solve_mixed(program, chosen, progress, began, quick=quick)
        except (GivenUp, TimeUp):
            return self._search(program, chosen, progress, None)

    # -- linear programs ----------------------------------------------------------------------------------

    def _solve_linear(self, program: Program, options: Options, progress: Listener | None) -> Solution:
        assert self._linear is not None
        if become(self._linear, program):
            self.way = Way.FIRST if self._basis is None else Way.KEPT
            solution = self._linear.solve(options, progress)
        else:
            self.way = Way.RELABELLED
            start = None if self._basis is None else Start(self._basis)
            solution = program.copy().solve(options, progress, start)
        if self.way is not Way.RELABELLED and solution.raw_basis is not None:
            self._basis = solution.basis
        return solution

    # -- programs with whole numbers ----------------------------------------------------------------------

    def _solve_mixed(
        self, program: Program, options: Options, progress: Listener | None, began: float, *, quick: bool
    ) -> Solution:  # fmt: skip
        tree = self.tree(options)
        relaxed, leaves, choices = self._ready(program, options, tree)
        search = Search(relaxed, tree.gains, options.gap, BUDGET if tree.complete else len(leaves))
        self.held = search.offer(choices[0]) if choices else math.nan
        if any(leaf.bound < search.cutoff for leaf in leaves):
            for choice in choices[1:]:
                search.offer(choice)
        if quick and search.choice is not None:
            found, closed = leaves, True
        else:
            found, closed = search.run([Open(leaf.bound, leaf.box) for leaf in leaves])
        bound = min([search.upper, *(leaf.bound for leaf in found)])
        if not closed:
            return self._search(program, options, progress, search, bound)
        if self.way is not Way.RELABELLED:
            self.choice = search.choice
            self.remember(search.choice)
        return _solution(program, search, bound, time.perf_counter() - began)

    def _ready(
        self, program: Program, options: Options, tree: Tree
    ) -> tuple[Relaxed, list[Leaf], list[Floats]]:  # fmt: skip
        """Return the program loaded, the boxes to look into with what is known of their bounds, choices to try."""
        assert self._relaxed is not None
        if self._relaxed.become(program):
            self.way = Way.KEPT
            self._relaxed.begin(options)
            carry = Carry(self.first.arrays(), program.arrays(), self._relaxed.columns)
            return self._relaxed, [_carried(leaf, carry, self._relaxed.root) for leaf in tree.leaves], self._choices
        self.way = Way.RELABELLED
        relaxed = Relaxed(program, self._relaxed.basis())
        relaxed.begin(options)
        places = places_among_whole(self.first, program)
        leaves = [Leaf(box_among(leaf.box, places, relaxed.root), -math.inf) for leaf in tree.leaves]
        choices = [] if (places < 0).any() else [choice[places] for choice in self._choices]
        return relaxed, leaves, choices

    def remember(self, choice: Floats | None) -> None:
        """Keep a choice of whole numbers to try on later programs: the first one always, of the others the latest."""
        if choice is None or any(np.array_equal(choice, known) for known in self._choices):
            return
        self._choices = [*self._choices[:1], choice, *self._choices[1 : _CHOICES - 1]]

    def tree(self, options: Options | None = None) -> Tree:
        """Return what is kept of the first search; the search is made if it was not yet."""
        if self._relaxed is None:
            self._relaxed = Relaxed(self.first)
            if self._tree is not None and self._tree.basis is not None:
                self._relaxed.start_from(*self._tree.basis)
        if self._tree is None:
            self._tree = self._grow(options or Options(), self._relaxed)
        if not self._choices:
            self._choices = [self._tree.choice]
        return self._tree

    def _grow(self, options: Options, relaxed: Relaxed) -> Tree:
        relaxed.begin(options)
        relaxed.become(self.first)
        search = Search(relaxed, Gains.of(len(relaxed.columns)), options.gap, FIRST_BUDGET, keep=True)
        known = whole_values(self.first, self._known)
        if known is None or not math.isfinite(search.offer(known)):
            solution = self.first.copy().solve(options)
            if not solution.has_plan:
                raise GivenUp
            search.offer(np.round(solution.values[relaxed.columns]))
        leaves, closed = search.run([Open(-math.inf, relaxed.root)])
        if search.choice is None:
            raise GivenUp
        return Tree(leaves, search.choice, search.gains, relaxed.codes(), closed)

    def _search(
        self, program: Program, options: Options, progress: Listener | None, search: Search | None,
        bound: float = -math.inf,
    ) -> Solution:  # fmt: skip
        """Ask the solver's own search, from the best plan known."""
        self.way = Way.SEARCHED
        start = None
        if search is not None and search.outcome is not None:
            start = Start.of(program._solution(search.outcome, 0.0))
        solution = program.copy().solve(options, progress, start)
        if bound > solution.bound and solution.has_plan:
            better = min(bound, solution.objective)
            return replace(solution, bound=better, gap=relative_gap(solution.objective, better))
        return solution


def _carried(leaf: Leaf, carry: Carry, root: Box) -> Leaf:
    box = leaf.box.within(root)
    if box.empty:
        return Leaf(box, math.inf)
    return Leaf(box, -math.inf if leaf.proof is None else carry.bound(leaf.proof, box))


def _solution(program: Program, search: Search, bound: float, seconds: float) -> Solution:
    if search.outcome is None:
        return program._solution(Outcome(Status.INFEASIBLE), seconds)
    outcome = replace(search.outcome, bound=min(bound, search.outcome.objective), basis=None)
    return program._solution(outcome, seconds)
