"""What it costs and earns: money by kind and period, adding up to the objective, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.indicators import EarnKind, SpendKind
from punos.pages.blocks import Cell, Figure, FigureBlock, Section, TableBlock, Trace
from punos.pages.palette import INK, colours, plain_layout
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.terms import money_word
from punos.pages.view import View
from punos.plan.worth import worth

MILLION = 1e6
TOTAL = "total"


def money_section(view: View) -> Section:
    """Give the money: what each kind adds to the net cost."""
    _ = view.gettext
    rows = worth(view.plan)
    by_kind = _by_kind(view, rows)
    lead = _(
        "All sums are constant money of {year}, counted to {base} at {rate} a year. They add up to the net cost of "
        "the plan: {total}."
    ).format(
        year=view.numbers.year(view.plan.study.settings.time.price_year),
        base=view.numbers.year(_base_year(view)),
        rate=view.numbers.percent(view.plan.study.settings.time.discount_rate, 1),
        total=view.numbers.money(view.plan.summary.objective),
    )
    blocks = (_chart(view, by_kind), _kind_table(view, by_kind), *_operators(view, rows))
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
    colour = colours(by_kind["kind"].to_list())
    traces: list[Trace] = [
        {
            "type": "bar",
            "name": _(money_word(row["kind"])),
            "x": list(view.periods),
            "y": [round(row[p] / MILLION, 3) for p in view.periods],
            "marker": {"color": colour[row["kind"]]},
            "hovertext": [f"{_(money_word(row['kind']))}, {p}: {view.numbers.money(row[p])}" for p in view.periods],
            "hoverinfo": "text",
            "textposition": "none",
        }
        for row in by_kind.iter_rows(named=True)
    ]
    net = [sum(by_kind[p].to_list()) for p in view.periods]
    traces.append(_net_trace(view, net))
    layout = plain_layout(420)
    layout["barmode"] = "relative"
    layout["xaxis"] = {**layout["xaxis"], "type": "category"}
    layout["yaxis"] = {**layout["yaxis"], "title": {"text": million(view)}}
    layout["margin"] = {**layout["margin"], "t": 70, "l": 70}
    return FigureBlock(
        "money-chart",
        _("Money by kind and period"),
        _("Above the line: spending. Below it: earnings. The mark is what is left, the net cost of the period."),
        _("Bars of spending and earning in each period; the table below holds the figures."),
        Figure({"": traces}, layout, narrow={"margin": {"t": 150}}),
    )


def _net_trace(view: View, net: list[float]) -> Trace:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": view.gettext("Net cost"),
        "x": list(view.periods),
        "y": [round(v / MILLION, 3) for v in net],
        "marker": {"symbol": "line-ew", "size": 30, "line": {"width": 3, "color": INK}},
        "hovertext": [view.numbers.money(v) for v in net],
        "hoverinfo": "text",
    }


def million(view: View) -> str:
    """Give the unit of sums in tables."""
    return view.gettext("million {currency}").format(currency=view.currency)


def _kind_table(view: View, by_kind: pl.DataFrame) -> TableBlock:
    _ = view.gettext
    columns = (*view.periods, TOTAL)
    total = by_kind.select(pl.lit(TOTAL).alias("kind"), *(pl.col(c).sum() for c in columns))

    def kind(row: Mapping[str, Any]) -> str:
        return _("Net cost") if row["kind"] == TOTAL else _(money_word(row["kind"]))

    heads = {TOTAL: _("All periods")}
    shown: list[Shown] = [text(_("Kind"), kind)]
    shown += [figure(heads.get(c, c), c, _decimal(view), million(view), MILLION) for c in columns]
    note = _("Spending positive, earning negative; each sum with the weight it has in the objective.")
    return table("money-kinds", _("Net cost by kind and period"), by_kind, shown, total=total, note=note)


def _decimal(view: View) -> Any:
    return lambda value: view.numbers.number(value, 1)


def _operators(view: View, rows: pl.DataFrame) -> tuple[TableBlock, ...]:
    """Give who spends and earns, if the study says whose the plants are."""
    _ = view.gettext
    held = rows.filter(pl.col("operator").is_not_null()) if "operator" in rows.columns else rows.head(0)
    if held.is_empty():
        return ()
    kinds = pl.col("kind")
    capital = kinds.is_in([SpendKind.CAPEX, SpendKind.RESTART])
    owned = held.group_by("operator").agg(
        capital=pl.col("worth").filter(capital).sum(),
        left=-pl.col("worth").filter(kinds == EarnKind.SALVAGE).sum(),
        running=pl.col("worth").filter(~capital & (kinds != EarnKind.SALVAGE)).sum(),
    )
    owned = owned.sort("capital", "running", "operator", descending=[True, True, False])

    def sums(title: str, column: str) -> Shown:
        return figure(title, column, _decimal(view), million(view), MILLION)

    shown = [
        Shown(_("Operator"), lambda row: _owner(view, row["operator"])),
        sums(_("Invests"), "capital"),
        sums(_("Still worth at the end"), "left"),
        sums(_("Pays to run its plants"), "running"),
    ]
    note = _("Only what belongs to a plant; purchases, freight and sales belong to places and are not split here.")
    return (table("money-operators", _("Money by operator"), owned, shown, note=note),)


def _owner(view: View, operator: str) -> Cell:
    return Cell(view.name("operator", operator), view.evidence.anchor("operators", operator=operator))
