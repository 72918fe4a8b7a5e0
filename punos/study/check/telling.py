"""Faulty rows told as faults: one a row, and what is beyond a screenful counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.study.faults import Fault, Severity
from punos.study.raw import ROW

MOST = 50
"""Faults of one kind told one by one in a column; the rest are counted."""

Words = Mapping[str, str]
Remedy = str | Callable[[Words], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault, and where it is.

    Attributes
    ----------
    code : str
        In kebab case.
    table, column : str
        Where the fault is; the column may be blank.
    severity : Severity
    """

    code: str
    table: str
    column: str = ""
    severity: Severity = Severity.ERROR


def tell(found: pl.DataFrame, kind: Kind, message: str, expected: str = "", remedy: Remedy = "") -> list[Fault]:
    """Return a fault for each faulty row.

    Parameters
    ----------
    found : DataFrame
        The faulty rows, with `row` where they have a place in a spreadsheet. The cell told is `value`, or the one
        in the column of `kind`.
    kind : Kind
    message, expected : str
        What is wrong and what should be, with the row's cells in braces.
    remedy : str or callable
        What to do, with cells in braces, or made from the cells of a row.
    """
    if found.is_empty():
        return []
    rows = found.sort(ROW, nulls_last=True, maintain_order=True) if ROW in found.columns else found
    told = [_fault(cells, kind, message, expected, remedy) for cells in rows.head(MOST).iter_rows(named=True)]
    if found.height > MOST:
        more = f"And {found.height - MOST:,} more rows like the {MOST} told here."
        told.append(Fault(kind.code, kind.severity, kind.table, None, kind.column, "", more))
    return told


def _fault(cells: Mapping[str, Any], kind: Kind, message: str, expected: str, remedy: Remedy) -> Fault:
    words = {name: shown(cell) for name, cell in cells.items()}
    value = words.get("value", words.get(kind.column, ""))
    return Fault(
        kind.code, kind.severity, kind.table, cells.get(ROW), kind.column, value, message.format_map(words),
        expected.format_map(words), remedy.format_map(words) if isinstance(remedy, str) else remedy(words),
    )  # fmt: skip


def shown(cell: object) -> str:
    """Return a cell as people write it: numbers to six figures, yes and no, lists of names.

    Examples
    --------
    >>> shown(0.1 + 0.2), shown(12000.0), shown(["a", "b", "c", "d"])
    ('0.3', '12000', 'a, b, c and 1 more')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() and abs(cell) < 1e15 else f"{cell:.6g}"
    if isinstance(cell, list):
        more = len(cell) - 3
        return ", ".join(map(shown, cell[:3])) + (f" and {more} more" if more > 0 else "")
    return str(cell)
