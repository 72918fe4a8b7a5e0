"""How far apart the figures of a program are: what to look at before blaming the solver.

Solvers work with absolute tolerances around 1e-7 and double precision. Figures near the one or beyond the other make
plans inexact; other units usually cure it. :mod:`punos.model.scaling` says which.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import polars as pl

from punos.lp.labels import Ints
from punos.lp.matrix import Entries, Floats
from punos.lp.store import Store


class Figure(StrEnum):
    """Kind of figure of a program."""

    COEFFICIENT = "coefficient"
    SIDE = "side"
    BOUND = "bound"
    COST = "cost"


_SCHEMA = {
    "figure": pl.String, "name": pl.String, "smallest": pl.Float64, "largest": pl.Float64, "count": pl.Int64,
    "at_smallest": pl.Int64, "at_largest": pl.Int64, "spread": pl.Float64, "at_spread": pl.Int64,
}  # fmt: skip


def ranges(store: Store) -> pl.DataFrame:
    """Return the smallest and largest size of the figures that are neither 0 nor infinite.

    Returns
    -------
    polars.DataFrame
        ``figure`` (see :class:`Figure`), ``name`` of the constraint, block of variables or cost,
        ``smallest``, ``largest`` (absolute values), ``count``, ``at_smallest``, ``at_largest`` (place in the block,
        see :meth:`~punos.lp.Block.words`; for costs, number of the column), and for coefficients ``spread`` (how many
        times the largest of a row is its smallest, at most) and ``at_spread``. Blocks without figures do not occur.
    """
    rows: list[tuple[object, ...]] = []
    for name, entries in store.entries.items():
        row = entries.row()
        rows.append((*_sizes(Figure.COEFFICIENT, name, entries.value, row), *_spread(entries)))
    for figure, sides in ((Figure.SIDE, store.sides), (Figure.BOUND, store.bounds)):
        for name, pair in sides.items():
            row = np.tile(np.arange(len(pair[0])), 2)
            rows.append((*_sizes(figure, name, np.concatenate(pair), row), None, None))
    for name, (columns, coefficients) in store.costs.items():
        rows.append((*_sizes(Figure.COST, name, coefficients, columns), None, None))
    return pl.DataFrame([row for row in rows if row[4]], schema=_SCHEMA, orient="row")


def _sizes(figure: Figure, name: str, values: Floats, place: Ints) -> tuple[str, str, float, float, int, int, int]:
    some = np.flatnonzero(np.isfinite(values) & (values != 0))
    if not len(some):
        return figure.value, name, 0.0, 0.0, 0, 0, 0
    sizes = np.abs(values[some])
    least, most = int(sizes.argmin()), int(sizes.argmax())
    at = place[some[[least, most]]].tolist()
    return figure.value, name, float(sizes[least]), float(sizes[most]), len(some), at[0], at[1]


def _spread(entries: Entries) -> tuple[float | None, int | None]:
    """How many times the largest coefficient of a row is its smallest, at most, and in which row."""
    filled = np.flatnonzero(np.diff(entries.start))
    if not len(filled):
        return None, None
    sizes, first = np.abs(entries.value), entries.start[filled]
    ratio = np.maximum.reduceat(sizes, first) / np.minimum.reduceat(sizes, first)
    worst = int(ratio.argmax())
    return float(ratio[worst]), int(filled[worst])
