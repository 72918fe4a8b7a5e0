"""Economies of scale: the capex curve of an opening, kept exactly (Semantics 19).

Multiple-choice form: one segment is chosen and the size lies in it (Croxton, Gendron, Magnanti, A comparison of
mixed-integer programming models for nonconvex piecewise linear cost minimization problems, Management Science 49,
2003). A curve that is convex and starts at nothing for nothing needs no choice: its segments fill in order.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression, Program

INDEX = ("plant", "period")
SEGMENT = ("plant", "period", "segment")


@dataclass(frozen=True)
class Curves:
    """Variables and figures of capex curves.

    Attributes
    ----------
    segments
        plant, period, segment; low, high (capacity), base (capex of choosing it), slope (capex a unit), choice (bool).
    size
        plant, period, segment: capacity built in a segment.
    chosen
        plant, period, segment: 1 for the segment chosen (only curves that need a choice).
    open
        plant, period: sum of ``chosen``.
    """

    segments: pl.DataFrame
    size: Expression
    chosen: Expression
    open: Expression


def curves(instance: Instance, program: Program, buildable: pl.DataFrame) -> Curves:
    """Add the variables of capex curves at buildable plants."""
    points = instance.plants.curves.join(buildable.select(INDEX), on=INDEX, how="semi")
    segments = curve_segments(points)
    bounded = segments.with_columns(
        room=pl.when("choice").then(pl.col("high")).otherwise(pl.col("high") - pl.col("low"))
    )
    size = program.variables("curve_size", bounded.select(*SEGMENT, "room"), upper="room")
    chosen = program.variables("curve_segment", segments.filter("choice").select(SEGMENT), upper=1.0, integer=True)
    return Curves(segments, size, chosen, chosen.over(*INDEX))


def curve_segments(points: pl.DataFrame) -> pl.DataFrame:
    """Segments between the points of each curve (plant, period, capacity, capex sorted by capacity).

    Returns plant, period, segment, low, high, base, slope, choice: the capex of size s in a chosen segment is
    base + slope x s. A single point is a segment of no width: that size or nothing.
    """
    ordered = points.sort(*INDEX, "capacity")
    following = ordered.with_columns(
        segment=pl.int_range(pl.len()).over(INDEX),
        high=pl.col("capacity").shift(-1).over(INDEX),
        high_capex=pl.col("capex").shift(-1).over(INDEX),
        points=pl.len().over(INDEX),
    )
    single = (pl.col("points") == 1) & pl.col("high").is_null()
    kept = following.filter(pl.col("high").is_not_null() | single).with_columns(
        pl.col("high").fill_null(pl.col("capacity")), pl.col("high_capex").fill_null(pl.col("capex"))
    )
    width = pl.col("high") - pl.col("capacity")
    slope = pl.when(width > 0).then((pl.col("high_capex") - pl.col("capex")) / width).otherwise(0.0)
    sloped = kept.with_columns(slope=slope)
    rising = (pl.col("slope") >= pl.col("slope").shift(1).over(INDEX).fill_null(-float("inf"))).all().over(INDEX)
    from_nothing = ((pl.col("capacity").first() == 0) & (pl.col("capex").first() == 0)).over(INDEX)
    return sloped.with_columns(
        choice=~(rising & from_nothing), base=pl.col("capex") - pl.col("slope") * pl.col("capacity")
    ).select(*SEGMENT, pl.col("capacity").alias("low"), "high", "base", "slope", "choice")
