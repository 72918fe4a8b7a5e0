"""Which plants can be turned into which, and what that takes (Semantics 23)."""

from __future__ import annotations

import polars as pl

from punos.instance.reader import Reader


def conversions(reader: Reader, plants: pl.DataFrame) -> pl.DataFrame:
    """Conversions of existing plants.

    Parameters
    ----------
    plants
        ``Plants.frame``.

    Returns
    -------
    plant (what stands), to (the plant of the other technology at its place), period (in which it first works as such);
    existing (capacity of the plant then), yield (capacity it becomes, for one unit), cost (money a unit), fixed_cost
    (money), whole (bool); lifetime, salvage_share, annuity: of a vintage of the other plant.
    """
    rules = reader.with_structure("conversions").rename({"technology_from": "technology"})
    stands = plants.filter((pl.col("existing") > 0) & pl.col("existing").is_finite())
    stands = stands.select("plant", "period", "place", "technology", "existing")
    becomes = plants.select(
        pl.col("plant").alias("to"), "period", "place", pl.col("technology").alias("technology_to"), "lifetime",
        "salvage_share", "annuity",
    )  # fmt: skip
    kind = reader.types["technologies"]
    return (
        stands.join(rules.with_columns(pl.col("technology", "technology_to").cast(kind)), on=["technology", "period"])
        .join(becomes, on=["technology_to", "place", "period"])
        .filter(pl.col("plant") != pl.col("to"))
        .select(
            "plant", "to", "period", "existing", "yield", "cost", "fixed_cost", "lifetime", "salvage_share", "annuity",
            whole=pl.col("whole").fill_null(value=False),
        )
        .sort("plant", "to", "period")
    )  # fmt: skip
