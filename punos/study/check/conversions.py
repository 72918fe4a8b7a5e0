"""Conversions that can nowhere be made, or of which it is not clear what becomes what (Semantics 23)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import STANDING, Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity

PAIR = ("technology_from", "technology_to")


def check(subject: Subject) -> Iterator[Fault]:
    """Find conversions into the same technology, without a place, and into one of several plants."""
    rows = subject.once("conversions")
    if rows.is_empty():
        return
    same = rows.filter(pl.col("technology_from") == pl.col("technology_to"))
    kind = Kind("converts-into-itself", "conversions", "technology_to")
    yield from tell(same, kind, "{technology_from} becomes what it is.", "another technology")
    pairs = rows.filter(pl.col("technology_from") != pl.col("technology_to"))
    plants = subject.plants.select("plant", "place", "technology", "status").drop_nulls(["place", "technology"])
    stands = plants.filter(pl.col("status").is_in(STANDING)).select("place", technology_from="technology")
    becomes = plants.select("place", technology_to="technology", becomes="plant")
    sites = pairs.join(stands.unique(), on="technology_from").join(becomes, on=["technology_to", "place"])
    nowhere = pairs.join(sites, on=list(PAIR), how="anti", maintain_order="left")
    kind = Kind("converts-nowhere", "conversions", "technology_from", Severity.WARNING)
    message = "No place has a standing plant of {technology_from} and one of {technology_to} that it could become."
    remedy = "Add a candidate of {technology_to} where such a plant stands; max_build 0 if it may not be built anew."
    yield from tell(nowhere, kind, message, "both technologies at one place", remedy)
    several = sites.group_by(*PAIR, "place", maintain_order=True).agg(
        pl.col("row").first(), many=pl.len(), value=pl.col("becomes").sort().str.join(", ")
    )
    kind = Kind("converts-into-several", "conversions", "technology_to")
    message = "At {place} {technology_from} could become {value}: it is not said which."
    yield from tell(several.filter(pl.col("many") > 1), kind, message, "one plant of {technology_to} at each place")
