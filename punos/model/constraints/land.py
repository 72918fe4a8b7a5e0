"""Plants fit on the land of their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="The plants of a place fit on its land.",
    unit="ha",
    tables=("places", "technologies"),
    limit="places.area_ha",
)
def land(model: Model) -> None:
    """sum over plants of area_ha x capacity <= area_ha of the place, each place with limited land and period."""
    area = model.instance.plants.frame.filter(pl.col("area_ha") > 0).select(*INDEX, "place", "area_ha")
    used = model.investment.capacity.times(area, "area_ha").over("place", "period")
    limited = model.instance.places.filter(pl.col("area_ha").is_finite()).select("place", "period", "area_ha")
    rows = limited.join(used.frame.select("place", "period").unique(), on=["place", "period"], how="semi")
    kept = used.within(rows)
    model.program.constraint("land", rows, kept, upper="area_ha")
