"""What may wait at a place from one period to the next (Semantics 27)."""

from __future__ import annotations

import polars as pl

from punos.instance.reader import Reader

HERE = ("place", "commodity", "period")


def stocks(reader: Reader) -> pl.DataFrame:
    """Stocks over the periods.

    Returns
    -------
    place, commodity, period; capacity (units, at the end), held_in (plant whose capacity holds it, or null), initial
    (units; in its first period, else null), keep (share of what the period begins with that is left at its end),
    holding_cost (money a unit and year), end_value (money a unit), before (period from whose end it begins; null in
    its first), years.
    """
    full = reader.with_structure("stocks").join(
        reader.periods.select("period", "years"), on="period", how="left", maintain_order="left"
    )
    full = full.sort(HERE)
    before = pl.col("period").shift(1).over("place", "commodity")
    kept = (1.0 - pl.col("loss")) ** pl.col("years")
    return full.with_columns(before=before, keep=kept).select(
        *HERE, "capacity", "held_in", "keep", "holding_cost", "end_value", "before", "years",
        initial=pl.when(pl.col("before").is_null()).then(pl.col("initial").fill_null(0.0)),
    )  # fmt: skip
