"""Periods and the settings of time (Semantics 10, 11)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, shown, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import TABLES, Type

DISTANT = 60
"""Years between price or base year and the first period beyond which one of them is a slip."""
EARLY, LATE = 1700, 2300
WEIGHT_OFF = 10.0
HIGH_RATE = 0.5

_KIND = Kind("periods-overlap", "periods", "start")
_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Find periods that overlap, odd years, odd weights, and settings that do not fit them."""
    periods = subject.periods
    if not subject.rows("periods").is_empty():
        yield from _overlaps(periods)
        yield from _names(periods)
        yield from _order(subject)
        yield from _weights(subject)
        yield from _broken_years(periods)
    yield from _settings(subject)
    yield from _years(subject)


def _overlaps(periods: pl.DataFrame) -> Iterator[Fault]:
    follows = periods.with_columns(
        previous=pl.col("period").shift(1), ended=(pl.col("start") + pl.col("years")).cum_max().shift(1)
    )
    message = "Period {period} starts in {start}, before period {previous} has ended ({ended})."
    found = follows.filter(pl.col("start") < pl.col("ended"))
    yield from tell(found, _KIND, message, "{ended} or later", "Correct start, or the years of {previous}.")


def _names(periods: pl.DataFrame) -> Iterator[Fault]:
    """A period called by a year that is not its first."""
    year = pl.col("period").str.extract(r"^(\d{4})$").cast(pl.Int64, strict=False)
    found = periods.filter(year != pl.col("start"))
    message = "The period is called {period} but starts in {start}."
    yield from tell(found, Kind("period-name", "periods", "start", _ODD), message, "{period}", "Correct one of them.")


def _order(subject: Subject) -> Iterator[Fault]:
    found = subject.rows("periods").filter(pl.col("start") < pl.col("start").shift(1))
    kind = Kind("periods-out-of-order", "periods", "start", Severity.NOTE)
    yield from tell(found, kind, "Period {period} starts before the one above it; periods are taken in order of time.")


def _weights(subject: Subject) -> Iterator[Fault]:
    """A given weight that is far from the one the discount rate gives."""
    time = subject.settings.time
    said = subject.periods.drop_nulls("weight").filter(pl.col("start").is_between(EARLY, LATE))
    if said.is_empty():
        return
    base = time.base_year if time.base_year is not None else subject.periods["start"][0]
    middle = pl.col("start") + pl.col("years") / 2 - base
    computed = said.with_columns(usual=pl.col("years") * (1.0 + time.discount_rate) ** -middle)
    ratio = pl.col("weight") / pl.col("usual")
    found = computed.filter(~ratio.is_between(1 / WEIGHT_OFF, WEIGHT_OFF))
    message = "weight {weight} is far from the {usual} that {years} years count at the discount rate of the study."
    kind = Kind("odd-weight", "periods", "weight", _ODD)
    yield from tell(found, kind, message, "discount factor × years", "Leave it blank to have it computed.")


def _broken_years(periods: pl.DataFrame) -> Iterator[Fault]:
    found = periods.filter(pl.col("years") % 1 != 0)
    yield from tell(found, Kind("broken-years", "periods", "years", _ODD), "years {years} is not whole.", "whole years")


def _settings(subject: Subject) -> Iterator[Fault]:
    time = subject.settings.time
    first = int(subject.periods["start"][0]) if subject.periods.height else time.price_year
    for key, year in (("price_year", time.price_year), ("base_year", time.base_year)):
        if year is not None and abs(year - first) > DISTANT:
            message = f"time.{key} is {year}, {abs(year - first)} years from the first period, which starts in {first}."
            yield _setting(f"time.{key}", str(year), message, "a year near the first period")
    rate = time.discount_rate
    if rate > HIGH_RATE or rate < 0:
        remedy = f"For {shown(rate)} % write {shown(rate / 100)}." if rate > 0 else ""
        message = f"time.discount_rate {shown(rate)} means {shown(rate * 100)} % a year."
        yield _setting("time.discount_rate", shown(rate), message, "a share, e.g. 0.06 for 6 %", remedy)
    if not re.search(r"\w", subject.settings.study.currency):
        yield _setting("study.currency", subject.settings.study.currency, "The currency has no letter.", "e.g. EUR")


def _setting(name: str, value: str, message: str, expected: str, remedy: str = "") -> Fault:
    return Fault("odd-setting", _ODD, "study", None, name, value, message, expected, remedy)


def _years(subject: Subject) -> Iterator[Fault]:
    """Years of no century that a plan is about."""
    for table in TABLES.values():
        for column in table.columns:
            if column.type is Type.YEAR:
                rows = subject.rows(table.name).select(column.name, ROW)
                found = rows.filter(~pl.col(column.name).is_between(EARLY, LATE))
                kind = Kind("odd-year", table.name, column.name, _ODD)
                yield from tell(found, kind, f"{column.name} {{{column.name}}} is a year of no plan.", "a year of now")
