"""Names and legend of a map."""

from __future__ import annotations

import math
from collections import Counter

import polars as pl

from punos.pages.blocks import Entry, Trace
from punos.pages.chain import OTHER
from punos.pages.labels import Label, place_labels
from punos.pages.map_plants import LOOKS, STEP, Look
from punos.pages.map_view import MapView
from punos.pages.palette import INK, colours, glyphs, mode_colour, mode_dash
from punos.pages.terms import MODES, STAGES
from punos.pages.view import View

HALO = ", ".join(
    f"{x}px {y}px 2px #fff" for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1))
)
"""A light edge that keeps a name readable where a line passes behind it."""


def name_traces(view: View, paper: MapView, moved: pl.DataFrame, sites: bool = True) -> list[Trace]:
    """Write the names of the places where goods move and, if `sites`, of those with plants; for either width."""
    ends = [*moved["from"].to_list(), *moved["to"].to_list()]
    standing = view.frame("capacity").select("place", "plant").unique()["place"].to_list() if sites else []
    known = view.plan.study.table("plants")["place"].drop_nulls().to_list() if sites else []
    plants = Counter(standing)
    busy = Counter([*ends, *standing, *known])
    weights = {place: math.inf if place == view.place else float(n) for place, n in busy.items()}
    traces = []
    for look in LOOKS:
        labels = [
            Label(view.name("place", place), *paper.places[place], weight, _clear(plants[place], look))
            for place, weight in weights.items()
            if place in paper.places
        ]
        traces.append(_name_trace(paper, labels, look))
    return traces


def _clear(plants: int, look: Look) -> float:
    """Give the pixels a name keeps from the middle of its place: past the outermost plant."""
    return (5.0 + 8.0 * plants if plants <= 1 else STEP * math.sqrt(plants) + 10.0) * look.scale


def _name_trace(paper: MapView, labels: list[Label], look: Look) -> Trace:
    placed = place_labels(labels, paper.box, look.pixels, look.font)
    shifted = [p.at(paper.width / look.pixels) for p in placed]
    return {
        "type": "scatter",
        "mode": "text",
        "x": [round(x, 1) for x, _ in shifted],
        "y": [round(y, 1) for _, y in shifted],
        "text": [p.label.text for p in placed],
        "textposition": [p.position for p in placed],
        "textfont": {"size": look.font, "color": INK, "shadow": HALO},
        "hoverinfo": "skip",
        "showlegend": False,
        "meta": {"when": look.when},
    }


def legend(view: View, moved: pl.DataFrame) -> tuple[Entry, ...]:
    """Give one entry a stage and one a mode, whatever the period shows."""
    order = view.chain.order
    colour, sign = colours(order), glyphs(order)
    stages = [Entry(stage_name(view, s), colour[s], sign[s]) for s in order]
    modes = sorted(moved["mode"].drop_nulls().unique().to_list())
    return (*stages, *(Entry(mode_name(view, m), mode_colour(m), "line", mode_dash(m)) for m in modes))


def stage_name(view: View, stage: str) -> str:
    """Give the word for a stage of the chain."""
    if stage == OTHER:
        return view.gettext("Other")
    words = view.gettext(STAGES[stage]) if stage in STAGES else stage.replace("_", " ")
    return words[:1].upper() + words[1:]


def mode_name(view: View, mode: str) -> str:
    """Give the word for a mode of transport."""
    word = view.gettext(MODES[mode]) if mode in MODES else view.name("mode", mode)
    return word[:1].upper() + word[1:]
