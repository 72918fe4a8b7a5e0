"""Plan a study that stands in memory as settings and rows."""

from __future__ import annotations

import math

import punos
from punos.errors import Infeasible, StudyFaults
from punos.plan.plan import Plan
from tests.model.strategies import Settings, Tables, frames


def plan_of(settings: Settings, tables: Tables) -> Plan:
    """Plan a study."""
    return punos.Study.from_frames(settings, frames(tables)).plan()


def objective_of(settings: Settings, tables: Tables) -> float:
    """Least net cost of a study; nan if no plan meets all wishes or some cannot be met at sight."""
    try:
        return plan_of(settings, tables).summary.objective
    except (Infeasible, StudyFaults):
        return math.nan
