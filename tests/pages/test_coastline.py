"""Coastlines: cutting and projecting by independent answers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.instance.distance import EARTH_RADIUS, distance
from punos.pages.coastline import (
    Box,
    CoastFile,
    Points,
    clip_line,
    clip_ring,
    coast_for,
    equal_area,
    equal_earth,
    read_coast,
)

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])


def area(ring: Points) -> float:
    x, y = ring.T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)) / 2)


def inside(point: tuple[float, float], ring: Points) -> bool:
    """Ray casting."""
    x, y = point
    ends = zip(ring, np.roll(ring, -1, axis=0), strict=True)
    crossed = [(a, b) for a, b in ends if (a[1] > y) != (b[1] > y)]
    return sum(x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]) for a, b in crossed) % 2 == 1


@settings(deadline=None)
@given(st.floats(-2, 3.5, allow_nan=False), st.floats(-2, 3.5, allow_nan=False), st.floats(0.1, 8), st.floats(0.1, 8))
def test_a_cut_square_is_the_overlap(west: float, south: float, width: float, height: float) -> None:
    box = Box(west, south, west + width, south + height)
    across = max(0.0, min(4.0, box.east) - max(0.0, box.west))
    up = max(0.0, min(4.0, box.north) - max(0.0, box.south))
    cut = clip_ring(SQUARE, box)
    assert (area(cut) if len(cut) > 2 else 0.0) == pytest.approx(across * up, abs=1e-9)


def test_a_line_is_cut_into_stretches() -> None:
    line = np.array([[0.0, 0.0], [1.0, 0.0], [5.0, 0.0], [1.0, 1.0], [2.0, 1.0]])
    stretches = clip_line(line, Box(-1, -1, 3, 3))
    assert [s.tolist() for s in stretches] == [[[0, 0], [1, 0]], [[1, 1], [2, 1]]]


@pytest.mark.parametrize(("longitude", "latitude"), [(0.0, 0.0), (25.0, 64.0), (-100.0, 23.0)])
def test_equal_areas_are_equal(longitude: float, latitude: float) -> None:
    """A cap of 10 degrees about the centre has the area 2 pi R² (1 - cos 10°)."""
    turn = np.linspace(0, 2 * math.pi, 4000, endpoint=False)
    lat0, reach = math.radians(latitude), math.radians(10.0)
    lat = np.arcsin(math.sin(lat0) * math.cos(reach) + math.cos(lat0) * math.sin(reach) * np.cos(turn))
    lon = np.arctan2(np.sin(turn) * math.sin(reach) * math.cos(lat0), math.cos(reach) - math.sin(lat0) * np.sin(lat))
    cap = np.column_stack([longitude + np.degrees(lon), np.degrees(lat)])
    expected = 2 * math.pi * EARTH_RADIUS**2 * (1 - math.cos(reach))
    assert area(equal_area(longitude, latitude)(cap)) == pytest.approx(expected, rel=1e-5)


def test_equal_earth_has_its_published_width_and_height() -> None:
    """The whole earth is 2.05458 times as wide as high (Šavrič, Patterson and Jenny, 2018: 2.05)."""
    edge = equal_earth(np.array([[180.0, 0.0], [0.0, 90.0]]))
    assert edge[0, 0] / edge[1, 1] == pytest.approx(2.0545, abs=1e-3)


def test_helsinki_to_stockholm() -> None:
    """About 396 km as the crow flies."""
    assert distance(np.array([24.938, 60.170]), np.array([[18.068, 59.329]]))[0] == pytest.approx(396, abs=2)


@pytest.mark.parametrize(
    ("place", "on_land"),
    [
        ((25.72, 62.24), True),  # Jyväskylä
        ((23.69, 63.55), True),  # Kaustinen
        ((20.0, 62.3), False),  # the Sea of Bothnia
        ((3.0, 56.0), False),  # the North Sea
    ],
)
@pytest.mark.parametrize("file", list(CoastFile))
def test_land_is_where_it_is(place: tuple[float, float], on_land: bool, file: CoastFile) -> None:
    assert sum(inside(place, ring) for ring in read_coast(file).land) % 2 == on_land


def test_the_saimaa_is_a_lake() -> None:
    assert any(inside((28.25, 61.25), ring) for ring in read_coast(CoastFile.NORTH).lakes)


def test_the_finest_coast_that_covers_a_frame_is_taken() -> None:
    finland, mexico = Box(20.0, 60.0, 31.0, 70.0), Box(-110.0, 15.0, -90.0, 30.0)
    points = sum(len(ring) for ring in coast_for(finland, finland).land)
    coarse = sum(len(clip_ring(ring, finland)) for ring in read_coast(CoastFile.WORLD).land)
    assert points > 2 * coarse
    assert any(inside((-99.13, 19.43), ring) for ring in coast_for(mexico, mexico).land)  # Mexico City
