"""Stocks that contradict themselves or the plants that hold them (Semantics 27)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity


def check(subject: Subject) -> Iterator[Fault]:
    """Find stocks that begin fuller than they may be, lie elsewhere than what holds them, or are not always there."""
    yield from _held_elsewhere(subject)
    yield from _too_full(subject)
    yield from _gaps(subject)


def _held_elsewhere(subject: Subject) -> Iterator[Fault]:
    """Goods wait where the plant stands that holds them."""
    sites = subject.once("plants").select(pl.col("plant").alias("held_in"), at="place")
    held = subject.once("stocks").join(sites, on="held_in", maintain_order="left")
    apart = held.filter(pl.col("at") != pl.col("place"))
    message = "{commodity} is stored at {place} and held in {held_in}, which stands at {at}."
    yield from tell(apart, Kind("held-elsewhere", "stocks", "held_in"), message, "a plant at {place}")


def _too_full(subject: Subject) -> Iterator[Fault]:
    """What is in stock at first should fit, or some of it has to be used in the first period."""
    initial = subject.once("stocks").select("place", "commodity", "initial")
    rows = subject.rows("stocks").drop("initial").join(initial, on=["place", "commodity"], maintain_order="left")
    full = rows.filter(pl.col("period").is_null(), pl.col("initial") > pl.col("capacity"))
    kind = Kind("stock-too-full", "stocks", "initial", Severity.WARNING)
    message = "{initial} of {commodity} are in stock at {place} at first, where {capacity} fit at the end of a period."
    yield from tell(full, kind, message, "no more than its capacity")


def _gaps(subject: Subject) -> Iterator[Fault]:
    """A stock that is said for some periods only begins with what it ended with before the gap."""
    rows = subject.rows("stocks").drop_nulls(["place", "commodity"])
    key = ["place", "commodity"]
    wide = rows.filter(pl.col("period").is_null()).select(key)
    some = rows.join(wide, on=key, how="anti").unique(key, keep="first", maintain_order=True)
    partial = some.with_columns(value=pl.lit(""))
    kind = Kind("stock-in-some-periods", "stocks", "period", Severity.WARNING)
    message = "The stock of {commodity} at {place} is said for some periods only: in the others nothing is stored."
    yield from tell(partial, kind, message, "a row with a blank period", "Add a row for every period.")
