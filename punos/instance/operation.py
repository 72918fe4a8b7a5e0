"""Processes at plants: recipes, costs and the capacity they need (Semantics 17)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.plants import Plants
from punos.instance.reader import Reader


@dataclass(frozen=True)
class Operation:
    """Frames of the operation strand.

    Attributes
    ----------
    runs
        process, plant, period, slice (index; the slice in a study with slices), technology, place, operator;
        variable_cost (money a unit of activity), min_activity, max_activity (activity a year, of all slices together).
    uses
        process, plant (where it runs), used (the plant whose capacity it takes), period, slice: capacity_use.
    flows
        process, plant, period, slice, commodity: quantity (- consumed, + produced, a unit of activity).
    """

    runs: pl.DataFrame
    uses: pl.DataFrame
    flows: pl.DataFrame


def operation(reader: Reader, plants: Plants) -> Operation:
    """A process runs at every plant of its technology at which a row speaks of it and its other units exist."""
    site = plants.frame.select("plant", "technology", "place", "operator").unique(maintain_order=True)
    technology = reader.structure("processes").select("process", "technology")
    where = technology.join(site.select("plant", "technology"), on="technology").select("process", "plant")
    when = technology.join(reader.slices.technologies, on="technology").select("process", "slice")
    index = ["process", "plant", "period", *reader.slices.labels]
    runs = reader.resolved("processes", at_plants=where, at_slices=when)
    standing = plants.frame.select("plant", "period")
    runs = (
        runs.join(site, on="plant", how="inner", maintain_order="left")
        .join(standing, on=["plant", "period"], how="semi")
        .select(
            *index, "technology", "place", "operator", "capacity_use", "variable_cost", "min_activity", "max_activity"
        )
    )
    uses, runs = _uses(reader, runs, site, where, when)
    flows = reader.resolved("flows", at_plants=where.select("process", "plant"), at_slices=when)
    flows = flows.filter(pl.col("quantity") != 0).join(runs.select(index), on=index, how="semi")
    return Operation(
        runs=runs.drop("capacity_use").sort(index),
        uses=uses.sort(*index, "used"),
        flows=flows.select(*index, "commodity", "quantity").sort(*index, "commodity"),
    )


def _uses(
    reader: Reader, runs: pl.DataFrame, site: pl.DataFrame, where: pl.DataFrame, when: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Capacity taken at the own plant and, for processes on several technologies, at others of the place.

    A process whose other technology has no plant at the place does not exist there.
    """
    index = ["process", "plant", "period", *reader.slices.labels]
    own = runs.select(*index, pl.col("plant").alias("used"), "capacity_use")
    extra = reader.resolved("uses", at_plants=where, at_slices=when)
    if extra.is_empty():
        return own, runs
    here = extra.rename({"technology": "needed"}).join(runs.select(*index, "place", "technology"), on=index)
    # a row of `uses` for the process's own technology says its use there, instead of processes.capacity_use
    itself = here.filter(pl.col("needed") == pl.col("technology"))
    own = own.join(itself.select(index), on=index, how="anti")
    unit = site.select(pl.col("plant").alias("used"), pl.col("technology").alias("needed"), "place")
    others = here.filter(pl.col("needed") != pl.col("technology")).join(unit, on=["needed", "place"], how="left")
    missing = others.filter(pl.col("used").is_null() & (pl.col("capacity_use") != 0)).select(index).unique()
    taken = pl.concat(
        [
            itself.select(*index, pl.col("plant").alias("used"), "capacity_use"),
            others.filter(pl.col("used").is_not_null()).select(*index, "used", "capacity_use"),
        ]
    )
    every = pl.concat([own, taken]).filter(pl.col("capacity_use") != 0)
    return every.join(missing, on=index, how="anti"), runs.join(missing, on=index, how="anti")
