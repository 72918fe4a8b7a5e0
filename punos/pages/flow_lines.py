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
STUB_LENGTH, STUB_APART = 0.075, 0.12
"""Length of a line that points beyond the map, as a share of its width; half the angle between in and out."""


@dataclass(frozen=True)
class Flow:
    """What moves from one place to another by one mode."""

    start: str
    end: str
    mode: str
    mass: float
    lines: tuple[str, ...]
    """What the arrow says when it is pointed at."""


@dataclass(frozen=True)
class Stub:
    """What leaves the map from a place, or comes to it from beyond, by one mode."""

    place: str
    outward: bool
    mode: str
    mass: float
    bearing: float
    """Direction on paper towards what lies beyond, radians anticlockwise from the right."""
    lines: tuple[str, ...]


def flow_traces(view: MapView, flows: list[Flow], largest: float) -> list[Trace]:
    """Give one trace for each mode and width, and one of arrows for each mode.

    Parameters
    ----------
    flows
        Those with an end that is not on the map are left out; see `stub_traces`.
    largest
        The mass that gets the widest line, the same in all periods.
    """
    drawn = [(curve, flow) for flow in flows if (curve := _curve(view, flow)) is not None]
    return _traces([(c, f.mode, f.mass, f.lines) for c, f in drawn], largest)


def stub_traces(view: MapView, stubs: list[Stub], largest: float) -> list[Trace]:
    """Give short lines that point beyond the map, with arrows like those of flows."""
    held = [(_stub(view, s), s.mode, s.mass, s.lines) for s in stubs if s.place in view.places]
    return _traces(held, largest)


def _traces(drawn: list[tuple[Points, str, float, tuple[str, ...]]], largest: float) -> list[Trace]:
    curves: dict[tuple[str, float], list[Points]] = defaultdict(list)
    arrows: dict[str, list[tuple[Points, float, tuple[str, ...]]]] = defaultdict(list)
    for curve, mode, mass, lines in drawn:
        width = line_width(mass, largest)
        curves[mode, width].append(curve)
        arrows[mode].append((curve, width, lines))
    bands = [_line(mode, width, held) for (mode, width), held in sorted(curves.items())]
    return bands + [_arrows(mode, held) for mode, held in sorted(arrows.items())]


def _stub(view: MapView, stub: Stub) -> Points:
    """Give a short straight line; what comes and what goes stand a little apart."""
    turn = stub.bearing + (-STUB_APART if stub.outward else STUB_APART)
    home = np.array(view.places[stub.place])
    away = home + STUB_LENGTH * view.width * np.array([np.cos(turn), np.sin(turn)])
    ends = (home, away) if stub.outward else (away, home)
    t = np.linspace(0.0, 1.0, 13)[:, None]
    return np.asarray(ends[0] + t * (ends[1] - ends[0]))


def line_width(mass: float, largest: float) -> float:
    """Give the width of a line in pixels: by the root of the mass, in a few classes."""
    share = np.sqrt(mass / largest) if largest > 0 else 0.0
    step = np.ceil(share * CLASSES) / CLASSES
    return float(np.round(NARROWEST + (WIDEST - NARROWEST) * step, 1))


def _curve(view: MapView, flow: Flow) -> Points | None:
    """Give a line bent to the right of its direction (a quadratic Bézier curve)."""
    if flow.start not in view.places or flow.end not in view.places or flow.start == flow.end:
        return None
    start, end = np.array(view.places[flow.start]), np.array(view.places[flow.end])
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


def _arrows(mode: str, held: list[tuple[Points, float, tuple[str, ...]]]) -> Trace:
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
        "hovertext": ["<br>".join(lines) for _, _, lines in held],
        "hoverinfo": "text",
        "showlegend": False,
        "meta": {"arrows": mode},
    }


def _bearing(step: Points) -> float:
    """Give the angle of a step clockwise from north, in degrees."""
    return float(np.round(np.degrees(np.arctan2(step[0], step[1])), 1))
