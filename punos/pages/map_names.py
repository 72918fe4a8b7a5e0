"""Names and legend of a map."""

from __future__ import annotations

import math
from collections import Counter

import polars as pl

from punos.pages.blocks import Trace
from punos.pages.chain import OTHER
from punos.pages.labels import Label, place_labels
from punos.pages.map_plants import LOOKS, STEP, Look
from punos.pages.map_view import MapView
from punos.pages.palette import INK, QUIET, colours, mode_colour, mode_dash, symbols
from punos.pages.terms import MODES
from punos.pages.view import View


def name_traces(view: View, paper: MapView, moved: pl.DataFrame) -> list[Trace]:
    """Write the names of the places that have something to do with the plan, for either width."""
    ends = [*moved["from"].to_list(), *moved["to"].to_list()]
    sites = view.frame("capacity").select("place", "plant").unique()["place"].to_list()
    plants = Counter(sites)
    busy = Counter([*ends, *sites, *view.plan.study.table("plants")["place"].drop_nulls().to_list()])
    weights = {place: math.inf if place == view.place else float(n) for place, n in busy.items()}
    edge = _edges(paper, moved)
    traces = []
    for look in LOOKS:
        home = [
            Label(view.name("place", place), *paper.places[place], weight, _clear(plants[place], look))
            for place, weight in weights.items()
            if place in paper.places
        ]
        away = [Label(view.name("place", p), x, y, 0.5, 6.0, True) for p, x, y in edge]
        traces += _name_traces(paper, home + away, look)
    return traces


def _clear(plants: int, look: Look) -> float:
    """Give the pixels a name keeps from the middle of its place: past the outermost plant."""
    return (5.0 + 8.0 * plants if plants <= 1 else STEP * math.sqrt(plants) + 10.0) * look.scale


def _edges(paper: MapView, moved: pl.DataFrame) -> list[tuple[str, float, float]]:
    """Give the places beyond the frame and where their lines meet its edge, the heaviest first."""
    pairs = moved.group_by("from", "to").agg(pl.col("mass").sum()).sort("mass", "from", "to", descending=True)
    found = []
    for start, end in pairs.select("from", "to").iter_rows():
        ends = paper.ends(start, end)
        if ends is not None:
            both = ((start, ends[0]), (end, ends[1]))
            found += [(place, float(at[0]), float(at[1])) for place, at in both if place in paper.beyond]
    return found


def _name_traces(paper: MapView, labels: list[Label], look: Look) -> list[Trace]:
    placed = place_labels(labels, paper.box, look.pixels, look.font)
    scale = paper.width / look.pixels
    traces = []
    for beyond in (False, True):
        held = [p for p in placed if p.label.beyond is beyond]
        if held:
            font = {"size": look.font, "color": QUIET if beyond else INK}
            shifted = [p.at(scale) for p in held]
            traces.append(
                {
                    "type": "scatter",
                    "mode": "text",
                    "x": [round(x, 1) for x, _ in shifted],
                    "y": [round(y, 1) for _, y in shifted],
                    "text": [f"<i>{p.label.text}</i>" if beyond else p.label.text for p in held],
                    "textposition": [p.position for p in held],
                    "textfont": font,
                    "hoverinfo": "skip",
                    "showlegend": False,
                    "meta": {"when": look.when},
                }
            )
    return traces


def legend_traces(view: View, moved: pl.DataFrame) -> list[Trace]:
    """Give one entry a stage and one a mode, whatever the period shows."""
    order = view.chain.order
    colour, symbol = colours(order), symbols(order)
    entries = [
        _entry(stage_name(view, s), mode="markers", marker={"color": colour[s], "symbol": symbol[s], "size": 11})
        for s in order
    ]
    for mode in sorted(moved["mode"].drop_nulls().unique().to_list()):
        line = {"color": mode_colour(mode), "width": 3}
        entries.append(_entry(mode_name(view, mode), mode="lines", line=line, meta={"dash": mode_dash(mode)}))
    return entries


def _entry(name: str, **look: object) -> Trace:
    still = {"type": "scatter", "x": [None], "y": [None], "showlegend": True, "hoverinfo": "skip"}
    return {**still, "name": name, **look}


def stage_name(view: View, stage: str) -> str:
    """Give the word for a stage of the chain."""
    if stage == OTHER:
        return view.gettext("Other")
    words = stage.replace("_", " ")
    return words[:1].upper() + words[1:]


def mode_name(view: View, mode: str) -> str:
    """Give the word for a mode of transport."""
    return view.gettext(MODES[mode]) if mode in MODES else view.name("mode", mode)
