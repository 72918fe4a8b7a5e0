"""Plants over the periods: what stands, what may be built, at what cost and size (Semantics 12-19)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.reader import Reader
from punos.instance.time import capital_factors
from punos.tables import WHOLE_YEAR
from punos.tables.plants import PlantStatus

STANDING = (PlantStatus.OPERATING, PlantStatus.COMMITTED, PlantStatus.IDLE)
MODELLED = (*STANDING, PlantStatus.CANDIDATE)


@dataclass(frozen=True)
class Plants:
    """Frames of the plants strand, all indexed by plant and period.

    Attributes
    ----------
    frame
        plant, period, place, technology, operator, status; existing (capacity that stands, technology units; `inf`
        = unlimited), buildable (bool, as a vintage), capex, fixed_capex (money, site factor included), fixed_om,
        open_om (money a year), lifetime (years), availability, area_ha (a unit), min_capacity, max_opening, block,
        max_build, max_capacity (units), closable (bool), restart_cost (money), salvage_share, annuity. Availability is
        of the year as a whole.
    available
        plant, period, slice: availability (what a unit of capacity can do in the slice, its share of the year
        included). A plant that runs in every slice has a row of the year too, where year_availability says less
        than the slices together. In a study without slices, one row a plant and period.
    curves
        plant, period, capacity, capex: the points of the capex curve, site factor included, sorted.
    """

    frame: pl.DataFrame
    available: pl.DataFrame
    curves: pl.DataFrame


def plants(reader: Reader) -> Plants:
    """Plants of the study that are in the model (cancelled and closed ones are only shown on maps)."""
    sites = reader.with_structure("plants").filter(pl.col("status").is_in([s.value for s in MODELLED]))
    where = sites.select("technology", "plant").unique(maintain_order=True)
    technologies = reader.resolved("technologies", at_plants=where)
    technologies = technologies.drop([c for c in ("name", "unit") if c in technologies.columns])
    technologies, available = _available(reader, technologies, where)
    renamed = technologies.rename({"max_capacity": "max_opening"})
    frame = sites.join(renamed, on=["technology", "plant", "period"], how="inner", maintain_order="left")
    frame = _owners(frame, reader)
    frame = _dates(frame, reader)
    frame = frame.with_columns(
        capex=pl.col("capex") * pl.col("capex_factor"),
        fixed_capex=pl.col("fixed_capex") * pl.col("capex_factor"),
    )
    frame = capital_factors(frame, reader.periods, reader.settings)
    return Plants(
        frame=frame.select(*COLUMNS).sort("plant", "period"),
        available=available.join(frame, on=["plant", "period"], how="semi").sort(available.columns[:-1]),
        curves=_curves(reader, where, sites),
    )


COLUMNS = (
    "plant", "period", "place", "technology", "operator", "status", "existing", "buildable", "capex", "fixed_capex",
    "fixed_om", "open_om", "lifetime", "availability", "area_ha", "min_capacity", "max_opening", "block", "max_build",
    "max_capacity", "min_build", "closable", "restart_cost", "salvage_share", "annuity",
)  # fmt: skip


def _available(reader: Reader, technologies: pl.DataFrame, where: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Technologies with their availability over the year, and what a unit of capacity can do in each slice."""
    index = ["plant", "period", *reader.slices.labels]
    if not reader.slices.any:
        least = pl.min_horizontal("availability", "year_availability")
        whole = technologies.with_columns(availability=least)
        return whole, whole.select(*index, "availability")
    by_slice = reader.resolved("technologies", at_plants=where, at_slices=reader.slices.technologies)
    shared = by_slice.join(reader.slices.shares, on="slice", how="left", maintain_order="left")
    parts = shared.select(*index, "year_availability", availability=pl.col("availability") * pl.col("share"))
    # The order of the sum is that of the slices, so that it is the same figure on every machine.
    together = parts.group_by("plant", "period", maintain_order=True).agg(
        pl.col("availability").sum(), pl.col("year_availability").first(), slices=pl.len()
    )
    less = together.with_columns(
        availability=pl.min_horizontal("availability", "year_availability"),
        bound=pl.col("year_availability") < pl.col("availability") - 1e-12,
    )
    year = pl.lit(WHOLE_YEAR, dtype=reader.types["slices"]).alias("slice")
    own_row = less.filter(pl.col("bound") | (pl.col("slices") == 1)).select("plant", "period", year, "availability")
    slices = parts.filter(~reader.slices.is_year()).select(*index, "availability")
    of_year = less.select("plant", "period", of_year="availability")
    whole = (
        technologies.join(of_year, on=["plant", "period"], how="left", maintain_order="left")
        .with_columns(availability="of_year")
        .drop("of_year")
    )
    return whole, pl.concat([slices, own_row])


def _owners(frame: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """The operator's discount rate as ``rate`` (null: the study's)."""
    rates = reader.resolved("operators").select("operator", rate="discount_rate").unique("operator")
    return frame.join(rates, on="operator", how="left", maintain_order="left")


def _dates(frame: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """Existing capacity from opened to closes, or opened + lifetime; and the periods in which one may build.

    Dates count from the first period that starts in or after the year (Semantics 15), so comparing the start
    of a period with the year is all there is to it.
    """
    first = float(reader.periods["start"][0])
    dated = frame.join(reader.periods.select("period", "start"), on="period", how="left", maintain_order="left")
    opened = pl.col("opened").cast(pl.Float64).fill_null(first)
    life = pl.col("lifetime").first().over("plant")
    ends = pl.coalesce(pl.col("closes").cast(pl.Float64), opened + life)
    works = (pl.col("start") >= opened) & (pl.col("start") < ends)
    stands = pl.col("status") != PlantStatus.CANDIDATE.value
    may_build = ~stands | pl.col("expandable")
    earliest = pl.max_horizontal(pl.col("earliest").cast(pl.Float64).fill_null(first), first + pl.col("build_years"))
    return dated.with_columns(
        existing=pl.when(works & stands).then(pl.col("capacity")).otherwise(0.0),
        buildable=may_build & (pl.col("start") >= earliest) & (pl.col("max_build") > 0),
    ).drop("start")


def _curves(reader: Reader, where: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    points = reader.resolved("capex_curve", at_plants=where)
    if points.is_empty():
        return points.select(pl.lit(None, dtype=reader.types["plants"]).alias("plant"), "period", "capacity", "capex")
    factor = sites.select("plant", "period", "capex_factor")
    rates = reader.rates("technologies", where).select("plant", "period", "rate")
    return (
        points.join(factor, on=["plant", "period"], how="inner")
        .join(rates, on=["plant", "period"], how="inner")
        .select("plant", "period", "capacity", capex=pl.col("capex") * pl.col("capex_factor") * pl.col("rate"))
        .sort("plant", "period", "capacity")
    )
