"""Transport of the oracle: routes, their openings, and modes that run between terminals."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tests.model.oracle_program import Sum, add
from tests.model.oracle_rows import YEAR, Row
from tests.model.oracle_state import State

INF = math.inf


@dataclass(frozen=True)
class Link:
    """A route in one direction and one period."""

    route: str
    mode: str | None
    source: str
    target: str
    period: str

    @property
    def key(self) -> dict[str, str]:
        """Key of the route's rows."""
        return {"route": self.route}


class Transport:
    """All routes and terminals."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.rows, self.time, self.program = state.rows, state.time, state.program
        self.yard: dict[tuple[str, str, str, str, str], Sum] = {}  # mode, place, commodity, period, slice: on wheels
        self.terminal_modes = {mode for _, mode in self.rows.names("terminals", "place", "mode")}
        for route in self.rows.names("routes"):
            self._route(route)
        for place, mode in self.rows.names("terminals", "place", "mode"):
            self._terminal(place, mode)
        for total in self.yard.values():
            self.program.row(total, 0.0, 0.0)

    def _told(self, route: str, column: str) -> str | None:
        found = {row[column] for row in self.rows.tables["routes"] if row["route"] == route and row.get(column)}
        return str(found.pop()) if found else None

    def _route(self, route: str) -> None:
        key = {"route": route}
        source, target, mode = (self._told(route, column) for column in ("from", "to", "mode"))
        assert source
        assert target
        standing = self._standing(route)
        for q in self.time.periods:
            if not self.rows.exists("routes", key, q) or (standing is not None and q not in standing):
                continue
            ends = [(source, target)]
            if self.rows.yes("routes", key, "both_ways", q):
                ends.append((target, source))
            for a, b in ends:
                self._link(Link(route, mode, a, b, q), None if standing is None else standing[q])

    def _standing(self, route: str) -> dict[str, Sum] | None:
        """By period the openings that live (Semantics 20), none for one that stands; absent: no route."""
        key = {"route": route}
        opens = self.state.number("routes", key, "opens", self.time.periods[0], -INF)
        lives: dict[str, Sum] = {}
        charged = [v for v in self.time.periods if self.rows.cell("routes", key, "capex", v) is not None]
        if not charged:
            life = self.state.number("routes", key, "lifetime", self.time.periods[0], INF)
            end = INF if math.isinf(opens) else opens + life
            return {q: {} for q in self.time.periods if opens <= self.time.start[q] < end}
        for v in charged:
            if self.time.start[v] < opens:
                continue
            opening = self.program.variable("open", route, v, upper=1.0, whole=True)
            life = self.state.number("routes", key, "lifetime", v, INF)
            charge = self.time.charge(v, life, self._interest(route))
            self.program.pay(opening, charge * self.state.money("routes", key, "capex", v))
            for q in self.time.alive(v, life):
                add(lives.setdefault(q, {}), opening)
        for total in lives.values():
            self.program.row(total, upper=1.0)
        return lives

    def _interest(self, route: str) -> float:
        operator = self._told(route, "operator")
        if operator is None or not self.time.annuity:
            return self.time.interest
        rate = self.rows.cell("operators", {"operator": operator}, "discount_rate")
        return self.time.interest if rate is None else float(rate)

    def _goods(self, link: Link) -> list[tuple[str, float]]:
        only = self._told(link.route, "commodity")
        goods = [only] if only else self.rows.names("commodities")
        masses = [(c, self.rows.cell("commodities", {"commodity": c}, "mass", link.period)) for c in goods]
        return [(commodity, mass) for commodity, mass in masses if mass is not None]

    def _freight(self, link: Link, span: str) -> float:
        if self.rows.cell("routes", link.key, "cost", link.period, span=span) is not None:
            return self.state.money("routes", link.key, "cost", link.period, span=span)
        per_km = 0.0
        if link.mode is not None:
            per_km = self.state.number("modes", {"mode": link.mode}, "cost_per_tkm", link.period, 0.0)
        return per_km * self.state.number("routes", link.key, "distance_km", link.period, 0.0)

    def _link(self, link: Link, opening: Sum | None) -> None:
        q = link.period
        loads: dict[str, Sum] = {}
        for commodity, mass in self._goods(link):
            for span in self.state.spans(commodity):
                ship = self.program.variable("ship", link.route, link.source, link.target, commodity, q, span)
                labels = {"route": link.route, "from": link.source, "to": link.target, "mode": link.mode}
                self.state.enter("ship", ship, commodity=commodity, period=q, slice=span, **labels)
                self.state.pay(q, ship, self._freight(link, span) * mass)
                add(loads.setdefault(span, {}), ship, mass)
                loss = self.state.number("routes", link.key, "loss", q, 0.0, span=span)
                self._move(link, commodity, span, ship, 1.0 - loss)
        self._limit("routes", link.key, q, loads, opening or None)

    def _limit(self, table: str, key: Row, q: str, loads: dict[str, Sum], opening: Sum | None) -> None:
        """Capacity holds in each slice for what balances by slice, and over the year for everything together."""
        capacity = {span: self.state.amount(table, key, "capacity", q, span) for span in self.time.spans}
        everything: Sum = {}
        for load in loads.values():
            add(everything, load)
        capacity[YEAR] = math.fsum(capacity.values())
        for span, load in (loads | {YEAR: everything}).items():
            if opening is None:
                self.program.row(load, upper=capacity[span])
            else:
                assert math.isfinite(capacity[span]), f"{key}: an opening needs a size"
                self.program.row(add(dict(load), opening, -capacity[span]), upper=0.0)

    def _move(self, link: Link, commodity: str, span: str, ship: Sum, arrives: float) -> None:
        q = link.period
        if link.mode in self.terminal_modes:
            assert link.mode
            add(self.yard.setdefault((link.mode, link.source, commodity, q, span), {}), ship, -1.0)
            add(self.yard.setdefault((link.mode, link.target, commodity, q, span), {}), ship, arrives)
            return
        self.state.flow(link.source, commodity, q, span, ship, -1.0)
        self.state.leave(link.source, commodity, q, span, ship)
        self.state.flow(link.target, commodity, q, span, ship, arrives)

    def _terminal(self, place: str, mode: str) -> None:
        """Semantics 21: goods get on and off only here, at a cost each time, within the capacity."""
        opened = self._terminal_openings(place, mode)
        for q in self.time.periods:
            key = {"place": place, "mode": mode}
            if not self.rows.exists("terminals", key, q):
                continue
            handled: dict[str, Sum] = {}
            for (other, there, commodity, period, span), on_wheels in list(self.yard.items()):
                if (other, there, period) == (mode, place, q):
                    mass = self._handle(place, mode, commodity, q, span, on_wheels)
                    cost = self.state.number("terminals", key, "handling_cost", q, 0.0, span=span)
                    self.state.pay(q, mass, cost)
                    add(handled.setdefault(span, {}), mass)
            self._limit("terminals", key, q, handled, None if opened is None else opened[q])

    def _handle(self, place: str, mode: str, commodity: str, q: str, span: str, on_wheels: Sum) -> Sum:
        """Load and unload one commodity; return the mass handled."""
        loaded = self.program.variable("load", place, mode, commodity, q, span)
        unloaded = self.program.variable("unload", place, mode, commodity, q, span)
        add(add(on_wheels, loaded), unloaded, -1.0)
        self.state.flow(place, commodity, q, span, loaded, -1.0)
        self.state.flow(place, commodity, q, span, unloaded, 1.0)
        self.state.leave(place, commodity, q, span, loaded)
        mass = self.state.number("commodities", {"commodity": commodity}, "mass", q, 0.0)
        return add(add({}, loaded, mass), unloaded, mass)

    def _terminal_openings(self, place: str, mode: str) -> dict[str, Sum] | None:
        key = {"place": place, "mode": mode}
        charged = [v for v in self.time.periods if self.rows.cell("terminals", key, "capex", v) is not None]
        if not charged:
            return None
        lives: dict[str, Sum] = {q: {} for q in self.time.periods}
        for v in charged:
            opening = self.program.variable("open", place, mode, v, upper=1.0, whole=True)
            cost = self.state.number("terminals", key, "capex", v, 0.0)
            self.program.pay(opening, self.time.charge(v, INF, self.time.interest) * cost)
            for q in self.time.alive(v, INF):
                add(lives[q], opening)
        for total in lives.values():
            self.program.row(total, upper=1.0)
        return lives
