"""Plants on a map: a symbol a stage, as large as their capacity, side by side where they share a place."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from punos.pages.blocks import Trace
from punos.pages.map_view import MapView
from punos.pages.palette import QUIET, colours, symbols
from punos.pages.terms import status_word
from punos.pages.view import View

LARGEST, SMALLEST = 24.0, 8.0
STEP = 12.5
"""Pixels between plants that share a place."""


@dataclass(frozen=True)
class Look:
    """How plants and names are drawn at one width of the page."""

    when: str
    pixels: float
    scale: float
    font: float


LOOKS = (Look("wide", 860.0, 1.0, 12.5), Look("narrow", 358.0, 0.72, 10.5))
"""For a desktop and for a phone; the page shows the one that fits (``page.js``)."""


def standing(view: View) -> pl.DataFrame:
    """Give what stands in each period with its share of the largest plant of the same unit and its stage."""
    held = view.frame("capacity")
    finite = held.filter(pl.col("value").is_finite())
    return finite.with_columns(share=pl.col("value") / pl.col("value").max().over("unit"), stage=view.chain.stage())


def plant_traces(view: View, paper: MapView, period: str) -> list[Trace]:
    """Draw what stands in a period, for either width of the page."""
    here = standing(view).filter(pl.col("period") == period, pl.col("place").is_in(list(paper.places)))
    order = view.chain.order
    colour, symbol = colours(order), symbols(order)
    traces = []
    for look in LOOKS:
        spots = _spots(here, paper, look)
        for stage in order:
            rows = spots.filter(pl.col("stage") == stage)
            if rows.height:
                trace = _plant_trace(view, rows, look, colour[stage], symbol[stage])
                traces.append(trace)
    return traces


def _plant_trace(view: View, rows: pl.DataFrame, look: Look, colour: str, symbol: str) -> Trace:
    size = (SMALLEST + (LARGEST - SMALLEST) * rows["share"].sqrt()) * look.scale
    return {
        "type": "scatter",
        "mode": "markers",
        "x": rows["x"].round(1).to_list(),
        "y": rows["y"].round(1).to_list(),
        "marker": {
            "color": colour,
            "symbol": symbol,
            "size": size.round(1).to_list(),
            "opacity": 1,
            "line": {"color": "#ffffff", "width": 1.2},
        },
        "hovertext": [_told(view, row["plant"], row) for row in rows.iter_rows(named=True)],
        "hoverinfo": "text",
        "customdata": [view.evidence.anchor("plants", plant=p) for p in rows["plant"].to_list()],
        "showlegend": False,
        "meta": {"when": look.when, "plants": True},
    }


def _told(view: View, plant: str, row: dict[str, object]) -> str:
    """Say what stands: name, place, owner, capacity, and what the figures rest on."""
    numbers, value = view.numbers, row["value"]
    capacity = numbers.quantity(float(value), str(row["unit"])) if isinstance(value, int | float) else ""
    lines = [
        f"<b>{view.name('plant', plant)}</b>",
        f"{view.name('technology', str(row['technology']))}, {view.name('place', str(row['place']))}",
        view.gettext("Capacity {quantity}").format(quantity=capacity),
    ]
    if row["operator"]:
        lines.append(view.name("operator", str(row["operator"])))
    grounds = view.evidence.about("plants", plant=plant)
    grounds += view.evidence.about("technologies", technology=str(row["technology"]))
    lines += [f"<i>{view.evidence.line(g)}</i>" for g in grounds[:3] if not view.evidence.hidden(g)]
    return "<br>".join(lines)


def _spots(plants: pl.DataFrame, paper: MapView, look: Look) -> pl.DataFrame:
    """Set the plants of a place side by side around it, as a sunflower sets its seeds."""
    step = STEP * look.scale * paper.width / look.pixels
    order = plants.sort("place", "share", "plant", descending=[False, True, False])
    counted = order.with_columns(n=pl.int_range(pl.len()).over("place"), of=pl.len().over("place"))
    ring = pl.when(pl.col("of") == 1).then(0.0).otherwise(step * (pl.col("n") + 0.7).sqrt())
    turn = pl.col("n") * (math.pi * (3 - math.sqrt(5)))
    x, y = (
        pl.col("place").replace_strict({p: at[i] for p, at in paper.places.items()}, return_dtype=pl.Float64)
        for i in (0, 1)
    )
    return counted.with_columns(x=x + ring * turn.cos(), y=y + ring * turn.sin())


def absent_traces(view: View, paper: MapView) -> list[Trace]:
    """Draw the plants that are cancelled or closed."""
    plants = view.plan.study.table("plants").unique("plant", keep="first", maintain_order=True)
    gone = plants.filter(
        pl.col("status").is_in(["cancelled", "closed"]), pl.col("place").is_in(list(paper.places))
    ).with_columns(share=pl.lit(0.0))
    traces: list[Trace] = []
    for look in LOOKS if gone.height else ():
        spots = _spots(gone, paper, look)
        told = [
            f"<b>{view.name('plant', p)}</b><br>{view.gettext(status_word(s))}"
            for p, s in spots.select("plant", "status").iter_rows()
        ]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": spots["x"].round(1).to_list(),
                "y": spots["y"].round(1).to_list(),
                "marker": {"color": QUIET, "symbol": "circle-open", "size": 8 * look.scale},
                "hovertext": told,
                "hoverinfo": "text",
                "showlegend": False,
                "meta": {"when": look.when},
            }
        )
    return traces
