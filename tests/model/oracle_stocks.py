"""Stocks of the oracle: from period to period, within the year from slice to slice, and what holds them."""

from __future__ import annotations

import math

from tests.model.oracle_plants import Plants
from tests.model.oracle_program import Sum, add
from tests.model.oracle_rows import YEAR, Row
from tests.model.oracle_state import State

INF = math.inf
Held = dict[tuple[str, str, str], Sum]  # what stands in a plant at the end of a slice: plant, period, slice


def add_stocks(state: State, plants: Plants) -> None:
    """Semantics 27: every stock, and what plants hold within their capacity."""
    held: Held = {}
    for place, commodity in state.rows.names("stocks", "place", "commodity"):
        key = {"place": place, "commodity": commodity}
        if state.rows.yes("stocks", key, "yearly"):
            _within_the_year(state, key, held)
        else:
            _from_period_to_period(state, key, held)
    for (name, q, _), levels in held.items():
        plant = plants.plants[name]
        state.program.row(add(dict(levels), plant.standing(q), -1.0), upper=plant.old[q])


def _hold(state: State, key: Row, q: str, span: str, level: Sum, held: Held) -> None:
    plant = state.rows.cell("stocks", key, "held_in", q)
    if plant is not None:
        add(held.setdefault((plant, q, span), {}), level)


def _within_the_year(state: State, key: Row, held: Held) -> None:
    """Every slice begins with what the one before ended with, the first with what the last one did."""
    place, commodity = key["place"], key["commodity"]
    slices, share = state.time.slices, state.time.share
    for q in state.time.periods:
        if not state.rows.exists("stocks", key, q):
            continue
        upper = state.number("stocks", key, "capacity", q, INF)
        left = 1 - state.number("stocks", key, "loss", q, 0.0)
        cost = state.number("stocks", key, "holding_cost", q, 0.0)
        levels = [state.program.variable("level", place, commodity, q, span, upper=upper) for span in slices]
        for index, span in enumerate(slices):
            state.enter("store", levels[index], place=place, commodity=commodity, period=q, slice=span)
            for total, factor in ((levels[index - 1], left ** share[span]), (levels[index], -1.0)):
                state.flow(place, commodity, q, span, total, factor)
                state.make(place, commodity, q, span, total, factor)
            state.pay(q, levels[index], share[span] * cost)
            _hold(state, key, q, span, levels[index], held)


def _from_period_to_period(state: State, key: Row, held: Held) -> None:
    """The balance takes (end - what is left of the start) / years; the last end is worth its value."""
    place, commodity = key["place"], key["commodity"]
    before: Sum | None = None
    for q in state.time.periods:
        if not state.rows.exists("stocks", key, q):
            continue
        years = state.time.years[q]
        upper = state.number("stocks", key, "capacity", q, INF)
        level = state.program.variable("level", place, commodity, q, upper=upper)
        state.enter("store", level, place=place, commodity=commodity, period=q, slice=YEAR)
        for span in state.time.spans:
            _hold(state, key, q, span, level, held)
        if before is None:
            before = state.program.variable("opening", place, commodity)
            first = state.number("stocks", key, "initial", "", 0.0)
            state.program.row(dict(before), first, first)
        kept = (1 - state.number("stocks", key, "loss", q, 0.0)) ** years
        for total, factor in ((before, kept / years), (level, -1.0 / years)):
            state.flow(place, commodity, q, YEAR, total, factor)
            state.make(place, commodity, q, YEAR, total, factor)
        state.pay(q, level, state.number("stocks", key, "holding_cost", q, 0.0))
        if q == state.time.periods[-1]:
            worth = state.number("stocks", key, "end_value", "", 0.0)
            state.program.pay(level, -worth * state.time.discount(state.time.end))
        before = level
