"""How sure are we: what the figures rest on, which ten decide, the known year, what this model cannot say."""

from __future__ import annotations

from collections import Counter

import polars as pl

from punos.analysis.hindcast import Verdict
from punos.pages.answer import certainty
from punos.pages.blocks import Cell, Chapter, Column, ListBlock, Row, Section, TableBlock
from punos.pages.figure_words import SHORT_BASIS, figure_words
from punos.pages.known_year import known_year_section
from punos.pages.terms import BASIS_SHORT
from punos.pages.tornado import tornado_section
from punos.pages.view import View

TEN = 10
"""Figures that are named as those that matter."""
NAMED = 3
"""Figures named in the first sentence."""
COUNTED = ("technologies", "capex_curve", "processes", "flows", "plants", "supplies", "demands", "routes", "terminals",
           "impact_caps", "impact_factors", "impacts")  # fmt: skip
"""Tables whose figures should have evidence."""


def sure_chapter(view: View) -> Chapter:
    """Give the page that says how far the plan can be trusted."""
    _ = view.gettext
    sections = [_grounds(view), *_tornado(view), *_known_year(view), _no_difference(view), _cannot_say(view)]
    return Chapter("sure", _("How sure are we?"), (_council(view),), tuple(sections))


def _council(view: View) -> str:
    """Say in a sentence or two, for a council, how sure the plan is."""
    _ = view.gettext
    counted = _bases(view)
    told = []
    if total := sum(counted.values()):
        weak = counted["recalled"] + counted["assumed"]
        told.append(
            _("Of {all} figures of which the study says where they come from, {weak} are recalled or assumed.").format(
                all=view.numbers.number(total), weak=view.numbers.percent(weak / total)
            )
        )
    if view.findings.hindcast is not None and (known := view.findings.hindcast.tests):
        told.append(
            _("Of {all} known figures of past years the model meets {fits}.").format(
                all=known, fits=view.findings.hindcast.count(Verdict.FITS)
            )
        )
    if view.findings.tornado is not None and (turning := _turning(view)):
        told.append(_("What is built changes soonest with: {figures}.").format(figures="; ".join(turning)))
    return " ".join(told) or _("The study says nothing of where its figures come from: read its plan as a question.")


def _turning(view: View) -> list[str]:
    """Name the figures of the largest effect that turn something."""
    found = view.findings.tornado
    rows = found.frame.filter("flips").head(NAMED) if found is not None else pl.DataFrame()
    _ = view.gettext
    return [
        f"{figure_words(view, row)} ({_(SHORT_BASIS.get(row['basis'], row['basis']))})"
        for row in rows.iter_rows(named=True)
    ]


def _bases(view: View) -> Counter[str]:
    return Counter(view.plan.study.table("evidence")["basis"].drop_nulls().to_list())


def _grounds(view: View) -> Section:
    """Give how figures came about: all, and the ten that decide."""
    _ = view.gettext
    counted = _bases(view)
    found = view.findings.tornado
    top = Counter(found.frame.head(TEN)["basis"].to_list()) if found is not None else None
    total = sum(counted.values()) or 1
    rows = tuple(
        Row(
            (
                Cell(_(BASIS_SHORT[basis])),
                Cell(view.numbers.number(counted[basis]), numeric=True, value=counted[basis]),
                Cell(view.numbers.percent(counted[basis] / total), numeric=True, bar=counted[basis] / total),
                *([Cell(str(top[basis]), numeric=True, value=top[basis])] if top is not None else []),
            )
        )
        for basis in BASIS_SHORT
    )
    of_ten = [Column(_("Of the ten that matter most"), "", True)] if top is not None else []
    columns = (Column(_("How it is known")), Column(_("Figures"), "", True), Column(_("Share"), "", True), *of_ten)
    block = TableBlock("sure-bases", _("Where the figures of the study come from"), columns, rows)
    without = _without_evidence(view)
    lead = _("Every figure that has a source or a range leads to it: follow the links in the tables.")
    if without:
        lead += " " + _("{n} figures have none.").format(n=view.numbers.number(without))
    return Section("sure-grounds", _("What the figures rest on"), (lead,), (block,))


def _without_evidence(view: View) -> int:
    """Count the numbers in the tables of which no row of evidence speaks."""
    study, count = view.plan.study, 0
    for name in COUNTED:
        frame = study.table(name)
        numbers = [c for c in frame.columns if frame.schema[c] == pl.Float64]
        cells = frame.unpivot(numbers, index="row", variable_name="column").drop_nulls("value")
        known = [(g.row, g.column) for row in frame["row"].to_list() for g in view.evidence.of_row(name, row)]
        said = pl.DataFrame(known, schema={"row": pl.Int64, "column": pl.String}, orient="row").unique()
        count += cells.join(said, on=["row", "column"], how="anti").height
    return count


def _tornado(view: View) -> list[Section]:
    """Give the ten figures that matter most, or the command that finds them."""
    _ = view.gettext
    found = view.findings.tornado
    if found is None:
        lead = _("Not asked yet which figures decide the plan. Ask: {command}").format(command="punos tornado PLAN")
        return [Section("tornado", _("The ten figures that matter most"), (lead,))]
    return [tornado_section(view, found, _("The ten figures that matter most"), TEN)]


def _known_year(view: View) -> list[Section]:
    _ = view.gettext
    found = view.findings.hindcast
    if found is not None:
        return [known_year_section(view, found)]
    if view.plan.study.table("observations").is_empty():
        lead = _("The study has no table of what is known of a past year to hold the model against.")
    else:
        lead = _("Not held yet against what is known of a past year. Ask: {command}").format(
            command="punos hindcast PLAN"
        )
    return [Section("known-year", _("The model beside a known year"), (lead,))]


def _no_difference(view: View) -> Section:
    """Say from where on a difference is one."""
    return Section("sure-gap", view.gettext("What is no difference"), (certainty(view),))


def _cannot_say(view: View) -> Section:
    """List what this model leaves out: of its kind, and of this study."""
    _ = view.gettext
    told = [
        _("What will happen: a plan says what follows if the figures hold, for all together, with everything known."),
        _("Whether a customer signs: in the model goods sell at their price up to the amount of the demand step."),
        _("What comes within a year: there are no seasons, hours or stops; a year is one sum."),
        _("Taxes, loans and subsidies, unless the study has them as figures: worth to owners is before tax."),
        _("Who can be hired: jobs are counted, people are not."),
        *_of_this_study(view),
    ]
    block = ListBlock("sure-limits", _("Not in this plan"), tuple(Cell(line) for line in told))
    return Section("sure-cannot", _("What this model cannot say"), (), (block,))


def _of_this_study(view: View) -> list[str]:
    """Say what this study leaves open: impacts without price or cap, goods without a price, objectives unmeasured."""
    _, study = view.gettext, view.plan.study
    told = []
    impacts = study.table("impacts").group_by("impact").agg(pl.col("price").abs().max(), pl.col("cap").min())
    capped = study.table("impact_caps")["impact"]
    free = impacts.filter(
        pl.col("price").fill_null(0) == 0, pl.col("cap").is_null(), ~pl.col("impact").is_in(capped.implode())
    )
    if free.height:
        names = ", ".join(view.name("impact", i) for i in free["impact"].sort())
        told.append(_("The cost of {impacts}: it is counted, but has no price and no limit.").format(impacts=names))
    bare = view.economics.filter(pl.col("unpriced").is_not_null())["unpriced"].str.split(", ").explode().unique().sort()
    if bare.len():
        names = ", ".join(view.name("commodity", c) for c in bare)
        told.append(_("What {goods} would fetch: nobody outside buys or sells it.").format(goods=names))
    unmeasured = study.table("objectives").filter(pl.col("indicator").is_null()).height
    if unmeasured:
        told.append(_("{n} objectives of the strategy: nothing in the model measures them.").format(n=unmeasured))
    return told
