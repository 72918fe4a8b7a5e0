"""What a map shows and where: its frame, its projection, its places on paper."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from punos.pages.blocks import Trace
from punos.pages.coastline import (
    Box,
    Coast,
    Points,
    Projection,
    clip_line,
    clip_ring,
    coast_for,
    distance,
    equal_area,
    equal_earth,
)
from punos.pages.palette import LAND, SEA, SHORE

if TYPE_CHECKING:
    from punos.study import Study

LEAST_RADIUS = 120.0  # km: a chain in one town still gets a region around it
REACH = 1.5  # places up to this many times the plants' radius belong to the home map
PADDING = 0.08
TALLEST, FLATTEST = 0.9, 0.62  # height over width


@dataclass(frozen=True)
class MapView:
    """A frame on paper (kilometres), with the places that lie in it."""

    places: dict[str, tuple[float, float]]
    """Those in the frame."""
    beyond: dict[str, tuple[float, float]]
    """Those outside it."""
    box: Box
    coast: Coast
    project: Projection

    @property
    def width(self) -> float:
        """Width in kilometres."""
        return self.box.east - self.box.west

    @property
    def aspect(self) -> float:
        """Height over width."""
        return (self.box.north - self.box.south) / self.width

    def ends(self, start: str, end: str) -> tuple[Points, Points] | None:
        """Give two places on paper; one beyond the frame is drawn in to its edge, on the straight line."""
        known = {**self.beyond, **self.places}
        if start not in known or end not in known or start == end:
            return None
        if start in self.beyond and end in self.beyond:
            return None
        a, b = np.array(known[start]), np.array(known[end])
        if start in self.beyond:
            a = self._drawn_in(b, a)
        if end in self.beyond:
            b = self._drawn_in(a, b)
        return a, b

    def _drawn_in(self, inside: Points, outside: Points) -> Points:
        """Give the point where a line leaves the frame, a little within it."""
        edge = self.width * 0.012
        west, south, east, north = self.box
        lower, upper = np.array([west + edge, south + edge]), np.array([east - edge, north - edge])
        step = outside - inside
        with np.errstate(divide="ignore", invalid="ignore"):
            reach = np.where(step > 0, (upper - inside) / step, (lower - inside) / step)
        reach = np.where(step == 0, np.inf, reach)
        return np.asarray(inside + step * min(1.0, float(reach.min())))

    @cached_property
    def ground(self) -> list[Trace]:
        """Land, lakes and borders."""
        land = self._cut_rings(self.coast.land)
        lakes = self._cut_rings(self.coast.lakes)
        lines = [p for line in self.coast.borders for p in clip_line(self.project(line), self.box)]
        return [
            _area(land, LAND, SHORE, "land"),
            _area(lakes, SEA, SHORE, "lakes"),
            _line(lines, "#c9cfd5", "borders"),
        ]

    def _cut_rings(self, rings: tuple[Points, ...]) -> list[Points]:
        margin = self.width * 0.03  # the cut edges stay outside what is seen
        wide = Box(self.box.west - margin, self.box.south - margin, self.box.east + margin, self.box.north + margin)
        cut = (clip_ring(self.project(ring), wide) for ring in rings)
        return [ring for ring in cut if len(ring) > 2]


def home_map(study: Study) -> MapView | None:
    """Give the map of the region where the plants are; None if the study has no coordinates."""
    places = located(study)
    if places.is_empty():
        return None
    core = _home_places(study, places)
    points = core.select("lon", "lat").to_numpy()
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    project = equal_area(float(centre[0]), float(centre[1]))
    box = _frame(project(points))
    coast = coast_for(_degrees(points), _degrees(points, margin=14.0))
    return MapView(*_on_paper(places, project, box), box, coast, project)


def world_map(study: Study) -> MapView:
    """Give the map of the world."""
    places = located(study)
    frame = Box(-170.0, -56.0, 180.0, 78.0)
    corners = equal_earth(np.array([[-170.0, 0.0], [180.0, 0.0], [0.0, -56.0], [0.0, 78.0]]))
    (west, south), (east, north) = corners.min(axis=0), corners.max(axis=0)
    box = Box(west, south, east, north)
    return MapView(*_on_paper(places, equal_earth, box), box, coast_for(frame, frame), equal_earth)


def located(study: Study) -> pl.DataFrame:
    """Give the places that have coordinates: place, lon, lat."""
    return study.table("places").select("place", "lon", "lat").drop_nulls().unique("place", keep="first")


def _home_places(study: Study, places: pl.DataFrame) -> pl.DataFrame:
    """Give the places of the home map: those with plants, and those not much farther out."""
    sites = places.join(study.table("plants").select("place").unique(), on="place", how="semi")
    sites = sites if sites.height else places
    points = sites.select("lon", "lat").to_numpy()
    middle = np.asarray((points.min(axis=0) + points.max(axis=0)) / 2)
    radius = max(LEAST_RADIUS, float(distance(middle, points).max()))
    away = distance(middle, places.select("lon", "lat").to_numpy())
    return places.filter(pl.Series(away <= radius * REACH))


def _on_paper(
    places: pl.DataFrame, project: Projection, box: Box
) -> tuple[dict[str, tuple[float, float]], dict[str, tuple[float, float]]]:
    """Give the places in a frame and those beyond it, on paper."""
    x, y = project(places.select("lon", "lat").to_numpy()).T.tolist()
    spots = dict(zip(places["place"].to_list(), zip(x, y, strict=True), strict=True))
    inside = {place: at for place, at in spots.items() if box.holds(Box(*at, *at))}
    return inside, {place: at for place, at in spots.items() if place not in inside}


def _frame(points: Points) -> Box:
    """Give a frame around points on paper: padded, neither a strip nor a tower."""
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    width = max(east - west, (north - south) / TALLEST, 2 * LEAST_RADIUS) * (1 + 2 * PADDING)
    height = max((north - south) * (1 + 2 * PADDING), FLATTEST * width)
    x, y = (west + east) / 2, (south + north) / 2
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _degrees(points: Points, margin: float = 0.0) -> Box:
    (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
    return Box(
        max(-180.0, west - 1.6 * margin),
        max(-90.0, south - margin),
        min(180.0, east + 1.6 * margin),
        min(90.0, north + margin),
    )


def _joined(lines: list[Points]) -> tuple[list[float | None], list[float | None]]:
    """Join lines into the x and y of one trace, a gap between two; whole kilometres are fine enough."""
    x: list[float | None] = []
    y: list[float | None] = []
    for line in lines:
        x += [*np.round(line[:, 0], 1).tolist(), None]
        y += [*np.round(line[:, 1], 1).tolist(), None]
    return x[:-1], y[:-1]


def _area(rings: list[Points], fill: str, edge: str, name: str) -> Trace:
    x, y = _joined([np.vstack([ring, ring[:1]]) for ring in rings])
    line = {"color": edge, "width": 0.7}
    return _still({"x": x, "y": y, "name": name, "mode": "lines", "fill": "toself", "fillcolor": fill, "line": line})


def _line(lines: list[Points], colour: str, name: str) -> Trace:
    x, y = _joined(lines)
    return _still({"x": x, "y": y, "name": name, "mode": "lines", "line": {"color": colour, "width": 0.7}})


def _still(trace: Trace) -> Trace:
    """Make a trace part of the ground: no hover, no legend."""
    return {"type": "scatter", "hoverinfo": "skip", "showlegend": False, **trace}
