"""How far apart the figures of a program are: advice on units before blaming the solver.

Solvers work with absolute tolerances around 1e-7 and double precision. Coefficients, bounds or costs that
span more than some nine powers of ten within one program make plans inexact; other units usually cure it.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
import polars as pl

from punos.lp.matrix import Floats
from punos.lp.store import Store


class Figure(StrEnum):
    """Kind of figure of a program."""

    COEFFICIENT = "coefficient"
    SIDE = "side"
    BOUND = "bound"
    COST = "cost"


_SCHEMA = {
    "figure": pl.String,
    "name": pl.String,
    "smallest": pl.Float64,
    "largest": pl.Float64,
    "count": pl.Int64,
}


def ranges(store: Store) -> pl.DataFrame:
    """Return the smallest and largest size of the figures that are neither 0 nor infinite.

    Returns
    -------
    polars.DataFrame
        ``figure`` (see :class:`Figure`), ``name`` of the constraint, block of variables or cost,
        ``smallest``, ``largest`` (absolute values), ``count``. Blocks without such figures do not occur.
    """
    parts: list[tuple[Figure, str, Floats]] = []
    parts += [(Figure.COEFFICIENT, name, entries.value) for name, entries in store.entries.items()]
    parts += [(Figure.SIDE, name, np.concatenate(pair)) for name, pair in store.sides.items()]
    parts += [(Figure.BOUND, name, np.concatenate(pair)) for name, pair in store.bounds.items()]
    parts += [(Figure.COST, name, coefficients) for name, (_, coefficients) in store.costs.items()]
    rows = [_row(*part) for part in parts]
    return pl.DataFrame([row for row in rows if row[-1]], schema=_SCHEMA, orient="row")


def _row(figure: Figure, name: str, values: Floats) -> tuple[str, str, float, float, int]:
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    if not len(sizes):
        return figure.value, name, 0.0, 0.0, 0
    return figure.value, name, float(sizes.min()), float(sizes.max()), len(sizes)
