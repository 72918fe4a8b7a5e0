"""Labels to numbers: how index columns are coded, sorted and looked up.

A key is one whole number for a combination of labels. Labels are coded in the order of their *text* (not of
an Enum's categories, which may follow a user's rows), so that sorting by key gives the same order however the
rows came.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from punos.lp.errors import LpError, listed

Ints = npt.NDArray[np.signedinteger[Any]]
Flags = npt.NDArray[np.bool_]

_ROOM = 2**40
"""Keys are renumbered when they could grow beyond this; leaves room to multiply by a column's labels."""

_SHORT = 2**31
"""Numbers below this are kept in half the room."""

_PIECE = 2**17
"""Rows that are coded at once."""

_DENSE = 2**20
"""Look-up tables up to this size are always made; larger ones only where they are well filled."""


@dataclass(frozen=True, slots=True)
class Levels:
    """The labels known of one index column, and their codes 0, 1, … in order.

    Attributes
    ----------
    texts : polars.Series or None
        Sorted labels of a column of names; None for a column of whole numbers.
    numbers : numpy array or None
        Sorted labels of a column of whole numbers.
    null : bool
        A blank is a label of its own, coded last.
    categories : polars.Series or None
        The labels as an Enum has them, where they came from one.
    ranks : numpy array or None
        Code of each of the categories; None where they are sorted.
    """

    texts: pl.Series | None
    numbers: Ints | None
    null: bool
    categories: pl.Series | None = None
    ranks: Ints | None = None

    @property
    def size(self) -> int:
        """Number of codes."""
        known = self.texts if self.texts is not None else self.numbers
        return (0 if known is None else len(known)) + int(self.null)

    def encode(self, series: pl.Series, physical: pl.Series) -> tuple[Ints, bool]:
        """Return the codes of a column, -1 for a label that is not known, and whether all are surely known.

        `physical` holds the numbers behind the names of an Enum; of any other column it is the column itself. The
        codes are to be read only.
        """
        blanks = series.null_count()
        if series.dtype == pl.Null or self.size == self.null:
            codes, sure = np.full(len(series), -1, dtype=np.int64), False
        elif self.texts is not None:
            codes, sure = self._texts(series, physical, blanks)
        else:
            codes, sure = self._numbers(series, blanks)
        if blanks:
            codes[series.is_null().to_numpy()] = self.size - 1 if self.null else -1
            sure = False
        return codes, sure

    def _texts(self, series: pl.Series, physical: pl.Series, blanks: int) -> tuple[Ints, bool]:
        assert self.texts is not None
        kind = series.dtype
        if kind.is_integer():
            raise LpError(f"Index column '{series.name}' holds numbers where names were expected.")
        if not isinstance(kind, pl.Enum):
            return _search_texts(self.texts, series.cast(pl.String)), False
        categories = kind.categories
        if not (len(series) and len(categories)):
            return np.full(len(series), -1, dtype=np.int64), False
        codes: Ints = (physical.fill_null(0) if blanks else physical).to_numpy()
        if self.categories is not None and categories.equals(self.categories):
            if self.ranks is not None:
                return self.ranks[codes], True
            return (codes.astype(np.int64) if blanks else codes), True
        return _search_texts(self.texts, categories)[codes], False

    def _numbers(self, series: pl.Series, blanks: int) -> tuple[Ints, bool]:
        if not (series.dtype.is_integer() or series.dtype == pl.Boolean):
            raise LpError(f"Index column '{series.name}' holds names where whole numbers were expected.")
        assert self.numbers is not None
        low, size = int(self.numbers[0]), int(self.numbers[-1] - self.numbers[0]) + 1
        whole = series.cast(pl.Int64)
        values = (whole.fill_null(0) if blanks else whole).to_numpy() - low
        outside = (values < 0) | (values >= size)
        if outside.any():
            values[outside] = -1
        if size == len(self.numbers):  # no number is left out between the least and the greatest
            return values, False
        return look_up(self.numbers - low, values, size), False


def _search_texts(known: pl.Series, wanted: pl.Series) -> Ints:
    coded = wanted.cast(pl.Enum(known), strict=False).to_physical().cast(pl.Int64)
    return coded.fill_null(-1).to_numpy().astype(np.int64)


def _physical(frame: pl.DataFrame, index: Sequence[str]) -> list[tuple[pl.Series, pl.Series]]:
    """Return each index column beside the numbers behind it, all in one query."""
    columns = [frame.get_column(name) for name in index]
    if not frame.height or not any(isinstance(column.dtype, pl.Enum) for column in columns):
        return [(column, column) for column in columns]
    behind = frame.select_seq(pl.col(index).to_physical()).get_columns()
    return list(zip(columns, behind, strict=True))


def _kind(size: int) -> type[np.signedinteger[Any]]:
    """The smallest type of number that holds all below `size`."""
    return np.int32 if size < _SHORT else np.int64


def as_array(series: pl.Series, kind: type[np.generic]) -> npt.NDArray[Any]:
    """Return a column without blanks as an array to be read only, copied no more than once."""
    chunks = series.get_chunks()
    if len(chunks) == 1:
        return chunks[0].to_numpy().astype(kind, copy=False)
    whole, at = np.empty(len(series), dtype=kind), 0
    for chunk in chunks:
        whole[at : at + len(chunk)] = chunk.to_numpy()
        at += len(chunk)
    return whole


def look_up(known: Ints, wanted: Ints, size: int) -> Ints:
    """Return the positions of `wanted` in the ascending array `known`, -1 where it is not there.

    Both hold numbers below `size`, and none below 0 but -1 for "not known", which is not found.
    """
    if not len(known):
        return np.full(len(wanted), -1, dtype=np.int64)
    if size == len(known):  # every number is known, at its own place
        return wanted
    if size > max(_DENSE, 8 * len(known)):
        found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return np.where(known[found] == wanted, found, -1)
    table = np.full(size + 1, -1, dtype=_kind(len(known)))  # the last place, numpy's -1, stays -1
    table[known] = np.arange(len(known))
    return table[wanted]


def grouped(keys: Ints, size: int) -> tuple[Ints, Ints]:
    """Return where each distinct key first occurs, in the order of keys, and the group of each key."""
    if size > max(_DENSE, 8 * len(keys)):
        _, first, group = np.unique(keys, return_index=True, return_inverse=True)
        return first, group
    table = np.full(size, -1, dtype=np.int64)
    table[keys[::-1]] = np.arange(len(keys))[::-1]
    first = table[table >= 0]
    return first, look_up(keys[first], keys, size)


def levels(series: pl.Series) -> Levels:
    """Return the labels a column holds; names, whole numbers and yes/no are accepted as labels."""
    kind, null = series.dtype, series.null_count() > 0
    if kind == pl.Null:
        return Levels(texts=None, numbers=np.empty(0, dtype=np.int64), null=True)
    if isinstance(kind, pl.Enum):
        return _of_categories(kind.categories, null)
    if kind == pl.String or kind == pl.Categorical:
        return Levels(texts=series.cast(pl.String).drop_nulls().unique().sort(), numbers=None, null=null)
    if kind.is_integer() or kind == pl.Boolean:
        whole = series.drop_nulls() if null else series
        return Levels(texts=None, numbers=_distinct(whole.cast(pl.Int64)), null=null)
    raise LpError(
        f"Column '{series.name}' of type {kind} cannot be an index column: labels are names or whole "
        "numbers. Select the index columns first, or name the column that holds the bound."
    )


def _of_categories(categories: pl.Series, null: bool) -> Levels:
    if categories.is_sorted():
        return Levels(texts=categories, numbers=None, null=null, categories=categories)
    order = categories.arg_sort().to_numpy()
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(len(order))
    return Levels(texts=categories.sort(), numbers=None, null=null, categories=categories, ranks=ranks)


def _distinct(numbers: pl.Series) -> Ints:
    """Return the different numbers of a column in ascending order."""
    few = len(numbers) < 5000  # for these numpy is faster than a query
    return np.unique(numbers.to_numpy()) if few else numbers.unique().sort().to_numpy()


@dataclass(frozen=True, slots=True)
class Key:
    """Coding of several index columns as one whole number, in the order of the columns.

    Attributes
    ----------
    index : tuple of str
        Names of the columns.
    columns : tuple of Levels
        Their labels.
    packed : tuple of (numpy array or None)
        Keys in use after each column, where keys had to be renumbered to stay small.
    size : int
        Keys are below this.
    """

    index: tuple[str, ...]
    columns: tuple[Levels, ...]
    packed: tuple[Ints | None, ...]
    size: int

    @staticmethod
    def of(frame: pl.DataFrame, index: Sequence[str]) -> tuple[Key, Ints]:
        """Return the key made of the labels of `frame`, and the keys of its rows."""
        pairs = _physical(frame, index)
        columns = [levels(series) for series, _ in pairs]
        keys = np.zeros(frame.height, dtype=_kind(math.prod(max(known.size, 1) for known in columns)))
        size, packed = 1, []
        for (series, physical), known in zip(pairs, columns, strict=True):
            size *= max(known.size, 1)
            keys *= known.size
            np.add(keys, known.encode(series, physical)[0], out=keys, casting="unsafe")
            used = np.unique(keys) if size > _ROOM else None
            if used is not None:
                keys, size = look_up(used, keys, size).astype(np.int64), len(used)
            packed.append(used)
        return Key(tuple(index), tuple(columns), tuple(packed), size), keys

    def encode(self, frame: pl.DataFrame) -> Ints:
        """Return the key of each row of `frame`, -1 where one of its labels is not known."""
        if frame.height <= _PIECE:
            return self._encode(frame)
        keys = np.empty(frame.height, dtype=self._kind)
        at = 0
        for piece in frame.iter_slices(_PIECE):  # what is needed on the way is never larger than for one piece
            keys[at : at + piece.height] = self._encode(piece)
            at += piece.height
        return keys

    @property
    def _kind(self) -> type[np.signedinteger[Any]]:
        return np.int64 if any(used is not None for used in self.packed) else _kind(self.size)

    def _encode(self, frame: pl.DataFrame) -> Ints:
        keys = np.zeros(frame.height, dtype=self._kind)
        lost: Flags | None = None
        pairs = _physical(frame, self.index)
        for (series, physical), column, used in zip(pairs, self.columns, self.packed, strict=True):
            codes, sure = column.encode(series, physical)
            keys *= column.size
            np.add(keys, codes, out=keys, casting="unsafe")
            lost = lost if sure else _either(lost, codes < 0)
            if used is not None:
                if lost is not None:
                    keys[lost] = -1
                keys = look_up(used, keys, int(used[-1]) + 1 if len(used) else 0).astype(np.int64)
                lost = _either(lost, keys < 0)
        if lost is not None:
            keys[lost] = -1
        return keys


def _either(one: Flags | None, other: Flags) -> Flags:
    return other if one is None else one | other


@dataclass(frozen=True, slots=True)
class Block:
    """A named block of columns or rows of the program.

    Attributes
    ----------
    name : str
        Name given by the model.
    frame : polars.DataFrame
        Index columns, one row a column (or row) of the solver, sorted by label.
    first, count : int
        Solver numbers are ``first … first + count - 1``, in the order of `frame`.
    """

    name: str
    frame: pl.DataFrame
    first: int
    count: int
    key: Key
    keys: Ints

    @property
    def index(self) -> tuple[str, ...]:
        """Names of the index columns."""
        return self.key.index

    @property
    def numbers(self) -> slice:
        """Place of the block in arrays by column (or row)."""
        return slice(self.first, self.first + self.count)

    @property
    def every(self) -> Ints:
        """Solver numbers of all its columns (or rows), as short as the solver's own."""
        return np.arange(self.first, self.first + self.count, dtype=np.int32)

    def labels(self, places: Ints) -> pl.DataFrame:
        """Return the labels at these places of the block."""
        return self.frame[places] if self.index else self.frame  # a frame without columns has no rows either

    def words(self, place: int) -> str:
        """Return the labels at a place of the block as words, ``place=bay, period=2030``."""
        return str(worded(self.labels(np.array([place])))[0])

    def places(self, frame: pl.DataFrame) -> Ints:
        """Return the place in this block of each row of `frame`, -1 for labels that are not in it."""
        return look_up(self.keys, self.key.encode(frame), self.key.size)

    def positions(self, frame: pl.DataFrame, what: str) -> Ints:
        """Return the place in this block of each row of `frame`.

        Raises
        ------
        LpError
            A label of `frame` is not in the block.
        """
        places = self.places(frame)
        lost = np.flatnonzero(places < 0)
        if len(lost):
            unknown = frame[lost].select(self.index).unique(maintain_order=True)
            raise LpError(f"{what}: no such labels in '{self.name}': {listed(unknown)}.")
        return places


def worded(labels: pl.DataFrame) -> pl.Series:
    """Return labels as words, ``place=bay, period=2030``; a blank one for a frame without labels."""
    words = [pl.format(f"{name}={{}}", pl.col(name).cast(pl.String).fill_null("")) for name in labels.columns]
    return labels.select(label=pl.concat_str(words, separator=", "))["label"] if words else pl.Series("label", [""])


def picked(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return these columns of `frame`, in this order, without a query."""
    return pl.DataFrame([frame.get_column(name) for name in names])


def beside(frame: pl.DataFrame, *series: pl.Series) -> pl.DataFrame:
    """Return `frame` with further columns; also where it has no label columns, hence no height of its own."""
    return pl.DataFrame([*frame.get_columns(), *series])


def sorted_block(name: str, frame: pl.DataFrame, index: Sequence[str], first: int) -> tuple[Block, pl.DataFrame]:
    """Return a block of the rows of `frame` and the frame itself, both sorted by label.

    Raises
    ------
    LpError
        Labels occur twice, or a column cannot hold labels.
    """
    key, keys = Key.of(frame, index)
    if len(keys) > 1 and not (keys[1:] > keys[:-1]).all():
        order = np.argsort(keys, kind="stable")
        keys, frame = keys[order], frame[order]
        _refuse_twice(name, frame, index, keys)
    return Block(name, picked(frame, index), first, frame.height, key, keys), frame


def _refuse_twice(name: str, frame: pl.DataFrame, index: Sequence[str], keys: Ints) -> None:
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        labels = frame[twice].select(index).unique(maintain_order=True)
        raise LpError(f"'{name}': labels must occur once, these occur several times: {listed(labels)}.")
