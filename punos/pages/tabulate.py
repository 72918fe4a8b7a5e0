"""From polars frames to the tables of a page: each column says how its figures are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, Column, Row, TableBlock

Record = Mapping[str, Any]


@dataclass(frozen=True)
class Shown:
    """How one column of a table is shown.

    Attributes
    ----------
    title, unit
        The heading.
    cell
        From a row of the frame to the cell.
    numeric
        Whether it stands right.
    """

    title: str
    cell: Callable[[Record], Cell]
    unit: str = ""
    numeric: bool = False


def text(title: str, read: Callable[[Record], str], strong: bool = False) -> Shown:
    """Show words."""
    return Shown(title, lambda row: Cell(read(row), strong=strong))


def figure(
    title: str,
    column: str,
    write: Callable[[float | None], str],
    unit: str = "",
    scale: float = 1.0,
    href: Callable[[Record], str] | None = None,
) -> Shown:
    """Show a number of a column, divided by `scale`; `href` gives the anchor of the row it rests on."""

    def cell(row: Record) -> Cell:
        value = None if row[column] is None else row[column] / scale
        return Cell(write(value), href(row) if href else "", numeric=True, value=value)

    return Shown(title, cell, unit, numeric=True)


def table(
    anchor: str,
    caption: str,
    frame: pl.DataFrame,
    columns: Sequence[Shown],
    *,
    total: pl.DataFrame | None = None,
    row_anchor: Callable[[Record], str] | None = None,
    note: str = "",
    folded: bool = False,
) -> TableBlock:
    """Make a table of a frame.

    Parameters
    ----------
    total
        A frame of the same columns whose rows close the table.
    row_anchor
        From a row to the anchor that links may name.
    """

    def rows(held: pl.DataFrame, closing: bool) -> list[Row]:
        return [
            Row(
                tuple(shown.cell(record) for shown in columns),
                row_anchor(record) if row_anchor and not closing else "",
                closing,
            )
            for record in held.iter_rows(named=True)
        ]

    body = rows(frame, False) + (rows(total, True) if total is not None else [])
    heads = tuple(Column(c.title, c.unit, c.numeric) for c in columns)
    return TableBlock(anchor, caption, heads, tuple(body), note, folded)
