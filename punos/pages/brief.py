"""The brief: two pages to print, from which someone who has never seen the tool can tell what the plan says."""

from __future__ import annotations

import polars as pl

from punos.analysis.alternatives import NEAR, Alternative, alternatives
from punos.pages import answer
from punos.pages.blocks import Block, Cell, Column, ListBlock, Row, Section, TableBlock
from punos.pages.map import home_block
from punos.pages.town import town_facts, town_in_words
from punos.pages.towns import Standing, given_up, standing, towns
from punos.pages.turning import command
from punos.pages.view import View
from punos.pages.weak import weak_figures

MORE = (Alternative.BUILT, Alternative.RESTARTED)
"""Other plans that have a plant more."""
WEAK_SHOWN = 2
"""Weak figures named for each town."""
PAYERS = 4
"""Owners named as those who pay; the rest is counted."""


def brief_section(view: View) -> Section:
    """Give the brief: the answer and the map on the first page, every town on the second.

    A page that looks at one place has that place's own page as its second.
    """
    blocks: list[Block] = [block for block in (home_block(view),) if block is not None]
    if view.place is None:
        blocks += towns_blocks(view)
    whole = " ".join([answer.first_paragraph(view), *_payers(view)])
    sure = " ".join([answer.certainty(view), near(view)])
    if view.place is None:
        return Section("brief", view.gettext("In brief"), (whole, sure), tuple(blocks), answer.facts(view))
    title = view.gettext("{place} in brief").format(place=view.name("place", view.place))
    lead = (*town_in_words(view, view.place), whole, sure)
    return Section("brief", title, lead, tuple(blocks), town_facts(view, view.place))


def _payers(view: View) -> list[str]:
    """Say who pays for what is invested, the largest sums first."""
    _ = view.gettext
    rows = view.economics_of_owners.filter(pl.col("invested") > 0).sort("invested", descending=True)
    if rows.is_empty():
        return []
    told = [
        _("{owner} ({sum})").format(
            owner=view.name("operator", owner) if owner else _("nobody named yet"), sum=view.numbers.money(value)
        )
        for owner, value in rows.select("operator", "invested").head(PAYERS).iter_rows()
    ]
    if rows.height > PAYERS:
        left = rows.height - PAYERS
        told.append(view.words.ngettext("and {n} more", "and {n} more", left).format(n=left))
    return [_("The investments are paid by {owners}.").format(owners="; ".join(told))]


def near(view: View) -> str:
    """Name the other plans that cost all together nearly the same, or say which command finds them."""
    _ = view.gettext
    found = view.findings.flips
    share = view.numbers.percent(NEAR, 1)
    if found is None:
        return _("Whether another plan is as good to {share}: {command}").format(
            share=share, command=command(view, "flips")
        )
    told = [
        (_("with {plant}") if what in MORE else _("without {plant}")).format(plant=view.name("plant", plant))
        for plant, what in alternatives(found, view.plan).select("plant", "what").iter_rows()
    ]
    if not told:
        return _("No plan that differs by one plant is as good to {share}.").format(share=share)
    return _("As good to {share}, so that other reasons may decide: the same plan {changes}.").format(
        share=share, changes="; ".join(told)
    )


def towns_blocks(view: View) -> tuple[Block, ...]:
    """Give a row for each town where something is undecided or new, and a line for each other."""
    _ = view.gettext
    shown = [standing(view, place) for place in towns(view)]
    open_ = [each for each in shown if each.undecided]
    calm = [each for each in shown if not each.undecided]
    columns = (
        Column(_("Town")),
        Column(_("Now")),
        Column(_("Waits for any one of these; what holds what is new")),
        Column(_("Not here, and where instead")),
        Column(_("Weak figures")),
    )
    blocks: list[Block] = []
    if open_:
        caption = _("Town by town: what stands, what waits, and how sure that is")
        note = _(
            "What stands runs, unless said otherwise. Where instead: amounts in {period}. Weak figures: recalled or "
            "assumed, with the range they may have."
        )
        rows = tuple(_row(view, each) for each in open_)
        blocks.append(
            TableBlock("towns-table", caption, columns, rows, note.format(period=view.periods[-1]), text=True)
        )
    if calm:
        lines = tuple(Cell("", lines=_calm(view, each)) for each in calm)
        blocks.append(ListBlock("towns-calm", _("Where nothing waits and the plan changes nothing"), lines))
    return tuple(blocks)


def _calm(view: View, each: Standing) -> tuple[Cell, ...]:
    """Say in one line what stands in a town where nothing is undecided."""
    name = Cell(view.name("place", each.place), f"town-{each.place}", strong=True)
    gone = given_up(view, each.place)
    stands = [line.words.removesuffix(".") for line in each.now]
    return (name, Cell(". " + "; ".join([*stands, *([gone] if gone else [])]) + "."))


def _row(view: View, each: Standing) -> Row:
    weak = weak_figures(view, each.place, WEAK_SHOWN)
    name = Cell(view.name("place", each.place), f"town-{each.place}")
    return Row((name, *(Cell("", lines=lines) for lines in (each.now, each.waits, each.elsewhere, weak))))
