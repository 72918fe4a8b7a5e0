"""The study: settings and typed tables, immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.errors import StudyFaults, WrongUse
from punos.indicators import Change, parse_change
from punos.study.change import POSITION, AppliedChange, edit, edited, rows_of
from punos.study.dialect import Dialect
from punos.study.faults import Fault, Faults, did_you_mean
from punos.study.frames import full_frame, known_table, typed_frame
from punos.study.own import marked
from punos.study.raw import ROW, of_frame
from punos.study.reading import in_reading_order
from punos.study.saving import save
from punos.study.scenario import changes_of, of_scenario, read_changes, refused
from punos.study.settings import Settings
from punos.study.writing import as_text
from punos.tables import TABLES

if TYPE_CHECKING:
    from punos.analysis.scoring import Scores
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
    changes : tuple of AppliedChange
        The changes made since it was read, in their order.
    """

    settings: Settings
    tables: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    faults: Faults = field(default_factory=Faults)
    source: Path | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    changes: tuple[AppliedChange, ...] = ()
    _cache: dict[str, pl.DataFrame] = field(default_factory=dict, init=False)
    _checked: list[Faults] = field(default_factory=list, init=False)

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
            frames[name], found = typed_frame(of_frame(known_table(name), text), Dialect())
            faults = faults.merge(found)
        validated = settings if isinstance(settings, Settings) else Settings.model_validate(settings)
        return Study(validated, MappingProxyType(in_reading_order(frames)), faults)

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.settings.study.name or "study"

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {len(self.tables)} tables, {self.faults.summary()})"

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to other processes as plain parts, without what can be computed again."""
        parts = (self.settings, dict(self.tables), self.faults, self.source, dict(self.dialects), self.changes)
        return Study, parts

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
        full = full_frame(name, self.tables.get(name)).with_columns(pl.col("active").fill_null(value=True))
        return full if full["active"].all() else full.filter("active")

    def appended(self, name: str, rows: Any) -> Study:
        """Return the study with rows below those of a table, numbered on.

        Parameters
        ----------
        name : str
            Table.
        rows : DataFrame, or what makes one
            Cells may be typed or text, as in a CSV.

        Raises
        ------
        WrongUse
            If there is no such table.
        """
        added = Study.from_frames(self.settings, {name: rows}).table(name)
        stored = full_frame(name, self.tables.get(name))
        last = stored[ROW].max() or 1
        numbered = added.with_columns((pl.int_range(added.height, dtype=pl.Int64) + 1 + pl.lit(last)).alias(ROW))
        tables = {**self.tables, name: pl.concat([stored, numbered], how="diagonal_relaxed")}
        return replace(self, tables=MappingProxyType(in_reading_order(tables)))

    def refuse_unknown_place(self, *places: str) -> None:
        """Do nothing if the study has all these places.

        Raises
        ------
        WrongUse
            If it has not; names the first, and one that may be meant, or those there are.
        """
        known = self.table("places")["place"].unique(maintain_order=True).to_list()
        for place in places:
            if place not in known:
                hint = did_you_mean(place, known) or f"It has: {', '.join(known)}."
                raise WrongUse(f"The study has no place '{place}'. {hint}")

    def check(self) -> Faults:
        """Return every fault of the study, those of reading included. Nothing is written."""
        from punos.study.check import check

        if not self._checked:
            self._checked.append(check(self))
        return self._checked[0]

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

    def score(self, place: str | None = None) -> Scores:
        """Set parks side by side: what each does of `criteria` and `practices`, and what one could take from another.

        It needs no plan.

        Parameters
        ----------
        place : str, optional
            Only this park, beside all the others.

        Raises
        ------
        WrongUse
            If there is no such place.
        StudyFaults
            If these tables have errors.
        """
        from punos.analysis.scoring import score

        return score(self, place)

    def changed(self, *changes: str, name: str | None = None) -> Study:
        """Return the study with some cells changed, one change after the other.

        Parameters
        ----------
        *changes : str
            ``table[selection].column``, then ``=`` (set), ``*=`` (scale) or ``+=`` (add), then a value. With a
            `period` in the selection the figure in force there is changed, and written to the row of the period.
        name : str, optional
            Name of the new study.

        Raises
        ------
        WrongUse
            If a change cannot be made: it finds no row, or may not touch that column.

        Examples
        --------
        >>> study.changed("impact_caps[impact=salt, place=kokkola].cap *= 0.5")  # doctest: +SKIP
        """
        study = self
        for text in changes:
            study = study._after(parse_change(text))
        return study if name is None else replace(study, settings=self.settings.named(name))

    def with_changes(
        self,
        changes: pl.DataFrame | str | Path,
        scenario: str | None = None,
        name: str | None = None,
        *,
        confidential: bool = False,
    ) -> Study:
        """Return the study with rows of a `changes` table applied in their order.

        Parameters
        ----------
        changes : DataFrame, str or Path
            The rows, or where they stand: a CSV, a workbook or folder with a table `changes`.
        scenario : str, optional
            Only the rows of this scenario; else all.
        name : str, optional
            Name of the new study.
        confidential : bool
            The figures are somebody's own: `evidence` marks every changed cell, and public reports leave it out.

        Raises
        ------
        StudyFaults
            With every row that cannot be applied.
        """
        if isinstance(changes, pl.DataFrame):
            frame, found = typed_frame(of_frame(TABLES["changes"], as_text(changes)), Dialect())
            Faults(found).raise_for_faults()
        else:
            frame = read_changes(Path(changes))
        rows = full_frame("changes", frame).filter(pl.col("active").fill_null(value=True))
        chosen = rows if scenario is None else of_scenario(rows, scenario)
        after = self._changed_by(chosen, name)
        return replace(after, tables=marked(after.tables, chosen)) if confidential else after

    def scenario(self, scenario: str, name: str | None = None) -> Study:
        """Return the study with the changes of one of its own scenarios; its name is the scenario's by default.

        Raises
        ------
        WrongUse
            If the table `changes` has no such scenario.
        StudyFaults
            With every row that cannot be applied.
        """
        return self._changed_by(of_scenario(self.table("changes"), scenario), name or scenario)

    def _changed_by(self, rows: pl.DataFrame, name: str | None) -> Study:
        study, faults = self, list[Fault]()
        for change, scenario, row in changes_of(rows, faults):
            try:
                study = study._after(change, scenario)
            except WrongUse as refusal:
                faults.append(refused(refusal, row))
        Faults(faults).raise_for_faults()
        return study if name is None else replace(study, settings=self.settings.named(name))

    def _after(self, change: Change, scenario: str = "") -> Study:
        table = known_table(change.table)
        rows = rows_of(self, table.name)
        cells, added, done = edit(rows, change, scenario)
        stored = self.tables.get(table.name, rows.full.drop(POSITION))
        frame = edited(stored, change.column, cells, added)
        tables = MappingProxyType(in_reading_order({**self.tables, table.name: frame}))
        after = replace(self, tables=tables, changes=(*self.changes, done))
        after._cache.update((name, rows) for name, rows in self._cache.items() if name != table.name)
        return after

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
