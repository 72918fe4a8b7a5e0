"""Where things stand and what moves: plants by stage and size, flows by mode, on our own coastline."""

from __future__ import annotations

import math

import polars as pl

from punos.pages.blocks import Figure, FigureBlock, Layout, Section
from punos.pages.flow_lines import Flow, Stub, flow_traces, stub_traces
from punos.pages.map_names import legend, mode_name, name_traces
from punos.pages.map_plants import absent_traces, plant_traces
from punos.pages.map_view import MapView, home_map, wide_map
from punos.pages.palette import SEA, plain_layout
from punos.pages.view import View

GOODS_TOLD = 8
"""Goods named on one arrow."""


def map_section(view: View) -> Section | None:
    """Give the map of what crosses the edge of the first one; None if nothing does."""
    paper = home_map(view.plan.study)
    if paper is None:
        return None
    far = _far(moved_mass(view), paper)
    if far.is_empty():
        return None
    _ = view.gettext
    lead = _("What comes from and goes to places beyond the map at the head of this page.")
    return Section("map", _("To and from the rest of the world"), (lead,), (_wide(view, far),))


def home_block(view: View) -> FigureBlock | None:
    """Give the map of plants and flows; None if the study says no coordinates."""
    paper = home_map(view.plan.study)
    if paper is None:
        return None
    _ = view.gettext
    moved = moved_mass(view)
    largest = _largest(moved)
    frames = {}
    for period in view.periods:
        here = moved.filter(pl.col("period") == period)
        lines = flow_traces(paper, _flows(view, here), largest)
        stubs = stub_traces(paper, _stubs(view, paper, here), largest)
        frames[period] = stubs + lines + plant_traces(view, paper, period)
    base = [*paper.ground, *absent_traces(view, paper), *name_traces(view, paper, moved)]
    return FigureBlock(
        "map-home",
        _("Plants and flows"),
        _(
            "Symbol and colour: stage of the chain. Size: capacity beside the largest plant with the same unit. "
            "Hollow: cancelled or closed. Width of a line: mass a year. Lines join places and are not the way "
            "taken; short arrows point to and from places beyond this map. Coastline: Natural Earth."
        ),
        _alt(view),
        Figure(frames, map_layout(paper), base, zoom=True),
        legend(view, moved),
    )


def map_layout(paper: MapView) -> Layout:
    """Give the layout of a map: sea behind, no axes, as high as its frame asks (which keeps both scales equal)."""
    box = paper.box
    hidden = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": False}
    return {
        **plain_layout(600),
        "aspect": round(paper.aspect, 4),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "plot_bgcolor": SEA,
        "xaxis": {**hidden, "range": [round(box.west, 1), round(box.east, 1)]},
        "yaxis": {**hidden, "range": [round(box.south, 1), round(box.north, 1)]},
        "showlegend": False,
    }


def moved_mass(view: View) -> pl.DataFrame:
    """Give what is shipped with its mass: period, from, to, mode, commodity, value, unit, mass."""
    mass = view.plan.study.table("commodities").select("commodity", "mass").drop_nulls().unique("commodity")
    held = view.frame("ship").join(mass, on="commodity", how="left")
    return held.with_columns(mass=pl.col("value") * pl.col("mass").fill_null(1.0))


def _largest(moved: pl.DataFrame) -> float:
    summed = moved.group_by("period", "from", "to", "mode").agg(pl.col("mass").sum())["mass"].max()
    return float(summed) if isinstance(summed, int | float) else 0.0


def _flows(view: View, moved: pl.DataFrame) -> list[Flow]:
    """Give the flows of a period, each with what it carries in words."""
    here = moved.sort("mass", descending=True)
    return [
        Flow(str(start), str(end), str(mode), float(goods["mass"].sum()), _told(view, start, end, mode, goods))
        for (start, end, mode), goods in here.group_by("from", "to", "mode", maintain_order=True)
    ]


def _told(view: View, start: object, end: object, mode: object, goods: pl.DataFrame) -> tuple[str, ...]:
    """Say from where to where, how, and what."""
    ends = " → ".join(view.names.all("place", (str(start), str(end))))
    return (f"<b>{ends}</b>, {mode_name(view, str(mode))}", *_goods(view, goods))


def _goods(view: View, goods: pl.DataFrame, most: int = GOODS_TOLD) -> list[str]:
    told = goods.group_by("commodity", "unit", maintain_order=True).agg(pl.col("value").sum())
    yearly = view.gettext("{quantity} a year")
    return [
        f"{view.name('commodity', row['commodity'])}: "
        + yearly.format(quantity=view.numbers.quantity(row["value"], row["unit"]))
        for row in told.head(most).iter_rows(named=True)
    ]


def _stubs(view: View, paper: MapView, moved: pl.DataFrame) -> list[Stub]:
    """Give what leaves the map and what comes from beyond, one a place, direction and mode."""
    near, beyond = list(paper.places), list(paper.beyond)
    stubs = []
    for home, away, outward in (("from", "to", True), ("to", "from", False)):
        held = moved.filter(pl.col(home).is_in(near), pl.col(away).is_in(beyond)).sort("mass", descending=True)
        for (place, mode), goods in held.group_by(home, "mode", maintain_order=True):
            stubs.append(_one_stub(view, paper, str(place), str(mode), goods, away, outward))
    return stubs


def _one_stub(view: View, paper: MapView, place: str, mode: str, goods: pl.DataFrame, away: str, outward: bool) -> Stub:
    """Point a stub at the middle of what lies beyond, weighed by mass, and say what moves."""
    x0, y0 = paper.places[place]
    turns = [
        (math.atan2(paper.beyond[p][1] - y0, paper.beyond[p][0] - x0), m)
        for p, m in goods.select(away, "mass").iter_rows()
    ]
    bearing = math.atan2(sum(m * math.sin(t) for t, m in turns), sum(m * math.cos(t) for t, m in turns))
    lines = []
    for (far,), carried in goods.group_by(away, maintain_order=True):
        ends = (place, str(far)) if outward else (str(far), place)
        lines += [
            f"<b>{' → '.join(view.names.all('place', ends))}</b>, {mode_name(view, mode)}",
            *_goods(view, carried, 4),
        ]
    return Stub(place, outward, mode, float(goods["mass"].sum()), bearing, tuple(lines[:14]))


def _alt(view: View) -> str:
    """Describe the map in words."""
    last = view.periods[-1]
    places = view.frame("capacity").filter(pl.col("period") == last)["place"].unique().to_list()
    return view.gettext("Map. In {period} plants stand in {places}.").format(
        period=last, places=", ".join(sorted(view.names.all("place", places)))
    )


def _far(moved: pl.DataFrame, paper: MapView) -> pl.DataFrame:
    """Give what is shipped to or from a place that is not on the home map."""
    beyond = list(paper.beyond)
    return moved.filter(pl.any_horizontal(pl.col("from", "to").is_in(beyond)))


def _wide(view: View, far: pl.DataFrame) -> FigureBlock:
    """Give the map of what crosses the edge of the first."""
    _ = view.gettext
    ends = sorted({*far["from"].unique().to_list(), *far["to"].unique().to_list()})
    paper = wide_map(view.plan.study, ends)
    largest = _largest(far)
    frames = {p: flow_traces(paper, _flows(view, far.filter(pl.col("period") == p)), largest) for p in view.periods}
    return FigureBlock(
        "map-wide",
        _("To and from places farther away"),
        _("What crosses the edge of the map above. Width of a line: mass a year; lines are not the way taken."),
        _("Map of what is shipped between: {places}.").format(places=", ".join(view.names.all("place", ends))),
        Figure(frames, map_layout(paper), [*paper.ground, *name_traces(view, paper, far, sites=False)], zoom=True),
    )
