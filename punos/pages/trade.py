"""What is bought and from where, what is sold and to whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Block, Cell, Entry, Figure, FigureBlock, Section, TableBlock, Trace
from punos.pages.money import bar_layout
from punos.pages.palette import REST, colours
from punos.pages.sankey import country
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View

COLOURED = 8
"""Countries or goods with a colour of their own; the others are one grey."""
REST_KEY = "\u2026"


def trade_section(view: View) -> Section | None:
    """Give purchases by origin and sales; None if nothing is traded."""
    bought, sold = view.frame("buy"), view.frame("sell")
    if bought.is_empty() and sold.is_empty():
        return None
    _ = view.gettext
    blocks: list[Block] = [
        *_origin_chart(view),
        *_bought(view, bought),
        *_sales_chart(view),
        *_sold(view, sold),
        *_short(view),
    ]
    lead = _("What is bought from which country, and what is sold, in each year of a period.")
    return Section("trade", _("Buying and selling"), (lead,), tuple(blocks))


def _origin_chart(view: View) -> tuple[FigureBlock, ...]:
    """Give the money for purchases by country of origin."""
    _ = view.gettext
    spent = view.plan.frame("spend").filter(pl.col("kind") == "supply", pl.col("value") > 0)
    return _stacked(
        view,
        "trade-origins",
        spent.with_columns(key=pl.col("origin").fill_null("?")),
        lambda key: country(view, key),
        (
            _("Purchases by country of origin, {unit} a year").format(unit=view.money_unit),
            _("Money paid for purchases in a year of each period, freight not included."),
            _("Bars of purchases by country of origin in each period; the table below holds the quantities."),
        ),
    )


def _sales_chart(view: View) -> tuple[FigureBlock, ...]:
    """Give the money from sales by good."""
    _ = view.gettext
    earned = view.plan.frame("earn").filter(pl.col("kind") == "sales", pl.col("value") > 0)
    return _stacked(
        view,
        "trade-sales",
        earned.with_columns(key=pl.col("commodity")),
        lambda key: view.name("commodity", key),
        (
            _("Sales by good, {unit} a year").format(unit=view.money_unit),
            _("Money earned from sales in a year of each period, at the place of sale."),
            _("Bars of sales by good in each period; the table below holds the quantities."),
        ),
    )


def _stacked(
    view: View, anchor: str, money: pl.DataFrame, name: Callable[[str], str], words: tuple[str, str, str]
) -> tuple[FigureBlock, ...]:
    """Stack sums by `key`, the largest at the bottom; beyond a few the rest is one grey."""
    if money.is_empty():
        return ()
    ranked = money.group_by("key").agg(pl.col("value").sum()).sort("value", "key", descending=[True, False])
    main = ranked["key"].to_list()[:COLOURED]
    named = pl.when(pl.col("key").is_in(main)).then("key").otherwise(pl.lit(REST_KEY))
    sums = money.with_columns(key=named).group_by("key", "period").agg(pl.col("value").sum())
    keys = [*main, REST_KEY] if ranked.height > COLOURED else main
    colour = {**colours(main), REST_KEY: REST}
    word = {key: view.gettext("Others") if key == REST_KEY else name(key) for key in keys}
    traces = [_bar(view, sums.filter(pl.col("key") == key), word[key], colour[key], i) for i, key in enumerate(keys)]
    title, caption, alt = words
    figure_ = Figure({"": traces}, {**bar_layout(view, 340), "barmode": "stack"})
    legend = tuple(Entry(word[key], colour[key], "bar", str(i)) for i, key in enumerate(keys))
    return (FigureBlock(anchor, title, caption, alt, figure_, legend),)


def _bar(view: View, sums: pl.DataFrame, name: str, colour: str, number: int) -> Trace:
    values = dict(sums.select("period", "value").iter_rows())
    paid = [values.get(p, 0.0) for p in view.periods]
    yearly = view.gettext("{quantity} a year")
    return {
        "type": "bar",
        "name": name,
        "x": list(view.periods),
        "y": [round(v / view.money_scale, 3) for v in paid],
        "marker": {"color": colour},
        "hovertext": [f"{name}: " + yearly.format(quantity=view.numbers.money(v)) for v in paid],
        "hoverinfo": "text",
        "textposition": "none",
        "meta": {"pattern": number},
    }


def _spread(view: View, frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Give one row a key, one column a period."""
    spread = frame.pivot("period", index=keys, values="value", aggregate_function="sum")
    return spread.with_columns(pl.lit(0.0).alias(p) for p in view.periods if p not in spread.columns)


def _periods(view: View, table_name: str, key: str) -> list[Shown]:
    """Show the amounts of each period; each leads to the row of trade that holds in it."""

    def leads(period: str) -> Callable[[Mapping[str, Any]], str]:
        return lambda row: view.evidence.anchor_in(table_name, period, **{key: row[key]})

    return [figure(p, p, lambda v: view.numbers.number(v or 0.0), href=leads(p)) for p in view.periods]


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
        *_periods(view, "supplies", "supply"),
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
        *_periods(view, "demands", "demand"),
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
        *_periods(view, "demands", "demand"),
        text(_("Unit a year"), lambda row: row["unit"]),
    ]
    return (table("short", _("Demand that is not met, a year"), held, shown),)
