"""Where what is sold comes from in the end, followed through every plant of the chain."""

from __future__ import annotations

import polars as pl

from punos.pages.blocks import Cell, Column, Entry, Figure, FigureBlock, Row, Section, TableBlock, Trace
from punos.pages.money import bar_layout
from punos.pages.palette import REST, colours
from punos.pages.sankey import country
from punos.pages.view import View

COLOURED = 8
GOODS = 14
OTHERS = "\u2026"


def origins_section(view: View) -> Section | None:
    """Give the origins of what is sold; None if nothing with an origin is sold."""
    held = sold_origins(view)
    if held.is_empty():
        return None
    _ = view.gettext
    lead = _(
        "Countries from which the mass of what is sold was bought or dug, followed through the chain. Goods mix in "
        "proportion at every place: this is bookkeeping, no tonne is traced."
    )
    return Section("origins", _("Where it comes from in the end"), (lead,), (_chart(view, held), _table(view, held)))


def sold_origins(view: View) -> pl.DataFrame:
    """Give the origins of each good that is sold: period, commodity, origin, share (adds to 1 a good and period)."""
    sold = view.frame("sell").group_by("period", "place", "commodity").agg(sold=pl.col("value").sum())
    kinds = view.plan.study.table("commodities").filter(pl.col("mass") > 0).select("commodity").unique()
    joined = view.origins.join(sold.join(kinds, on="commodity", how="semi"), on=["period", "place", "commodity"])
    weighted = joined.group_by("period", "commodity", "origin").agg(part=(pl.col("share") * pl.col("sold")).sum())
    return weighted.with_columns(share=pl.col("part") / pl.col("part").sum().over("period", "commodity"))


def _ranked(view: View, held: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Give the goods worth most, and the countries with the largest shares of them."""
    sales = view.plan.frame("earn").filter(pl.col("kind") == "sales").group_by("commodity").agg(pl.col("value").sum())
    known = sales.join(held.select("commodity").unique(), on="commodity", how="semi")
    goods = known.sort("value", descending=True)["commodity"].to_list()[:GOODS]
    of_those = held.filter(pl.col("commodity").is_in(goods)).group_by("origin").agg(pl.col("share").sum())
    countries = of_those.sort("share", "origin", descending=[True, False])["origin"].to_list()
    return goods, countries


def _chart(view: View, held: pl.DataFrame) -> FigureBlock:
    _ = view.gettext
    goods, ranked = _ranked(view, held)
    main = ranked[:COLOURED]
    keys = [*main, OTHERS] if len(ranked) > COLOURED else main
    colour = {**colours(main), OTHERS: REST}
    named = held.with_columns(origin=pl.when(pl.col("origin").is_in(main)).then("origin").otherwise(pl.lit(OTHERS)))
    sums = named.group_by("period", "commodity", "origin").agg(pl.col("share").sum())
    frames = {
        p: [_bar(view, sums.filter(pl.col("period") == p), k, goods, colour[k], i) for i, k in enumerate(keys)]
        for p in view.periods
    }
    layout = bar_layout(view, 60 + 26 * len(goods))
    layout |= {"barmode": "stack", "margin": {"l": 180, "r": 10, "t": 4, "b": 30}, "bargap": 0.25}
    layout["xaxis"] = {"range": [0, 1], "tickformat": ".0%", "fixedrange": True, "showgrid": False}
    layout["yaxis"] = {"autorange": "reversed", "fixedrange": True, "type": "category"}
    return FigureBlock(
        "origins-chart",
        _("Origin of what is sold, by mass"),
        _("The goods that earn most. A good with no bar is not sold in the period."),
        _("Bars of the shares of countries in each good that is sold; the table below holds the figures."),
        Figure(frames, layout, narrow={"margin": {"l": 118}, "yaxis": {"tickfont": {"size": 10}}}),
        tuple(Entry(_origin(view, k), colour[k], "bar", str(i)) for i, k in enumerate(keys)),
    )


def _bar(view: View, sums: pl.DataFrame, key: str, goods: list[str], colour: str, number: int) -> Trace:
    shares = dict(sums.filter(pl.col("origin") == key).select("commodity", "share").iter_rows())
    word = _origin(view, key)
    return {
        "type": "bar",
        "orientation": "h",
        "name": word,
        "y": [view.name("commodity", g) for g in goods],
        "x": [round(shares.get(g, 0.0), 4) for g in goods],
        "marker": {"color": colour},
        "hovertext": [
            f"{view.name('commodity', g)}: {word} {view.numbers.percent(shares.get(g, 0.0), 1)}" for g in goods
        ],
        "hoverinfo": "text",
        "textposition": "none",
        "meta": {"pattern": number},
    }


def _origin(view: View, key: str) -> str:
    if key == OTHERS:
        return view.gettext("Others")
    return view.gettext("Origin not said") if key == "unknown" else country(view, key)


def _table(view: View, held: pl.DataFrame) -> TableBlock:
    """Give the shares of the last period in which each good is sold."""
    _ = view.gettext
    goods, ranked = _ranked(view, held)
    main = ranked[:COLOURED]
    order = {p: i for i, p in enumerate(view.periods)}
    rows = []
    for good in goods:
        of_good = held.filter(pl.col("commodity") == good)
        last = max(of_good["period"].to_list(), key=order.__getitem__)
        shares = dict(of_good.filter(pl.col("period") == last).select("origin", "share").iter_rows())
        rest = max(0.0, 1.0 - sum(shares.get(k, 0.0) for k in main))
        figures = [*(shares.get(k, 0.0) for k in main), *([rest] if len(ranked) > COLOURED else [])]
        cells = [Cell(view.numbers.percent(s) if s >= 0.005 else "", numeric=True) for s in figures]
        rows.append(Row((Cell(view.name("commodity", good)), Cell(last), *cells)))
    heads = [*main, *([OTHERS] if len(ranked) > COLOURED else [])]
    columns = (Column(_("Good")), Column(_("Period")), *(Column(_origin(view, k), "", True) for k in heads))
    note = _("Last period in which the good is sold; shares below half a per cent are left blank.")
    return TableBlock("origins-table", _("Origin of what is sold"), columns, tuple(rows), note)
