"""An independent formulation of the rules for small studies: loops, dictionaries and scipy, no code of Punos.

It is written from the Semantics alone, a method a rule, and is itself tested on published optima. Names of
variables are tuples such as ``("run", process, plant, period)``; ``State.entries`` keeps every indicator as
labelled sums of them, for impacts and policies.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from tests.model.oracle_plants import Plants
from tests.model.oracle_program import Answer, Sum, add
from tests.model.oracle_rows import Tables
from tests.model.oracle_rules import Policy, add_policies
from tests.model.oracle_state import Entry, State
from tests.model.oracle_stocks import add_stocks
from tests.model.oracle_transport import Transport

INF = math.inf
KEYS = {
    "run": ("process",),
    "build": ("technology", "plant"),
    "capacity": ("technology", "plant"),
    "buy": ("commodity", "supply"),
    "ship": ("mode", "route"),
    "sell": ("commodity", "demand"),
    "discard": ("commodity",),
}


def optimum(settings: Mapping[str, Mapping[str, Any]], tables: Tables) -> Answer:
    """Solve the study of `settings` and `tables` and return the least net cost with every variable."""
    state = formulate(settings, tables)
    add_policies(state, settings.get("policies", {}).get("off", []))
    return state.program.solve()


def idle_policies(settings: Mapping[str, Mapping[str, Any]], tables: Tables) -> set[str]:
    """Names of the policies whose terms all find nothing in the study."""
    state = formulate(settings, tables)
    return {policy for policy in state.rows.names("policies") if not Policy(state, policy).finds_something()}


def formulate(settings: Mapping[str, Mapping[str, Any]], tables: Tables) -> State:
    """Make the program of a study, its policies left out."""
    state = State.of(settings, tables)
    plants = Plants(state)
    plants.run_all()
    Transport(state)
    _buy(state)
    _sell(state)
    _contents(state)
    add_stocks(state, plants)
    _no_transit(state)
    _balance(state)
    _land(state, plants)
    _impacts(state)
    return state


def _trade(state: State, table: str, name: str, q: str, span: str) -> tuple[dict[str, str], str, str]:
    key = {table: name}
    plural = {"supply": "supplies", "demand": "demands"}[table]
    commodity, place = (state.rows.cell(plural, key, column, q, span=span) for column in ("commodity", "place"))
    return key, commodity, place


def _buy(state: State) -> None:
    """Purchases: at a price, within the year's capacity and the horizon's reserve (Semantics 29)."""
    for name in state.rows.names("supplies"):
        total: Sum = {}
        for q in state.time.periods:
            for span in _spans(state, "supplies", {"supply": name}, q):
                key, commodity, place = _trade(state, "supply", name, q, span)
                upper = state.amount("supplies", key, "capacity", q, span)
                bought = state.program.variable("buy", name, q, span, upper=upper)
                state.pay(q, bought, state.money("supplies", key, "price", q, span=span))
                state.flow(place, commodity, q, span, bought, 1.0)
                state.make(place, commodity, q, span, bought)
                labels = {"supply": name, "place": place, "commodity": commodity, "period": q, "slice": span}
                state.enter("buy", bought, origin=state.rows.cell("supplies", key, "origin", q, span=span), **labels)
                add(total, bought, state.time.years[q])
        state.program.row(total, upper=state.number("supplies", {"supply": name}, "reserve", "", INF))


def _spans(state: State, table: str, key: dict[str, str], q: str) -> list[str]:
    """Where a good is traded: of the spans in which it balances those in which a row speaks of it (Semantics 4)."""
    (commodity,) = {row["commodity"] for row in state.rows.of(table, key) if row.get("commodity")}
    return [span for span in state.spans(commodity) if state.rows.exists(table, key, q, span=span)]


def _sell(state: State) -> None:
    """Sales: must is met or short at a cost, may is met as far as it pays (Semantics 26)."""
    for name in state.rows.names("demands"):
        for q in state.time.periods:
            for span in _spans(state, "demands", {"demand": name}, q):
                key, commodity, place = _trade(state, "demand", name, q, span)
                quantity = state.amount("demands", key, "quantity", q, span)
                sold = state.program.variable("sell", name, q, span, upper=quantity)
                labels = {"demand": name, "place": place, "commodity": commodity, "period": q, "slice": span}
                state.enter("sell", sold, **labels)
                state.flow(place, commodity, q, span, sold, -1.0)
                state.pay(q, sold, -state.money("demands", key, "price", q, span=span))
                if state.rows.cell("demands", key, "kind", q, span=span) == "must":
                    _duty(state, labels, sold, quantity)


def _duty(state: State, labels: dict[str, str], sold: Sum, quantity: float) -> None:
    key, q, span = {"demand": labels["demand"]}, labels["period"], labels["slice"]
    total = dict(sold)
    if state.rows.cell("demands", key, "shortfall_cost", q, span=span) is not None:
        short = state.program.variable("short", labels["demand"], q, span)
        state.enter("short", short, **labels)
        state.pay(q, short, state.money("demands", key, "shortfall_cost", q, span=span))
        add(total, short)
    state.program.row(total, quantity, quantity)


def _contents(state: State) -> None:
    """Semantics 28: where an attribute is demanded, a unit of a commodity yields all it holds.

    It is delivered where the commodity balances, and counts there for the attribute.
    """
    pairs = state.rows.names("contents", "commodity", "attribute")
    asked = {
        (e.labels["place"], e.labels["period"], e.labels["commodity"]) for e in state.entries if e.indicator == "sell"
    }
    wanted = {(place, q) for place, q, commodity in asked if commodity in {a for _, a in pairs}}
    for place, q in sorted(wanted):
        yields: dict[str, list[tuple[str, float]]] = {}
        for commodity, attribute in pairs:
            key = {"commodity": commodity, "attribute": attribute}
            if state.rows.exists("contents", key, q):
                yields.setdefault(commodity, []).append((attribute, state.number("contents", key, "quantity", q, 0.0)))
        there = {a for a in (c for _, c in pairs) if (place, q, a) in asked}
        for commodity, held in yields.items():
            if there & {attribute for attribute, _ in held}:
                _yield(state, (place, commodity, q), held)


def _yield(state: State, where: tuple[str, str, str], held: list[tuple[str, float]]) -> None:
    place, commodity, q = where
    for span in state.spans(commodity):
        yielded = state.program.variable("yield", commodity, place, q, span)
        state.flow(place, commodity, q, span, yielded, -1.0)
        for attribute, quantity in held:
            state.flow(place, attribute, q, span, yielded, quantity)


def _no_transit(state: State) -> None:
    """Semantics 22: of each commodity no more leaves such a place than is made or bought there."""
    for (place, commodity, q, span), leaves in state.leaving.items():
        if not state.rows.yes("places", {"place": place}, "transit", q, blank=True):
            made = state.made.get((place, commodity, q, span), {})
            state.program.row(add(dict(leaves), made, -1.0), upper=0.0)


def _balance(state: State) -> None:
    """Semantics 24: what comes goes; surplus is discarded at a cost if one is given (attribute: free)."""
    attributes = {attribute for _, attribute in state.rows.names("contents", "commodity", "attribute")}
    for (place, commodity, q, span), total in state.balance.items():
        cost = state.rows.cell("commodities", {"commodity": commodity}, "disposal_cost", q)
        if cost is None and commodity in attributes:
            cost = 0.0
        if cost is not None:
            discarded = state.program.variable("discard", place, commodity, q, span)
            state.enter("discard", discarded, place=place, commodity=commodity, period=q, slice=span)
            state.pay(q, discarded, cost)
            add(total, discarded, -1.0)
        state.program.row(total, 0.0, 0.0)


def _land(state: State, plants: Plants) -> None:
    """What stands at a place takes no more land than there is."""
    for place in state.rows.names("places"):
        for q in state.time.periods:
            total: Sum = {}
            for entry in state.entries:
                if entry.indicator == "capacity" and entry.labels["place"] == place and entry.labels["period"] == q:
                    plant = plants.plants[str(entry.labels["plant"])]
                    add(total, entry.total, plants.technology(plant, "area_ha", q, 0.0))
            state.program.row(total, upper=state.number("places", {"place": place}, "area_ha", q, INF))


def _impacts(state: State) -> None:
    """Semantics 29: factor × indicator, priced and capped everywhere and by place."""
    for impact in state.rows.names("impacts"):
        for q in state.time.periods:
            everywhere: Sum = {}
            by_place: dict[str | None, Sum] = {}
            for of, name in _factors(state, impact):
                key = {"impact": impact, "of": of, "key": name}
                if not state.rows.exists("impact_factors", key, q):
                    continue
                factor = state.number("impact_factors", key, "quantity", q, 0.0)
                for entry in _caused(state, of, name, q):
                    place = entry.labels.get("from" if of == "ship" else "place")
                    emitted = add({}, entry.total, factor * _measure(state, of, name, entry))
                    labels = {
                        "impact": impact,
                        "of": of,
                        "key": name,
                        "place": place,
                        "period": q,
                    }
                    state.enter("emit", emitted, **labels)
                    add(everywhere, emitted)
                    add(by_place.setdefault(place, {}), emitted)
                    _price(state, impact, of, q, emitted)
            _limit(state, impact, q, everywhere, by_place)


def _factors(state: State, impact: str) -> list[tuple[str, str]]:
    return [(of, key) for name, of, key in state.rows.names("impact_factors", "impact", "of", "key") if name == impact]


def _caused(state: State, of: str, name: str, q: str) -> list[Entry]:
    entries = [entry for entry in state.entries if entry.indicator == of and entry.labels["period"] == q]
    return [entry for entry in entries if any(entry.labels.get(column) == name for column in KEYS[of])]


def _measure(state: State, of: str, name: str, entry: Entry) -> float:
    """Units counted: of a ship, mass for a route and mass × km for a mode; else the indicator's own."""
    if of != "ship":
        return 1.0
    q = str(entry.labels["period"])
    mass = state.number("commodities", {"commodity": entry.labels["commodity"]}, "mass", q, 0.0)
    if entry.labels["route"] == name:
        return mass
    return mass * state.number("routes", {"route": entry.labels["route"]}, "distance_km", q, 0.0)


def _price(state: State, impact: str, of: str, q: str, emitted: Sum) -> None:
    """What building causes is paid once, when it is built (Semantics 31); all else in every year."""
    price = state.number("impacts", {"impact": impact}, "price", q, 0.0)
    if of == "build":
        state.program.pay(emitted, price * state.time.discount(state.time.start[q]))
    else:
        state.pay(q, emitted, price)


def _limit(state: State, impact: str, q: str, everywhere: Sum, by_place: dict[str | None, Sum]) -> None:
    key = {"impact": impact}
    state.program.row(everywhere, upper=state.number("impacts", key, "cap", q, INF))
    for place, total in by_place.items():
        if place is not None:
            at = {"impact": impact, "place": place}
            state.program.row(total, upper=state.number("impact_caps", at, "cap", q, INF))
