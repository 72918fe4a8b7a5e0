"""What may wait at a place, from one period to the next or from slice to slice within the year (Semantics 27)."""

from __future__ import annotations

import polars as pl

from punos.instance.reader import Reader
from punos.instance.slices import Slices
from punos.tables import WHOLE_YEAR


def stocks(reader: Reader) -> pl.DataFrame:
    """Stocks over the periods, and those that turn within each year over its slices.

    Returns
    -------
    place, commodity, period, slice (in a study with slices; ``year`` for stocks from period to period); capacity
    (units, at the end), held_in (plant whose capacity holds it, or null), initial (units; where it begins, else
    null), keep (share of what it begins with that is left at the end), holding_cost (money a unit and year),
    end_value (money a unit), before, before_slice (period and slice from whose end it begins; null where it begins
    with `initial`), years (what is drawn counts once in so many years: 1 within the year).
    """
    full = reader.with_structure("stocks").join(
        reader.periods.select("period", "years"), on="period", how="left", maintain_order="left"
    )
    yearly = pl.col("yearly").fill_null(value=False)
    over_periods = _over_periods(full.filter(~yearly))
    if not reader.slices.any:
        return over_periods.select("place", "commodity", "period", *COLUMNS)
    year = pl.lit(WHOLE_YEAR, dtype=reader.types["slices"])
    whole = over_periods.with_columns(year.alias("slice")).with_columns(
        before_slice=pl.when(pl.col("before").is_not_null()).then("slice")
    )
    turning = _within_the_year(full.filter(yearly), reader.slices)
    index = ("place", "commodity", "period", "slice", *COLUMNS, "before_slice")
    return pl.concat([whole.select(index), turning.select(index)]).sort("place", "commodity", "period", "slice")


COLUMNS = ("capacity", "held_in", "keep", "holding_cost", "end_value", "before", "years", "initial")


def _over_periods(full: pl.DataFrame) -> pl.DataFrame:
    """A period begins with what the one before ended with, the first with the initial stock."""
    full = full.sort("place", "commodity", "period")
    before = pl.col("period").shift(1).over("place", "commodity")
    kept = (1.0 - pl.col("loss")) ** pl.col("years")
    opening = pl.when(pl.col("before").is_null()).then(pl.col("initial").fill_null(0.0))
    return full.with_columns(before=before, keep=kept).with_columns(initial=opening)


def _within_the_year(full: pl.DataFrame, slices: Slices) -> pl.DataFrame:
    """A slice begins with what the one before ended with, the first with what the last ended with."""
    turns = full.join(slices.frame.rename({"before": "before_slice"}), how="cross")
    return turns.with_columns(
        keep=(1.0 - pl.col("loss")) ** pl.col("share"),
        holding_cost=pl.col("holding_cost") * pl.col("share"),
        before="period",
        years=pl.lit(1.0),
        initial=pl.lit(None, dtype=pl.Float64),
    )
