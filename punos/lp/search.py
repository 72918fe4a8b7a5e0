"""Branch and bound over boxes, each solved from the basis of the one before.

For sweeps over programs with few whole numbers and large linear programs: one node takes some hundredths of a second
where a search from scratch spends its time on presolve, the root and cuts. Cheapest box first; which whole number is
branched on follows from how much branching on it has raised the bound so far (pseudo-costs), tried out where it is not
known.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from punos.lp.carry import Proof, least_worth
from punos.lp.labels import Ints
from punos.lp.matrix import Floats
from punos.lp.node import Box, Found, GivenUp, Node, Relaxed
from punos.lp.solve import Outcome

_WHOLE = 1e-6
"""So near to whole, numbers are rounded to see what the plan costs."""

_EXACT = 2e-9
"""Share of the cost that is rounding: a plan must be cheaper by more than that to be another."""

_REMEMBERED = 60
"""Boxes whose reduced costs are tried on later ones before those are solved."""

_LEAST = 1e-6
"""Share of the cost that a branch is taken to raise the bound by at least, so that no product is zero."""


@dataclass(slots=True)
class Gains:
    """How much the bound rose, a unit of what a whole number was moved: downwards and upwards."""

    total: Floats
    count: Ints

    @staticmethod
    def of(numbers: int) -> Gains:
        """Nothing known of so many whole numbers."""
        return Gains(np.zeros((numbers, 2)), np.zeros((numbers, 2), dtype=np.int64))

    def learn(self, place: int, side: int, moved: float, gain: float) -> None:
        """Take note of one branch."""
        self.total[place, side] += gain / max(moved, 1e-3)
        self.count[place, side] += 1

    def guess(self, place: int, side: int, moved: float) -> float:
        """Return the gain to expect."""
        return float(self.total[place, side] / max(self.count[place, side], 1) * moved)


@dataclass(frozen=True, slots=True)
class Leaf:
    """A box that is not split further, and what its bound rests on (None: it was never solved)."""

    box: Box
    bound: float
    proof: Proof | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A box to look into: a bound is known; `node` once it was solved; `parent` it was branched off."""

    bound: float
    box: Box
    node: Node | None = None
    basis: Any = None
    proof: Proof | None = None
    branch: tuple[int, int, float, float] | None = None
    """place, side, how far it was moved, bound of the parent: to learn from."""


@dataclass(slots=True)
class Search:
    """One search.

    Attributes
    ----------
    gap : float
        Relative gap at which it ends.
    budget : int
        Linear programs it may solve.
    keep : bool
        Keep the prices of each box, for later programs.
    upper : float
        Cost of the best plan known, `choice` its whole numbers, `outcome` its values.
    """

    relaxed: Relaxed
    gains: Gains
    gap: float
    budget: int
    keep: bool = False
    upper: float = math.inf
    choice: Floats | None = None
    outcome: Outcome | None = None
    _solved: list[Node] = field(default_factory=list)
    _number: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def cutoff(self) -> float:
        """Plans that are not cheaper than this are of no interest."""
        return self.upper - max(self.gap, _EXACT) * abs(self.upper) if math.isfinite(self.upper) else math.inf

    def offer(self, choice: Floats) -> float:
        """Try a choice of whole numbers; return what it costs, infinite if it does not fit."""
        box = Box(choice, choice)
        if not box.within(self.relaxed.root).empty:
            node = self.relaxed.solve(box)
            if node.found is Found.SOLVED:
                if node.bound < self.cutoff:
                    self.upper, self.choice, self.outcome = node.bound, choice, self.relaxed.read(box)
                return node.bound
        return math.inf

    def run(self, start: Iterable[Open]) -> tuple[list[Leaf], bool]:
        """Look into boxes until the gap is reached.

        Returns
        -------
        list of Leaf
            Boxes that together hold every choice of those given.
        bool
            Whether the gap was reached; if not, the budget was spent.
        """
        heap = [self._entry(box) for box in start]
        heapq.heapify(heap)
        leaves: list[Leaf] = []
        until = self.relaxed.solves + self.budget
        while heap:
            bound, _, open_ = heapq.heappop(heap)
            if bound >= self.cutoff or self.relaxed.solves >= until:
                rest = [open_, *(other for _, _, other in heap)]
                return [*leaves, *map(_closed, rest)], bound >= self.cutoff
            if open_.node is None:
                heapq.heappush(heap, self._entry(self._look(open_)))
                continue
            for child in self._split(open_, leaves):
                heapq.heappush(heap, self._entry(child))
        return leaves, True

    def _entry(self, open_: Open) -> tuple[float, int, Open]:
        return open_.bound, next(self._number), open_

    def _look(self, open_: Open) -> Open:
        """Solve a box, unless the reduced costs of another say enough of it."""
        if not self.keep:  # what is kept should have prices of its own, which say more
            known = max((_across(node, open_.box) for node in self._solved), default=-math.inf)
            if known >= self.cutoff:
                return replace(open_, bound=max(known, open_.bound))
        node = self.relaxed.solve(open_.box, math.inf if self.keep else self.cutoff, open_.basis, duals=self.keep)
        if open_.branch is not None:
            place, side, moved, before = open_.branch
            self.gains.learn(place, side, moved, min(node.bound, self._ceiling(before)) - before)
        if node.found is Found.SOLVED:
            self._solved = [*self._solved[1 - _REMEMBERED :], node]
            proof = Proof(node.bound, node.box, node.duals) if self.keep else None
            return Open(node.bound, open_.box, node, node.basis, proof or open_.proof)
        return Open(node.bound, open_.box, None if node.found is Found.EMPTY else node, None, open_.proof)

    def _ceiling(self, bound: float) -> float:
        """Return a cost to count for a box without plan: that of the best plan, or twice the bound."""
        return self.upper if math.isfinite(self.upper) else bound + max(abs(bound), 1.0)

    def _split(self, open_: Open, leaves: list[Leaf]) -> list[Open]:
        """Return the two halves of a box; a box whose plan is whole is a leaf."""
        node = open_.node
        assert node is not None
        off = np.abs(node.whole - np.round(node.whole))
        places = np.flatnonzero(off > _WHOLE)
        if not len(places):
            self.offer(np.round(node.whole) + 0.0)
            if node.bound >= self.cutoff:
                leaves.append(_closed(open_))
                return []
            places = np.array([int(off.argmax())])
            if off[places[0]] == 0.0:
                raise GivenUp  # whole, and yet not what it says: figures of too many sizes
        pairs = [self._halves(open_, node, int(place)) for place in places]
        return max(pairs, key=lambda pair: self._score(pair, open_.bound))

    def _halves(self, open_: Open, node: Node, place: int) -> list[Open]:
        value = float(node.whole[place])
        moved = (value - math.floor(value), math.ceil(value) - value)
        halves = []
        for side, box in enumerate(node.box.halves(place, value)):
            half = Open(node.bound, box, None, node.basis, open_.proof, (place, side, moved[side], node.bound))
            halves.append(half if self.gains.count[place, side] else self._look(half))
        return halves

    def _score(self, pair: list[Open], bound: float) -> float:
        """Return the product of both gains, each counted up to where the box is closed."""
        least, enough = _LEAST * max(abs(bound), 1.0), self._ceiling(bound) - bound
        product = 1.0
        for half in pair:
            gain = half.bound - bound
            if half.branch is not None and half.node is None and gain <= 0:
                place, side, moved, _ = half.branch
                gain = self.gains.guess(place, side, moved)
            product *= max(min(gain, enough), least)
        return product


def _closed(open_: Open) -> Leaf:
    return Leaf(open_.box, open_.bound, open_.proof)


def _across(node: Node, box: Box) -> float:
    """Return what the reduced costs of one box say of another of the same program."""
    here = least_worth(node.worth, node.box.lower, node.box.upper)
    there = least_worth(node.worth, box.lower, box.upper)
    return node.bound + float((there - here).sum())
