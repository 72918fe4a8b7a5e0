"""Tables that name rows and bounds of the solver by block and label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from punos.lp.labels import Block, Ints, worded
from punos.lp.matrix import Floats


class Part(StrEnum):
    """What a clash consists of."""

    ROW = "row"
    BOUND = "bound"
    INTEGER = "integer"
    """That a variable takes whole numbers only."""


class Side(StrEnum):
    """Which side of a row or bound holds."""

    LOWER = "lower"
    UPPER = "upper"
    BOTH = "both"
    """Lower above upper: the two sides clash with each other."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Found:
    """Numbers of rows or columns, each with a side and figures.

    Attributes
    ----------
    part : Part
    side : Side
    numbers : numpy array
        Of the solver's rows (`Part.ROW`) or columns.
    figures : mapping of str to numpy array
        Further columns of the table.
    """

    part: Part
    side: Side
    numbers: Ints
    figures: Mapping[str, Floats]


_FIRST = {"kind": pl.String, "name": pl.String, "side": pl.String, "label": pl.String}


def table(
    found: Iterable[Found], blocks: Mapping[str, Block], rows: Mapping[str, Block], figures: tuple[str, ...]
) -> pl.DataFrame:
    """Return one row per thing found.

    Returns
    -------
    polars.DataFrame
        ``kind``, ``name`` of the constraint or block of variables, ``side``, ``label`` (all labels as
        words), the `figures`, then the label columns of all blocks concerned, blank where a block does not
        have them; a label whose name is taken is called ``label_…``.
    """
    schema = _FIRST | dict.fromkeys(figures, pl.Float64)
    frames = [pl.DataFrame(schema=schema)]
    for each in found:
        for block in (rows if each.part is Part.ROW else blocks).values():
            inside = np.flatnonzero((each.numbers >= block.first) & (each.numbers < block.first + block.count))
            if len(inside):
                frames.append(_named(each, block, inside))
    return pl.concat(frames, how="diagonal_relaxed").with_columns(pl.col(figures).fill_nan(None))


def _named(each: Found, block: Block, inside: Ints) -> pl.DataFrame:
    labels = block.labels(each.numbers[inside] - block.first)
    texts = [name for name, kind in labels.schema.items() if kind in (pl.Enum, pl.Categorical)]
    labels = labels.with_columns(pl.col(texts).cast(pl.String))
    count = len(inside)
    head = {"kind": each.part.value, "name": block.name, "side": each.side.value}
    taken = {name: f"label_{name}" for name in block.index if name in _FIRST or name in each.figures}
    return pl.DataFrame(
        [
            *(pl.Series(name, [text] * count) for name, text in head.items()),
            worded(labels),
            *(pl.Series(name, values[inside], dtype=pl.Float64) for name, values in each.figures.items()),
            *labels.rename(taken).get_columns(),
        ]
    )
