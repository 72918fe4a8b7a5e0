"""Routes, modes and terminals on which nothing, or something else than meant, can move (Semantics 20, 21)."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import PlaceKind

_ODD = Severity.WARNING
LOSS = 0.5
EARTH_KM = 6371.0
SHORTCUT, SLACK_KM, DETOUR = 1.5, 30.0, 12.0
"""A route shorter than the straight line by more than these, or so many times longer, is a slip."""
LEAST_KM = 0.05
"""A shorter route is probably given in another unit."""
SYMBOLIC = (PlaceKind.GATEWAY.value, PlaceKind.MARKET.value)
"""Places that stand for something wider than a point on the map."""


def check(subject: Subject) -> Iterator[Fault]:
    """Find faults of the links between places."""
    routes = subject.once("routes").drop_nulls(["from", "to"])
    yield from _circles(routes)
    yield from _massless(subject, routes)
    yield from _lossy(subject)
    yield from _free(subject, routes)
    yield from _distances(subject, routes)
    yield from _stations(subject, routes)


def _circles(routes: pl.DataFrame) -> Iterator[Fault]:
    found = routes.filter(pl.col("from") == pl.col("to"))
    kind = Kind("route-to-itself", "routes", "to")
    yield from tell(found, kind, "Route {route} begins and ends at {from}.", "another place")


def _massless(subject: Subject, routes: pl.DataFrame) -> Iterator[Fault]:
    """A good without mass cannot be shipped; a route for it carries nothing."""
    goods = subject.filled("commodities").group_by("commodity").agg(pl.col("mass").max())
    named = routes.drop_nulls("commodity").join(goods, on="commodity", maintain_order="left")
    message = "Route {route} carries {commodity}, which has no mass and cannot be shipped."
    remedy = "Give the commodity a mass, or delete the route."
    kind = Kind("route-without-mass", "routes", "commodity")
    yield from tell(named.filter(pl.col("mass").is_null()), kind, message, "a commodity with mass", remedy)


def _lossy(subject: Subject) -> Iterator[Fault]:
    found = subject.rows("routes").filter(pl.col("loss").is_between(LOSS, 1))
    message = "Route {route} loses {loss} of what it carries."
    kind = Kind("large-loss", "routes", "loss", _ODD)
    yield from tell(found, kind, message, "a small share", "Is it the share that arrives?")


def _free(subject: Subject, routes: pl.DataFrame) -> Iterator[Fault]:
    """Routes without cost of their own, and without mode, distance or cost of the mode to reckon it from."""
    rows = subject.rows("routes").group_by("route").agg(pl.col("cost", "distance_km").count())
    modes = subject.rows("modes").group_by("mode").agg(per_km=pl.col("cost_per_tkm").count())
    said = routes.join(rows, on="route", maintain_order="left").filter(pl.col("cost") == 0)
    said = said.join(modes, on="mode", how="left", maintain_order="left")
    costs = said.filter(pl.col("mode").is_null() | (pl.col("per_km").fill_null(0) == 0))
    told = costs.with_columns(value=pl.lit(""))
    message = "Nothing says what route {route} costs: neither cost, nor cost_per_tkm of its mode."
    expected, remedy = "a cost", "Write 0 if it is free."
    yield from tell(told, Kind("free-route", "routes", "cost", _ODD), message, expected, remedy)
    lengths = said.filter((pl.col("per_km") > 0) & (pl.col("distance_km") == 0)).with_columns(value=pl.lit(""))
    message = "Route {route} has neither cost nor distance_km, so that freight on {mode} is free."
    yield from tell(lengths, Kind("free-route", "routes", "distance_km", _ODD), message, "a distance", remedy)


def _distances(subject: Subject, routes: pl.DataFrame) -> Iterator[Fault]:
    """Distances that do not fit the map."""
    places = subject.once("places").filter(~pl.col("kind").is_in(SYMBOLIC).fill_null(value=False)).select("place")
    located = subject.filled("places").drop_nulls(["lat", "lon"]).unique("place", keep="first")
    yield from _tiny(subject)
    points = located.select("place", "lat", "lon").join(places, on="place", how="semi")
    lengths = subject.rows("routes").filter(pl.col("distance_km") >= 0).unique("route", keep="first").select(
        "route", "distance_km", ROW
    )  # fmt: skip
    ends = routes.drop(ROW).join(lengths, on="route", maintain_order="left", how="inner")
    for end in ("from", "to"):
        named = points.select(pl.col("place").alias(end), pl.col("lat", "lon").name.suffix(f" {end}"))
        ends = ends.join(named, on=end, how="inner", maintain_order="left")
    ends = ends.with_columns(line=great_circle().round(0))
    short = pl.col("distance_km") * SHORTCUT + SLACK_KM < pl.col("line")
    long = (pl.col("distance_km") > pl.col("line") * DETOUR) & (pl.col("distance_km") > 10 * SLACK_KM)
    message = "Route {route} is {distance_km} km long, but {from} and {to} are {line} km apart in a straight line."
    kind = Kind("odd-distance", "routes", "distance_km", _ODD)
    remedy = "Check the distance, and lat and lon of both places."
    yield from tell(ends.filter(short | long), kind, message, "about {line} km or somewhat more", remedy)


def _tiny(subject: Subject) -> Iterator[Fault]:
    """Distances of a few steps: probably of another unit."""
    tiny = subject.rows("routes").filter((pl.col("distance_km") > 0) & (pl.col("distance_km") < LEAST_KM))
    message = "Route {route} is {distance_km} km long: less than fifty metres."
    kind = Kind("odd-distance", "routes", "distance_km", _ODD)
    yield from tell(tiny, kind, message, "a distance in kilometres", "If it is in another unit, turn it into km.")


def great_circle() -> pl.Expr:
    """Kilometres between `lat from`, `lon from` and `lat to`, `lon to` by the haversine formula."""
    lat = [pl.col(f"lat {end}").radians() for end in ("from", "to")]
    lon = [pl.col(f"lon {end}").radians() for end in ("from", "to")]
    half = ((lat[1] - lat[0]) / 2).sin().pow(2) + lat[0].cos() * lat[1].cos() * ((lon[1] - lon[0]) / 2).sin().pow(2)
    return 2 * EARTH_KM * half.clip(0, 1).sqrt().arcsin()


def _stations(subject: Subject, routes: pl.DataFrame) -> Iterator[Fault]:
    """Routes of a mode with terminals that join no two of its terminals, and terminals without a route."""
    yards = subject.once("terminals").drop_nulls(["place", "mode"]).select("place", "mode", ROW)
    if yards.is_empty():
        return
    links = routes.join(yards.select("mode").unique(), on="mode", how="semi", maintain_order="left")
    stops = pl.concat([links.select("mode", place=end) for end in ("from", "to")]).unique()
    lonely = yards.join(stops, on=["mode", "place"], how="anti", maintain_order="left")
    message = "The terminal of {mode} at {place} serves no route: none of that mode touches it."
    kind = Kind("terminal-without-route", "terminals", "place", _ODD)
    yield from tell(lonely, kind, message, "a route of {mode} from or to {place}", "Correct place or mode.")
    if links.is_empty():
        return
    grouped = _groups(links, stops.sort("mode", "place"))
    served = grouped.join(yards.select("mode", "place"), on=["mode", "place"], how="semi")
    enough = served.group_by("group").len().filter(pl.col("len") >= 2).select("group")
    ends = links.join(grouped, left_on=["mode", "from"], right_on=["mode", "place"], maintain_order="left")
    stranded = ends.join(enough, on="group", how="anti", maintain_order="left")
    message = "Nothing can be loaded or unloaded on route {route}: where its {mode} leads there are no two terminals."
    kind = Kind("route-without-terminal", "routes", "mode", _ODD)
    yield from tell(stranded, kind, message, "terminals of {mode} at both ends", "Add rows to terminals.")


def _groups(links: pl.DataFrame, stops: pl.DataFrame) -> pl.DataFrame:
    """mode, place and the number of the connected part of the mode's network it is in."""
    numbered = stops.with_row_index("node")
    ends = [
        links.join(numbered, left_on=["mode", end], right_on=["mode", "place"], maintain_order="left")["node"]
        for end in ("from", "to")
    ]
    ones = np.ones(links.height, dtype=np.int8)
    graph = coo_array((ones, (ends[0].to_numpy(), ends[1].to_numpy())), shape=(stops.height, stops.height))
    _, group = connected_components(graph, directed=False)
    return numbered.with_columns(pl.Series("group", group)).drop("node")
