"""The model of a year that has passed beside what is known of it: a sentence, a picture, a table."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.analysis.hindcast import Hindcast, Verdict
from punos.pages.blocks import Cell, Entry, Figure, FigureBlock, Section, TableBlock
from punos.pages.palette import ACCENT, LOSS, QUIET, plain_layout
from punos.pages.tabulate import Record, Shown, figure, table, text
from punos.pages.words import N_

if TYPE_CHECKING:
    from punos.pages.view import View

VERDICTS: Mapping[Verdict, str] = {
    Verdict.FITS: N_("fits"),
    Verdict.GIVEN: N_("fits, but was put in"),
    Verdict.EXPLAINED: N_("missed, explained"),
    Verdict.UNEXPLAINED: N_("missed, not explained"),
    Verdict.NO_FIGURE: N_("no figure in the model"),
}
MARKS: Mapping[Verdict, tuple[str, str, str]] = {
    Verdict.FITS: ("circle", "●", ACCENT),
    Verdict.GIVEN: ("circle-open", "○", ACCENT),
    Verdict.EXPLAINED: ("diamond-open", "◇", QUIET),
    Verdict.UNEXPLAINED: ("x", "✖", LOSS),
}
"""Symbol of plotly, the character that looks like it, colour."""
FARTHEST = 2.0
"""Model over known beyond which a mark stands at the edge."""
LINE = 34
"""Letters of a name beside the picture before it is broken."""


def known_year_section(view: View, found: Hindcast) -> Section:
    """Give the known year: what fits, what does not and why."""
    _ = view.gettext
    lead: tuple[str, ...] = (
        _(
            "Held against {all} figures that are known of past years, the model of {year} meets {fits} within "
            "{tolerance} or the range that is known; {explained} are missed for a reason that the study gives, "
            "{unexplained} without one."
        ).format(
            all=found.tests,
            year=found.year,
            fits=found.count(Verdict.FITS),
            tolerance=view.numbers.percent(found.tolerance),
            explained=found.count(Verdict.EXPLAINED),
            unexplained=found.count(Verdict.UNEXPLAINED) + found.count(Verdict.NO_FIGURE),
        ),
        _("For that the year was planned with what stood then: nothing new built, restarted, closed or opened."),
    )
    if given := found.count(Verdict.GIVEN):
        lead += (
            _(
                "{n} more figures are met but were used to make the study (recipes computed from them, prices of the "
                "year): that proves nothing, and they are not counted."
            ).format(n=given),
        )
    return Section("known-year", _("The model beside a known year"), lead, (_picture(view, found), _table(view, found)))


def _name(view: View, row: Mapping[str, Any]) -> str:
    return view.names.of("observation", row["observation"])


def _picture(view: View, found: Hindcast) -> FigureBlock:
    """Draw the model as a share of what is known; the band is what counts as met."""
    _ = view.gettext
    rows = found.frame.drop_nulls("ratio").sort("ratio", descending=True)
    names = {row["observation"]: "<br>".join(wrap(_name(view, row), LINE)) for row in rows.iter_rows(named=True)}
    traces = [_marks(view, rows, verdict, names) for verdict in MARKS]
    layout = plain_layout(70 + 36 * rows.height)
    layout |= {"showlegend": False, "margin": {"l": 240, "r": 16, "t": 8, "b": 36}}
    ticks = [0.0, 0.5, 1.0, 1.5, FARTHEST]
    layout["xaxis"] = {
        "fixedrange": True, "range": [-0.06, FARTHEST + 0.06], "gridcolor": "#eceff2", "zeroline": False,
        "tickvals": ticks, "ticktext": [view.numbers.percent(t) for t in ticks],
    }  # fmt: skip
    layout["yaxis"] = {
        "fixedrange": True, "type": "category", "autorange": "reversed", "gridcolor": "#eceff2",
        "categoryorder": "array", "categoryarray": list(names.values()),
    }  # fmt: skip
    band = {"type": "rect", "xref": "x", "yref": "paper", "y0": 0, "y1": 1, "layer": "below"}
    edges = {"x0": 1 - found.tolerance, "x1": 1 + found.tolerance}
    layout["shapes"] = [
        {**band, **edges, "fillcolor": "#dfe7ee", "line": {"width": 0}},
        {**band, "x0": 1, "x1": 1, "line": {"width": 1, "color": QUIET}},
    ]
    return FigureBlock(
        "known-year-chart",
        _("What the model gives, as a share of what is known"),
        _("In the grey band the model is within {tolerance} of what is known.").format(
            tolerance=view.numbers.percent(found.tolerance)
        ),
        _("Marks along a line from nothing to twice what is known; the table below holds the figures."),
        Figure({"": traces}, layout, narrow={"margin": {"l": 190}, "yaxis": {"tickfont": {"size": 9}}}),
        tuple(Entry(_(VERDICTS[v]), colour, glyph) for v, (_symbol, glyph, colour) in MARKS.items()),
    )


def _marks(view: View, rows: pl.DataFrame, verdict: Verdict, names: Mapping[str, str]) -> dict[str, Any]:
    mine = rows.filter(pl.col("verdict") == verdict.value)
    symbol, _glyph, colour = MARKS[verdict]
    told = [
        f"{_name(view, row)}: {view.numbers.quantity(row['model'], row['unit'])} / "
        f"{view.numbers.quantity(row['known'], row['unit'])} = {view.numbers.percent(row['ratio'])}"
        for row in mine.iter_rows(named=True)
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": view.gettext(VERDICTS[verdict]),
        "x": [round(min(max(ratio, 0.0), FARTHEST), 4) for ratio in mine["ratio"].to_list()],
        "y": [names[name] for name in mine["observation"].to_list()],
        "marker": {"symbol": symbol, "size": 11, "color": colour, "line": {"width": 2, "color": colour}},
        "hovertext": told,
        "hoverinfo": "text",
    }


def _table(view: View, found: Hindcast) -> TableBlock:
    _ = view.gettext
    words = {v.value: _(said) for v, said in VERDICTS.items()}

    def anchor(row: Record) -> str:
        return view.evidence.anchor("observations", observation=row["observation"])

    shown = [
        Shown(_("Figure"), lambda row: Cell(_name(view, row), anchor(row))),
        text(_("Year"), lambda row: str(row["year"])),
        figure(_("Known"), "known", view.numbers.number),
        figure(_("Model"), "model", view.numbers.number),
        text(_("Unit"), lambda row: row["unit"] or ""),
        Shown(
            _("Model beside known"),
            lambda row: Cell(view.numbers.percent(row["ratio"]), numeric=True, value=row["ratio"]),
            numeric=True,
        ),
        text(_("Outcome"), lambda row: words[row["verdict"]], strong=True),
        text(_("Why it is missed"), lambda row: _why(row)),
    ]
    note = _("A figure fits within {tolerance}, or between the low and the high that are known.").format(
        tolerance=view.numbers.percent(found.tolerance)
    )
    return table("known-year-table", _("Known figures beside the model"), found.frame, shown, note=note)


def _why(row: Record) -> str:
    return "" if row["verdict"] in (Verdict.FITS.value, Verdict.GIVEN.value) else str(row["remark"] or row["why"] or "")
