"""Where things stand and what moves: plants by stage and size, flows by mode, on our own coastline."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Figure, FigureBlock, Layout, Section
from punos.pages.flow_lines import Flow, flow_traces
from punos.pages.map_names import legend_traces, mode_name, name_traces
from punos.pages.map_plants import absent_traces, plant_traces
from punos.pages.map_view import MapView, home_map, world_map
from punos.pages.palette import SEA, plain_layout
from punos.pages.view import View

GOODS_TOLD = 8
"""Goods named on one arrow."""


def map_section(view: View) -> Section | None:
    """Give the maps; None if the study says no coordinates."""
    paper = home_map(view.plan.study)
    if paper is None:
        return None
    _ = view.gettext
    moved = moved_mass(view)
    blocks = [_home(view, paper, moved)]
    far = _far(moved, paper)
    if far.height:
        blocks.append(_world(view, far))
    lead = _(
        "Where the plants stand and what moves between them. Choose a period; point at or touch a plant or an "
        "arrow to read its figures."
    )
    return Section("map", _("The map"), (lead,), tuple(blocks))


def _home(view: View, paper: MapView, moved: pl.DataFrame) -> FigureBlock:
    _ = view.gettext
    largest = _largest(moved)
    frames = {
        period: flow_traces(paper, _flows(view, moved, period), largest) + plant_traces(view, paper, period)
        for period in view.periods
    }
    base = [
        *paper.ground,
        *legend_traces(view, moved),
        *absent_traces(view, paper),
        *name_traces(view, paper, moved),
    ]
    return FigureBlock(
        "map-home",
        _("Plants and flows"),
        _(
            "Symbol and colour: stage of the chain. Size: capacity beside the largest plant with the same unit. "
            "Hollow: cancelled or closed. Width of a line: mass a year. Lines join places and are not the way "
            "taken; names at the edge say where a line comes from or goes to. Coastline: Natural Earth."
        ),
        _alt(view),
        Figure(frames, map_layout(paper), base, {"legend": {"font": {"size": 10.5}}}, zoom=True),
    )


def map_layout(paper: MapView) -> Layout:
    """Give the layout of a map: sea behind, no axes, as high as its frame asks."""
    box = paper.box
    hidden = {"visible": False, "showgrid": False, "zeroline": False, "fixedrange": False}
    return {
        **plain_layout(600),
        "aspect": round(paper.aspect, 4),
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "plot_bgcolor": SEA,
        "xaxis": {**hidden, "range": [round(box.west, 1), round(box.east, 1)]},
        "yaxis": {**hidden, "range": [round(box.south, 1), round(box.north, 1)], "scaleanchor": "x"},
        "legend": {
            "x": 0.01,
            "y": 0.99,
            "yanchor": "top",
            "orientation": "v",
            "bgcolor": "rgba(255,255,255,0.85)",
            "font": {"size": 12},
            "itemclick": False,
            "itemdoubleclick": False,
        },
    }


def moved_mass(view: View) -> pl.DataFrame:
    """Give what is shipped with its mass: period, from, to, mode, commodity, value, unit, mass."""
    mass = view.plan.study.table("commodities").select("commodity", "mass").drop_nulls().unique("commodity")
    held = view.frame("ship").join(mass, on="commodity", how="left")
    return held.with_columns(mass=pl.col("value") * pl.col("mass").fill_null(1.0))


def _largest(moved: pl.DataFrame) -> float:
    summed = moved.group_by("period", "from", "to", "mode").agg(pl.col("mass").sum())["mass"].max()
    return float(summed) if isinstance(summed, int | float) else 0.0


def _flows(view: View, moved: pl.DataFrame, period: str) -> list[Flow]:
    """Give the flows of a period, each with what it carries in words."""
    here = moved.filter(pl.col("period") == period).sort("mass", descending=True)
    return [
        Flow(str(start), str(end), str(mode), float(goods["mass"].sum()), _told(view, start, end, mode, goods))
        for (start, end, mode), goods in here.group_by("from", "to", "mode", maintain_order=True)
    ]


def _told(view: View, start: object, end: object, mode: object, goods: pl.DataFrame) -> tuple[str, ...]:
    """Say from where to where, how, and what."""
    ends = " → ".join(view.names.all("place", (str(start), str(end))))
    told = goods.group_by("commodity", "unit", maintain_order=True).agg(pl.col("value").sum())
    yearly = view.gettext("{quantity} a year")
    lines = [
        f"{view.name('commodity', row['commodity'])}: "
        + yearly.format(quantity=view.numbers.quantity(row["value"], row["unit"]))
        for row in told.head(GOODS_TOLD).iter_rows(named=True)
    ]
    return (f"<b>{ends}</b>, {mode_name(view, str(mode))}", *lines)


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


def _world(view: View, far: pl.DataFrame) -> FigureBlock:
    _ = view.gettext
    paper = world_map(view.plan.study)
    largest = _largest(far)
    frames = {p: flow_traces(paper, _flows(view, far, p), largest) for p in view.periods}
    ends = sorted({*far["from"].unique().to_list(), *far["to"].unique().to_list()})
    return FigureBlock(
        "map-world",
        _("From and to the wide world"),
        _("Goods shipped to or from places beyond the map above. Width of a line: mass a year."),
        _("World map of what is shipped from and to: {places}.").format(
            places=", ".join(view.names.all("place", ends))
        ),
        Figure(
            frames,
            {**map_layout(paper), "showlegend": False},
            [*paper.ground, *name_traces(view, paper, far)],
            zoom=True,
        ),
    )
