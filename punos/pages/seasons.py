"""Goods that cannot wait: what is used and sold of them in each slice of the year, and what one more unit is worth."""

from __future__ import annotations

from typing import Any

import polars as pl

from punos.pages.blocks import Entry, Figure, FigureBlock, Section, TableBlock, Trace
from punos.pages.money import bar_layout
from punos.pages.palette import colours
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.tables import WHOLE_YEAR

TRACE = 1e-6
"""Amounts below this are the solver's rounding."""


def seasons_section(view: View) -> Section | None:
    """Give the goods that balance by slice, slice by slice; None in a study without slices."""
    slices = _slices(view)
    taken = _taken(view)
    if slices.is_empty() or taken.is_empty():
        return None
    _ = view.gettext
    last = view.periods[-1]
    shares = "; ".join(
        f"{view.name('slice', name)}: {view.numbers.percent(share)}" for name, share in slices.iter_rows()
    )
    lead = _(
        "Goods that cannot wait must come and go in every slice of the year ({shares}). All others may wait between "
        "slices and are planned by the year."
    ).format(shares=shares)
    blocks = (_chart(view, slices, taken.filter(pl.col("period") == last)), _table(view, slices, taken))
    return Section("seasons", _("Slice by slice"), (lead,), blocks)


def _slices(view: View) -> pl.DataFrame:
    """slice, share, in their order in the year."""
    rows = view.plan.study.table("slices").sort(pl.col("order"), pl.col("slice"), nulls_last=True)
    return rows.select("slice", "share")


def _taken(view: View) -> pl.DataFrame:
    """period, slice, place, commodity, unit, value: used and sold in each slice."""
    parts = []
    for name in ("use", "sell"):
        frame = view.plan.frame(name, by_slice=True)
        if "slice" in frame.columns:
            parts.append(frame.select("period", "slice", "place", "commodity", "unit", "value"))
    if not parts:
        return pl.DataFrame(schema={"period": pl.String, "slice": pl.String, "value": pl.Float64})
    keys = ["period", "slice", "place", "commodity", "unit"]
    every = pl.concat(parts).filter(pl.col("value") > TRACE)
    return every.filter(pl.col("slice") != WHOLE_YEAR, ~_over_the_year(view)).group_by(keys).agg(pl.col("value").sum())


def _over_the_year(view: View) -> pl.Expr:
    """Whether a good balances over the year, though plants make or use it slice by slice."""
    goods = view.plan.study.table("commodities").filter(pl.col("balance") == WHOLE_YEAR)
    return pl.col("commodity").is_in(goods["commodity"].drop_nulls().unique().implode())


def _chart(view: View, slices: pl.DataFrame, taken: pl.DataFrame) -> FigureBlock:
    """Each good's pace in each slice, as a share of its pace over the year."""
    _ = view.gettext
    goods = taken.group_by("commodity").agg(year=pl.col("value").sum()).sort("commodity")
    colour = colours(goods["commodity"].to_list())
    names = slices["slice"].to_list()
    traces: list[Trace] = []
    legend = []
    for number, (good, year) in enumerate(goods.iter_rows()):
        sums = taken.filter(pl.col("commodity") == good).group_by("slice").agg(pl.col("value").sum())
        amounts = dict(sums.iter_rows())
        pace = [100 * amounts.get(s, 0.0) / share / year for s, share in slices.iter_rows()]
        name = view.name("commodity", good)
        traces.append(
            {
                "type": "bar", "name": name, "x": [view.name("slice", s) for s in names],
                "y": [round(p, 1) for p in pace],
                "marker": {"color": colour[good]}, "hoverinfo": "text", "textposition": "none",
                "hovertext": [f"{name}: {view.numbers.percent(p / 100)}" for p in pace], "meta": {"pattern": number},
            }
        )  # fmt: skip
        legend.append(Entry(name, colour[good], "bar", str(number)))
    layout = {**bar_layout(view, 300), "barmode": "group"}
    return FigureBlock(
        "seasons-pace",
        _("How fast goods are used in each slice, % of the year's mean ({period})").format(period=view.periods[-1]),
        _("100 % is the pace of a year in which every hour is alike."),
        _("Bars of the pace at which each good is used and sold in each slice; the table below holds the amounts."),
        Figure({"": traces}, layout),
        tuple(legend),
    )


def _table(view: View, slices: pl.DataFrame, taken: pl.DataFrame) -> TableBlock:
    """Amounts by good, place and slice, and what one more unit would cost there, in the last period."""
    _ = view.gettext
    last = view.periods[-1]
    index = ["commodity", "place", "unit"]
    amounts = taken.filter(pl.col("period") == last).pivot("slice", index=index, values="value")
    rows = amounts.join(_worth(view, last), on=["commodity", "place"], how="left").sort("commodity", "place")
    shown = [
        text(_("Good"), lambda row: view.name("commodity", row["commodity"])),
        text(_("Place"), lambda row: view.name("place", row["place"])),
        text(_("Unit"), lambda row: row["unit"]),
    ]
    for name in slices["slice"]:
        shown += _columns(view, name)
    held = [c for n in slices["slice"] for c in (n, f"worth {n}") if c not in rows.columns]
    full = rows.with_columns(pl.lit(None, pl.Float64).alias(c) for c in held)
    note = _("Worth, {currency} a unit: what one more unit would cost there in that slice, at the margin of the plan.")
    note = note.format(currency=view.currency)
    caption = _("Used and sold in each slice, {period}").format(period=last)
    return table("seasons-amounts", caption, full, shown, note=note, folded=full.height > 25)


def _columns(view: View, name: str) -> list[Shown]:
    _ = view.gettext
    word = view.name("slice", name)

    def number(value: Any) -> str:
        return str(view.numbers.number(value or 0.0))

    return [
        figure(word, name, number),
        figure(_("Worth, {slice}").format(slice=word), f"worth {name}", lambda v: view.numbers.number(v, 1)),
    ]


def _worth(view: View, period: str) -> pl.DataFrame:
    """commodity, place, and a column `worth SLICE` for each slice."""
    prices = view.plan.prices.filter(pl.col("constraint") == "balance", pl.col("period") == period)
    if prices.is_empty() or "slice" not in prices.columns:
        return pl.DataFrame(schema={"commodity": pl.String, "place": pl.String})
    inside = prices.filter(pl.col("slice").is_not_null(), pl.col("slice") != WHOLE_YEAR)
    named = inside.with_columns(pl.format("worth {}", "slice").alias("slice"))
    return named.pivot("slice", index=["commodity", "place"], values="value", aggregate_function="first")
