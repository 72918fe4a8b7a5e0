"""The register of constraints: what each says, in which unit, from which tables.

From it come the mathematics page, the words in which an infeasible study is explained, and the check that every
constraint has its test.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from punos.model.model import Model

Builder = Callable[["Model"], None]


@dataclass(frozen=True)
class Constraint:
    """One equation of the model.

    Attributes
    ----------
    name
        Also the file and function name, and the name of its rows in the solver.
    sentence
        What a planner would say.
    unit
        Unit of both sides, in words.
    tables
        Tables whose figures it reads, the one that holds its limit first.
    limit
        ``table.column`` of the figure that a planner could change to relax it; blank if there is none.
    build
        Adds its rows to the program of a model.
    """

    name: str
    sentence: str
    unit: str
    tables: tuple[str, ...]
    limit: str
    build: Builder

    @property
    def equation(self) -> str:
        """The body of the docstring: the equation and what its symbols mean."""
        return (self.build.__doc__ or "").strip()


CONSTRAINTS: dict[str, Constraint] = {}
"""All constraints by name, in the order in which they are built."""


def constraint(sentence: str, unit: str, tables: tuple[str, ...], limit: str = "") -> Callable[[Builder], Builder]:
    """Register a function as the constraint of its name."""

    def register(build: Builder) -> Builder:
        name = build.__name__
        if name in CONSTRAINTS:
            raise ValueError(f"the constraint {name} is registered twice")
        CONSTRAINTS[name] = Constraint(name, sentence, unit, tables, limit, build)
        return build

    return register
