"""Distances over the globe."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS = 6371.0088  # km, the mean radius of IUGG
Points = NDArray[np.float64]
"""Longitude and latitude in degrees, a row a point."""


def distance(point: Points, points: Points) -> NDArray[np.float64]:
    """Give great-circle distances in kilometres from one point to many, or from each of many to another (haversine)."""
    (lon1, lat1), (lon2, lat2) = np.radians(point.T), np.radians(points.T)
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS * np.arcsin(np.sqrt(half)))
