"""The group that complains most of shares: found by planning with every tenant free to stay away.

What a group has by itself is what its plan saves against the plan of nobody, so the group that complains most of what
it is given is that of

    max over groups  cost(nobody) - cost(group) - shares of its members
    = cost(nobody) - min  net cost + Σ share[tenant] * present[tenant]

one plan in which each tenant is there or away and must have its share if it is there (Drechsel and Kimms 2010). Its
bound proves that no other group complains of more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import Any

import polars as pl

from punos.analysis.share.park import Park
from punos.analysis.share.solving import Group, Planner
from punos.errors import WrongUse
from punos.lp import Program
from punos.lp.resolver import Resolver
from punos.model.optional import PRESENT, with_teams

ASKED = "asked for"
"""Name of the cost that is what those present must have, and of the row by which there are some but not all."""

DIGITS = 12
"""Digits of shares that tell one question from another."""


@dataclass(frozen=True)
class Worst:
    """The group that complains most.

    Attributes
    ----------
    group
        Its members; nobody where no group can be.
    cost
        Net cost of its plan, and what its members are given: less is a greater complaint.
    least
        No group has less.
    """

    group: Group
    cost: float
    least: float


class Asker:
    """Asks which group complains most, again and again; what was answered is kept."""

    def __init__(self, park: Park, planner: Planner) -> None:
        self._park, self._planner = park, planner

    @cached_property
    def _resolver(self) -> Resolver:
        return Resolver(self._program.copy())

    @cached_property
    def _program(self) -> Program:
        program = with_teams(self._planner.session.base.program, self._park.tenants)
        here, one = program.expression(PRESENT).over(), pl.DataFrame({"label": [ASKED]})
        program.constraint(ASKED, one, here.labelled(label=ASKED), lower=1.0, upper=len(self._park.tenants) - 1.0)
        program.cost(ASKED, here)
        return program

    def worst(self, shares: Mapping[str, float]) -> Worst:
        """Find the group, neither nobody nor everybody, that complains most of shares.

        Raises
        ------
        WrongUse
            A plant has no limit; or something earns without end.
        KeyboardInterrupt
            Ctrl-C.
        """
        told = {name: f"{shares[name]:.{DIGITS}g}" for name in sorted(shares)}
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
        question = f"{self._planner.name} who complains most of {digest}"
        known = self._planner.kept.get(question)
        if known is None:
            known = self._solved({name: float(text) for name, text in told.items()})
            self._planner.kept.put(question, known)
        return Worst(frozenset(known["group"]), known["cost"], known["least"])

    def _solved(self, shares: Mapping[str, float]) -> dict[str, Any]:
        paid = pl.DataFrame({"team": list(shares), "share": list(shares.values())})
        self._program.set_cost(ASKED, self._program.expression(PRESENT).times(paid, "share").over())
        solution = self._resolver.solve(self._program, self._planner.session.options)
        if not solution.has_plan:
            if solution.objective == -inf:
                raise WrongUse("Without some tenants the plan earns without end: a demand or a supply lacks its limit.")
            raise KeyboardInterrupt  # it was stopped
        there = solution.values[self._program.blocks[PRESENT].numbers] > 0.5
        teams = self._program.blocks[PRESENT].frame["team"].filter(pl.Series(there)).to_list()
        return {"group": teams, "cost": solution.objective, "least": solution.bound}
