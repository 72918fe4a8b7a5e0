"""Capex curves: larger should cost more (Semantics 19)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity

_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Find curves that fall, or that end below the least size of their technology."""
    rows = subject.rows("capex_curve").drop_nulls(["technology", "capacity"])
    if rows.is_empty():
        return
    curve = ["technology", "period", "plant"]
    ordered = rows.sort("capacity", maintain_order=True).with_columns(
        pl.col("capex", "capacity").shift(1).over(curve).name.prefix("smaller ")
    )
    falls = ordered.filter(pl.col("capex") < pl.col("smaller capex"))
    message = (
        "A {technology} of {capacity} costs {capex}, less than one of {smaller capacity}, which costs {smaller capex}."
    )
    yield from tell(falls, Kind("curve-falls", "capex_curve", "capex", _ODD), message, "at least {smaller capex}")
    yield from _ends(subject, rows)
    yield from _replaced(subject, rows)


def _ends(subject: Subject, rows: pl.DataFrame) -> Iterator[Fault]:
    """A curve says nothing beyond its last row, so nothing larger is built."""
    end = rows.group_by("technology", maintain_order=True).agg(pl.col("row").last(), end=pl.col("capacity").max())
    least = subject.filled("technologies").group_by("technology").agg(least=pl.col("min_capacity").min())
    found = end.join(least, on="technology", maintain_order="left").filter(pl.col("least") > pl.col("end"))
    message = "The curve of {technology} ends at {end}, below its min_capacity {least}: it cannot be built."
    kind = Kind("curve-too-short", "capex_curve", "capacity", _ODD)
    yield from tell(found.with_columns(value="end"), kind, message, "a row of {least} or more")
    nothing = end.filter(pl.col("end") == 0).with_columns(value="end")
    message = "The curve of {technology} has no row above capacity 0: it cannot be built."
    yield from tell(nothing, kind, message, "a row with a size")


def _replaced(subject: Subject, rows: pl.DataFrame) -> Iterator[Fault]:
    """A capex beside a curve is not read."""
    technologies = subject.rows("technologies").join(rows.select("technology"), on="technology", how="semi")
    for column in ("capex", "fixed_capex"):
        found = technologies.filter(pl.col(column).fill_null(0) != 0)
        message = f"{column} of {{technology}} has no effect: its capex_curve replaces it."
        yield from tell(found, Kind("without-effect", "technologies", column, Severity.NOTE), message, "blank")
