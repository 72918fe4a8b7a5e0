"""How goods run through the chain: from where they are bought, through plants, to where they are sold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.pages.blocks import Figure, FigureBlock, Layout, Section, Trace
from punos.pages.palette import FONT, INK, QUIET, REST, colours
from punos.pages.view import View

SHOWN_KINDS = ("material", "product", "by-product", "waste")
FEWEST = 0.004
"""Links thinner than this share of all that moves are drawn together as the rest."""
BOUGHT, SOLD, THROWN = "bought", "sold", "thrown"


@dataclass(frozen=True)
class Node:
    """A node of the picture."""

    key: str
    label: str
    colour: str


def sankey_section(view: View) -> Section | None:
    """Give the picture of the chain for every period; None if nothing with mass is made or traded."""
    links = chain_links(view)
    if links.is_empty():
        return None
    _ = view.gettext
    unit = view.plan.study.settings.study.mass_unit
    frames = {p: [_trace(view, links.filter(pl.col("period") == p), unit)] for p in view.periods}
    tallest = int(links.group_by("period").agg(n=pl.col("commodity").n_unique())["n"].max() or 1)  # type: ignore[call-overload]
    figure = FigureBlock(
        "chain",
        _("The chain, in {unit} a year").format(unit=unit),
        _(
            "Left: country of purchase. Middle: goods and the plants that make and use them. Right: sold or thrown "
            "away. Width: mass a year; goods without mass (energy, services) are left out."
        ),
        _("Flow picture of goods from purchase through plants to sale; the tables of trade hold the figures."),
        Figure(frames, _layout(max(380, 34 * tallest)), narrow={"font": {"size": 10}}),
        wide=True,
    )
    lead = _("What goes in, what is made of it, what comes out.")
    return Section("chain-section", _("The chain"), (lead,), (figure,))


def chain_links(view: View) -> pl.DataFrame:
    """Give the links of the picture: period, source, target, commodity, mass."""
    goods = view.plan.study.table("commodities").unique("commodity", keep="first")
    kinds = pl.col("kind").is_null() | pl.col("kind").is_in(SHOWN_KINDS)
    heavy = goods.filter(kinds, pl.col("mass") > 0).select("commodity", "mass")
    good, plant = pl.format("good:{}", "commodity"), pl.format("plant:{}", "technology")
    ends = {
        "buy": (pl.format("from:{}", pl.col("origin").fill_null("?")), good),
        "use": (good, plant),
        "make": (plant, good),
        "sell": (good, pl.lit(f"to:{SOLD}")),
        "discard": (good, pl.lit(f"to:{THROWN}")),
    }
    parts = []
    for indicator, (source, target) in ends.items():
        frame = view.frame(indicator)
        if indicator in ("use", "make"):
            frame = frame.filter(pl.col("technology").is_not_null())
        parts.append(
            frame.join(heavy, on="commodity").select(
                "period", "commodity", source=source, target=target, mass=pl.col("value") * pl.col("mass")
            )
        )
    keys = ["period", "source", "target", "commodity"]
    summed = pl.concat(parts).group_by(keys).agg(pl.col("mass").sum()).sort(keys)
    return summed.filter(pl.col("mass") > FEWEST * pl.col("mass").max().over("period"))


def _trace(view: View, links: pl.DataFrame, unit: str) -> Trace:
    keys = pl.concat([links["source"], links["target"]]).unique(maintain_order=True).to_list()
    nodes = [_node(view, key) for key in keys]
    number = {key: i for i, key in enumerate(keys)}
    yearly = view.gettext("{quantity} a year")
    told = [
        f"{_node(view, row['source']).label} → {_node(view, row['target']).label}<br>"
        f"{view.name('commodity', row['commodity'])}: "
        + yearly.format(quantity=view.numbers.quantity(row["mass"], unit))
        for row in links.iter_rows(named=True)
    ]
    return {
        "type": "sankey",
        "arrangement": "snap",
        "node": {
            "label": [node.label for node in nodes],
            "color": [node.colour for node in nodes],
            "pad": 14,
            "thickness": 12,
            "line": {"width": 0},
            "hovertemplate": "%{label}<extra></extra>",
        },
        "link": {
            "source": [number[key] for key in links["source"].to_list()],
            "target": [number[key] for key in links["target"].to_list()],
            "value": links["mass"].round(1).to_list(),
            "color": [_faint(_node(view, row["source"]).colour) for row in links.iter_rows(named=True)],
            "customdata": told,
            "hovertemplate": "%{customdata}<extra></extra>",
        },
        "textfont": {"color": INK},
    }


def _node(view: View, key: str) -> Node:
    kind, _colon, name = key.partition(":")
    colour = colours(view.chain.order)
    if kind == "plant":
        return Node(key, view.name("technology", name), colour.get(view.chain.stages.get(name, ""), QUIET))
    if kind == "good":
        return Node(key, view.name("commodity", name), REST)
    if kind == "from":
        return Node(key, country(view, name), QUIET)
    ends = {SOLD: view.gettext("Sold"), THROWN: view.gettext("Thrown away")}
    return Node(key, ends[name], QUIET)


def country(view: View, code: str) -> str:
    """Give the name of a country from its code, in the language of the page; what is no code, as it is."""
    known: Mapping[str, Any] = view.words.locale.territories
    if code == "?":
        return view.gettext("Origin not said")
    return str(known.get(code.upper(), code.replace("_", " ")))


def _faint(colour: str) -> str:
    return f"{colour}59"


def _layout(height: int) -> Layout:
    return {
        "height": height,
        "margin": {"l": 4, "r": 4, "t": 8, "b": 8},
        "font": {"family": FONT, "size": 12, "color": INK},
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": QUIET, "font": {"color": INK, "size": 13}},
    }
