"""Flows on a map: bent lines as wide as what moves, an arrow on each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np

from punos.pages.blocks import Trace
from punos.pages.coastline import Points
from punos.pages.map_view import MapView
from punos.pages.palette import mode_colour, mode_dash

WIDEST = 8.0
NARROWEST = 1.2
CLASSES = 6
BEND = 0.1
"""How far a line is bent aside, as a share of its length: both directions stay apart."""


@dataclass(frozen=True)
class Flow:
    """What moves from one place to another by one mode."""

    start: str
    end: str
    mode: str
    mass: float
    lines: tuple[str, ...]
    """What the arrow says when it is pointed at."""


def flow_traces(view: MapView, flows: list[Flow], largest: float) -> list[Trace]:
    """Give one trace for each mode and width, and one of arrows for each mode.

    Parameters
    ----------
    flows
        Those with an end that is not on the map are left out.
    largest
        The mass that gets the widest line, the same in all periods.
    """
    curves: dict[tuple[str, float], list[Points]] = defaultdict(list)
    arrows: dict[str, list[tuple[Points, float, Flow]]] = defaultdict(list)
    for flow in flows:
        curve = _curve(view, flow)
        if curve is None:
            continue
        width = line_width(flow.mass, largest)
        curves[flow.mode, width].append(curve)
        arrows[flow.mode].append((curve, width, flow))
    lines = [_line(mode, width, held) for (mode, width), held in sorted(curves.items())]
    return lines + [_arrows(mode, held) for mode, held in sorted(arrows.items())]


def line_width(mass: float, largest: float) -> float:
    """Give the width of a line in pixels: by the root of the mass, in a few classes."""
    share = np.sqrt(mass / largest) if largest > 0 else 0.0
    step = np.ceil(share * CLASSES) / CLASSES
    return float(np.round(NARROWEST + (WIDEST - NARROWEST) * step, 1))


def _curve(view: MapView, flow: Flow) -> Points | None:
    """Give a line bent to the right of its direction (a quadratic Bézier curve)."""
    ends = view.ends(flow.start, flow.end)
    if ends is None:
        return None
    start, end = ends
    along = end - start
    aside = np.array([along[1], -along[0]]) * BEND * 2
    t = np.linspace(0.0, 1.0, 13)[:, None]
    middle = (start + end) / 2 + aside
    return np.asarray((1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end)


def _line(mode: str, width: float, curves: list[Points]) -> Trace:
    x: list[float | None] = []
    y: list[float | None] = []
    for curve in curves:
        x += [*np.round(curve[:, 0], 1).tolist(), None]
        y += [*np.round(curve[:, 1], 1).tolist(), None]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": mode_colour(mode), "width": width},
        "opacity": 0.85,
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"flow": mode, "dash": mode_dash(mode)},
    }


def _arrows(mode: str, held: list[tuple[Points, float, Flow]]) -> Trace:
    """Give arrow heads a little past the middle: they show the direction and carry what moves."""
    at = [curve[7] for curve, _, _ in held]
    turn = [_bearing(curve[8] - curve[6]) for curve, _, _ in held]
    sizes: list[Any] = [round(8 + 1.7 * width, 1) for _, width, _ in held]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [round(float(p[0]), 1) for p in at],
        "y": [round(float(p[1]), 1) for p in at],
        "marker": {
            "symbol": "arrow",
            "size": sizes,
            "angle": turn,
            "color": mode_colour(mode),
            "opacity": 1,
            "line": {"color": "#ffffff", "width": 1},
        },
        "hovertext": ["<br>".join(flow.lines) for _, _, flow in held],
        "hoverinfo": "text",
        "showlegend": False,
        "meta": {"arrows": mode},
    }


def _bearing(step: Points) -> float:
    """Give the angle of a step clockwise from north, in degrees."""
    return float(np.round(np.degrees(np.arctan2(step[0], step[1])), 1))
