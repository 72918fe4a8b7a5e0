"""Punos: an open planner for regional industrial value chains.

Everything a user needs stands here; each part is loaded when it is first asked for, so that
``import punos`` costs nothing.

Examples
--------
>>> import punos
>>> study = punos.load("studies/finland_batteries")  # doctest: +SKIP
>>> study.check().raise_for_faults()  # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from punos.errors import Infeasible, NotProved, PunosError, StudyFaults, Unbounded, WrongUse
    from punos.plan.compare import Comparison, compare
    from punos.plan.plan import Plan
    from punos.plan.store import load_plan
    from punos.study.faults import Fault, Faults, Severity
    from punos.study.loading import load
    from punos.study.settings import Settings
    from punos.study.study import Study

_WHERE = {
    "Comparison": "punos.plan.compare",
    "Fault": "punos.study.faults",
    "Faults": "punos.study.faults",
    "Infeasible": "punos.errors",
    "NotProved": "punos.errors",
    "Plan": "punos.plan.plan",
    "PunosError": "punos.errors",
    "Settings": "punos.study.settings",
    "Severity": "punos.study.faults",
    "Study": "punos.study.study",
    "StudyFaults": "punos.errors",
    "Unbounded": "punos.errors",
    "WrongUse": "punos.errors",
    "compare": "punos.plan.compare",
    "load": "punos.study.loading",
    "load_plan": "punos.plan.store",
}

__all__ = [
    "Comparison",
    "Fault",
    "Faults",
    "Infeasible",
    "NotProved",
    "Plan",
    "PunosError",
    "Settings",
    "Severity",
    "Study",
    "StudyFaults",
    "Unbounded",
    "WrongUse",
    "compare",
    "load",
    "load_plan",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'punos' has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
