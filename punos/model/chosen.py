"""Plants that work only where the plan opens them: each opening is a yes or no, and nothing stands before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression

if TYPE_CHECKING:
    from punos.model.model import Model


def chosen_plants(model: Model) -> pl.DataFrame:
    """Plants whose every opening is a yes or no, and of which nothing stands or comes by conversion.

    Returns
    -------
    plant.
    """
    openings = model.sizes.openings
    partly = openings.filter(~pl.col("binary")).select("plant")
    stands = model.instance.plants.frame.filter(pl.col("existing") > 0).select("plant")
    plants = openings.select("plant").unique()
    gains = model.instance.conversions.select(pl.col("to").alias("plant"))
    others = pl.concat([partly, stands, gains])
    return plants.join(others, on="plant", how="anti")


def openings_that_work(model: Model) -> Expression:
    """Sum over plant and period of the openings that still work."""
    opened = model.investment.open.rename(period="vintage")
    return opened.times(model.investment.vintages, "works").over("plant", "period")
