"""The figures that a town's answer hangs on and that are recalled or assumed: the widest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from punos.pages.blocks import Cell
from punos.pages.evidence import Ground
from punos.pages.figure_words import figure_cell
from punos.pages.towns import GONE, main_good, plants_of
from punos.pages.view import View
from punos.tables.evidence import Basis

WEAK = (Basis.RECALLED.value, Basis.ASSUMED.value)
"""How figures came about that should be checked before money hangs on them."""

FIRST = ("plants", "technologies", "demands", "supplies", "impact_caps")
"""Tables whose figures a board can judge; recipes come after them."""

SEVERAL = 4
"""Figures of the study beyond which one row of evidence is about everything and tells little of a town."""


def weak_figures(view: View, place: str, most: int) -> tuple[Cell, ...]:
    """Give the weak figures of a town's plants: those that move the net cost most, then the widest ranges.

    What a figure moves is known where a tornado was made; then it comes before the width of its range.
    """
    weak = (g for g in _grounds(view, place) if g.evidence["basis"] in WEAK)
    cells = tuple(figure_cell(view, ground) for ground in ranked(view, weak)[:most])
    return cells or (Cell(view.gettext("No figure behind these plants is recalled or assumed.")),)


def ranked(view: View, grounds: Iterable[Ground]) -> list[Ground]:
    """Put figures in order: those that move the net cost most, then the widest ranges; each told once."""
    found: dict[tuple[object, ...], Ground] = {}
    for ground in grounds:
        if not view.evidence.hidden(ground):
            key = _same(ground)
            if key not in found or _width(ground) > _width(found[key]):
                found[key] = ground
    effects = _effects(view)

    def rank(ground: Ground) -> tuple[object, ...]:
        told = ground.evidence
        general = len(view.evidence.figures(told)) > SEVERAL
        return -effects.get(_key(told), 0.0), ground.table not in FIRST, general, -_width(ground), ground.anchor

    return sorted(found.values(), key=rank)


def _grounds(view: View, place: str) -> Iterator[Ground]:
    """Every figure behind the plants of a town: their own, their kind's, their recipes', the prices of their goods."""
    plants = plants_of(view, place).filter(~pl.col("status").is_in(GONE))
    for plant, technology in plants.select("plant", "technology").iter_rows():
        yield from grounds_of_plant(view, plant, technology)
    yield from view.evidence.about("places", place=place)
    yield from view.evidence.about("impact_caps", place=place)


def grounds_of_plant(view: View, plant: str, technology: str) -> Iterator[Ground]:
    """Every figure behind a plant: its own, its kind's, its recipes', the prices of its main good."""
    study = view.plan.study

    def about(table: str, **key: str) -> Iterator[Ground]:
        """Give what is said of it in general or of this plant, not of another."""
        return (g for g in view.evidence.about(table, **key) if g.of.get("plant") in (None, plant))

    yield from about("plants", plant=plant)
    yield from about("technologies", technology=technology)
    yield from about("capex_curve", technology=technology)
    processes = study.table("processes").filter(pl.col("technology") == technology)["process"].unique().to_list()
    for process in processes:
        yield from about("processes", process=process)
        yield from about("flows", process=process)
    good = main_good(view, technology)
    if good:
        yield from (g for t in ("demands", "supplies") for g in about(t, commodity=good) if g.column == "price")


def _same(ground: Ground) -> tuple[object, ...]:
    """Tell figures apart; prices of one good in several steps and years count once, as the widest of them."""
    said = ground.evidence
    if ground.table in ("demands", "supplies"):
        return ground.table, ground.column, ground.of.get("commodity")
    return ground.table, ground.column, said["select"]


def _width(ground: Ground) -> float:
    """Width of the range beside the figure itself; 0 without a range, which is told last."""
    low, high, value = ground.evidence.get("low"), ground.evidence.get("high"), ground.value
    if low is None or high is None or not isinstance(value, int | float):
        return 0.0
    return float(abs(high - low) / max(abs(value), 1e-12))


def _key(said: Mapping[str, Any]) -> tuple[object, ...]:
    return tuple(said[c] for c in ("table", "select", "column", "period"))


def _effects(view: View) -> dict[tuple[object, ...], float]:
    """Give what each figure moves of the net cost, where a tornado was made."""
    found = view.findings.tornado
    if found is None:
        return {}
    rows: Iterable[Mapping[str, Any]] = found.frame.drop_nulls("effect").iter_rows(named=True)
    return {_key(row): float(row["effect"]) for row in rows}
