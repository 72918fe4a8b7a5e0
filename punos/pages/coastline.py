"""Coastlines and projections: what lies under the map.

Land, lakes and borders are Natural Earth (public domain), prepared by ``tools/coastline/prepare.py`` and
shipped with the package, so that a map needs no network. Regions are drawn in Lambert's azimuthal equal-area
projection centred on what is shown, the world in Equal Earth.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from punos.instance.distance import EARTH_RADIUS

Points = NDArray[np.float64]
"""An array of shape (n, 2): longitude and latitude in degrees, or x and y in kilometres."""


class Box(NamedTuple):
    """A frame in degrees (or kilometres)."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, other: Box) -> bool:
        """Say whether the other frame lies within this one."""
        return (
            self.west <= other.west
            and self.south <= other.south
            and self.east >= other.east
            and self.north >= other.north
        )


@dataclass(frozen=True)
class Coast:
    """Rings of land and lakes, and borders, in longitude and latitude."""

    box: Box
    land: tuple[Points, ...]
    lakes: tuple[Points, ...]
    borders: tuple[Points, ...]


class CoastFile(StrEnum):
    """The prepared files."""

    NORTH = "coast_north.json"
    WORLD = "coast_world.json"


@cache
def read_coast(file: CoastFile) -> Coast:
    """Read a prepared coastline from the package."""
    text = files("punos.pages").joinpath("assets", file).read_text(encoding="utf-8")
    held = json.loads(text)

    def lines(key: str) -> tuple[Points, ...]:
        return tuple(np.cumsum(np.reshape(line, (-1, 2)), axis=0) / held["grid"] for line in held[key])

    return Coast(Box(*held["box"]), lines("land"), lines("lakes"), lines("borders"))


def coast_for(core: Box, box: Box) -> Coast:
    """Give the finest coast that covers the core of a frame, cut to the frame."""
    north = read_coast(CoastFile.NORTH)
    coast = north if north.box.holds(core) else read_coast(CoastFile.WORLD)

    def cut(rings: tuple[Points, ...]) -> tuple[Points, ...]:
        return tuple(ring for ring in (clip_ring(r, box) for r in rings) if len(ring) > 2)

    borders = tuple(part for line in coast.borders for part in clip_line(line, box))
    return Coast(box, cut(coast.land), cut(coast.lakes), borders)


# --- cutting ---


def clip_ring(ring: Points, box: Box) -> Points:
    """Cut a ring to a frame (Sutherland and Hodgman, 1974); empty if nothing of it lies inside."""
    halves = ((0, box.west, 1.0), (0, box.east, -1.0), (1, box.south, 1.0), (1, box.north, -1.0))
    for axis, limit, sign in halves:
        if len(ring) == 0:
            break
        ring = _clip_half(ring, axis, limit, sign)
    return ring


def _clip_half(ring: Points, axis: int, limit: float, sign: float) -> Points:
    """Keep the part of a ring on one side of a straight line along an axis."""
    following = np.roll(ring, -1, axis=0)
    here, there = (sign * (p[:, axis] - limit) for p in (ring, following))
    crossing = (here >= 0) != (there >= 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.where(crossing, here / (here - there), 0.0)[:, None]
    cut = ring + share * (following - ring)
    both = np.stack([ring, cut], axis=1).reshape(-1, 2)
    kept = np.stack([here >= 0, crossing], axis=1).ravel()
    return np.asarray(both[kept])


def clip_line(line: Points, box: Box) -> list[Points]:
    """Give the stretches of a line whose points lie in a frame."""
    x, y = line.T
    inside = (x >= box.west) & (x <= box.east) & (y >= box.south) & (y <= box.north)
    ends = np.flatnonzero(np.diff(inside.astype(int))) + 1
    stretches = np.split(line, ends)
    return [s for s, start in zip(stretches, [0, *ends], strict=True) if inside[start] and len(s) > 1]


# --- projecting ---

Projection = Callable[[Points], Points]


def equal_area(longitude: float, latitude: float) -> Projection:
    """Give Lambert's azimuthal equal-area projection about a centre.

    Kilometres on a sphere; formulas of Snyder, *Map Projections: A Working Manual* (USGS, 1987), 24-2 to
    24-4. The centre's opposite has no image and is not for this map.
    """
    centre = np.radians(latitude)

    def project(points: Points) -> Points:
        lon, lat = np.radians(points[:, 0] - longitude), np.radians(points[:, 1])
        cosine = np.sin(centre) * np.sin(lat) + np.cos(centre) * np.cos(lat) * np.cos(lon)
        scale = EARTH_RADIUS * np.sqrt(2.0 / np.maximum(1.0 + cosine, 1e-9))
        x = scale * np.cos(lat) * np.sin(lon)
        y = scale * (np.cos(centre) * np.sin(lat) - np.sin(centre) * np.cos(lat) * np.cos(lon))
        return np.column_stack([x, y])

    return project


def equal_earth(points: Points) -> Points:
    """Project the world by Equal Earth (Šavrič, Patterson and Jenny, 2018), in kilometres."""
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    lon, lat = np.radians(points.T)
    t = np.arcsin(np.sqrt(3.0) / 2.0 * np.sin(lat))
    slope = 9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1
    x = 2.0 * np.sqrt(3.0) * lon * np.cos(t) / (3.0 * slope)
    y = t * (a1 + a2 * t**2 + a3 * t**6 + a4 * t**8)
    return np.asarray(EARTH_RADIUS * np.column_stack([x, y]))
