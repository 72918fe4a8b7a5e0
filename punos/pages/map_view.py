"""What a map shows and where: its frame, its projection, its places on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from punos.instance.distance import distance
from punos.pages.blocks import Trace
from punos.pages.coastline import (
    Box,
    Coast,
    Points,
    Projection,
    clip_line,
    clip_ring,
    coast_for,
    equal_area,
    equal_earth,
)
from punos.pages.palette import LAND, SEA, SHORE

if TYPE_CHECKING:
    from punos.study.study import Study

LEAST_RADIUS = 120.0  # km: a chain in one town still gets a region around it
REACH = 1.5  # places up to this many times the plants' radius belong to the home map
FARTHEST = 2600.0  # km: places within this radius are shown on a part of the world
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
    return None if places.is_empty() else _region(places, _home_places(study, places))


def wide_map(study: Study, shown: Iterable[str]) -> MapView:
    """Give a map of places farther apart: a part of the world if they lie in one, else the whole."""
    places = located(study)
    core = places.filter(pl.col("place").is_in(list(shown)))
    points = core.select("lon", "lat").to_numpy()
    middle = np.asarray((points.min(axis=0) + points.max(axis=0)) / 2)
    return _region(places, core) if distance(middle, points).max() < FARTHEST else _world(places)


def _region(places: pl.DataFrame, core: pl.DataFrame) -> MapView:
    """Give a map in equal areas, framed on some of the places."""
    points = core.select("lon", "lat").to_numpy()
    centre = (points.min(axis=0) + points.max(axis=0)) / 2
    project = equal_area(float(centre[0]), float(centre[1]))
    box = _frame(project(points))
    return MapView(*_on_paper(places, project, box), box, coast_for(_degrees(points), _degrees(points, 14.0)), project)


def _world(places: pl.DataFrame) -> MapView:
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
