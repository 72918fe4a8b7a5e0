"""Whole numbers of one program found again, by label, in another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from punos.lp.labels import Ints
from punos.lp.matrix import Floats
from punos.lp.node import Box
from punos.lp.program import Program


def places_among_whole(old: Program, new: Program) -> Ints:
    """Return for each whole number of `new` its place among those of `old`, -1 where it has none."""
    integer = old.arrays().integer
    place = np.where(integer, np.cumsum(integer) - 1, -1)
    parts = [np.empty(0, dtype=np.int64)]
    for name, block in new.blocks.items():
        if not new.arrays().integer[block.numbers].any():
            continue
        known = old.blocks.get(name)
        if known is None or not known.count or set(known.index) != set(block.index):
            parts.append(np.full(block.count, -1, dtype=np.int64))
            continue
        places = known.places(block.frame)
        parts.append(np.where(places >= 0, place[known.first + np.maximum(places, 0)], -1))
    return np.concatenate(parts)


def box_among(box: Box, places: Ints, root: Box) -> Box:
    """Return a box for another program's whole numbers: those that are new there may be anything in `root`."""
    known = places >= 0
    lower, upper = root.lower.copy(), root.upper.copy()
    lower[known] = np.maximum(lower[known], box.lower[places[known]])
    upper[known] = np.minimum(upper[known], box.upper[places[known]])
    return Box(lower, upper)


def whole_values(program: Program, values: Mapping[str, pl.DataFrame]) -> Floats | None:
    """Return the whole numbers of a plan given by block (labels, ``value``), rounded; None if one is missing."""
    parts = [np.empty(0)]
    for name, block in program.blocks.items():
        if not program.arrays().integer[block.numbers].any():
            continue
        frame = values.get(name)
        if frame is None or set(frame.columns) != {*block.index, "value"}:
            return None
        places = block.places(frame)
        known = np.full(block.count, np.nan)
        known[places[places >= 0]] = frame["value"].to_numpy()[places >= 0]
        parts.append(np.round(known))
    whole = np.concatenate(parts)
    return None if np.isnan(whole).any() else whole + 0.0
