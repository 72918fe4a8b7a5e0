"""How to solve, and what is heard while solving."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How linear programs are solved; programs with whole numbers always go by branch and bound."""

    AUTO = "auto"
    """Simplex for small programs and where a basis is at hand, else interior point with crossover."""
    SIMPLEX = "simplex"
    IPX = "ipx"


class Status(StrEnum):
    """What a solve ended with."""

    OPTIMAL = "optimal"
    """Proved best, within the gap that was asked for."""
    GAP = "gap"
    """The time was up; a plan is there, its distance from the bound is `gap`."""
    STOPPED = "stopped"
    """Interrupted, or the time was up without a plan; see `has_plan`."""
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"


class Phase(StrEnum):
    """What the solver is busy with."""

    SIMPLEX = "simplex"
    INTERIOR = "interior point"
    SEARCH = "branch and bound"
    PRICES = "prices"
    """Solving once more with the whole numbers fixed, for clean values and prices."""
    CHECK = "check"
    """Finding out whether a program is infeasible or unbounded."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a solve.

    Attributes
    ----------
    method : Method
        How linear programs are solved.
    gap : float
        Relative gap at which a program with whole numbers counts as solved.
    time_limit : float
        Seconds; infinite by default.
    threads : int
        At most so many threads; 0 lets the solver choose. The same number gives the same plan.
    seed : int
        Random seed of the solver.
    integrality : float
        How far from whole the solver may leave a whole number while it searches. The plan itself has exactly
        whole numbers; where that makes it dearer than the solver thought, it searches again more tightly.
    log : bool
        Let the solver write its own log to the console.
    """

    method: Method = Method.AUTO
    gap: float = 1e-4
    time_limit: float = math.inf
    threads: int = 1
    seed: int = 0
    integrality: float = 1e-7
    log: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """A glance at a running solve.

    Attributes
    ----------
    bound : float
        No plan can be cheaper; ``-inf`` or NaN where not known.
    objective : float
        Cost of the best plan so far; ``inf`` if there is none (in the simplex: of the current point).
    gap : float
        Relative distance of the two; ``inf`` if one is not known.
    seconds : float
        Since the solve began.
    phase : Phase
        What the solver does.
    iterations : int
        Of the simplex or interior point method.
    """

    bound: float
    objective: float
    gap: float
    seconds: float
    phase: Phase
    iterations: int = 0


def relative_gap(objective: float, bound: float) -> float:
    """Return ``|objective − bound| / |objective|``, 0 where both are equal, infinite where one is unknown."""
    if not (math.isfinite(objective) and math.isfinite(bound)):
        return math.inf
    difference = abs(objective - bound)
    return difference / abs(objective) if objective else (0.0 if difference <= 1e-9 else math.inf)
