"""How sure are we: which figures decide the plan, in which direction, and where they turn it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from punos.analysis.decisions import Kind, Turn
from punos.pages.blocks import Entry, Figure, FigureBlock, Section, TableBlock
from punos.pages.figure_words import figure_words
from punos.pages.html import Page, write_html
from punos.pages.lying import LYING_NARROW, broken, lying_layout
from punos.pages.palette import ACCENT, LOSS
from punos.pages.tabulate import Record, figure, table, text
from punos.pages.terms import BASIS_SHORT
from punos.pages.view import View, view_of

if TYPE_CHECKING:
    from punos.analysis.tornado import Tornado
    from punos.plan import Plan

DRAWN, NAMED = 20, 3
"""Figures drawn as bars, and named in the first sentence."""


def write_tornado(plan: Plan, tornado: Tornado, path: str | Path, language: str = "en") -> Path:
    """Write a tornado as one HTML file that needs no network.

    Parameters
    ----------
    plan, tornado
        The plan, and the tornado of it.
    path
        The file; what stands there is replaced.
    language
        "en", "fi" or "sv".

    Raises
    ------
    WrongUse
        If there is no such language.
    """
    view = view_of(plan, language)
    _ = view.gettext
    footer = _("This file holds everything it shows and asks no network.")
    page = Page(plan.name, _("How sure are we?"), [tornado_section(view, tornado)], footer)
    return write_html(page, view.words, path)


def tornado_section(view: View, tornado: Tornado, title: str = "", most: int | None = None) -> Section:
    """Give the section of a tornado: sentences, bars, and a table of its figures.

    Parameters
    ----------
    view, tornado
        The plan as it is seen, and the tornado of it.
    title
        Of the section and its table, where it is no page of its own.
    most
        Figures that are drawn and listed; the sentences count all.
    """
    _ = view.gettext
    tornado = tornado.public() if view.evidence.public else tornado
    frame = tornado.frame
    lead = tuple(_sentences(view, tornado))
    head = title or _("How sure are we?")
    if frame.is_empty():
        return Section("tornado", head, lead)
    listed = replace(tornado, frame=frame.head(most or frame.height))
    blocks = _bars(view, listed.frame.head(DRAWN)), _table(view, listed, title or _("Every figure that was moved"))
    return Section("tornado", head, lead, blocks)


def _sentences(view: View, tornado: Tornado) -> list[str]:
    _, frame = view.gettext, tornado.frame
    stopped = _("The work was stopped before the end: some figures are missing.")
    if frame.is_empty():
        return [_("No figure of the study has a range.") if tornado.complete else stopped]
    told = [
        _("{figure} ({basis})").format(figure=figure_words(view, row), basis=_basis(view, row))
        for row in frame.filter(pl.col("effect") > 0).head(NAMED).iter_rows(named=True)
    ]
    said = [
        _("The net cost hangs most on: {figures}.").format(figures="; ".join(told))
        if told
        else _("No figure moves the net cost by more than the solver's gaps."),
        _("{n} of {all} figures change what is built somewhere in their range.").format(
            n=int(frame["flips"].sum()), all=frame.height
        ),
    ]
    if tornado.left_out:
        said.append(
            _("{n} more figures have a range; they are guessed to matter less and were not solved.").format(
                n=tornado.left_out
            )
        )
    if not tornado.complete:
        said.append(stopped)
    return [" ".join(said)]


def _basis(view: View, row: Record) -> str:
    return view.gettext(BASIS_SHORT.get(row["basis"], row["basis"])).lower()


def _bars(view: View, frame: pl.DataFrame) -> FigureBlock:
    """Draw what each figure does to the net cost at both ends."""
    _ = view.gettext
    names = [figure_words(view, row) for row in frame.iter_rows(named=True)]
    ends = (("low", _("at its low"), ACCENT), ("high", _("at its high"), LOSS))
    traces = []
    for number, (side, said, colour) in enumerate(ends):
        costs = [0.0 if cost is None else cost for cost in frame[f"cost_{side}"].to_list()]
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": said,
                "y": broken(names),
                "x": [round(cost / view.money_scale, 4) for cost in costs],
                "marker": {"color": colour},
                "hovertext": [f"{n}, {said}: {view.numbers.money(c)}" for n, c in zip(names, costs, strict=True)],
                "hoverinfo": "text",
                "textposition": "none",
                "meta": {"pattern": number},
            }
        )
    layout = lying_layout(view, len(names)) | {"barmode": "overlay"}
    return FigureBlock(
        "tornado-chart",
        _("Net cost with each figure at the ends of its range, {unit}").format(unit=view.money_unit),
        _("Right: the plan costs more than with the figure as it is. Left: less. Each time all is planned anew."),
        _("Bars of differences; the table below holds the figures."),
        Figure({"": traces}, layout, narrow=LYING_NARROW),
        tuple(Entry(said, colour, "bar", str(number)) for number, (_side, said, colour) in enumerate(ends)),
        wide=True,
    )


def _table(view: View, tornado: Tornado, caption: str) -> TableBlock:
    _ = view.gettext
    numbers = view.numbers

    def difference(value: float | None) -> str:
        return numbers.signed(value, 1)

    shown = [
        text(_("Figure"), lambda row: figure_words(view, row)),
        text(_("Basis"), lambda row: _basis(view, row)),
        figure(_("Now"), "base", numbers.number),
        figure(_("Low"), "low", numbers.number),
        figure(_("High"), "high", numbers.number),
        figure(_("Net cost at low"), "cost_low", difference, view.money_unit, view.money_scale),
        figure(_("Net cost at high"), "cost_high", difference, view.money_unit, view.money_scale),
    ]
    if tornado.indicator:
        unit = tornado.indicator_unit
        shown += [
            figure(_("{indicator} at low").format(indicator=tornado.indicator), "indicator_low", numbers.number, unit),
            figure(
                _("{indicator} at high").format(indicator=tornado.indicator), "indicator_high", numbers.number, unit
            ),
        ]
    shown += [
        text(_("What turns at low"), lambda row: _turned(view, row, "low")),
        text(_("What turns at high"), lambda row: _turned(view, row, "high")),
    ]
    note = _(
        "Differences within the solver's gaps are shown as 0. + is built there and not in the plan; − is built in the "
        "plan and not there; “from” is the figure at which that begins, to 2 %."
    )
    return table("tornado-table", caption, tornado.frame, shown, note=note)


def _turned(view: View, row: Record, side: str) -> str:
    """Say what turns at one end, and from which value on."""
    _ = view.gettext
    said = row[f"turn_{side}"]
    if said is None or not said:
        return ""
    turn = Turn.parse(said)
    if turn is None:
        return _("no plan")
    parts = [f"+ {_thing(view, k)}" for k in turn.appears] + [f"− {_thing(view, k)}" for k in turn.disappears]
    parts += [_("{plant} in other years").format(plant=_thing(view, k)) for k in turn.moves]
    value = row[f"flip_{side}"]
    begins = [] if value is None else [_("from {value}").format(value=view.numbers.number(value))]
    return "; ".join([*parts, *begins])


def _thing(view: View, key: tuple[Kind, str]) -> str:
    kind, name = key
    shown = view.name("plant", name) if kind in (Kind.BUILD, Kind.RESTART) else name
    return view.gettext("{plant} (restart)").format(plant=shown) if kind is Kind.RESTART else shown
