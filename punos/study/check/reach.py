"""Goods that nobody makes or buys, that nobody takes, or that cannot get to where they are needed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from punos.study.check.chain import Chain, Reach, chain, marked, reach
from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import DemandKind

_ODD = Severity.WARNING


def check(subject: Subject) -> Iterator[Fault]:
    """Follow every good from where it arises to where it is wanted."""
    found = _Found.of(subject)
    yield from _demands(subject, found)
    yield from _recipes(subject, found)
    yield from _supplies(found)


@dataclass(frozen=True)
class _Found:
    chain: Chain
    reach: Reach

    @staticmethod
    def of(subject: Subject) -> _Found:
        links = chain(subject)
        return _Found(links, reach(links))

    def somewhere(self, flows: str) -> pl.DataFrame:
        """commodity, where: the places at which a good is bought or made (used or sold), whatever can run."""
        trade = self.chain.supplies if flows == "made" else self.chain.demands
        ends = pl.concat([trade.select("commodity", "at"), self.chain.flows.filter(flows).select("commodity", "at")])
        names = pl.DataFrame({"at": np.arange(self.chain.network.places.len()), "place": self.chain.network.places})
        named = ends.unique().join(names, on="at").sort("place")
        return named.group_by("commodity").agg(where=pl.col("place"))


def _demands(subject: Subject, found: _Found) -> Iterator[Fault]:
    """Demands that nothing can reach: no plan serves a must-demand without shortfall_cost."""
    demands = marked(found.chain.demands, found.reach.reached).filter(~pl.col("marked"))
    if demands.is_empty():
        return
    allowed = subject.rows("demands").drop_nulls("shortfall_cost").select("demand")
    must = pl.col("kind") == DemandKind.MUST.value
    owed = demands.filter(must).join(allowed, on="demand", how="anti")
    if not owed.is_empty() and found.chain.goods["lossy"].any():
        owed = marked(owed.drop("marked"), reach(found.chain, losing=True).reached).filter(~pl.col("marked"))
    other = demands.join(owed.select("demand"), on="demand", how="anti")
    for rows, severity in ((owed, Severity.ERROR), (other, _ODD)):
        told = rows.join(found.somewhere("made"), on="commodity", how="left")
        kind = Kind("demand-out-of-reach", "demands", "commodity", severity)
        message = "Demand {demand} asks for {commodity} at {place}, and nobody makes or buys any."
        remedy = "Add a supply, or a process and a plant that make it."
        yield from tell(told.filter(pl.col("where").is_null()), kind, message, "a good that is there", remedy)
        kind = Kind("demand-out-of-reach", "demands", "place", severity)
        message = "No {commodity} can get to {place} for demand {demand}; it is made or bought at {where}."
        remedy = "Add a route, or check what those that make it need."
        yield from tell(told.drop_nulls("where"), kind, message, "a place that {commodity} can reach", remedy)


def _recipes(subject: Subject, found: _Found) -> Iterator[Fault]:
    """Processes that can run nowhere, or not at some plant; what only follows from another is a note."""
    lost = found.reach.lost.join(found.chain.activities.select("activity", "process", "plant"), on="activity")
    lost = lost.drop_nulls("process")
    if lost.is_empty():
        return
    for flow, is_input in (("made", True), ("used", False)):
        mine = lost.filter(pl.col("missing") == is_input)
        there = mine.join(found.somewhere(flow), on="commodity", how="left")
        yield from _nobody(subject, there.filter(pl.col("where").is_null()), is_input)
        yield from _cut_off(subject, there.drop_nulls("where"), is_input)


def _nobody(subject: Subject, there: pl.DataFrame, is_input: bool) -> Iterator[Fault]:
    """A good that nobody makes or buys, or that nobody takes."""
    goods = there.group_by("process", "commodity", maintain_order=True).agg(plants=pl.col("plant").unique().sort())
    rows = subject.rows("flows").group_by("process", "commodity").agg(pl.col(ROW).first())
    told = goods.join(rows, on=["process", "commodity"], maintain_order="left")
    if is_input:
        kind = Kind("nobody-makes", "flows", "commodity", _ODD)
        message = "{process} needs {commodity}, and nobody makes or buys any: it cannot run at {plants}."
        remedy = "Add a supply, or a process and a plant that make it."
    else:
        kind = Kind("nobody-takes", "flows", "commodity", _ODD)
        message = (
            "{process} makes {commodity}, which nobody uses or buys and which may not be thrown away: it cannot run."
        )
        remedy = "Add a demand, or a disposal_cost in commodities."
    yield from tell(told, kind, message, "", remedy)


def _cut_off(subject: Subject, there: pl.DataFrame, is_input: bool) -> Iterator[Fault]:
    """A good that is somewhere, and cannot get to a plant or away from it."""
    rows = subject.once("plants").select("plant", "place", ROW)
    told = there.join(rows, on="plant", maintain_order="left").unique(["plant", "commodity", "round"], keep="first")
    if is_input:
        code, message = "cannot-arrive", "{process} at {plant} cannot run: no {commodity} can get to {place}."
        expected = "a route to {place} from {where}, or a maker that can run"
    else:
        code, message = (
            "cannot-leave",
            "{process} at {plant} cannot run: its {commodity} can get to nobody who takes it.",
        )
        expected = "a route from {place} to {where}, a taker that can run, or a disposal_cost"
    causes, follows = told.filter(pl.col("round") == 0), told.filter(pl.col("round") > 0)
    yield from tell(causes, Kind(code, "plants", "place", _ODD), message, expected)
    yield from tell(follows, Kind(code, "plants", "place", Severity.NOTE), message, expected)


def _supplies(found: _Found) -> Iterator[Fault]:
    """Supplies that can get to nobody."""
    idle = marked(found.chain.supplies, found.reach.reaching).filter(~pl.col("marked"))
    told = idle.join(found.somewhere("used"), on="commodity", how="left")
    message = "Nobody uses or sells {commodity}: supply {supply} serves no one."
    kind = Kind("supply-of-no-use", "supplies", "commodity", _ODD)
    yield from tell(told.filter(pl.col("where").is_null()), kind, message, "a good that somebody takes")
    message = "What supply {supply} brings to {place} can get to nobody who takes {commodity}."
    kind = Kind("supply-of-no-use", "supplies", "place", Severity.NOTE)
    yield from tell(told.drop_nulls("where"), kind, message, "a place from which it gets to {where}")
