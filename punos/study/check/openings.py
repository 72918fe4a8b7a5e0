"""Openings that cost something, or have a least size, and nothing says how large they may be (Semantics 18).

The model refuses the same, period by period and with figures. Here a limit in any period counts, so that what is
told is always refused there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from punos.study.check.chain import Chain, chain
from punos.study.check.subject import STANDING, Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault
from punos.study.raw import ROW

ROUNDS = 12
"""Longest chain of recipes along which a limit spreads, as in the model."""

_CODE = "opening-without-size"


def check(subject: Subject) -> Iterator[Fault]:
    """Find plants, routes and terminals that may be opened at any size."""
    yield from _terminals(subject)
    sites = _sites(subject)
    endless = sites.filter("buildable", "charged", ~pl.col("said"))
    routes = _endless_routes(subject)
    if endless.is_empty() and routes.is_empty():
        return
    limits = _limits(subject, chain(subject), sites)
    yield from _plants(endless, limits)
    yield from _routes(subject, routes, limits)


def _terminals(subject: Subject) -> Iterator[Fault]:
    rows = subject.rows("terminals").group_by("place", "mode", maintain_order=True)
    said = rows.agg(pl.col(ROW).first(), pl.col("capex").count(), limits=pl.col("capacity").is_finite().sum())
    used = said.join(subject.rows("routes").select("mode").drop_nulls(), on="mode", how="semi", maintain_order="left")
    endless = used.filter((pl.col("capex") > 0) & (pl.col("limits").fill_null(0) == 0)).with_columns(value=pl.lit(""))
    message = "The {mode} terminal at {place} has to be opened, but nothing says how much it can handle."
    yield from tell(endless, Kind(_CODE, "terminals", "capacity"), message, "a capacity (mass unit / year)")


def _finite(column: str) -> pl.Expr:
    """Whether some row says a limit."""
    return pl.col(column).is_finite().fill_null(value=False).any()


def _sites(subject: Subject) -> pl.DataFrame:
    """plant, row, buildable, charged, said (some limit of the opening), room (some limit of what can stand)."""
    rows = subject.rows("plants").group_by("plant").agg(
        _finite("max_build").alias("by_build"), _finite("max_capacity").alias("by_most"),
        unlimited=pl.col("capacity").is_infinite().any(), expandable=pl.col("expandable").any(),
    )  # fmt: skip
    starts = subject.periods["start"].to_list() or [0]
    sites = subject.plants.join(rows, on="plant").join(_technologies(subject), on="plant", how="left")
    sites = sites.join(_land(subject), on="place", how="left")
    stands = pl.col("status").is_in(STANDING)
    counted = subject.rows("policies")["rule"].drop_nulls().str.contains(r"\bopen\[").any()
    size = pl.col("by_build") | pl.col("by_opening")
    sites = sites.with_columns(
        buildable=(~stands | pl.col("expandable").fill_null(value=False))
        & (pl.max_horizontal(pl.col("earliest"), pl.col("build_years") + starts[0]) <= starts[-1]),
        charged=pl.col("charged") | pl.lit(counted),
        said=size | pl.col("by_most") | pl.col("curved") | (pl.col("land") & pl.col("takes_land")),
    )
    existing = ~(pl.col("unlimited").fill_null(value=False) & stands)
    return sites.with_columns(room=existing & (~pl.col("buildable") | size | pl.col("by_most")))


def _technologies(subject: Subject) -> pl.DataFrame:
    """plant, charged, by_opening, takes_land, curved, build_years: what its technology says of openings there."""
    rows = subject.rows("technologies").rename({"plant": "only"}).join(
        subject.plants.select("plant", "technology"), on="technology"
    )  # fmt: skip
    rows = rows.filter(pl.col("only").is_null() | (pl.col("only") == pl.col("plant")))
    always = pl.col("period").is_null()
    costs = (pl.col("fixed_capex") != 0) | (pl.col("open_om") != 0) | (pl.col("min_capacity") > 0)
    curves = subject.rows("capex_curve")["technology"].implode()
    return rows.group_by("plant").agg(
        (costs & always).fill_null(value=False).any().alias("charged"), _finite("max_capacity").alias("by_opening"),
        (pl.col("area_ha") > 0).fill_null(value=False).any().alias("takes_land"), pl.col("technology").first(),
        pl.col("build_years").max().fill_null(0.0),
    ).with_columns(curved=pl.col("technology").is_in(curves)).drop("technology")  # fmt: skip


def _land(subject: Subject) -> pl.DataFrame:
    return subject.rows("places").group_by("place").agg(_finite("area_ha").alias("land"))


def _endless_routes(subject: Subject) -> pl.DataFrame:
    """Routes that have to be opened and say no capacity."""
    rows = subject.rows("routes").group_by("route").agg(pl.col("capex").count(), _finite("capacity").alias("limited"))
    open_ = rows.filter((pl.col("capex") > 0) & ~pl.col("limited"))
    last = max(subject.periods["start"].to_list() or [9999])
    usable = subject.once("routes").filter(pl.col("opens").fill_null(0) <= last)
    return usable.join(open_.select("route"), on="route", how="semi", maintain_order="left")


@dataclass
class _Limits:
    """Which activities and goods have a limit: runs (process, plant, limited); goods made and taken without one."""

    runs: pl.DataFrame
    uses: pl.DataFrame
    made: pl.Series
    taken: pl.Series


def _limits(subject: Subject, links: Chain, sites: pl.DataFrame) -> _Limits:
    """Spread limits of demands, supplies and capacities through the recipes."""
    uses = _uses(subject, links, sites)
    held = uses.group_by("activity").agg(pl.col("room").any().alias("limited"))
    runs = links.activities.drop_nulls("process").join(held, on="activity", how="left", maintain_order="left")
    runs = runs.with_columns(pl.col("limited").fill_null(value=False))
    leaky = _leaky(subject, links)
    flows = links.flows.join(runs.select("activity"), on="activity", how="semi")
    limits = _Limits(runs, uses, leaky, leaky)
    for _ in range(ROUNDS):
        limits.made = _endless_goods(subject, limits.runs, flows.filter("made"), "supplies", leaky)
        limits.taken = _endless_goods(subject, limits.runs, flows.filter("used"), "demands", leaky)
        tightened = _tightened(links, flows, limits)
        if tightened.equals(limits.runs):
            break
        limits.runs = tightened
    return limits


def _uses(subject: Subject, links: Chain, sites: pl.DataFrame) -> pl.DataFrame:
    """activity, used (the plant whose capacity it takes), room: whether that is limited."""
    room = sites.select(pl.col("plant").alias("used"), "room", "technology", "place")
    own_use = subject.rows("processes").group_by("process").agg(use=pl.col("capacity_use").fill_null(1.0).max())
    runs = links.activities.drop_nulls("process")
    own = runs.join(own_use.filter(pl.col("use") > 0), on="process").select("activity", pl.col("plant").alias("used"))
    own = own.join(room, on="used")
    needed = subject.rows("uses").filter(pl.col("capacity_use").fill_null(1.0) > 0).select("process", "technology")
    places = subject.plants.select("plant", "place")
    other = runs.join(places, on="plant").join(needed.unique(), on="process").join(room, on=["technology", "place"])
    return pl.concat([part.select("activity", "used", "room") for part in (own, other)])


def _leaky(subject: Subject, links: Chain) -> pl.Series:
    """Goods that may be lost or stored, or that yield attributes: no limit spreads through them."""
    contents = subject.rows("contents")
    stored = subject.rows("stocks")["commodity"]
    every = [links.goods.filter("lossy")["commodity"], contents["commodity"], contents["attribute"], stored]
    return pl.concat([part.drop_nulls().rename("commodity") for part in every]).unique()


def _endless_goods(
    subject: Subject, runs: pl.DataFrame, flows: pl.DataFrame, trade: str, leaky: pl.Series
) -> pl.Series:
    """Goods of which any amount can be made and bought (supplies), or used and sold (demands)."""
    key, most = ("supply", "capacity") if trade == "supplies" else ("demand", "quantity")
    limited = subject.rows(trade).group_by(key).agg(_finite(most).alias("limited")).filter("limited")
    open_ = subject.once(trade).join(limited, on=key, how="anti")["commodity"]
    free = runs.filter(~pl.col("limited")).select("activity")
    flowing = flows.join(free, on="activity", how="semi")["commodity"]
    return pl.concat([leaky, open_.drop_nulls(), flowing]).unique()


def _tightened(links: Chain, flows: pl.DataFrame, limits: _Limits) -> pl.DataFrame:
    """Activities limited by an input, or by an output that must be taken."""
    kept = links.goods.filter(~pl.col("discardable"))["commodity"]
    by_input = pl.col("used") & ~pl.col("commodity").is_in(limits.made.implode())
    by_output = pl.col("made") & ~pl.col("commodity").is_in(limits.taken.implode())
    by_output &= pl.col("commodity").is_in(kept.implode())
    bound = flows.filter(by_input | by_output)["activity"].unique()
    return limits.runs.with_columns(limited=pl.col("limited") | pl.col("activity").is_in(bound.implode()))


def _plants(endless: pl.DataFrame, limits: _Limits) -> Iterator[Fault]:
    """Plants whose size follows neither from what is said nor from what they could be used for."""
    open_ = limits.runs.filter(~pl.col("limited")).select("activity")
    busy = limits.uses.join(open_, on="activity", how="semi")["used"]
    none = pl.col("plant").is_in(limits.uses["used"].implode()).not_()
    found = endless.filter(none | pl.col("plant").is_in(busy.implode())).with_columns(value=pl.lit(""))
    message = "{plant} is opened with a charge, a yearly cost or a minimum, but nothing says how large it may be."
    remedy = "Fill max_capacity in technologies or plants, or max_build in plants."
    yield from tell(found, Kind(_CODE, "plants", "max_capacity"), message, "a largest size", remedy)


def _routes(subject: Subject, routes: pl.DataFrame, limits: _Limits) -> Iterator[Fault]:
    both = limits.made.filter(limits.made.is_in(limits.taken.implode()))
    weighs = subject.rows("commodities").drop_nulls("mass")["commodity"]
    endless = both.filter(both.is_in(weighs.implode()))
    found = routes.filter(
        pl.col("commodity").is_in(endless.implode()) | (pl.col("commodity").is_null() & bool(endless.len()))
    )
    message = "Route {route} has to be opened, but nothing says how much it can carry."
    told = found.with_columns(value=pl.lit(""))
    yield from tell(told, Kind(_CODE, "routes", "capacity"), message, "a capacity (mass unit / year)")
