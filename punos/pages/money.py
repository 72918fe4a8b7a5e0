"""What it costs and earns: money by kind and period, adding up to the objective, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.indicators import EarnKind, SpendKind
from punos.pages.blocks import Entry, Figure, FigureBlock, Layout, Section, TableBlock, Trace
from punos.pages.palette import INK, colours, plain_layout
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import money_word
from punos.pages.view import View
from punos.pages.words import N_
from punos.plan.worth import worth

TOTAL = "total"
GROUPS: Mapping[str, tuple[str, ...]] = {
    N_("Investment"): ("capex", "restart", "conversion"),
    N_("Running the plants"): ("fixed", "opening", "running"),
    N_("Purchases"): ("supply",),
    N_("Freight and loading"): ("freight", "handling"),
    N_("Storage"): ("storage",),
    N_("Impacts and disposal"): ("impact", "disposal"),
    N_("Demand not met"): ("shortfall",),
    N_("Sales"): ("sales",),
    N_("Value left at the end"): ("salvage",),
}
"""Kinds of money that share a colour in the chart; the table keeps them apart."""


def money_section(view: View) -> Section:
    """Give the money: what each kind adds to the net cost."""
    _ = view.gettext
    rows = worth(view.plan)
    by_kind = _by_kind(view, rows)
    numbers, total = view.numbers, view.plan.summary.objective
    lead = _("All sums are constant money of {year}, counted to {base} at {rate} a year.").format(
        year=numbers.year(view.plan.study.settings.time.price_year),
        base=numbers.year(_base_year(view)),
        rate=numbers.rate(view.plan.study.settings.time.discount_rate),
    )
    if total < 0:
        told = _("They add up to net earnings of {sum}: a net cost of less than nothing.")
    else:
        told = _("They add up to a net cost of {sum}.")
    lead += " " + told.format(sum=numbers.money(abs(total)))
    blocks = (_chart(view, by_kind), _kind_table(view, by_kind))
    return Section("money", _("What it costs and earns"), (lead,), blocks)


def _base_year(view: View) -> int:
    base = view.plan.study.settings.time.base_year
    return int(view.plan.periods["start"][0]) if base is None else base


def _by_kind(view: View, rows: pl.DataFrame) -> pl.DataFrame:
    """Give kind, then one column a period, then total; earning negative; kinds of nothing left out."""
    order = [str(k) for k in (*SpendKind, *EarnKind)]
    spread = rows.pivot("period", index="kind", values="worth", aggregate_function="sum")
    missing = [pl.lit(0.0).alias(p) for p in view.periods if p not in spread.columns]
    spread = spread.with_columns(missing).select("kind", *(pl.col(p).fill_null(0.0) for p in view.periods))
    summed = spread.with_columns(pl.sum_horizontal(view.periods).alias(TOTAL))
    rank = pl.col("kind").replace_strict(order, list(range(len(order))), default=len(order))
    return summed.filter(pl.sum_horizontal(pl.col(*view.periods, TOTAL).abs()) > 0).sort(rank)


def _chart(view: View, by_kind: pl.DataFrame) -> FigureBlock:
    _ = view.gettext
    groups = {name: by_kind.filter(pl.col("kind").is_in(kinds)) for name, kinds in GROUPS.items()}
    held = {name: rows for name, rows in groups.items() if rows.height}
    colour = colours(held)
    traces = [_bars(view, name, rows, colour[name], i) for i, (name, rows) in enumerate(held.items())]
    traces.append(_net_trace(view, [sum(by_kind[p].to_list()) for p in view.periods]))
    legend = [Entry(_(name), colour[name], "bar", str(i)) for i, name in enumerate(held)]
    layout = bar_layout(view, 400)
    layout["barmode"] = "relative"
    return FigureBlock(
        "money-chart",
        _("Money by kind and period, {unit}").format(unit=view.money_unit),
        _("Above the line: spending. Below it: earnings. The black mark is what is left, the net cost of the period."),
        _("Bars of spending and earning in each period; the table below holds the figures."),
        Figure({"": traces}, layout),
        (*legend, Entry(_("Net cost"), INK, "line")),
    )


def _bars(view: View, name: str, rows: pl.DataFrame, colour: str, number: int) -> Trace:
    _ = view.gettext
    sums = [float(rows[p].sum()) for p in view.periods]
    return {
        "type": "bar",
        "name": _(name),
        "x": list(view.periods),
        "y": [round(v / view.money_scale, 3) for v in sums],
        "marker": {"color": colour},
        "hovertext": [f"{_(name)}, {p}: {view.numbers.money(v)}" for p, v in zip(view.periods, sums, strict=True)],
        "hoverinfo": "text",
        "textposition": "none",
        "meta": {"pattern": number},
    }


def bar_layout(view: View, height: int) -> Layout:
    """Give the layout of bars by period: no axis title, numbers as the language writes them."""
    layout = plain_layout(height)
    layout["separators"] = view.numbers.separators
    layout["showlegend"] = False
    layout["xaxis"] = {**layout["xaxis"], "type": "category"}
    layout["yaxis"] = {**layout["yaxis"], "tickformat": ","}
    layout["margin"] = {"l": 58, "r": 6, "t": 8, "b": 30}
    return layout


def _net_trace(view: View, net: list[float]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": view.gettext("Net cost"),
        "x": list(view.periods),
        "y": [round(v / view.money_scale, 3) for v in net],
        "marker": {"symbol": "line-ew", "size": 30, "line": {"width": 3, "color": INK}},
        "hovertext": [view.numbers.money(v) for v in net],
        "hoverinfo": "text",
    }


def _kind_table(view: View, by_kind: pl.DataFrame) -> TableBlock:
    _ = view.gettext
    columns = (*view.periods, TOTAL) if len(view.periods) > 1 else view.periods
    total = by_kind.select(pl.lit(TOTAL).alias("kind"), *(pl.col(c).sum() for c in columns))

    def kind(row: Mapping[str, Any]) -> str:
        return _("Net cost") if row["kind"] == TOTAL else _(money_word(row["kind"]))

    heads = {TOTAL: _("All periods")}
    shown: list[Shown] = [text(_("Kind"), kind)]
    shown += [figure(heads.get(c, c), c, _decimal(view), "", view.money_scale) for c in columns]
    note = _("Spending positive, earning negative; each sum with the weight it has in the objective.")
    caption = _("Net cost by kind and period, {unit}").format(unit=view.money_unit)
    return table("money-kinds", caption, by_kind, shown, total=total, note=note)


def _decimal(view: View) -> Any:
    return lambda value: view.numbers.number(value, 1)
