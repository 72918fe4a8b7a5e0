"""A broken study, the cells of the good one, and the register of slips."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from punos.tables import KEY_TABLES, TABLES, Column, Type
from tests.study import good_study

Grid = list[list[str]]


@dataclass(frozen=True)
class Broken:
    """A broken study.

    Attributes
    ----------
    kind, what : str
        The kind of slip, and this one in words.
    files : dict
        Files that differ from the good study; None where one is gone.
    tables, columns : frozenset of str
        It must be noticed in one of these tables, and columns if there are any.
    """

    kind: str
    what: str
    files: dict[str, bytes | None]
    tables: frozenset[str]
    columns: frozenset[str] = frozenset()


Maker = Callable[[random.Random], Iterator[Broken]]
MAKERS: list[Maker] = []


def maker(make: Maker) -> Maker:
    """Register a kind of slip."""
    MAKERS.append(make)
    return make


def encoded(grid: Grid) -> bytes:
    """A table as the bytes of a CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(grid)
    return text.getvalue().encode()


@dataclass(frozen=True)
class Cell:
    """A filled cell of the good study."""

    table: str
    row: int  # as a spreadsheet counts
    name: str
    text: str

    @property
    def column(self) -> Column:
        return TABLES[self.table].column(self.name)

    @property
    def grid(self) -> Grid:
        return good_study.cells(self.table)

    @property
    def cells(self) -> dict[str, str]:
        """The row it is in."""
        return dict(zip(self.grid[0], self.grid[self.row - 1], strict=False))

    @property
    def number(self) -> float:
        return float(self.text)

    def put(self, text: str) -> dict[str, bytes | None]:
        """The file with another text in this cell."""
        grid = self.grid
        grid[self.row - 1][grid[0].index(self.name)] = text
        return {f"{self.table}.csv": encoded(grid)}

    def broken(self, kind: str, text: str, *tables: str, columns: tuple[str, ...] | None = None) -> Broken:
        """The study with another text here: noticed in this column, or in other tables if some are named."""
        what = f"{kind}: {self.table}, row {self.row}, {self.name}: {self.text!r} -> {text!r}"
        where = (self.name,) if columns is None and not tables else columns or ()
        return Broken(kind, what, self.put(text), frozenset(tables or (self.table,)), frozenset(where))


def filled() -> list[Cell]:
    """Every filled cell of the good study."""
    found = []
    for table in good_study.TEXT:
        head, *rows = good_study.cells(table)
        found += [
            Cell(table, number, name, text)
            for number, row in enumerate(rows, start=2)
            for name, text in zip(head, row, strict=False)
            if text
        ]
    return found


CELLS = filled()


def of_type(*types: Type) -> list[Cell]:
    """Filled cells of these types."""
    return [cell for cell in CELLS if cell.column.type in types]


def misspelt(word: str, rng: random.Random) -> str:
    """A word as a hurried hand writes it."""
    at = rng.randrange(len(word) - 1) if len(word) > 1 else 0
    slips = [
        word[:at] + word[at + 1 :], word + "x", word[:at] + word[at] * 2 + word[at + 1 :], f"{word}_", word + " 2",
        word.replace("o", "0").replace("e", "3") + "q",
    ]  # fmt: skip
    slips += [word.swapcase()] if word.swapcase() != word else []
    return rng.choice([slip for slip in slips if slip.strip() not in ("", word)])


def referrers(table: str) -> set[str]:
    """Tables with a column that refers to a table, and those whose text does."""
    named = {t.name for t in TABLES.values() for c in t.all_columns if c.refers == table}
    keyed = {"impact_factors"} if any(table in tables for tables in KEY_TABLES.values()) else set()
    return named | keyed | {"changes", "evidence", "study", "policies"}
