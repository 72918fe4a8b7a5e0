"""What each recipe takes and makes of each good by mass, wherever a row speaks of it."""

from __future__ import annotations

import polars as pl

from punos.study.check.subject import Subject
from punos.study.in_force import FOUND, in_force
from punos.study.raw import ROW
from punos.tables import TABLES

CASE = ["process", "plant", "period"]
"""A process where and when some row of its flows is narrower than the others; blank is everywhere and always."""


def masses(subject: Subject, weights: pl.DataFrame) -> pl.DataFrame:
    """Return process, plant, period, commodity, mass: mass units a unit of activity, − taken, + made.

    Parameters
    ----------
    subject : Subject
    weights : DataFrame
        commodity, mass (of one unit); goods that are not in it are left out.
    """
    rows = subject.rows("flows").drop_nulls(["process", "commodity"])
    cases = rows.select(CASE).unique(maintain_order=True)
    goods = rows.select("process", "commodity").unique(maintain_order=True).join(weights, on="commodity")
    where = cases.join(goods, on="process", maintain_order="left").select(
        "process", "commodity", "plant", "period", "mass"
    )
    found = in_force(TABLES["flows"], rows, where, "quantity")
    return found.with_columns(mass=pl.col("mass") * pl.col(FOUND)).select(*CASE, "commodity", "mass")


def told_of(subject: Subject, cases: pl.DataFrame) -> pl.DataFrame:
    """Add what a message tells of a case: `row` of the first flow of its process, `at` (where and when), `value`."""
    rows = subject.rows("flows").drop_nulls(["process", "commodity"])
    first = rows.group_by("process").agg(pl.col(ROW).first())
    at = [pl.format(" at plant {}", "plant"), pl.format(" in period {}", "period")]
    told = cases.join(first, on="process", maintain_order="left")
    return told.with_columns(at=pl.concat_str(at, ignore_nulls=True), value=pl.lit(""))
