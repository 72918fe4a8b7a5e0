"""Tables of what was found, written as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from punos.cli import console

if TYPE_CHECKING:
    from polars import DataFrame


def write_sheets(tables: Mapping[str, DataFrame], file: Path) -> None:
    """Write each table as a sheet, whole or not at all, and say where."""
    from xlsxwriter import Workbook

    beside = file.with_name(f".{file.name}")
    try:
        with Workbook(str(beside)) as book:
            for name, frame in tables.items():
                frame.write_excel(book, worksheet=name, autofit=True)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    console.show_written(file)
