"""Things that nothing in the study speaks of."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject, values
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.tables import TABLES

_BY_THE_WAY = ("changes", "evidence", "capex_curve", "impact_caps")  # these speak of things that others use
_THINGS = ("places", "commodities", "technologies", "processes", "modes", "operators")


def check(subject: Subject) -> Iterator[Fault]:
    """List what is described and used nowhere, and plants at which nothing can run."""
    for name in _THINGS:
        yield from _unspoken(subject, name)
    yield from _nothing_to_run(subject)
    yield from _no_flows(subject)


def _unspoken(subject: Subject, name: str) -> Iterator[Fault]:
    spoken = {
        said
        for table in TABLES.values()
        for column in table.all_columns
        if column.refers == name and table.name not in _BY_THE_WAY
        for said in values(subject.rows(table.name)[column.name])
    }
    idle = subject.known(name) - spoken
    if idle:
        key = TABLES[name].keys[0]
        rows = subject.once(name).filter(pl.col(key).is_in(list(idle)))
        yield from tell(rows, Kind("unused", name, key, Severity.NOTE), f"No other table speaks of {key} {{{key}}}.")


def _nothing_to_run(subject: Subject) -> Iterator[Fault]:
    """Plants of a technology that no process needs."""
    needed = [subject.rows(table)["technology"].drop_nulls() for table in ("processes", "uses")]
    holding = subject.rows("stocks")["held_in"].drop_nulls().unique()
    idle = subject.plants.filter(
        ~pl.col("technology").is_in(pl.concat(needed).unique().implode()), ~pl.col("plant").is_in(holding.implode())
    )
    kind = Kind("nothing-to-run", "plants", "technology", Severity.WARNING)
    message = "No process runs on {technology}: plant {plant} can do nothing."
    yield from tell(idle, kind, message, "a technology of some process", "Add a process, or correct the name.")


def _no_flows(subject: Subject) -> Iterator[Fault]:
    """Processes that use and make nothing."""
    idle = subject.once("processes").join(subject.rows("flows").select("process"), on="process", how="anti")
    kind = Kind("no-flows", "processes", "process", Severity.WARNING)
    yield from tell(idle, kind, "Process {process} neither uses nor makes anything.", "rows in flows")
