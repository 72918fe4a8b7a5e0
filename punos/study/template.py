"""``punos new``: a study to fill in, small and working, or part of another."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

import polars as pl

from punos.errors import StudyFaults, WrongUse
from punos.study.cells import DTYPES
from punos.study.loading import load
from punos.study.part import part
from punos.study.raw import ROW
from punos.study.starter import starter
from punos.study.starter_park import starter_park
from punos.study.study import Study
from punos.study.template_workbook import write_template
from punos.tables import TABLES


class Example(StrEnum):
    """What a new study is to begin with."""

    CHAIN = "chain"
    """A harbour and a park: what to build, make and trade."""
    PARK = "park"
    """Tenants of a park and the company that serves them: what they share, one tariff, who leaves."""


_EXAMPLES: Mapping[Example, Callable[[str], Study]] = {Example.CHAIN: starter, Example.PARK: starter_park}
_RARE = ("name_fi", "name_sv")  # left out of templates until somebody needs them


def new_study(
    path: str | Path, source: str | Path | None = None, places: Sequence[str] = (), example: Example = Example.CHAIN
) -> None:
    """Write a study to begin from: every table is there, those without rows as empty templates.

    Parameters
    ----------
    path : str or Path
        A workbook (``.xlsx``: with comments, lists of allowed names and a sheet of advice) or a folder.
    source : str or Path, optional
        A study to take a part of; without it the new study is a small example.
    places : sequence of str
        The places of that part: plants, supplies and demands there, routes between them, and what those use.
    example : Example
        What it begins with where there is no source.

    Raises
    ------
    WrongUse
        If something stands at `path` already, or the source has no such place.
    StudyFaults
        If the source cannot be read without errors.
    """
    path = Path(path)
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise WrongUse(f"{path} exists already, and a study is never written over. Choose another name.")
    study = _EXAMPLES[example](path.stem) if source is None else _part_of(source, places)
    complete = replace(study, tables=MappingProxyType({name: _complete(study, name) for name in TABLES}))
    if path.suffix.lower() == ".xlsx":
        _write_whole(path, complete)
    else:
        complete.save(path)


def _part_of(source: str | Path, places: Sequence[str]) -> Study:
    study = load(source)
    if study.faults.errors:
        raise StudyFaults(study.faults)
    return part(study, places)


def _complete(study: Study, name: str) -> pl.DataFrame:
    """Return a table with the columns it has first, then those a planner may want to fill."""
    table = TABLES[name]
    wanted = {c.name: DTYPES[c.type] for c in table.all_columns if c.name not in _RARE}
    frame = study.tables.get(name)
    if frame is None:
        return pl.DataFrame(schema={**wanted, ROW: pl.Int64})
    missing = [pl.lit(None, dtype).alias(column) for column, dtype in wanted.items() if column not in frame.columns]
    return frame.with_columns(missing).select(_order(frame.columns, list(wanted)))


def _order(present: list[str], wanted: list[str]) -> list[str]:
    """The schema's order where it has one; own columns follow, `row` last."""
    own = [column for column in present if column not in wanted and column != ROW]
    return [*wanted, *own, ROW]


def _write_whole(path: Path, study: Study) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        write_template(beside, study)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
