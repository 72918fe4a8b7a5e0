"""Plan a study that stands in memory as settings and tables, through a folder as a user would."""

from __future__ import annotations

import math
import tempfile
from pathlib import Path

import polars as pl

import punos
from punos.errors import Infeasible
from punos.plan.plan import Plan
from tests.model.strategies import Settings, Tables, frames
from tests.reference.writing import write_study


def plan_of(settings: Settings, tables: Tables | dict[str, pl.DataFrame]) -> Plan:
    """Write, load and plan a study."""
    written = {
        name: table if isinstance(table, pl.DataFrame) else frames({name: table})[name]
        for name, table in tables.items()
    }
    with tempfile.TemporaryDirectory() as folder:
        study = punos.load(write_study(Path(folder) / "study", settings, written))
        return study.plan()


def objective_of(settings: Settings, tables: Tables | dict[str, pl.DataFrame]) -> float:
    """Least net cost of a study; nan if no plan meets all wishes."""
    try:
        return plan_of(settings, tables).summary.objective
    except Infeasible:
        return math.nan
