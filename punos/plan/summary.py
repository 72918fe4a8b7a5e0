"""What is said first about a plan: what was asked, how it ended, what it costs."""

from __future__ import annotations

import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import Any

from punos.lp import Status


@dataclass(frozen=True)
class Size:
    """Size of the solved program."""

    rows: int
    columns: int
    integers: int
    nonzeros: int


@dataclass(frozen=True)
class Summary:
    """How a plan came about.

    Attributes
    ----------
    name
        Name of the study.
    status
        Optimal within the gap asked for, or stopped with a plan.
    objective, bound
        Net cost (weighted spend - earn) of the plan and the least any plan could have, study currency.
    gap
        Relative distance of the two.
    seconds
        Wall-clock time of building and solving.
    costs
        Weighted money by kind; spend positive, earn negative; they add up to the objective.
    changes
        The changes made to the study as it was loaded, as text.
    options
        Solver options in force.
    versions
        Versions of Punos, solver, Python.
    started_from
        Name of the plan it started from, if any.
    advice
        Figures too small, too large or too far apart for the solver, and the unit that would cure it.
    """

    name: str
    status: Status
    objective: float
    bound: float
    gap: float
    seconds: float
    currency: str
    goal: str
    size: Size
    costs: dict[str, float] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    started_from: str | None = None
    advice: tuple[str, ...] = ()

    @property
    def profit(self) -> float:
        """The negative of the objective."""
        return -self.objective

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)

    @staticmethod
    def from_dict(data: dict[str, Any]) -> Summary:
        """What `to_dict` wrote."""
        known = {**data, "size": Size(**data["size"]), "status": Status(data["status"])}
        listed = {name: tuple(data.get(name, ())) for name in ("changes", "advice")}
        return Summary(**{**known, **listed})


def versions() -> dict[str, str]:
    """Versions of what made a plan."""
    return {name: version(name) for name in ("punos", "highspy", "polars")} | {"python": platform.python_version()}
