"""Sizes of openings: which need a yes or no, and how large they may be (Semantics 18)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.errors import StudyFaults
from punos.instance.instance import Instance
from punos.model.bounds import Bounds, bounds
from punos.model.curves import curve_segments
from punos.study.faults import Fault, Faults, Severity

INDEX = ("plant", "period")
INF = float("inf")


@dataclass(frozen=True)
class Sizes:
    """Openings that can be made, and how much there can be of anything.

    Attributes
    ----------
    openings
        The rows of ``Plants.frame`` that may be built, with: upper (largest size said in the study), size (largest
        size that can make sense, for forcing rows), curved (has a capex curve), stepped (the curve chooses among
        segments), binary (needs a yes or no).
    bounds
        Most of each activity and good.
    """

    openings: pl.DataFrame
    bounds: Bounds


def sizes(instance: Instance, count_openings: bool = False) -> Sizes:
    """Sizes of all openings.

    Parameters
    ----------
    count_openings
        Some policy counts openings, so that every one needs a yes or no.

    Raises
    ------
    StudyFaults
        An opening with a charge or a minimum has no largest size.
    """
    limit = bounds(instance)
    frame = instance.plants.frame.filter("buildable")
    frame = _curved(frame, instance)
    land = instance.places.select("place", "period", land="area_ha")
    frame = frame.join(land, on=["place", "period"], how="left", maintain_order="left")
    by_land = pl.when(pl.col("area_ha") > 0).then(pl.col("land") / pl.col("area_ha")).otherwise(INF)
    # Land and max_capacity limit what stands: they have rows of their own, whose prices a planner asks for, and
    # must not hide in the bound of a variable.
    upper = pl.min_horizontal("max_opening", "max_build", "curve_end")
    said = pl.min_horizontal("max_opening", "max_build", "curve_end", "max_capacity", by_land)
    charged = (
        (pl.col("fixed_capex") != 0) | (pl.col("open_om") != 0) | (pl.col("min_capacity") > 0) | pl.lit(count_openings)
    )
    frame = frame.with_columns(upper=upper.fill_null(INF), said=said.fill_null(INF)).with_columns(
        binary=pl.col("stepped") | charged
    )
    useful = _useful(instance, limit)
    frame = frame.join(useful, on=INDEX, how="left", maintain_order="left").with_columns(
        size=pl.when(pl.col("said").is_finite()).then(pl.col("said")).otherwise(pl.col("useful").fill_null(INF))
    )
    _refuse_endless(frame)
    return Sizes(frame.drop("useful", "land", "curve_end", "said"), limit)


def _curved(frame: pl.DataFrame, instance: Instance) -> pl.DataFrame:
    """A capex curve replaces capex and fixed_capex (Semantics 19) and ends the size at its last point."""
    segments = curve_segments(instance.plants.curves)
    ends = segments.group_by(INDEX).agg(curve_end=pl.col("high").max(), stepped=pl.col("choice").any())
    frame = frame.join(ends, on=INDEX, how="left", maintain_order="left")
    curved = pl.col("curve_end").is_not_null()
    return frame.with_columns(
        curved=curved,
        stepped=pl.col("stepped").fill_null(False),
        capex=pl.when(curved).then(0.0).otherwise(pl.col("capex")),
        fixed_capex=pl.when(curved).then(0.0).otherwise(pl.col("fixed_capex")),
    )


def _useful(instance: Instance, limit: Bounds) -> pl.DataFrame:
    """Capacity that all activities at their most would need, in the busiest period."""
    takes = instance.operation.uses.group_by("process", "plant", "used", "period").agg(pl.col("capacity_use").max())
    uses = takes.join(limit.runs, on=["process", "plant", "period"], how="left")
    need = uses.group_by("used", "period").agg(need=(pl.col("capacity_use") * pl.col("most")).sum())
    # all of a year's activity may fall into the slice in which a unit of capacity can do least
    least = (
        instance.plants.available.filter(pl.col("availability") > 0).group_by(INDEX).agg(pl.col("availability").min())
    )
    need = (
        need.rename({"used": "plant"})
        .join(least, on=INDEX, how="left")
        .with_columns(pl.col("availability").fill_null(0.0))
    )
    most = need.group_by("plant").agg(
        useful=pl.when(pl.col("availability") > 0).then(pl.col("need") / pl.col("availability")).otherwise(0.0).max()
    )
    return instance.plants.frame.select(INDEX).join(most, on="plant", how="left")


def _refuse_endless(frame: pl.DataFrame) -> None:
    endless = frame.filter(pl.col("binary") & ~pl.col("size").is_finite())
    if endless.height:
        names = endless["plant"].unique(maintain_order=True).cast(pl.String).to_list()
        raise StudyFaults(
            Faults(
                Fault(
                    code="opening-without-size", severity=Severity.ERROR, table="plants", row=None,
                    column="max_capacity", value="",
                    message=f"{name} is opened with a charge, a yearly cost or a minimum, but nothing says how large "
                    "it may be",
                    expected="a largest size",
                    remedy="fill max_capacity in technologies or plants, or max_build in plants",
                )
                for name in names
            )
        )  # fmt: skip
