"""Who could use what a park throws or gives away, and what it could use of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.matches import Could, DistanceBasis, Matches
from punos.pages.blocks import TableBlock
from punos.pages.tabulate import figure, table, text
from punos.pages.view import View
from punos.pages.words import N_
from punos.tables import WHOLE_YEAR

COULD: Mapping[Could, str] = {
    Could.YES: N_("the plan could do it and does not"),
    Could.NO_PLANT: N_("the study has no such plant there"),
    Could.NO_ROUTE: N_("the study has no such route"),
    Could.NEITHER: N_("the study has neither plant nor route"),
}
SHOWN = 12
"""Matches that are shown; those that gain most come first."""


def matches_in_words(view: View, park: str) -> tuple[str, ...]:
    """Say what is left over, and what the best use of it gains or how far the nearest is from paying."""
    found = view.matches
    if found is None:
        return ()
    _ = view.gettext
    period = _period(view, found, park)
    left = found.offers.filter(pl.col("place") == park, pl.col("period") == period)
    if left.is_empty():
        return ()
    things = left.group_by("commodity", "unit", maintain_order=True).agg(pl.col("amount").sum())
    named = ", ".join(
        f"{view.name('commodity', r['commodity'])} ({view.numbers.number(r['amount'])} {r['unit']})"
        for r in things.iter_rows(named=True)
    )
    rows = _open(found, park, period).filter(pl.col("from") == park)
    said = [_("Thrown or given away in {period}: {things}.").format(period=period, things=named), _best(view, rows)]
    unused = things.filter(~pl.col("commodity").is_in(rows["commodity"].implode()))["commodity"]
    if rows.height and unused.len():
        goods = ", ".join(view.names.all("commodity", unused))
        said.append(_("Nobody in this study lacks {goods}.").format(goods=goods))
    return (" ".join(said),)


def _period(view: View, found: Matches, park: str) -> str:
    """Choose the period in which the best exchange gains the park most; the last one if it never does."""
    gains = found.frame.filter((pl.col("from") == park) | (pl.col("to") == park))
    by = dict(gains.group_by("period").agg(pl.col("gain").sum()).iter_rows())
    return max(reversed(view.periods), key=lambda period: by.get(period, 0.0))


def _open(found: Matches, park: str, period: str) -> pl.DataFrame:
    """Give the matches of what is left over there, or could be used there; the best first."""
    rows = found.frame.filter(pl.col("period") == period, pl.col("left_over") > 0, pl.col("need") > 0)
    here = rows.filter((pl.col("from") == park) | (pl.col("to") == park))
    return here.sort("gain", "gain_a_unit", "from", "to", descending=[True, True, False, False])


def _best(view: View, rows: pl.DataFrame) -> str:
    _ = view.gettext
    if rows.is_empty():
        return _("Nobody in this study lacks it, or anything that it could be made into.")
    chosen = rows.filter(pl.col("gain") > 0)
    if chosen.height:
        uses = "; ".join(_use(view, row) for row in chosen.iter_rows(named=True))
        gain = view.numbers.money(float(chosen["gain"].sum()))
        return _("Brought to who could use it, it would gain {gain} a year: {uses}.").format(gain=gain, uses=uses)
    row = rows.row(0, named=True)
    saves = row["disposal_saved"] + row["replaced_value"]
    costs = row["transport_cost"] + row["treatment_cost"]
    said = _("No use of it pays. The nearest is {use}: a {unit} saves and replaces {saves} and costs {costs}.").format(
        use=_use(view, row), unit=row["unit"], saves=_money(view, saves), costs=_money(view, costs)
    )
    if row["permit_worth"] <= 0:
        return said
    permit = _("The room in permits that it would free is worth {worth} a {unit} more.")
    return f"{said} {permit.format(worth=_money(view, row['permit_worth']), unit=row['unit'])}"


def _money(view: View, value: float) -> str:
    return view.numbers.with_currency(view.numbers.number(value))


def _use(view: View, row: Mapping[str, Any]) -> str:
    """Name a use: what, as what, for whom, where."""
    _ = view.gettext
    what, good = (view.name("commodity", row[c]) for c in ("commodity", "replaces"))
    if row["replaces"] == row["commodity"]:
        return _("{what} for {user}").format(what=what, user=_user(view, row))
    return _("{what} as {good} for {user}").format(what=what, good=good, user=_user(view, row))


def _user(view: View, row: Mapping[str, Any]) -> str:
    place = view.name("place", row["to"])
    return f"{view.name('demand', row['user'])} ({place})" if row["user"] else place


def match_blocks(view: View, park: str) -> tuple[TableBlock, ...]:
    """Give what could be used where, and what the plan brings to whom already."""
    if view.matches is None:
        return ()
    period = _period(view, view.matches, park)
    return (*_could(view, view.matches, park, period), *_does(view, view.matches, park, period))


def _good(view: View, row: Mapping[str, Any]) -> str:
    """Name a by-product, the slice of the year in which it passes, and its place."""
    good, place = view.name("commodity", row["commodity"]), view.name("place", row["from"])
    slices = "" if row["slice"] == WHOLE_YEAR else f", {view.name('slice', row['slice'])}"
    return f"{good}{slices} ({place})"


def _could(view: View, found: Matches, park: str, period: str) -> tuple[TableBlock, ...]:
    rows = _open(found, park, period).head(SHOWN)
    if rows.is_empty():
        return ()
    _ = view.gettext
    number = view.numbers.number
    shown = [
        text(_("Left over"), lambda row: _good(view, row), strong=True),
        text(_("Could replace"), lambda row: f"{view.name('commodity', row['replaces'])}: {_user(view, row)}"),
        text(_("Treatment"), lambda row: view.name("process", row["treatment"]) if row["treatment"] else ""),
        figure(_("Distance"), "distance_km", number, "km"),
        figure(_("Disposal saved"), "disposal_saved", number),
        figure(_("Replaced"), "replaced_value", number),
        figure(_("Transport"), "transport_cost", number),
        figure(_("Treatment cost"), "treatment_cost", number),
        figure(_("Gain"), "gain_a_unit", view.numbers.signed),
        figure(_("Best exchange"), "chosen", number),
        text(_("Remark"), lambda row: _(COULD[Could(row["could"])])),
    ]
    note = _(
        "Money is {currency} a unit of what is left over, at traded prices; treatment includes capital as an annuity. "
        "Best exchange: units a year with which all together gain most."
    ).format(currency=view.currency)
    if (rows["distance_basis"] == DistanceBasis.GREAT_CIRCLE.value).any():
        note += " " + _("Where the study has no route, distance is the great circle and a quarter more.")
    title = _("Who could use what is left over, {period}").format(period=period)
    return (table(f"park-{park}-matches", title, rows, shown, note=note),)


def _does(view: View, found: Matches, park: str, period: str) -> tuple[TableBlock, ...]:
    """Give what the plan brings to whom already."""
    planned = found.frame.filter(pl.col("period") == period, pl.col("planned") > 0)
    here = planned.filter((pl.col("from") == park) | (pl.col("to") == park))
    rows = here.sort("from", "commodity", "planned", "to", descending=[False, False, True, False])
    if rows.is_empty():
        return ()
    _ = view.gettext
    shown = [
        text(_("By-product"), lambda row: _good(view, row), strong=True),
        text(_("Used as"), lambda row: f"{view.name('commodity', row['replaces'])}: {_user(view, row)}"),
        figure(_("Amount a year"), "planned", view.numbers.number),
        text(_("Unit"), lambda row: row["need_unit"]),
        figure(_("Distance"), "distance_km", view.numbers.number, "km"),
        figure(_("Gain a unit"), "gain_a_unit", view.numbers.signed, view.currency),
    ]
    title = _("What the plan brings to whom already, {period}").format(period=period)
    return (table(f"park-{park}-exchange", title, rows, shown, folded=True),)
