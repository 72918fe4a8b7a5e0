"""Faults: what is wrong with a study, said so that a planner can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, overload

import polars as pl

from punos.errors import StudyFaults

if TYPE_CHECKING:
    from rich.table import Table as RichTable


class Severity(StrEnum):
    """How much a fault matters."""

    ERROR = "error"  # the study cannot be planned
    WARNING = "warning"  # probably not what was meant
    NOTE = "note"  # worth knowing


_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a study.

    Parameters
    ----------
    code : str
        Kind of fault in kebab case, e.g. ``unknown-name``.
    severity : Severity
        Error, warning or note.
    table : str
        Table where it is, `study` for the settings, blank for the study as a whole.
    row : int or None
        Row number as a spreadsheet shows it (the header is row 1).
    column, value : str
        Column and the cell as it was written.
    message : str
        What is wrong, one sentence.
    expected : str
        What should stand there.
    remedy : str
        What to do, e.g. ``Did you mean 'kokkola'?``
    """

    code: str
    severity: Severity
    table: str
    row: int | None
    column: str
    value: str
    message: str
    expected: str = ""
    remedy: str = ""

    @property
    def where(self) -> str:
        """Table, row and column in words, e.g. ``plants, row 7, column place``."""
        parts = [self.table] if self.table else []
        parts += [f"row {self.row}"] if self.row is not None else []
        parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        head = f"{self.severity}: {self.where}: " if self.where else f"{self.severity}: "
        tail = [f"Expected {self.expected}."] if self.expected else []
        tail += [self.remedy] if self.remedy else []
        return " ".join([head + self.message, *tail])


class Faults(Sequence[Fault]):
    """An immutable list of faults, errors first, in the order of their discovery."""

    __slots__ = ("_faults",)

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self._faults = tuple(sorted(faults, key=lambda fault: _ORDER[fault.severity]))

    @overload
    def __getitem__(self, index: int) -> Fault: ...
    @overload
    def __getitem__(self, index: slice) -> Faults: ...
    def __getitem__(self, index: int | slice) -> Fault | Faults:
        return Faults(self._faults[index]) if isinstance(index, slice) else self._faults[index]

    def __len__(self) -> int:
        return len(self._faults)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Faults) and self._faults == other._faults

    def __hash__(self) -> int:
        return hash(self._faults)

    def _of(self, severity: Severity) -> Faults:
        return Faults(fault for fault in self._faults if fault.severity is severity)

    @property
    def errors(self) -> Faults:
        """Only the faults that forbid a plan."""
        return self._of(Severity.ERROR)

    @property
    def warnings(self) -> Faults:
        """Only the warnings."""
        return self._of(Severity.WARNING)

    @property
    def notes(self) -> Faults:
        """Only the notes."""
        return self._of(Severity.NOTE)

    def merge(self, *others: Iterable[Fault]) -> Faults:
        """Return these faults and those of `others`, each once."""
        every = [*self._faults, *(fault for other in others for fault in other)]
        return Faults(dict.fromkeys(every))

    def to_frame(self) -> pl.DataFrame:
        """Return one row a fault, columns as the fields of :class:`Fault` (row Int64, the rest text)."""
        names = [field.name for field in fields(Fault)]
        schema = {name: pl.Int64 if name == "row" else pl.String for name in names}
        return pl.DataFrame({name: [getattr(f, name) for f in self] for name in names}, schema=schema)

    def raise_for_faults(self) -> None:
        """Do nothing if there is no error among the faults.

        Raises
        ------
        StudyFaults
            If there is at least one error; it carries all faults.
        """
        if self.errors:
            raise StudyFaults(self)

    def summary(self) -> str:
        """Count in words, e.g. ``2 errors, 1 warning``; ``no faults`` if there are none."""
        counts = [(len(self._of(severity)), severity.value) for severity in Severity]
        words = [f"{n} {word}{'' if n == 1 else 's'}" for n, word in counts if n]
        return ", ".join(words) or "no faults"

    def __str__(self) -> str:
        return "\n".join([self.summary() + (":" if self else "."), *(f"  {fault}" for fault in self)])

    def __repr__(self) -> str:
        return f"Faults({self.summary()})"

    def __rich__(self) -> RichTable:
        """Return the faults as a table for the terminal."""
        from rich.table import Table as RichTable  # rich is slow to import and only a terminal needs it

        shown = RichTable(title=self.summary(), title_justify="left", show_lines=False)
        for head in ("", "table", "row", "column", "cell", "what is wrong, and what to do"):
            shown.add_column(head, justify="right" if head == "row" else "left", overflow="fold")
        for f in self:
            row = "" if f.row is None else str(f.row)
            expected = f"Expected {f.expected}." if f.expected else ""
            words = " ".join(part for part in (f.message, expected, f.remedy) if part)
            cells = (f.severity.value, f.table, row, f.column, f.value, words)
            shown.add_row(*(cell.replace("[", r"\[") for cell in cells))
        return shown


def did_you_mean(word: str, allowed: Iterable[str]) -> str:
    """Return ``Did you mean 'x'?`` for the nearest allowed word, or a blank if none is near.

    Case is ignored in the comparison: a capital letter is the commonest slip of all.
    """
    originals = {name.casefold(): name for name in allowed}
    near = difflib.get_close_matches(word.casefold(), originals, n=1, cutoff=0.6)
    return f"Did you mean '{originals[near[0]]}'?" if near else ""
