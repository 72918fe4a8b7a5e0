"""One CSV file to columns of text, fast and without guessing: the shape of every record is known."""

from __future__ import annotations

import csv
import io
from itertools import zip_longest

import numpy as np
import numpy.typing as npt
import polars as pl

from punos.study.dialect import Dialect, Unreadable, decode, separator_of

_QUOTE, _NEWLINE = 34, 10
Positions = npt.NDArray[np.int64]


def read_cells(data: bytes) -> tuple[pl.DataFrame, Dialect, bool]:
    """Return the cells of a CSV file, header included, as text columns named by their position.

    One row of the frame is one row a spreadsheet would show: blank lines are rows, and a line end within
    quotes does not end one. The decimal sign of the dialect is not known yet.

    Returns
    -------
    cells : DataFrame
        Text, null where nothing is written; as many columns as the widest row has cells.
    dialect : Dialect
        Encoding and separator.
    cut_off : bool
        The last row is short and has no line end, as in a file that was cut off.

    Raises
    ------
    Unreadable
        If the bytes are no text, or a quotation mark is never closed.
    """
    text, encoding = decode(data)
    text = text.rstrip("\n") if text.endswith("\n\n") else text
    separator = separator_of(text[: text.find("\n")] if "\n" in text else text)
    dialect = Dialect(encoding, separator)
    encoded = text.encode()
    widths, plain = _shape(encoded, separator)
    if not widths.size:
        return pl.DataFrame(), dialect, False
    cut_off = not text.endswith("\n") and bool(widths[-1] < widths[0])
    cells = _fast(encoded, separator, int(widths.max())) if plain else None
    if cells is None or cells.height != widths.size:
        cells = _careful(text, separator)
    return cells, dialect, cut_off


def _shape(data: bytes, separator: str) -> tuple[Positions, bool]:
    """Count the cells of every record, and tell whether every quotation mark begins or ends a cell."""
    raw = np.frombuffer(data if data.endswith(b"\n") else data + b"\n", np.uint8)
    borders = (raw == _NEWLINE) | (raw == ord(separator))
    plain = True
    if b'"' in data:
        quotes = raw == _QUOTE
        borders &= ~np.logical_xor.accumulate(quotes)  # between quotation marks nothing ends a cell
        plain = _quotes_at_borders(raw, np.flatnonzero(quotes), ord(separator))
    positions = np.flatnonzero(borders)
    return np.diff(np.flatnonzero(raw[positions] == _NEWLINE), prepend=-1), plain


def _quotes_at_borders(raw: npt.NDArray[np.uint8], quotes: Positions, separator: int) -> bool:
    if quotes.size % 2:
        return False
    # `raw` ends with a line end, which also stands before its first byte: index -1.
    neighbours = np.concatenate((raw[quotes[0::2] - 1], raw[quotes[1::2] + 1]))
    return bool(((neighbours == separator) | (neighbours == _NEWLINE) | (neighbours == _QUOTE)).all())


def _fast(data: bytes, separator: str, width: int) -> pl.DataFrame | None:
    schema = {str(i): pl.String for i in range(width)}
    try:
        return pl.read_csv(io.BytesIO(data), has_header=False, schema=schema, separator=separator)
    except pl.exceptions.PolarsError:
        return None  # the careful way says what is wrong


def _careful(text: str, separator: str) -> pl.DataFrame:
    """Read row by row: for files in which quotation marks stand within cells, which are rare and small."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        raise Unreadable(
            f"Row {len(records) + 1} cannot be read ({error}): a quotation mark that opens a cell must close "
            'it, and one within a cell is written twice ("").'
        ) from None
    columns = zip_longest(*records)
    return pl.DataFrame([pl.Series(str(i), column, pl.String) for i, column in enumerate(columns)])
