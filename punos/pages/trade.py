"""What is bought and from where, what is sold and to whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell, Figure, FigureBlock, Section, TableBlock, Trace
from punos.pages.palette import REST, colours, plain_layout
from punos.pages.sankey import country
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View

COUNTRIES = 9
"""Countries with a colour of their own; the others are one grey."""
REST_KEY = "\u2026"


def trade_section(view: View) -> Section | None:
    """Give purchases by origin and sales; None if nothing is traded."""
    bought, sold = view.frame("buy"), view.frame("sell")
    if bought.is_empty() and sold.is_empty():
        return None
    _ = view.gettext
    blocks = [*_origin_chart(view), *_bought(view, bought), *_sold(view, sold), *_short(view)]
    lead = _("What is bought from which country, and what is sold, in each year of a period.")
    return Section("trade", _("Buying and selling"), (lead,), tuple(blocks))


def _origin_chart(view: View) -> tuple[FigureBlock, ...]:
    """Give the money for purchases by country of origin."""
    _ = view.gettext
    spent = view.plan.frame("spend").filter(pl.col("kind") == "supply", pl.col("value") > 0)
    if spent.is_empty():
        return ()
    ranked = spent.group_by("origin").agg(pl.col("value").sum()).sort("value", "origin", descending=True)
    main = ranked["origin"].drop_nulls().to_list()[:COUNTRIES]
    named = pl.when(pl.col("origin").is_in(main)).then("origin").otherwise(pl.lit(REST_KEY))
    sums = spent.with_columns(origin=named).group_by("origin", "period").agg(pl.col("value").sum())
    colour = {**colours(main), REST_KEY: REST}
    keys = [key for key in (*main, REST_KEY) if key in set(sums["origin"].to_list())]
    traces = [_origin_trace(view, sums.filter(pl.col("origin") == key), key, colour[key]) for key in keys]
    layout = plain_layout(380)
    layout |= {"barmode": "stack", "margin": {"l": 70, "r": 12, "t": 60, "b": 40}}
    layout["xaxis"] = {**layout["xaxis"], "type": "category"}
    unit = _("million {currency} a year").format(currency=view.currency)
    layout["yaxis"] = {**layout["yaxis"], "title": {"text": unit}}
    return (
        FigureBlock(
            "trade-origins",
            _("Purchases by country of origin"),
            _("Money paid for purchases in a year of each period, freight not included."),
            _("Bars of purchases by country of origin in each period; the table below holds the quantities."),
            Figure({"": traces}, layout, narrow={"margin": {"t": 110}}),
        ),
    )


def _origin_trace(view: View, sums: pl.DataFrame, key: str, colour: str) -> Trace:
    values = dict(sums.select("period", "value").iter_rows())
    name = view.gettext("Other countries") if key == REST_KEY else country(view, key)
    paid = [values.get(p, 0.0) for p in view.periods]
    yearly = view.gettext("{quantity} a year")
    return {
        "type": "bar",
        "name": name,
        "x": list(view.periods),
        "y": [round(v / 1e6, 3) for v in paid],
        "marker": {"color": colour},
        "hovertext": [f"{name}: " + yearly.format(quantity=view.numbers.money(v)) for v in paid],
        "hoverinfo": "text",
        "textposition": "none",
    }


def _spread(view: View, frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Give one row a key, one column a period."""
    spread = frame.pivot("period", index=keys, values="value", aggregate_function="sum")
    return spread.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in spread.columns)


def _periods(view: View) -> list[Shown]:
    return [figure(p, p, lambda v: view.numbers.number(v or 0.0)) for p in view.periods]


def _goods_order(view: View) -> pl.Expr:
    named = view.plan.study.table("commodities")["commodity"].unique(maintain_order=True).to_list()
    return pl.col("commodity").replace_strict(named, list(range(len(named))), default=len(named))


def _good(view: View, table_name: str, key: str) -> Shown:
    """Show a good, with the row of trade behind it and what its figures rest on."""

    def cell(row: Mapping[str, Any]) -> Cell:
        name = view.name("commodity", row["commodity"])
        rows = view.evidence.rows(table_name, **{key: row[key]})
        grounds = [g for number in rows for g in view.evidence.of_row(table_name, number)]
        anchor = view.evidence.anchor(table_name, **{key: row[key]})
        return Cell(name, anchor, view.evidence.tip(row[key], grounds))

    return Shown(view.gettext("Good"), cell)


def _bought(view: View, bought: pl.DataFrame) -> tuple[TableBlock, ...]:
    _ = view.gettext
    if bought.is_empty():
        return ()
    held = _spread(view, bought, ["commodity", "origin", "place", "supply", "unit"])
    held = held.sort(_goods_order(view), "origin", "supply")
    shown = [
        _good(view, "supplies", "supply"),
        text(_("From"), lambda row: country(view, row["origin"] or "?")),
        text(_("Handed over in"), lambda row: view.name("place", row["place"])),
        *_periods(view),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    return (table("bought", _("Bought a year"), held, shown, folded=held.height > 30),)


def _sold(view: View, sold: pl.DataFrame) -> tuple[TableBlock, ...]:
    _ = view.gettext
    if sold.is_empty():
        return ()
    held = _spread(view, sold, ["commodity", "place", "demand", "unit"])
    held = held.sort(_goods_order(view), "place", "demand")
    shown = [
        _good(view, "demands", "demand"),
        text(_("Sold in"), lambda row: view.name("place", row["place"])),
        *_periods(view),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    return (table("sold", _("Sold a year"), held, shown, folded=held.height > 30),)


def _short(view: View) -> tuple[TableBlock, ...]:
    """Give the demand that is not met, if any."""
    _ = view.gettext
    short = view.frame("short")
    if short.is_empty():
        return ()
    held = _spread(view, short, ["commodity", "place", "demand", "unit"]).sort(_goods_order(view), "place")
    shown = [
        _good(view, "demands", "demand"),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        *_periods(view),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    return (table("short", _("Demand that is not met, a year"), held, shown),)
