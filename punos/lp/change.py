"""Changes of a program in place, by label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from punos.lp.errors import LpError, listed
from punos.lp.expression import Expression
from punos.lp.labels import Block, Ints
from punos.lp.matrix import Entries, Floats, added_up
from punos.lp.store import Store, check_sides, known, numbers_of

_SIDES = ("lower", "upper")


@dataclass(frozen=True, slots=True)
class Moved:
    """Bounds that changed.

    Attributes
    ----------
    numbers : numpy array
        Solver numbers of the columns or rows.
    lower, upper : numpy arrays
        Both bounds, as they are now.
    """

    numbers: Ints
    lower: Floats
    upper: Floats


def places_of(block: Block, frame: pl.DataFrame, labels: tuple[str, ...]) -> Ints:
    """Return the place in `block` of each row of `frame`; labels are those of the block, each at most once.

    Raises
    ------
    LpError
        Other label columns than the block's, labels the block does not have, or the same labels twice.
    """
    if odd := sorted(set(labels) ^ set(block.index)):
        raise LpError(
            f"'{block.name}' is labelled ({', '.join(block.index)}), the frame ({', '.join(labels)}); "
            f"only one has {', '.join(odd)}."
        )
    places = block.positions(frame, "the change")
    twice = np.flatnonzero(np.bincount(places, minlength=block.count) > 1)
    if len(twice):
        raise LpError(f"'{block.name}': labels occur several times in the frame: {listed(block.labels(twice))}.")
    return places


def bounds(
    blocks: Mapping[str, Block],
    store: dict[str, tuple[Floats, Floats]],
    name: str,
    frame: pl.DataFrame,
    what: str,
) -> Moved:
    """Put the bounds of `frame` into `store` and return what changed."""
    block = known(blocks, name, what)
    sides = [side for side in _SIDES if side in frame.columns and side not in block.index]
    if not sides:
        raise LpError(f"'{name}': a frame of bounds has a column lower or upper; this has {frame.columns}.")
    labels = tuple(column for column in frame.columns if column not in sides)
    places = places_of(block, frame, labels)
    low, high = (values.copy() for values in store[name])
    for side in sides:
        (low if side == "lower" else high)[places] = numbers_of(name, frame, labels, side)
    check_sides(block, low[places], high[places], places)
    store[name] = (low, high)
    return Moved(block.first + places, low[places], high[places])


def coefficients(store: Store, block: Block, expression: Expression) -> Entries:
    """Return the entries of a constraint with those of `expression` put in their place."""
    old = store.entries[block.name]
    width = store.columns
    frame = expression.frame
    places = block.positions(frame, "the change").astype(np.int64)
    pairs = np.unique(places * width + frame["column"].to_numpy())
    new = store.entries_of(block, expression)
    row, column = old.row(), old.column.astype(np.int64)
    stay = ~np.isin(row * width + column, pairs)
    return added_up(
        np.append(row[stay], new.row()),
        np.append(column[stay], new.column),
        np.append(old.value[stay], new.value),
        block.count,
    )
