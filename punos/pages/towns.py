"""What each town does now in the plan, what waits there and for what, and where goods are made instead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.pages.blocks import Cell
from punos.pages.capacity import openings, plant_cell, refused
from punos.pages.sankey import country
from punos.pages.terms import status_word
from punos.pages.turning import STANDS, command, flip_of, turning_words
from punos.pages.view import View
from punos.tables.goods import CommodityKind
from punos.tables.places import PlaceKind
from punos.tables.plants import PlantStatus

KINDS = tuple(kind.value for kind in (PlaceKind.PARK, PlaceKind.CITY, PlaceKind.PORT, PlaceKind.MINE))
"""Kinds of places that have a page of their own."""
GONE = (PlantStatus.CANCELLED.value, PlantStatus.CLOSED.value)
GOODS = (CommodityKind.PRODUCT.value, CommodityKind.MATERIAL.value)
"""Kinds of goods for which plants are built; by-products, waste and utilities come along."""
SOURCES = 2
"""Places and countries named as sources of a good."""


@dataclass(frozen=True)
class Standing:
    """One town in the plan: what runs, what waits, and what is made elsewhere; each a few lines."""

    place: str
    now: tuple[Cell, ...]
    waits: tuple[Cell, ...]
    elsewhere: tuple[Cell, ...]
    undecided: bool
    """Whether anything waits here or is opened by the plan."""


def towns(view: View) -> tuple[str, ...]:
    """Give the towns of a report: parks, cities, ports and mines with plants; most undecided first.

    The place that the page looks at comes before all others, whatever it is.
    """
    plants = plants_of(view)
    kinds = view.plan.study.table("places").unique("place", keep="first", maintain_order=True)
    known = kinds.filter(pl.col("kind").is_in(KINDS))["place"].to_list()
    open_ = pl.col("status").is_in([PlantStatus.CANDIDATE.value, PlantStatus.IDLE.value])
    counted = plants.group_by("place").agg(open=open_.sum(), plants=pl.len())
    ranked = counted.filter(pl.col("place").is_in(known)).sort(
        "open", "plants", "place", descending=[True, True, False]
    )
    named = [place for place in ranked["place"].to_list() if place != view.place]
    return tuple(named) if view.place is None else (view.place, *named)


def plants_of(view: View, place: str | None = None) -> pl.DataFrame:
    """Give the plants of the study, one row each, of one place or of all."""
    plants = view.plan.study.table("plants").unique("plant", keep="first", maintain_order=True)
    return plants if place is None else plants.filter(pl.col("place") == place)


def standing(view: View, place: str) -> Standing:
    """Say what a town does now, what waits there, and where its refused goods are made instead."""
    waits, elsewhere = _waits(view, place), _elsewhere(view, place)
    none = (Cell(view.gettext("Nothing waits here.")),)
    absent = (Cell(view.gettext("Nothing was refused or given up here.")),)
    undecided = bool(waits) or openings(view).filter(pl.col("place") == place).height > 0
    return Standing(place, _now(view, place), waits or none, elsewhere or absent, undecided)


def plant_line(view: View, row: Mapping[str, Any], told: str) -> Cell:
    """Say something of a plant; its name leads to what is known about it."""
    named = plant_cell(view, row)
    return Cell("", lines=(named, Cell(told)))


# --- now ---


def _now(view: View, place: str) -> tuple[Cell, ...]:
    """One line a plant that stands, is decided, or is opened by the plan."""
    stands = _by_period(view.frame("capacity"), place)
    runs = _by_period(view.frame("run"), place)
    built = openings(view).filter(pl.col("place") == place)
    lines = []
    for row in plants_of(view, place).iter_rows(named=True):
        plant = row["plant"]
        if plant in stands:
            opened = built.filter(pl.col("plant") == plant)
            told = _state(view, row["status"], stands[plant], runs.get(plant, {}), opened)
            lines.append(plant_line(view, row, ": " + "; ".join(told)))
        elif row["status"] == PlantStatus.IDLE.value:
            lines.append(plant_line(view, row, f": {view.gettext('stands idle and stays so')}"))
    return tuple(lines) or (Cell(view.gettext("Nothing of this chain stands or runs here.")),)


def given_up(view: View, place: str) -> str:
    """Name the plants that were cancelled or closed in a town; empty if none was."""
    gone = plants_of(view, place).filter(pl.col("status").is_in(GONE))
    told = [
        f"{view.name('plant', plant)}, {view.gettext(status_word(status))}"
        for plant, status in gone.select("plant", "status").iter_rows()
    ]
    return "; ".join(told)


def _by_period(frame: pl.DataFrame, place: str) -> dict[str, dict[str, tuple[float, str]]]:
    """Give amount and unit by plant and period."""
    held = (
        frame.filter(pl.col("place") == place)
        .group_by("plant", "period")
        .agg(pl.col("value").sum(), pl.col("unit").first())
    )
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for plant, period, value, unit in held.select("plant", "period", "value", "unit").iter_rows():
        found.setdefault(plant, {})[period] = (value, unit)
    return found


def _state(
    view: View, status: str, stands: dict[str, tuple[float, str]], runs: dict[str, Any], opened: pl.DataFrame
) -> list[str]:
    """Say how large a plant is, whether it runs, and what the plan does with it."""
    _ = view.gettext
    there = [p for p in view.periods if p in stands]
    size = view.numbers.quantity(*stands[there[0]])
    added = [(view.numbers.quantity(v, u), p) for v, u, p in opened.select("value", "unit", "period").iter_rows()]
    if status == PlantStatus.CANDIDATE.value:
        return [_("new in the plan, {sizes}").format(sizes=_sizes(view, added))]
    told = [size]
    if status == PlantStatus.COMMITTED.value:
        told = [_("{size}, decided, from {period}").format(size=size, period=there[0])]
    told += [_("the plan adds {sizes}").format(sizes=_sizes(view, added))] if added else []
    return [*told, *_running(view, status, there, [p for p in view.periods if p in runs])]


def _sizes(view: View, added: Iterable[tuple[str, str]]) -> str:
    one = view.gettext("{size} in {period}")
    return ", ".join(one.format(size=size, period=period) for size, period in added)


def _running(view: View, status: str, there: list[str], runs: list[str]) -> list[str]:
    """Say when a standing plant runs, where that is not plain."""
    _ = view.gettext
    if status == PlantStatus.IDLE.value:
        return (
            [_("stands idle; the plan restarts it in {period}").format(period=runs[0])]
            if runs
            else [_("stands idle and stays so")]
        )
    if not runs:
        return [_("does not run in the plan")]
    last = view.spans[runs[-1]][1]
    if runs[0] != there[0]:
        return [_("runs from {period}").format(period=runs[0])]
    return [_("runs until {year}").format(year=last)] if runs[-1] != view.periods[-1] else []


# --- waits ---


def _waits(view: View, place: str) -> tuple[Cell, ...]:
    """One line a plant that is refused, and one a plant that the plan opens: what would turn it."""
    held = refused(view).filter(pl.col("place") == place)
    flips = view.findings.flips
    if flips is None:
        named = tuple(Cell("", lines=(plant_cell(view, row),)) for row in held.iter_rows(named=True))
        return (*named, Cell(command(view, "flips"))) if named else ()
    taken = flips.frame.filter(pl.col("decision").is_in(STANDS), pl.col("place") == place)["plant"]
    decided = plants_of(view, place).filter(pl.col("plant").is_in(taken.implode()))
    rows = [*held.iter_rows(named=True), *decided.iter_rows(named=True)]
    return tuple(plant_line(view, row, f": {_turning(view, row)}") for row in rows)


def _turning(view: View, row: Mapping[str, Any]) -> str:
    """Say what would turn a plant; of an idle one also what the study notes about it."""
    flip = flip_of(view, row["plant"])
    told = command(view, "flips") if flip is None else turning_words(view, flip)
    note = row.get("note") if row["status"] == PlantStatus.IDLE.value else None
    return f"{told} ({note})" if note else told


# --- elsewhere ---


def _elsewhere(view: View, place: str) -> tuple[Cell, ...]:
    """One line a good that a plant would make which is not here: where it comes from instead.

    Plants that wait are named beside it already; those given up are named here.
    """
    _ = view.gettext
    absent = refused(view).filter(pl.col("place") == place).select("plant", "technology", "status")
    gone = plants_of(view, place).filter(pl.col("status").is_in(GONE)).select("plant", "technology", "status")
    goods: dict[str, list[str]] = {}
    for plant, technology, status in pl.concat([absent, gone]).iter_rows():
        named = goods.setdefault(main_good(view, technology) or technology, [])
        if status in GONE:
            named.append(f"{view.name('plant', plant)}, {_(status_word(status))}")
    sources: dict[str, list[str]] = {}
    for good, plants in goods.items():
        shown = view.name("commodity" if good in _goods(view) else "technology", good)
        given_up = f" ({'; '.join(plants)})" if plants else ""
        sources.setdefault(_sources(view, good, place), []).append(f"{shown}{given_up}")
    return tuple(Cell(f"{', '.join(named)}: {source}") for source, named in sources.items())


def _goods(view: View) -> set[str]:
    return set(view.plan.study.table("commodities")["commodity"].to_list())


def main_good(view: View, technology: str) -> str:
    """Give the good that a technology is built for: of its products the one that earns most, else the first."""
    study = view.plan.study
    runs = study.table("processes").filter(pl.col("technology") == technology).select("process").unique()
    kinds = study.table("commodities").select("commodity", "kind").unique("commodity")
    made = study.table("flows").join(runs, on="process", how="semi").filter(pl.col("quantity") > 0)
    known = made.join(kinds, on="commodity", how="left", maintain_order="left")
    goods = known.filter(pl.col("kind").is_in(GOODS)).sort(pl.col("kind") != GOODS[0], maintain_order=True)["commodity"]
    earned = view.economics.filter(pl.col("technology") == technology)["main_product"].drop_nulls().to_list()
    best = next((good for good in earned if good in set(goods)), None)
    return str(best or next(iter([*goods, *earned, *known["commodity"]]), ""))


def _sources(view: View, good: str, place: str) -> str:
    """Say where the plan makes or buys a good in its last period."""
    _ = view.gettext
    last = view.periods[-1]
    of_good = (pl.col("commodity") == good) & (pl.col("period") == last)
    made = (
        view.frame("make")
        .filter(of_good, pl.col("value") > 0)
        .group_by("place")
        .agg(pl.col("value").sum(), pl.col("unit").first())
    )
    bought = view.frame("buy").filter(of_good).group_by("origin").agg(pl.col("value").sum(), pl.col("unit").first())
    shown = {
        "made": [
            (value, unit, _("here, in other plants") if at == place else view.name("place", at))
            for at, value, unit in made.iter_rows()
        ],
        "bought": [(value, unit, country(view, origin or "?")) for origin, value, unit in bought.iter_rows()],
    }
    told = [
        words.format(sources=_largest(view, shown[way]))
        for way, words in (("made", _("made in {sources}")), ("bought", _("bought from {sources}")))
        if shown[way]
    ]
    return ", ".join(told) or _("nowhere; the plan neither makes nor buys any")


def _largest(view: View, sources: list[tuple[float, str, str]]) -> str:
    """Name the largest sources with their amounts."""
    ranked = sorted(sources, key=lambda each: (-each[0], each[2]))[:SOURCES]
    return ", ".join(f"{said} ({view.numbers.quantity(value, unit)})" for value, unit, said in ranked)
