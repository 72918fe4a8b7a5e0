"""The error of the layer between tables and solver."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.errors import PunosError

if TYPE_CHECKING:
    import polars as pl


class LpError(PunosError):
    """A program was built or used wrongly, or the solver refused something it was told.

    The message says what, in which block, which labels, and what to do. An *infeasible* program is no
    error here: it is a :class:`~punos.lp.Status` of the solution.
    """


def listed(frame: pl.DataFrame, limit: int = 5) -> str:
    """Return the first rows of a frame of labels as words: ``place=oulu, period=2030; place=…``.

    Parameters
    ----------
    frame : polars.DataFrame
        Label columns only.
    limit : int
        So many rows are written out; the number of the others is said.
    """
    if not frame.width:
        return "(no labels)"
    shown = [
        ", ".join(f"{name}={value}" for name, value in row.items()) for row in frame.head(limit).iter_rows(named=True)
    ]
    more = frame.height - limit
    return "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
