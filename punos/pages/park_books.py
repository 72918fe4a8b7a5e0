"""The books of a park's company: cash by period, debt, what may stay empty, and what is worth building ahead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from punos.analysis.share.book_tables import INCOME, YEARLY_COSTS
from punos.pages.blocks import Block, Cell, Column, Entry, Figure, FigureBlock, Row, Section, TableBlock, Trace
from punos.pages.money import bar_layout
from punos.pages.palette import INK, PAPER, colours
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import View
from punos.pages.words import N_

LINES: Mapping[str, str] = {
    "connection": N_("Connections"),
    "booked": N_("Booked capacity"),
    "use": N_("Use"),
    "outsiders": N_("Services sold to others"),
    "products": N_("Other goods made"),
    "empty": N_("Lost, as it stays unlet"),
    "upkeep": N_("Upkeep"),
    "running": N_("Running the plants"),
    "goods": N_("Goods used"),
    "bought": N_("Services bought"),
    "operating": N_("Income less costs"),
    "investment": N_("Investment"),
    "drawn": N_("Loans drawn"),
    "interest": N_("Interest"),
    "repaid": N_("Repayment"),
    "set_aside": N_("Set aside"),
    "returned": N_("Reserve given back"),
    "cash": N_("Cash of the owner"),
    "cumulated": N_("Cash so far"),
    "debt": N_("Loans left"),
    "in_reserve": N_("In reserve"),
    "cover": N_("Income less costs / interest and repayment"),
    "left": N_("What the plants are worth at the end"),
    "settled": N_("Loans paid back out of it"),
}
"""Rows of the table, as its columns are called."""

COSTS = ("empty", *YEARLY_COSTS, "investment", "interest", "repaid", "set_aside", "settled")
"""Lines that are shown below 0."""

SUMS = ("operating", "cash")
"""Lines that add up those above them."""

BARS: Mapping[str, tuple[str, ...]] = {
    N_("Income"): INCOME,
    N_("Lost, as it stays unlet"): ("empty",),
    N_("Yearly costs"): YEARLY_COSTS,
    N_("Investment"): ("investment",),
    N_("Loans drawn"): ("drawn",),
    N_("Interest and repayment"): ("interest", "repaid"),
    N_("Reserve"): ("set_aside", "returned"),
}
"""Lines that share a colour in the chart."""

TRACE = 1e-6
"""Share of what is invested and earned below which a sum counts as nothing."""


def books_section(view: View, park: str) -> Section | None:
    """Give the books of a park's company; None where no tariff was found."""
    found = view.findings.share
    rows = pl.DataFrame() if found is None else found.company.filter(pl.col("park") == park)
    if found is None or rows.is_empty():
        return None
    row, books = rows.to_dicts()[0], found.books.filter(pl.col("park") == park)
    ahead = found.ahead.filter(pl.col("park") == park)
    lead = [" ".join(s for s in (*_worth(view, row), *_owner(view, row)) if s), *_given(view, row)]
    lead += [said for said in (_first(view, ahead),) if said]
    blocks: list[Block] = [_chart(view, park, books), _table(view, park, books)]
    if ahead.height:
        blocks.append(_ahead(view, park, ahead))
    title = view.gettext("{place}: the company's books").format(place=view.name("place", park))
    return Section(f"park-{park}-books", title, tuple(lead), tuple(blocks), folded=park != view.place)


# --- in words ---


def _worth(view: View, row: Mapping[str, Any]) -> Iterator[str]:
    """Say what is asked and let, what is invested, and what comes of it."""
    _ = view.gettext
    if row["uplift"] > 0:
        yield _("The tariff asks {share} more than cost.").format(share=_share(view, row["uplift"]))
    elif row["uplift"] < 0:
        yield _("The tariff asks {share} less than cost.").format(share=_share(view, -row["uplift"]))
    if row["vacancy"]:
        yield _("{share} of what is booked stays unlet.").format(share=_share(view, row["vacancy"]))
    yield _earned(view, row)
    if row["irr"] is not None and row["npv"]:
        yield _("Its return is {irr} a year.").format(irr=_share(view, row["irr"]))


def _earned(view: View, row: Mapping[str, Any]) -> str:
    """Say what the company invests, and what comes of it."""
    _, money, rate = view.gettext, view.numbers.money, view.numbers.rate
    said = {"sum": money(row["invested"]), "rate": rate(row["rate"]), "npv": money(abs(row["npv"]))}
    nothing = abs(row["npv"]) <= TRACE * (row["invested"] + row["income"])
    if nothing and not row["invested"]:
        form = _("The company invests nothing in common services; the tariff covers what they cost, and no more.")
    elif nothing:
        form = _(
            "The company invests {sum} in common services. At the tariff they earn {rate} a year, the rate at which "
            "present values count, no more and no less: it covers cost."
        )
    elif not row["invested"] and row["npv"] > 0:
        form = _("The company invests nothing in common services. At its rate of {rate} a year it gains {npv}.")
    elif not row["invested"]:
        form = _("The company invests nothing in common services. At its rate of {rate} a year it loses {npv}.")
    elif row["npv"] > 0:
        form = _("The company invests {sum} in common services. At its rate of {rate} a year it gains {npv}.")
    else:
        form = _("The company invests {sum} in common services. At its rate of {rate} a year it loses {npv}.")
    return form.format(**said)


def _owner(view: View, row: Mapping[str, Any]) -> Iterator[str]:
    """Say what the owner puts in and gets, and what the tariff and the unlet could be."""
    _, money = view.gettext, view.numbers.money
    financed = row["debt_share"] or row["reserve"]
    if row["put_in"]:
        year = view.numbers.year(int(row["lowest_year"]))
        yield _("In {year} its owner has most in it: {sum}.").format(year=year, sum=money(row["put_in"]))
    if row["cover"] is not None:
        cover = view.numbers.number(row["cover"], 2)
        yield _("Income less costs is at least {cover} times interest and repayment, in {period}.").format(
            cover=cover, period=row["cover_period"]
        )
    if financed and row["npv_owner"] >= 0:
        yield _("After loans and reserve its owner gains {sum}.").format(sum=money(row["npv_owner"]))
    elif financed:
        yield _("After loans and reserve its owner loses {sum}.").format(sum=money(-row["npv_owner"]))
    if (uplift := row["uplift_owner"]) is not None and (financed or row["vacancy"]):
        above, below = (
            _("Nothing is lost at a tariff {share} above cost."),
            _("Nothing is lost at a tariff {share} below cost."),
        )
        yield (below if uplift < 0 else above).format(share=_share(view, abs(uplift)))
    if row["vacancy_even"] is not None and row["uplift"]:
        yield _("Until nothing is gained {share} of what is booked may stay unlet.").format(
            share=_share(view, row["vacancy_even"])
        )


def _given(view: View, row: Mapping[str, Any]) -> Iterator[str]:
    """Say where figures of finance would come from, where there are none."""
    _ = view.gettext
    if not row["said"]:
        yield _(
            "Without loans, without anything unlet, without a reserve: nothing is said of them for the company. They "
            "stand in the table operators."
        )
    if abs(row["uncovered"]) > TRACE * (row["invested"] + row["income"]):
        yield _(
            "The plan differs from the one of as little cost for which the tariff was found: in it the tariff brings "
            "{sum} more or less than cost."
        ).format(sum=view.numbers.money(abs(row["uncovered"])))


def _first(view: View, ahead: pl.DataFrame) -> str:
    """Say what is worth building ahead at the least chance of earlier demand."""
    rows = ahead.filter(pl.col("chance") < 1.0, pl.col("late") > 0).sort("chance", "plant")
    if rows.is_empty():
        return ""
    row = rows.to_dicts()[0]
    return view.gettext(
        "First to build ahead of demand: {plant} in {earlier} instead of {period}. That costs {early}, a period too "
        "late would cost {late}; so it pays if demand comes a period earlier with a chance above {chance}."
    ).format(
        plant=view.name("plant", row["plant"]), earlier=row["earlier"], period=row["period"],
        early=view.numbers.money(row["early"]), late=view.numbers.money(row["late"]),
        chance=_share(view, row["chance"]),
    )  # fmt: skip


def _share(view: View, share: float) -> str:
    """Write a share with one decimal, none that is 0."""
    return view.numbers.percent(share) if abs(share) < 0.01 else view.numbers.rate(round(share, 3))


# --- the chart ---


def _chart(view: View, park: str, books: pl.DataFrame) -> FigureBlock:
    _ = view.gettext
    signed = books.with_columns(-pl.col(list(COSTS)) + 0.0)
    sums = {name: signed.select(pl.sum_horizontal(lines)).to_series().to_list() for name, lines in BARS.items()}
    held = {name: values for name, values in sums.items() if any(values)}
    colour, periods = colours(BARS), books["period"].to_list()
    traces = [_bars(view, name, periods, held[name], colour[name], i) for i, name in enumerate(held)]
    so_far = books["cumulated"].to_list()
    # a white edge, so that the line is seen on dark bars, printed ones too
    height = [round(v / view.money_scale, 3) for v in so_far]
    traces.append({"type": "scatter", "mode": "lines", "x": periods, "y": height, "hoverinfo": "skip",
                   "line": {"color": PAPER, "width": 6}})  # fmt: skip
    traces.append({
        "type": "scatter", "mode": "lines+markers", "name": _("Cash so far"), "x": periods,
        "y": height,
        "line": {"color": INK, "width": 2},
        "marker": {"size": 9, "color": INK, "line": {"width": 1.5, "color": PAPER}},
        "hovertext": [f"{p}: {view.numbers.money(v)}" for p, v in zip(periods, so_far, strict=True)],
        "hoverinfo": "text",
    })  # fmt: skip
    layout = bar_layout(view, 380)
    layout["barmode"] = "relative"
    legend = [Entry(_(name), colour[name], "bar", str(i)) for i, name in enumerate(held)]
    return FigureBlock(
        f"park-{park}-books-chart",
        _("The company's cash by period, {unit}").format(unit=view.money_unit),
        _("Above the line: money that comes in. Below it: money that goes out. The line adds it up for the owner."),
        _("Bars of income, costs, investment and loans in each period, and a line; the table below holds the figures."),
        Figure({"": traces}, layout),
        (*legend, Entry(_("Cash so far"), INK, "line")),
    )


def _bars(view: View, name: str, periods: list[str], sums: list[float], colour: str, number: int) -> Trace:
    said = view.gettext(name)
    return {
        "type": "bar",
        "name": said,
        "x": periods,
        "y": [round(v / view.money_scale, 3) for v in sums],
        "marker": {"color": colour},
        "hovertext": [f"{said}, {p}: {view.numbers.money(v)}" for p, v in zip(periods, sums, strict=True)],
        "hoverinfo": "text",
        "textposition": "none",
        "meta": {"pattern": number},
    }


# --- the tables ---


def _table(view: View, park: str, books: pl.DataFrame) -> TableBlock:
    """Give a row a line, a column a period."""
    _ = view.gettext
    signed = books.with_columns(-pl.col(list(COSTS)) + 0.0)
    shown = [name for name in LINES if any(signed[name].fill_null(0.0).to_list()) or name in SUMS]
    rows = tuple(_line(view, name, signed[name].to_list()) for name in shown)
    heads = (Column(_("Line")), *(Column(p, numeric=True) for p in books["period"]))
    note = _(
        "Money of all years of a period, undiscounted. What the plants are worth at the end, and the loans paid back "
        "out of it, count in present values and not in cash."
    )
    caption = _("The company's books, {unit}").format(unit=view.money_unit)
    return TableBlock(f"park-{park}-books-table", caption, heads, rows, note)


def _line(view: View, name: str, values: list[float | None]) -> Row:
    factor = name == "cover"
    scale, digits = (1.0, 2) if factor else (view.money_scale, None)
    cells = [
        Cell(
            view.numbers.number(None if v is None else v / scale + 0.0, digits),
            numeric=True,
            value=None if v is None else v / scale,
        )
        for v in values
    ]
    return Row((Cell(view.gettext(LINES[name]), strong=name in SUMS), *cells), total=name in SUMS)


def _ahead(view: View, park: str, ahead: pl.DataFrame) -> TableBlock:
    _ = view.gettext

    def when(row: Mapping[str, Any]) -> str:
        if row["period"] is None:
            return _("{earlier} instead of never").format(earlier=row["earlier"])
        return _("{earlier} instead of {period}").format(earlier=row["earlier"], period=row["period"])

    def chance(row: Mapping[str, Any]) -> Cell:
        if row["early"] is None:
            return Cell(_("it cannot be built then"))
        if row["chance"] is None:
            return Cell(_("it makes no difference"))
        return Cell(_share(view, row["chance"]), numeric=True, value=row["chance"])

    def services(row: Mapping[str, Any]) -> str:
        return ", ".join(view.names.all("commodity", row["services"].split(", ")))

    shown = [
        text(_("Plant"), lambda r: view.name("plant", r["plant"]), strong=True),
        text(_("Services"), services),
        text(_("Built ahead"), when),
        figure(_("That costs"), "early", view.numbers.number, view.money_unit, view.money_scale),
        figure(_("A period too late costs"), "late", view.numbers.number, view.money_unit, view.money_scale),
        Shown(_("Pays from this chance of earlier demand"), chance, numeric=True),
    ]
    note = _(
        "The plant is planned a period earlier, and a period later, than the plan has it, with the demands of the "
        "study. With demand a period earlier, what comes as planned comes a period too late."
    )
    return table(f"park-{park}-ahead", _("Worth building ahead of demand"), ahead, shown, note=note)
