"""Recipes that make more mass than goes in, or lose most of it."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.check.weighing import CASE, masses, told_of
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import CommodityKind

MORE, LESS = 1.01, 0.5
"""Mass out for each mass in above which it comes out of nothing, and below which most of it vanishes."""
SLIP = 300.0
"""Mass in for each mass out, or the other way, beyond which a figure has slipped."""


def check(subject: Subject) -> Iterator[Fault]:
    """Weigh what goes into each recipe and what comes out, wherever a row speaks of it."""
    cases = _weighed(subject).filter(pl.col("into") > 0, pl.col("out") > 0)
    ratio = pl.col("out") / pl.col("into")
    unit = subject.settings.study.mass_unit
    made = f"{{process}} makes {{out}} {unit} out of {{into}} {unit}{{at}}: {{more}} {unit} come out of nothing."
    expected = "no more out than in"
    remedy = "Check quantities, signs and mass of its flows, or add what it takes from air and water."
    kind = Kind("mass-out-of-nothing", "flows", "quantity", Severity.WARNING)
    heavier = cases.filter(ratio > MORE).with_columns(more=pl.col("out") - pl.col("into"))
    yield from tell(heavier, kind, made, expected, remedy)
    lost = cases.filter((ratio < LESS) & (ratio >= 1 / SLIP))
    vanishes = f"{{process}} makes {{out}} {unit} out of {{into}} {unit}{{at}}; the rest leaves the study."
    yield from tell(lost, Kind("mass-vanishes", "flows", "quantity", Severity.NOTE), vanishes)
    slipped = cases.filter(ratio < 1 / SLIP).with_columns(times=(1 / ratio).round(0))
    message = f"{{process}} takes {{into}} {unit} to make {{out}} {unit}{{at}}, {{times}} times as much."
    kind = Kind("odd-magnitude", "flows", "quantity", Severity.WARNING)
    yield from _drains(subject)
    yield from tell(slipped, kind, message, "quantities of like magnitude", "Check units and quantities of its flows.")


def _drains(subject: Subject) -> Iterator[Fault]:
    """Recipes that take goods of use and make nothing at all; to treat waste is what some are for."""
    rows = subject.rows("flows").drop_nulls(["process", "commodity"]).select("process", "commodity", "quantity", ROW)
    kinds = subject.once("commodities").select("commodity", "kind")
    named = rows.join(kinds, on="commodity", how="left", maintain_order="left")
    waste = pl.col("kind").is_in([CommodityKind.WASTE.value, CommodityKind.BY_PRODUCT.value]).fill_null(value=False)
    taken = pl.col("quantity") < 0
    recipes = named.group_by("process", maintain_order=True).agg(
        pl.col(ROW).first(), makes=(pl.col("quantity") > 0).any(), takes=taken.any(), treats=(waste & taken).any(),
        goods=pl.col("commodity").filter(taken).unique(maintain_order=True), value=pl.lit(""),
    )  # fmt: skip
    found = recipes.filter("takes", ~pl.col("makes"), ~pl.col("treats"))
    kind = Kind("makes-nothing", "flows", "quantity", Severity.WARNING)
    message = "{process} takes {goods} and makes nothing."
    yield from tell(found, kind, message, "a positive quantity of what it makes", "Check the signs of its flows.")


def _weighed(subject: Subject) -> pl.DataFrame:
    """process, plant, period, into, out (mass units a unit of activity), row, at, value: one row a case told apart."""
    weights = (
        subject.filled("commodities").drop_nulls("mass").unique("commodity", keep="first").select("commodity", "mass")
    )
    weighed = (
        masses(subject, weights)
        .group_by(CASE, maintain_order=True)
        .agg(into=-pl.col("mass").filter(pl.col("mass") < 0).sum(), out=pl.col("mass").filter(pl.col("mass") > 0).sum())
    )
    # of the cases of one process only the one furthest from balance is told
    told = told_of(subject, weighed).sort(
        (pl.col("out") / pl.col("into")).log().abs(), descending=True, nulls_last=True, maintain_order=True
    )
    return told.unique("process", keep="first", maintain_order=True)
