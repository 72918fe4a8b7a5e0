"""How goods run through the chain: from where they are bought, through plants, to where they are sold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import polars as pl

from punos.pages.blocks import Figure, FigureBlock, Layout, Section, Trace
from punos.pages.capacity import cut
from punos.pages.palette import FONT, INK, PAPER, QUIET, REST, colours
from punos.pages.sankey_layout import Band, Drawing, Link, Spot, band_outline, lay_out
from punos.pages.view import View

COUNTRIES, GOODS = 8, 8
"""Countries of purchase and goods sold with a node of their own."""
FEWEST = 0.003
"""Links thinner than this share of the largest are left out."""
HEIGHT, GAP, FLOOR = 560, 0.018, 0.003
NODE = 0.10
"""Width of a node as a share of the room between two columns."""
OTHERS, THROWN = "\u2026", "thrown"
LINE = 0.026
"""Least distance of two names of a column, as a share of the height."""
ROOM, LONGEST = 140, 26
"""Letters that fit across the picture; the longest name in the outer columns."""


class Measure(StrEnum):
    """What the width of a band shows."""

    WORTH = "worth"
    MASS = "mass"


def sankey_section(view: View) -> Section | None:
    """Give the chain by worth and by mass; None if nothing is made or traded."""
    blocks = tuple(block for measure in Measure if (block := _figure(view, measure)) is not None)
    if not blocks:
        return None
    _ = view.gettext
    lead = _(
        "What is bought, what plants make of it, what is sold. Of a good that comes from several sources each "
        "user is taken to get the same mixture."
    )
    return Section("chain", _("The chain"), (lead,), blocks)


def _figure(view: View, measure: Measure) -> FigureBlock | None:
    links = chain_links(view, measure)
    if links.is_empty():
        return None
    _ = view.gettext
    settings = view.plan.study.settings.study
    unit = settings.currency if measure is Measure.WORTH else settings.mass_unit
    frames = {p: _traces(view, _links(links, p), unit) for p in view.periods}
    if measure is Measure.WORTH:
        title, width = _("The chain by worth"), _("Width: worth a year at the plan's marginal values.")
    else:
        title, width = _("The chain by mass"), _("Width: mass a year; ores and goods without mass are left out.")
    return FigureBlock(
        f"chain-{measure}",
        title,
        width + " " + _("Left: country of purchase. Middle: plants, stage by stage. Right: goods sold, thrown away."),
        _("Flow picture of goods from purchase through plants to sale; the tables of trade hold the figures."),
        Figure(frames, _layout()),
        wide=True,
    )


# --- links ---


def chain_links(view: View, measure: Measure) -> pl.DataFrame:
    """Give what goes from node to node: period, source, target, commodity, value.

    Nodes are "from:" a country, "at:" a technology, "to:" a good sold, "to:thrown". Every taker of a good takes from
    all its givers in proportion.
    """
    weights = _worth(view) if measure is Measure.WORTH else _mass(view)
    goods = weights.filter(pl.col("weight") > 0)
    plant = pl.format("at:{}", "technology")
    given = pl.concat([_side(view, "buy", _origin(view)), _side(view, "make", plant)])
    taken = pl.concat(
        [
            _side(view, "use", plant),
            _side(view, "sell", _sold(view)),
            _side(view, "discard", pl.lit(f"to:{THROWN}")),
        ]
    )
    keys = ["period", "commodity"]
    share = given.with_columns(share=pl.col("value") / pl.col("value").sum().over(keys)).rename({"node": "source"})
    links = share.drop("value").join(taken.rename({"node": "target"}), on=keys)
    weighted = links.join(goods, on=[c for c in ("commodity", "period") if c in goods.columns])
    summed = weighted.group_by("period", "source", "target", "commodity").agg(
        value=(pl.col("share") * pl.col("value") * pl.col("weight")).sum()
    )
    enough = summed.filter(pl.col("value") > FEWEST * pl.col("value").max().over("period"))
    return enough.filter(pl.col("source") != pl.col("target")).sort("period", "source", "target", "commodity")


def _side(view: View, indicator: str, node: pl.Expr) -> pl.DataFrame:
    """Give one side of the balance: period, commodity, node, value."""
    frame = view.frame(indicator)
    if "technology" in frame.columns:
        frame = frame.filter(pl.col("technology").is_not_null())
    named = frame.with_columns(node=node.cast(pl.String))
    return named.group_by("period", "commodity", "node").agg(pl.col("value").sum())


def _origin(view: View) -> pl.Expr:
    """Give the node of a purchase: its country, the smaller ones together."""
    paid = view.plan.frame("spend").filter(pl.col("kind") == "supply").group_by("origin").agg(pl.col("value").sum())
    main = paid.sort("value", descending=True)["origin"].drop_nulls().to_list()[:COUNTRIES]
    return (
        pl.when(pl.col("origin").is_in(main)).then(pl.format("from:{}", "origin")).otherwise(pl.lit(f"from:{OTHERS}"))
    )


def _sold(view: View) -> pl.Expr:
    """Give the node of a sale: its good, the smaller ones together."""
    earned = view.plan.frame("earn").filter(pl.col("kind") == "sales").group_by("commodity").agg(pl.col("value").sum())
    main = earned.sort("value", descending=True)["commodity"].drop_nulls().to_list()[:GOODS]
    known = pl.col("commodity").is_in(main)
    return pl.when(known).then(pl.format("to:{}", "commodity")).otherwise(pl.lit(f"to:{OTHERS}"))


def _mass(view: View) -> pl.DataFrame:
    """Give the mass of a unit of each good, ores left out."""
    goods = view.plan.study.table("commodities").unique("commodity", keep="first")
    heavy = goods.filter(pl.col("mass") > 0, ~pl.col("commodity").is_in(_ores(view)))
    return heavy.select("commodity", weight="mass")


def _worth(view: View) -> pl.DataFrame:
    """Give the marginal value of a unit of each good: the mean of the places that make, use, buy or sell it."""
    touched = pl.concat([view.frame(n).select("place", "commodity", "period") for n in ("make", "use", "buy", "sell")])
    held = view.plan.year_prices.filter(pl.col("constraint") == "balance").join(
        touched.unique(), on=["place", "commodity", "period"], how="semi"
    )
    return held.group_by("commodity", "period").agg(weight=pl.col("value").mean())


def _ores(view: View) -> list[str]:
    """Give the goods that only technologies of the first stage use; by mass they would drown all else."""
    if len(view.chain.order) < 2:
        return []
    used = view.frame("use").filter(pl.col("technology").is_not_null()).with_columns(stage=view.chain.stage())
    first = (pl.col("stage") == view.chain.order[0]).all()
    ores = used.group_by("commodity").agg(only=first).filter("only")["commodity"].to_list()
    made = view.frame("make").filter(pl.col("technology").is_not_null())["commodity"].to_list()
    return sorted(set(ores) - set(made))


def _links(links: pl.DataFrame, period: str) -> list[Link]:
    rows = links.filter(pl.col("period") == period).select("source", "target", "commodity", "value")
    return [Link(*row) for row in rows.iter_rows()]


# --- picture ---


def _traces(view: View, links: Sequence[Link], unit: str) -> list[Trace]:
    if not links:
        return []
    ends = {n for link in links for n in (link.source, link.target)}
    first, last = ({n for n in ends if n.startswith(kind)} for kind in ("from:", "to:"))
    drawing = lay_out(links, first, last, GAP, FLOOR)
    colour = {node: _colour(view, node) for node in ends}
    bands = [_band(view, drawing, band, colour[band.link.source], unit) for band in drawing.bands]
    return [*bands, *_nodes(view, drawing, links, colour, unit)]


def _band(view: View, drawing: Drawing, band: Band, colour: str, unit: str) -> Trace:
    link = band.link
    start = drawing.spots[link.source].column + NODE
    outline = band_outline(start, float(drawing.spots[link.target].column), band)
    yearly = view.gettext("{quantity} a year").format(quantity=_sum(view, link.value, unit))
    ends = " → ".join(node_name(view, node) for node in (link.source, link.target))
    told = f"{ends}<br>{view.name('commodity', link.good)}: {yearly}"
    return _area(outline[:, 0].tolist(), outline[:, 1].tolist(), f"{colour}4d", told)


def _sum(view: View, value: float, unit: str) -> str:
    worth = unit == view.currency
    return view.numbers.money(value) if worth else view.numbers.quantity(value, unit)


def _nodes(view: View, drawing: Drawing, links: Sequence[Link], colour: Mapping[str, str], unit: str) -> list[Trace]:
    """Draw the nodes, and write their names."""
    yearly = view.gettext("{quantity} a year")
    drawn = []
    for node, spot in drawing.spots.items():
        ends = ([k.value for k in links if k.source == node], [k.value for k in links if k.target == node])
        through = _sum(view, max(sum(ends[0]), sum(ends[1])), unit)
        left, right, top, bottom = spot.column, spot.column + NODE, spot.top, spot.top + spot.height
        told = f"{node_name(view, node)}: " + yearly.format(quantity=through)
        drawn.append(_area([left, right, right, left], [top, top, bottom, bottom], colour[node], told))
    return [*drawn, _names(view, drawing)]


def _area(x: Sequence[float], y: Sequence[float], fill: str, told: str) -> Trace:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(v, 3) for v in x],
        "y": [round(v, 4) for v in y],
        "fill": "toself",
        "fillcolor": fill,
        "line": {"width": 0},
        "hoveron": "fills",
        "hoverinfo": "text",
        "text": told,
        "showlegend": False,
    }


def _names(view: View, drawing: Drawing) -> Trace:
    """Write the names right of the nodes, in the last column left of them; of names that would touch, the larger."""
    held = sorted(drawing.spots.items(), key=lambda item: -item[1].height)
    kept: list[tuple[str, Spot]] = []
    for node, spot in held:
        if all(s.column != spot.column or abs(s.middle - spot.middle) > LINE for _n, s in kept):
            kept.append((node, spot))
    end = drawing.columns - 1
    letters = max(8, int(ROOM / max(end, 1)))
    return {
        "type": "scatter",
        "mode": "text",
        "x": [s.column - 0.03 if s.column == end else s.column + NODE + 0.03 for _n, s in kept],
        "y": [round(s.middle, 4) for _n, s in kept],
        "text": [cut(node_name(view, n), LONGEST if s.column in (0, end) else letters) for n, s in kept],
        "textposition": ["middle left" if s.column == end else "middle right" for _n, s in kept],
        "textfont": {"size": 11.5, "color": INK},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _colour(view: View, node: str) -> str:
    kind, _colon, name = node.partition(":")
    if kind == "at":
        return colours(view.chain.order).get(view.chain.stages.get(name, ""), QUIET)
    return QUIET if kind == "from" else REST


def node_name(view: View, node: str) -> str:
    """Give the words of a node."""
    kind, _colon, name = node.partition(":")
    if kind == "at":
        return view.name("technology", name)
    if kind == "from":
        return view.gettext("Other countries") if name == OTHERS else country(view, name)
    ends = {THROWN: view.gettext("Thrown away"), OTHERS: view.gettext("Other goods, sold")}
    return ends.get(name) or view.gettext("{good}, sold").format(good=view.name("commodity", name))


def country(view: View, code: str) -> str:
    """Give the name of a country from its code, in the language of the page; what is no code, as it is."""
    known: Mapping[str, Any] = view.words.locale.territories
    if code == "?":
        return view.gettext("Origin not said")
    return str(known.get(code.upper(), code.replace("_", " ")))


def _layout() -> Layout:
    hidden = {"visible": False, "fixedrange": True}
    return {
        "height": HEIGHT,
        "margin": {"l": 2, "r": 2, "t": 6, "b": 6},
        "font": {"family": FONT, "size": 12, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": QUIET, "font": {"color": INK, "size": 13}},
        "xaxis": hidden,
        "yaxis": {**hidden, "range": [1.0, 0.0]},
        "showlegend": False,
        "dragmode": False,
    }
