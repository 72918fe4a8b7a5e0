"""Typed columns back to what people write."""

from __future__ import annotations

import polars as pl


def number_words(numbers: pl.Series) -> pl.Series:
    """Return numbers as the shortest text that reads back the same: `5`, `0.1`, `inf`."""
    return numbers.cast(pl.String).str.strip_suffix(".0")


def as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as text: numbers at full precision, yes and no, blanks null."""
    return pl.DataFrame([_as_text(series) for series in frame])


def _as_text(series: pl.Series) -> pl.Series:
    if series.dtype.is_float():
        return number_words(series)
    if series.dtype == pl.Boolean:
        return pl.select(
            pl.when(series).then(pl.lit("yes")).when(~series).then(pl.lit("no")).alias(series.name)
        ).to_series()
    return series.cast(pl.String)
