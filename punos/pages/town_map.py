"""A small map of one town: where it lies, and what comes to it and leaves it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import polars as pl
from markupsafe import Markup, escape

from punos.pages.blocks import DrawingBlock, Trace
from punos.pages.coastline import Points
from punos.pages.labels import Label, place_labels
from punos.pages.map import moved_mass
from punos.pages.map_view import MapView, home_map
from punos.pages.palette import mode_colour
from punos.pages.view import View

GROUND = "ground-of-towns"
"""Identifier of the land that all small maps share."""
COARSE = 3.0
"""Kilometres between two points of a coast, at least: finer is not seen on a small map."""
PIXELS, FONT = 560.0, 15.0
"""Width of a small map, and size of its names."""
DASHES = {"road": "2 5", "rail": "", "sea": "9 5"}
WIDEST, NARROWEST = 9.0, 1.6


@dataclass(frozen=True)
class Line:
    """What moves between the town and one other place by one mode, both ways together."""

    other: str
    mode: str
    mass: float
    inward: float
    """Mass that comes to the town."""


def shared_ground(view: View) -> str:
    """Give the land, sea and lakes of all small maps, drawn once; empty if the study has no coordinates."""
    paper = home_map(view.plan.study)
    if paper is None:
        return ""
    land, lakes, _borders = paper.ground
    shapes = "".join(
        f'<path class="{kind}" d="{_path(trace, paper)}"/>'
        for kind, trace in (("ground", land), ("ground water", lakes))
    )
    return (
        f'<svg width="0" height="0" style="position:absolute" aria-hidden="true"><symbol id="{GROUND}" '
        f'viewBox="{_frame(paper)}">{shapes}</symbol></svg>'
    )


def _frame(paper: MapView) -> str:
    return f"0 0 {round(paper.width)} {round(paper.box.north - paper.box.south)}"


def _path(trace: Trace, paper: MapView) -> str:
    """Give the path of a ground, coarser, in kilometres from the upper left corner."""
    x = np.array([math.nan if v is None else v for v in trace["x"]]) - paper.box.west
    y = paper.box.north - np.array([math.nan if v is None else v for v in trace["y"]])
    points = np.column_stack([x, y])
    breaks = np.flatnonzero(np.isnan(x))
    rings = [_coarse(ring[~np.isnan(ring[:, 0])]) for ring in np.split(points, breaks)]
    return "".join(
        "M" + "L".join(f"{a:.0f} {b:.0f}" for a, b in ring.tolist()) + "Z" for ring in rings if len(ring) > 3
    )


def _coarse(ring: Points) -> Points:
    """Leave out points nearer to the one before than is seen."""
    if not len(ring):
        return ring
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(ring, axis=0).T))])
    return ring[np.unique((way / COARSE).astype(int), return_index=True)[1]]


def town_map(view: View, place: str) -> DrawingBlock | None:
    """Draw where a town lies and what it exchanges with whom in the last period; None without coordinates."""
    paper = home_map(view.plan.study)
    if paper is None or place not in paper.places:
        return None
    _ = view.gettext
    lines = _lines(view, place)
    near = [line for line in lines if line.other in paper.places]
    names = sorted({view.name("place", line.other) for line in lines})
    last = view.periods[-1]
    return DrawingBlock(
        f"town-{place}-map",
        _("Where it lies, and what comes and goes in {period}").format(period=last),
        _(
            "Width: mass a year, both ways together. Full line: rail; long dashes: sea; dots: road. Filled ends: most "
            "of it comes to the town; hollow ends: most leaves it. What goes beyond this map is not drawn. Coastline: "
            "Natural Earth."
        ),
        _("Map of {place} with lines to {others}.").format(
            place=view.name("place", place), others=", ".join(names) or _("nowhere")
        ),
        Markup(_svg(view, paper, place, near)),
    )


def _lines(view: View, place: str) -> list[Line]:
    moved = moved_mass(view).filter(pl.col("period") == view.periods[-1])
    touched = moved.filter((pl.col("from") == place) | (pl.col("to") == place))
    inward = pl.col("to") == place
    ways = touched.with_columns(
        other=pl.when(inward).then("from").otherwise("to"), inward=pl.when(inward).then("mass").otherwise(0.0)
    )
    summed = ways.group_by("other", "mode").agg(pl.col("mass", "inward").sum()).sort("mass", "other", descending=True)
    return [Line(*row) for row in summed.select("other", "mode", "mass", "inward").iter_rows()]


def _svg(view: View, paper: MapView, place: str, lines: list[Line]) -> str:
    km = paper.width / PIXELS
    frame = _frame(paper)
    drawn = [f'<svg viewBox="{frame}" xmlns="http://www.w3.org/2000/svg" aria-hidden="true">']
    drawn.append('<rect class="sea" width="100%" height="100%"/>')
    drawn.append(f'<use href="#{GROUND}" width="100%" height="100%"/>')
    largest = max((line.mass for line in lines), default=1.0)
    drawn += [_line(paper, place, line, largest, km) for line in reversed(lines)]
    x, y = _at(paper, place)
    drawn.append(
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{7 * km:.1f}" fill="#000" stroke="#fff" stroke-width="{2 * km:.1f}"/>'
    )
    return "".join([*drawn, *_names(view, paper, place, lines, km), "</svg>"])


def _at(paper: MapView, place: str) -> tuple[float, float]:
    x, y = paper.places[place]
    return x - paper.box.west, paper.box.north - y


def _line(paper: MapView, place: str, line: Line, largest: float, km: float) -> str:
    """Draw one line, bent a little so that modes stay apart, with a dot at its other end."""
    (x0, y0), (x1, y1) = _at(paper, place), _at(paper, line.other)
    bend = {"road": -0.08, "sea": 0.1}.get(line.mode.split("_")[0], 0.02)
    xm, ym = (x0 + x1) / 2 - bend * (y1 - y0), (y0 + y1) / 2 + bend * (x1 - x0)
    width = (NARROWEST + (WIDEST - NARROWEST) * math.sqrt(line.mass / largest)) * km
    dash = next((d for word, d in DASHES.items() if line.mode.startswith(word)), "9 3 2 3")
    dashes = " ".join(f"{float(part) * km:.1f}" for part in dash.split())
    colour = mode_colour(line.mode)
    fill = colour if line.inward * 2 >= line.mass else "#fff"
    return (
        f'<path d="M{x0:.0f} {y0:.0f}Q{xm:.0f} {ym:.0f} {x1:.0f} {y1:.0f}" fill="none" stroke="{colour}" '
        f'stroke-width="{width:.1f}"{f" stroke-dasharray={chr(34)}{dashes}{chr(34)}" if dashes else ""}/>'
        f'<circle cx="{x1:.0f}" cy="{y1:.0f}" r="{4.5 * km:.1f}" fill="{fill}" stroke="{colour}" '
        f'stroke-width="{1.5 * km:.1f}"/>'
    )


def _names(view: View, paper: MapView, place: str, lines: list[Line], km: float) -> list[str]:
    """Write the names of the town and of those it deals with, where none lies on another."""
    weights = {line.other: line.mass for line in reversed(lines)} | {place: math.inf}
    labels = [Label(view.name("place", p), *paper.places[p], weight) for p, weight in weights.items()]
    anchors = {"middle right": "start", "middle left": "end"}
    written = []
    for placed in place_labels(labels, paper.box, PIXELS, FONT):
        x, y = placed.at(km)
        bold = ' font-weight="700"' if placed.label.weight == math.inf else ""
        written.append(
            f'<text x="{x - paper.box.west:.0f}" y="{paper.box.north - y + FONT * 0.35 * km:.0f}"{bold} '
            f'font-size="{FONT * km:.1f}" text-anchor="{anchors.get(placed.position, "middle")}" '
            f'paint-order="stroke" stroke="#fff" stroke-width="{3 * km:.1f}">{escape(placed.label.text)}</text>'
        )
    return written
