"""The five changes nearest to turning a town's answer: how far a figure has to move until another plan is better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.analysis.decisions import Kind, Turn
from punos.pages.blocks import Cell, Column, Row, TableBlock
from punos.pages.figure_words import figure_words
from punos.pages.towns import plants_of
from punos.pages.turning import STANDS, UNUSED
from punos.pages.view import View

SHOWN = 5
FARTHEST = 3.0
"""Changes beyond this share of the figure are not told: nothing turns within sight."""


@dataclass(frozen=True)
class Lever:
    """One figure that turns a plant of the town: what, from where to where, and what then happens."""

    words: str
    change: float
    """Share of the figure, with its sign."""
    before: str
    after: str
    then: str
    href: str = ""


def bars(view: View, place: str) -> TableBlock | None:
    """Give the changes nearest to turning a town's answer; None if none was found."""
    levers = sorted(
        [*_of_flips(view, place), *_of_tornado(view, place)], key=lambda lever: (abs(lever.change), lever.words)
    )
    kept = list({(lever.words, lever.then): lever for lever in reversed(levers)}.values())[::-1]
    shown = [lever for lever in kept if abs(lever.change) <= FARTHEST][:SHOWN]
    if not shown:
        return None
    _ = view.gettext
    longest = max(abs(lever.change) for lever in shown) or 1.0
    columns = (
        Column(_("If this figure moves")),
        Column(_("From"), numeric=True),
        Column(_("To"), numeric=True),
        Column(_("By"), numeric=True),
        Column(_("Then")),
    )
    rows = tuple(_row(view, lever, longest) for lever in shown)
    note = _("The shorter the bar, the nearer. All else stays as it is; found by planning anew.")
    return TableBlock(f"town-{place}-bars", _("What would change this answer, nearest first"), columns, rows, note)


def _row(view: View, lever: Lever, longest: float) -> Row:
    share = view.numbers.percent(abs(lever.change))
    sign = "+" if lever.change > 0 else "−"
    by = Cell(f"{sign}{share}", numeric=True, bar=abs(lever.change) / longest, value=lever.change)
    return Row(
        (
            Cell(lever.words, lever.href),
            Cell(lever.before, numeric=True),
            Cell(lever.after, numeric=True),
            by,
            Cell(lever.then),
        )
    )


# --- from the flips ---


def _of_flips(view: View, place: str) -> Iterator[Lever]:
    """The price and the building cost at which each plant of the town turns."""
    found = view.findings.flips
    if found is None:
        return
    rows = found.frame.filter(pl.col("place") == place, pl.col("worth").is_not_null(), pl.col("worth") != 0)
    for flip in rows.iter_rows(named=True):
        if flip["decision"] not in STANDS and (flip["used"] or 0.0) < UNUSED:
            continue
        yield from _price(view, flip)
        yield from _capex(view, flip)


def _then(view: View, flip: Mapping[str, Any]) -> str:
    _ = view.gettext
    told = _("{plant} is dropped") if flip["decision"] in STANDS else _("{plant} is built")
    if flip["decision"] == "idle":
        told = _("{plant} is restarted")
    return told.format(plant=view.name("plant", flip["plant"]))


def _price(view: View, flip: Mapping[str, Any]) -> Iterator[Lever]:
    price, change = flip["price"], flip["price_change"]
    if not price or change is None or price + change < 0:
        return
    words = view.gettext("Price of {good}").format(good=view.name("commodity", flip["main_product"]))
    before, after = (f"{view.numbers.number(v)} {flip['price_unit'] or ''}".strip() for v in (price, price + change))
    yield Lever(words, change / price, before, after, _then(view, flip), _row_of_plant(view, flip))


def _capex(view: View, flip: Mapping[str, Any]) -> Iterator[Lever]:
    factor = flip["capex_factor"]
    if factor is None:
        return
    words = view.gettext("Building cost of {plant}").format(plant=view.name("plant", flip["plant"]))
    after = view.numbers.percent(factor)
    yield Lever(words, factor - 1, view.numbers.percent(1.0), after, _then(view, flip), _row_of_plant(view, flip))


def _row_of_plant(view: View, flip: Mapping[str, Any]) -> str:
    return view.evidence.anchor("plants", plant=flip["plant"])


# --- from the tornado ---


def _of_tornado(view: View, place: str) -> Iterator[Lever]:
    """The figures that turn a plant of the town somewhere in their range."""
    found = view.findings.tornado
    if found is None:
        return
    frame = (found.public() if view.evidence.public else found).frame
    here = set(plants_of(view, place)["plant"].to_list())
    for row in frame.filter(pl.col("flips")).iter_rows(named=True):
        for side in ("low", "high"):
            turn = Turn.parse(row[f"turn_{side}"]) if row[f"turn_{side}"] else None
            to, base = row[f"flip_{side}"], row["base"]
            if turn is None or to is None or not base:
                continue
            told = _turned(view, turn, here)
            if told:
                unit = row["unit"] or ""
                before, after = (f"{view.numbers.number(v)} {unit}".strip() for v in (base, to))
                href = view.evidence.of_figure(row)
                yield Lever(figure_words(view, row), to / base - 1, before, after, told, href)


def _turned(view: View, turn: Turn, here: set[str]) -> str:
    """Say which plants of the town turn, in which direction."""
    _ = view.gettext
    parts = []
    for keys, built, restarted in (
        (turn.appears, _("{plant} is built"), _("{plant} is restarted")),
        (turn.disappears, _("{plant} is dropped"), _("{plant} is not restarted")),
        (turn.moves, _("{plant} in other years"), _("{plant} in other years")),
    ):
        for kind, name in keys:
            if name in here:
                told = restarted if kind is Kind.RESTART else built
                parts.append(told.format(plant=view.name("plant", name)))
    return "; ".join(parts)
