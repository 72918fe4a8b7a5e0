"""The study: settings and typed tables, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.errors import StudyFaults, WrongUse
from punos.study.dialect import Dialect
from punos.study.faults import Faults, did_you_mean
from punos.study.frames import schema_of, typed_frame
from punos.study.raw import ROW, of_frame
from punos.study.reading import in_reading_order
from punos.study.saving import save
from punos.study.settings import Settings
from punos.study.writing import as_text
from punos.tables import TABLES, TAG_PREFIX

if TYPE_CHECKING:
    from punos.plan.plan import Plan
    from punos.planner import Listener


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """A study: what there is, what it costs, what is asked for. It never changes; `changed` gives a new one.

    Attributes
    ----------
    settings : Settings
        What ``study.toml`` says.
    tables : mapping of str to DataFrame
        The tables that the study has, as they were written: typed, inactive rows included, with the row
        number of the spreadsheet in `row` (the header is row 1). For computing use :meth:`table`.
    faults : Faults
        What reading found; :meth:`check` finds more.
    source : Path or None
        Where it was read from.
    dialects : mapping of str to Dialect
        How each CSV was written.
    """

    settings: Settings
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    source: Path | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    _cache: dict[str, pl.DataFrame] = field(default_factory=dict, init=False)

    @staticmethod
    def from_frames(settings: Settings | Mapping[str, Any], tables: Mapping[str, Any]) -> Study:
        """Make a study in memory.

        Parameters
        ----------
        settings : Settings or mapping
            As in ``study.toml``: sections with keys.
        tables : mapping
            A DataFrame, or what makes one, for each table. Cells may be typed or text, as in a CSV.

        Raises
        ------
        WrongUse
            If there is no such table.
        """
        frames: dict[str, pl.DataFrame] = {}
        faults = Faults()
        for name, frame in tables.items():
            text = as_text(pl.DataFrame(frame, strict=False))
            frames[name], found = typed_frame(of_frame(_known(name), text), Dialect())
            faults = faults.merge(found)
        validated = settings if isinstance(settings, Settings) else Settings.model_validate(settings)
        return Study(validated, MappingProxyType(in_reading_order(frames)), faults)

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.settings.study.name or "study"

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {len(self.tables)} tables, {self.faults.summary()})"

    def table(self, name: str) -> pl.DataFrame:
        """Return the active rows of a table, with every column it may have.

        Returns
        -------
        DataFrame
            Key, qualifier, value and common columns of the schema, then tags as written, then `row` (the row
            number of the spreadsheet). Blanks and missing columns are null: overrides are not resolved and
            defaults not filled. Names, text, choices and rules String, numbers Float64, years Int64, yes/no
            Boolean. A table that the study does not have is empty.

        Raises
        ------
        WrongUse
            If there is no such table.
        """
        if name not in self._cache:
            self._cache[name] = self._active(name)
        return self._cache[name]

    def _active(self, name: str) -> pl.DataFrame:
        full = full_frame(name, self.tables.get(name))
        return full.with_columns(pl.col("active").fill_null(value=True)).filter("active")

    def check(self) -> Faults:
        """Return every fault of the study, those of reading included. Nothing is written."""
        return self.faults

    def plan(self, start: Plan | None = None, progress: Listener | None = None, **options: Any) -> Plan:
        """Return the plan of least net cost.

        Parameters
        ----------
        start : Plan, optional
            A plan to start from: among equally good plans the one nearest to it is taken.
        progress : callable, optional
            Hears of bound, best plan, gap and time while the solver works.
        **options
            Those of :class:`punos.planner.Request`: `gap`, `time_limit`, `threads`, `method`.

        Raises
        ------
        StudyFaults, Infeasible, Unbounded, NotProved
            As :func:`punos.planner.plan` says.
        """
        from punos.planner import Request, plan

        return plan(Request(self, start, **options), progress)

    def save(self, path: str | Path, overwrite: bool = False) -> None:
        """Write the study as a workbook if `path` ends in ``.xlsx``, else as a folder; whole or not at all.

        Parameters
        ----------
        path : str or Path
            Where to.
        overwrite : bool
            Replace a study that stands there; other files of its folder are kept.

        Raises
        ------
        WrongUse
            If something stands there already.
        StudyFaults
            If cells could not be read: they would be lost.
        """
        if self.faults.errors:
            raise StudyFaults(self.faults)
        save(Path(path), self.settings, self.tables, overwrite)


def _known(name: str) -> Any:
    if name not in TABLES:
        raise WrongUse(f"There is no table '{name}'. {did_you_mean(name, TABLES)}".strip())
    return TABLES[name]


def full_frame(name: str, frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return a table with every column it may have, missing ones null; unknown columns are left out.

    Raises
    ------
    WrongUse
        If there is no such table.
    """
    schema = schema_of(_known(name))
    if frame is None:
        return pl.DataFrame(schema=schema)
    known = [name for name in schema if name != ROW]
    tags = [column for column in frame.columns if column.startswith(TAG_PREFIX)]
    missing = [pl.lit(None, schema[column]).alias(column) for column in known if column not in frame.columns]
    return frame.with_columns(missing).select(*known, *tags, ROW)
