"""Two plans as their page sees them: names, titles, what moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from punos.errors import WrongUse
from punos.indicators import INDICATORS
from punos.pages.sankey import country
from punos.pages.tabulate import Shown, figure
from punos.pages.view import View, view_of
from punos.pages.words import N_

if TYPE_CHECKING:
    from punos.plan.compare import Comparison


@dataclass(frozen=True)
class Moved:
    """One table of what moved: an indicator by some of its columns."""

    indicator: str
    by: tuple[str, ...]
    title: str


MOVED = (
    Moved("build", ("plant", "period"), N_("Built")),
    Moved("close", ("plant", "period"), N_("Closed early")),
    Moved("make", ("commodity", "plant"), N_("Made, mean year")),
    Moved("buy", ("commodity", "origin"), N_("Bought, mean year")),
    Moved("sell", ("commodity", "place"), N_("Sold, mean year")),
    Moved("short", ("commodity", "place"), N_("Demand not met, mean year")),
    Moved("emit", ("impact", "place"), N_("Impacts, mean year")),
    Moved("ship", ("commodity", "mode"), N_("Shipped, mean year")),
    Moved("discard", ("commodity", "place"), N_("Thrown away, mean year")),
)
"""What a comparison looks at, in this order."""

HEADS: Mapping[str, str] = {
    "plant": N_("Plant"),
    "period": N_("Period"),
    "commodity": N_("Good"),
    "origin": N_("From"),
    "place": N_("Place"),
    "impact": N_("Impact"),
    "mode": N_("By"),
}
"""Headings of the columns of what moved."""


@dataclass(frozen=True)
class Pair:
    """A comparison seen in one language, perhaps from one place."""

    comparison: Comparison
    before: View
    after: View
    titles: tuple[str, str] = field(default=("", ""))
    """Headings for either plan: their names, without what both begin with."""

    @property
    def place(self) -> str | None:
        """The place from which it is looked at."""
        return self.after.place or self.before.place

    def name(self, column: str, name: str | None) -> str:
        """Give the shown name of one thing that either study has."""
        if name is None:
            return ""
        if column == "origin":
            return country(self.after, name)
        shown = self.after.name(column, name)
        return shown if shown != name.replace("_", " ") else self.before.name(column, name)

    @cached_property
    def moved(self) -> dict[str, pl.DataFrame]:
        """What moved, by indicator; only at the place, if there is one and the indicator knows places."""
        return {m.indicator: self._moved(m) for m in MOVED}

    def _moved(self, moved: Moved) -> pl.DataFrame:
        local = self.place and "place" in INDICATORS[moved.indicator].index
        by = tuple(dict.fromkeys((*moved.by, "place"))) if local else moved.by
        rows = self.comparison.totals(moved.indicator, by)
        return rows.filter(pl.col("place") == self.place).drop("place") if local else rows


def pair_of(comparison: Comparison, language: str = "en", place: str | None = None) -> Pair:
    """Look at a comparison in a language.

    Raises
    ------
    WrongUse
        If there is no such language, or neither study has the place.
    """
    plans = (comparison.before, comparison.after)
    known = [place in p.study.table("places")["place"].to_list() for p in plans]
    if place is not None and not any(known):
        raise WrongUse(f"Neither study has a place {place!r}.")
    views = [view_of(p, language, place if has else None) for p, has in zip(plans, known, strict=True)]
    titles = _headings(views[1], comparison.before.summary.name, comparison.after.summary.name)
    return Pair(comparison, views[0], views[1], titles)


def _headings(view: View, before: str, after: str) -> tuple[str, str]:
    """Give short headings: "Batteries" and "Batteries: salt" become "before" and "salt"."""
    _ = view.gettext
    if before == after:
        return _("first"), _("second")
    rest = after.removeprefix(before).lstrip(": ")
    return (_("before"), rest) if rest and rest != after else (before, after)


def sides(pair: Pair, scale: float = 1.0, digits: int | None = None) -> list[Shown]:
    """Show both figures and their difference."""
    numbers = pair.after.numbers

    def plain(value: float | None) -> str:
        return numbers.number(value, digits)

    def signed(value: float | None) -> str:
        return numbers.signed(value, digits)

    return [
        figure(pair.titles[0], "before", plain, "", scale),
        figure(pair.titles[1], "after", plain, "", scale),
        figure(pair.after.gettext("Difference"), "difference", signed, "", scale),
    ]
