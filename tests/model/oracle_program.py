"""A linear program by names, solved by scipy: nothing of Punos' own layer."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Name = Hashable
Sum = dict[Name, float]


def add(total: Sum, other: Mapping[Name, float], factor: float = 1.0) -> Sum:
    """Add `factor` times `other` to `total`, in place."""
    for name, coefficient in other.items():
        total[name] = total.get(name, 0.0) + factor * coefficient
    return total


@dataclass(frozen=True)
class Answer:
    """What the solver said: a message, and if optimal the objective and every variable by name."""

    optimal: bool
    message: str
    objective: float
    values: Mapping[Name, float]

    def value(self, total: Mapping[Name, float]) -> float:
        """Value of a sum of variables."""
        return math.fsum(self.values[name] * coefficient for name, coefficient in total.items())


class Program:
    """Variables and rows by name; a name is any tuple."""

    def __init__(self) -> None:
        self.columns: dict[Name, int] = {}
        self.bounds: list[tuple[float, float, bool]] = []
        self.rows: list[tuple[Sum, float, float]] = []
        self.cost: Sum = {}

    def variable(self, *name: Hashable, upper: float = math.inf, lower: float = 0.0, whole: bool = False) -> Sum:
        """Make a variable and return it as a sum of itself."""
        assert name not in self.columns, name
        self.columns[name] = len(self.columns)
        self.bounds.append((lower, upper, whole))
        return {name: 1.0}

    def row(self, total: Sum, lower: float = -math.inf, upper: float = math.inf) -> None:
        """Keep `total` between `lower` and `upper`; a row without limits is not made."""
        if math.isfinite(lower) or math.isfinite(upper):
            self.rows.append((total, lower, upper))

    def pay(self, total: Mapping[Name, float], price: float) -> None:
        """Add `price` times `total` to the objective."""
        add(self.cost, total, price)

    def solve(self, gap: float = 1e-9) -> Answer:
        """Minimise, MILPs to optimality."""
        lower, upper, whole = (np.array(column, dtype=float) for column in zip(*self.bounds, strict=True))
        cost = np.zeros(len(self.columns))
        for name, coefficient in self.cost.items():
            cost[self.columns[name]] = coefficient
        found = milp(
            cost,
            integrality=whole,
            bounds=Bounds(lower, upper),
            constraints=self._constraints(),
            options={"mip_rel_gap": gap},
        )
        if found.x is None or found.status != 0:
            return Answer(False, found.message, math.nan, {})
        values = dict(zip(self.columns, map(float, found.x), strict=True))
        return Answer(True, found.message, float(found.fun), values)

    def _constraints(self) -> list[LinearConstraint]:
        if not self.rows:
            return []
        entries = [
            (number, self.columns[name], coefficient)
            for number, (total, _, _) in enumerate(self.rows)
            for name, coefficient in total.items()
        ]
        shape = (len(self.rows), len(self.columns))
        i, j, a = (list(column) for column in zip(*entries, strict=True)) if entries else ([], [], [])
        matrix = csr_array((np.array(a, dtype=float), (np.array(i, dtype=int), np.array(j, dtype=int))), shape=shape)
        return [LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])]
