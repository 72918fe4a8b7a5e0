"""Where the columns of indicators lead in a study under check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from punos.indicators import COLUMNS
from punos.study.check.subject import Subject
from punos.study.raw import ROW


@dataclass(frozen=True)
class Leads(Mapping[str, pl.DataFrame]):
    """Where columns of indicators lead to, key first; tables are made ready when a formula asks for them."""

    subject: Subject

    def __getitem__(self, column: str) -> pl.DataFrame:
        return self.subject.rows(_LEADS_TO[column]).drop(ROW, "note", "active")

    def __iter__(self) -> Iterator[str]:
        return iter(_LEADS_TO)

    def __len__(self) -> int:
        return len(_LEADS_TO)


_LEADS_TO = {name: column.table for name, column in COLUMNS.items() if column.table}
