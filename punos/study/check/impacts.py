"""Impact factors of nothing, and impacts that nothing causes (Semantics 29)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.names import nearest
from punos.study.check.subject import Subject, values
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import KEY_TABLES, TABLES, ImpactSource

_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Find factors whose key stands in none of the tables it may stand in."""
    for source, tables in KEY_TABLES.items():
        yield from _keys(subject, source, tables)
    yield from _uncaused(subject)
    yield from _lengths(subject)


def _keys(subject: Subject, source: ImpactSource, tables: tuple[str, ...]) -> Iterator[Fault]:
    rows = subject.rows("impact_factors").filter(pl.col("of") == source.value)
    if rows.is_empty() or any(subject.unread(table) for table in tables):
        return
    known = [subject.known(table) for table in tables]
    said = values(rows["key"])
    yield from _unknown(subject, rows.filter(pl.col("key").is_in(list(said.difference(*known)))), source, tables)
    if len(known) > 1:
        both = rows.filter(pl.col("key").is_in(list(said & known[0] & known[1])))
        message = f"'{{key}}' is a name in {tables[0]} and in {tables[1]}; the factor is taken as that of {tables[0]}."
        yield from tell(both, Kind("ambiguous-key", "impact_factors", "key", _ODD), message, "a name in one of them")


def _unknown(subject: Subject, rows: pl.DataFrame, source: ImpactSource, tables: tuple[str, ...]) -> Iterator[Fault]:
    every = pl.concat([subject.names(table) for table in tables])
    things = " or ".join(TABLES[table].keys[0] for table in tables)
    message = f"There is no {things} '{{key}}' of which '{source.value}' could cause {{impact}}."
    expected = f"a name in the table {' or '.join(tables)}"
    kind = Kind("unknown-name", "impact_factors", "key")
    yield from tell(rows, kind, message, expected, lambda words: nearest(words["key"], every))


def _uncaused(subject: Subject) -> Iterator[Fault]:
    impacts = subject.once("impacts")
    idle = impacts.join(subject.rows("impact_factors").select("impact"), on="impact", how="anti", maintain_order="left")
    message = "Nothing causes {impact}: no row of impact_factors is about it."
    yield from tell(idle, Kind("impact-uncaused", "impacts", "impact", _ODD), message, "a factor")


def _lengths(subject: Subject) -> Iterator[Fault]:
    """An impact of a mode counts mass × km, and some of its routes have no length."""
    factors = subject.rows("impact_factors").filter(pl.col("of") == ImpactSource.SHIP.value)
    if factors.is_empty():
        return
    modes = subject.once("modes").join(factors, left_on="mode", right_on="key", how="semi")
    rows = subject.filled("routes")
    if modes.is_empty() or rows.is_empty():
        return
    mode = subject.once("routes").select("route", its="mode").join(modes, left_on="its", right_on="mode", how="semi")
    lengths = rows.group_by("route", maintain_order=True).agg(pl.col(ROW).first(), km=pl.col("distance_km").count())
    none = lengths.filter(pl.col("km") == 0).join(mode, on="route", maintain_order="left")
    message = "Route {route} has no distance_km, and impacts of {its} count by the kilometre."
    told = none.with_columns(value=pl.lit(""))
    yield from tell(told, Kind("distance-missing", "routes", "distance_km", _ODD), message, "a distance")
