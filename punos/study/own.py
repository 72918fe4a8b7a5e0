"""Figures that somebody adds from home: `evidence` says that they are confidential."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from punos.study.frames import full_frame
from punos.study.raw import ROW
from punos.study.reading import in_reading_order
from punos.tables.evidence import EVIDENCE, Basis

SOURCE = "own figure"
"""Source of a figure that came with somebody's own changes."""

_KEY = ["table", "select", "column", "period"]


def marked(tables: Mapping[str, pl.DataFrame], changes: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """Give tables in which `evidence` calls every cell confidential that rows of `changes` set.

    A row of evidence of the same cells is marked, range and source kept; other cells get a row of their own.
    """
    own = changes.select(_KEY).unique(maintain_order=True)
    stored = tables.get(EVIDENCE.name)
    held = full_frame(EVIDENCE.name, stored) if stored is None else stored
    for column in ("confidential", *_KEY):
        if column not in held.columns:
            held = held.join(full_frame(EVIDENCE.name, None).select(ROW, column), on=ROW, how="left")
    told = held.join(own.with_columns(_own=pl.lit(value=True)), on=_KEY, how="left", nulls_equal=True)
    yes = pl.col("_own") | pl.col("confidential")
    told = told.with_columns(confidential=yes).select(held.columns)
    new = own.join(held, on=_KEY, how="anti", nulls_equal=True)
    last = int(held[ROW].max() or 1)  # type: ignore[arg-type]
    rows = new.with_columns(
        basis=pl.lit(Basis.READ.value),
        source=pl.lit(SOURCE),
        confidential=pl.lit(value=True),
        **{ROW: pl.int_range(1, new.height + 1, dtype=pl.Int64) + last},
    )
    frame = pl.concat([told, rows], how="diagonal_relaxed").select(*(c for c in _order(told, rows) if c != ROW), ROW)
    return MappingProxyType(in_reading_order({**tables, EVIDENCE.name: frame}))


def _order(*frames: pl.DataFrame) -> list[str]:
    return list(dict.fromkeys(c for frame in frames for c in frame.columns))
