"""Dates between the starts of periods, and beyond the horizon (Semantics 15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from punos.study.check.subject import MODELLED, STANDING, Subject, values
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW

_MOVED = "date-moved"
_BEYOND = "date-beyond-horizon"


@dataclass(frozen=True)
class _Date:
    """A column of dates, and in words what happens then and what it means if no period starts later."""

    table: str
    column: str
    happens: str
    never: str = ""


_DATES = (
    _Date("plants", "opened", "works from", "never works in this plan"),
    _Date("plants", "earliest", "may be built from", "is never built in this plan"),
    _Date("plants", "closes", "is gone from"),
    _Date("routes", "opens", "may be used from", "is never used in this plan"),
    _Date("policies", "from", "holds from", "never holds in this plan"),
    _Date("policies", "to", "no longer holds from"),
)


def check(subject: Subject) -> Iterator[Fault]:
    """List every date that a period moves, and find dates at which nothing can happen any more."""
    if subject.periods.is_empty():
        return
    for date in _DATES:
        rows = _rows(subject, date)
        if not rows.is_empty():
            yield from _moved(subject, date, rows)
    yield from _gone_before(subject)
    yield from _orders(subject)


def _rows(subject: Subject, date: _Date) -> pl.DataFrame:
    """thing, date and row where a date is said."""
    key = subject.once(date.table).columns[0]
    rows = subject.rows(date.table).drop_nulls([key, date.column])
    things = subject.once(date.table)
    if date.table == "plants":
        things = things.filter(pl.col("status").is_in(MODELLED))
    rows = rows.join(things.select(key), on=key, how="semi")
    return rows.select(pl.col(key).alias("thing"), pl.col(date.column).alias("date"), ROW)


def _moved(subject: Subject, date: _Date, rows: pl.DataFrame) -> Iterator[Fault]:
    starts = subject.periods.select("period", start=pl.col("start").cast(pl.Int64)).sort("start")
    first, last = starts["start"][0], starts["start"][-1]
    # a policy still holds in a period that starts in its last year
    later = 1 if date.column == "to" else 0
    at = pl.col("date") + later
    known = values(starts["start"])
    said = {year + later for year in values(rows["date"])}
    if all(year <= first or year in known for year in said):
        return
    dated = rows.with_columns(at=at.cast(pl.Int64)).filter(pl.col("at") > first).sort("at")
    beyond = dated.filter(pl.col("at") > last).with_columns(last=pl.lit(last), value="date")
    if date.never:
        kind = Kind(_BEYOND, date.table, date.column, Severity.WARNING)
        message = f"{{thing}} {date.never}: {date.column} {{date}} is after the last period starts ({{last}})."
        yield from tell(beyond, kind, message, f"{last} or earlier", "Correct the date, or add a period.")
    within = dated.filter(pl.col("at") <= last)
    moved = within.join_asof(starts, left_on="at", right_on="start", strategy="forward", coalesce=False)
    by = pl.col("start") - pl.col("at")
    years = pl.when(by == 1).then(pl.lit("1 year")).otherwise(pl.format("{} years", by))
    moved = moved.filter(by > 0).with_columns(by=years, value="date")
    kind = Kind(_MOVED, date.table, date.column, Severity.NOTE)
    yield from tell(moved, kind, f"{{thing}} {date.happens} period {{period}}, {{by}} later than {date.column} says.")


def _gone_before(subject: Subject) -> Iterator[Fault]:
    """Standing plants that are gone before the plan begins, policies that end before."""
    first = int(subject.periods["start"][0])
    plants = subject.plants.filter(pl.col("status").is_in(STANDING)).filter(pl.col("closes") <= first)
    message = f"{{plant}} closes in {{closes}} and never works in this plan, which begins in {first}."
    kind = Kind(_BEYOND, "plants", "closes", Severity.WARNING)
    yield from tell(plants, kind, message, f"a year after {first}", "Correct the date, or its status.")
    ended = subject.once("policies").filter(pl.col("to") < first)
    message = f"{{policy}} never holds: it ends with {{to}}, and the plan begins in {first}."
    yield from tell(ended, Kind(_BEYOND, "policies", "to", Severity.WARNING), message, f"{first} or later")


def _orders(subject: Subject) -> Iterator[Fault]:
    """An end before its beginning."""
    plants = subject.once("plants")
    before = plants.filter(pl.col("closes") < pl.col("opened"))
    message = "{plant} closes in {closes}, before it opened in {opened}."
    yield from tell(before, Kind("closes-before-opened", "plants", "closes"), message, "a year after {opened}")
    same = plants.filter(pl.col("closes") == pl.col("opened"))
    kind = Kind("closes-as-opened", "plants", "closes", Severity.WARNING)
    yield from tell(same, kind, "{plant} opens and closes in {opened}: it never works.", "a year after {opened}")
    policies = subject.once("policies").filter(pl.col("to") < pl.col("from"))
    message = "{policy} ends with {to}, before it begins in {from}."
    yield from tell(policies, Kind("ends-before-begins", "policies", "to"), message, "{from} or later")
