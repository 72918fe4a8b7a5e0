"""Plants and processes of the oracle: what stands, is built, closed and restarted, its cost, what it runs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from itertools import pairwise

from tests.model.oracle_program import Sum, add
from tests.model.oracle_rows import finite
from tests.model.oracle_state import State

STANDING = ("operating", "committed", "idle")
GONE = ("cancelled", "closed")
INF = math.inf


@dataclass
class Plant:
    """One plant: its structure, and by period what stands and what of that can be used."""

    name: str
    place: str
    technology: str
    operator: str | None
    status: str
    old: dict[str, float] = field(default_factory=dict)
    closed: dict[str, Sum] = field(default_factory=dict)
    restarts: dict[str, Sum] = field(default_factory=dict)
    new: dict[str, Sum] = field(default_factory=dict)
    openings: dict[str, Sum] = field(default_factory=dict)
    used: dict[tuple[str, str], Sum] = field(default_factory=dict)  # by period and slice

    def standing(self, period: str) -> Sum:
        """What stands beside the existing capacity: new less closed."""
        return add(dict(self.new[period]), self.closed.get(period, {}), -1.0)

    @property
    def labels(self) -> dict[str, str | None]:
        """Index columns of the plant's indicators."""
        return {
            "plant": self.name, "technology": self.technology, "place": self.place, "operator": self.operator
        }  # fmt: skip


class Plants:
    """All plants that are in the model."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.rows, self.time, self.program = state.rows, state.time, state.program
        self.plants: dict[str, Plant] = {}
        for name in self.rows.names("plants"):
            plant = self._structure(name)
            if plant.status not in GONE:
                self.plants[name] = plant
        for plant in self.plants.values():
            self._existing(plant)
            self._closure(plant)
            self._restart(plant)
            self._builds(plant)
            self._upkeep(plant)

    def _structure(self, name: str) -> Plant:
        def told(column: str) -> str | None:
            found = {row[column] for row in self.rows.tables["plants"] if row["plant"] == name and row.get(column)}
            return found.pop() if found else None

        place, technology, status = told("place"), told("technology"), told("status")
        assert place
        assert technology
        assert status
        return Plant(name, place, technology, told("operator"), status)

    def technology(self, plant: Plant, column: str, period: str, blank: float) -> float:
        """A number of the plant's technology."""
        key = {"technology": plant.technology}
        return self.state.number("technologies", key, column, period, blank, plant.name)

    def technology_money(self, plant: Plant, column: str, period: str) -> float:
        """An amount of the plant's technology."""
        return self.state.money("technologies", {"technology": plant.technology}, column, period, plant.name)

    def own(self, plant: Plant, column: str, period: str, blank: float) -> float:
        """A number of the plant."""
        return self.state.number("plants", {"plant": plant.name}, column, period, blank)

    def _existing(self, plant: Plant) -> None:
        """Semantics 15: existing capacity from `opened` to `closes`, or opened + lifetime."""
        for q in self.time.periods:
            opened = self.own(plant, "opened", q, self.time.first)
            closes = self.own(plant, "closes", q, opened + self.technology(plant, "lifetime", q, INF))
            works = plant.status in STANDING and opened <= self.time.start[q] < closes
            plant.old[q] = self.own(plant, "capacity", q, 0.0) if works else 0.0

    def _closure(self, plant: Plant) -> None:
        """Semantics 16: the share of the existing capacity that is closed early stays closed."""
        if not any(plant.old.values()) or not self.rows.yes("plants", {"plant": plant.name}, "closable"):
            return
        total: Sum = {}
        for q in self.time.periods:
            total = add(dict(total), self.program.variable("close", plant.name, q))
            plant.closed[q] = add({}, total, plant.old[q])
        self.program.row(total, upper=1.0)

    def _restart(self, plant: Plant) -> None:
        """Semantics 15: an idle plant cannot run until it was restarted, once."""
        if plant.status != "idle":
            return
        total: Sum = {}
        for q in self.time.periods:
            restart = self.program.variable("restart", plant.name, q, upper=1.0, whole=True)
            cost = self.own(plant, "restart_cost", q, 0.0)
            self.program.pay(restart, cost * self.time.discount(self.time.start[q]))
            total = add(dict(total), restart)
            plant.restarts[q] = total
        self.program.row(total, upper=1.0)

    def _may_build(self, plant: Plant, v: str) -> bool:
        """Semantics 12, 15: candidates and expandable plants, from `earliest`, first start + build_years."""
        if plant.status != "candidate" and not self.rows.yes("plants", {"plant": plant.name}, "expandable", v):
            return False
        first = self.time.first + self.technology(plant, "build_years", v, 0.0)
        return self.time.start[v] >= max(first, self.own(plant, "earliest", v, -INF))

    def _builds(self, plant: Plant) -> None:
        """Semantics 12-14, 18: openings by period, what each costs, and the capacity that lives."""
        plant.new = {q: {} for q in self.time.periods}
        plant.openings = {q: {} for q in self.time.periods}
        for v in self.time.periods:
            if not self._may_build(plant, v):
                continue
            build = self._size(plant, v)
            self.state.enter("build", build, period=v, **plant.labels)
            opening = self._opening(plant, v, build)
            life = self.technology(plant, "lifetime", v, INF)
            factor = self.own(plant, "capex_factor", v, 1.0)
            self._capex(plant, v, build, opening, factor * self.time.charge(v, life, self._interest(plant)))
            shut: Sum = {}
            for q in self.time.alive(v, life):
                if q != v and self.rows.yes("plants", {"plant": plant.name}, "closable"):
                    add(shut, self.program.variable("shut", plant.name, v, q))
                add(add(plant.new[q], build), shut, -1.0)
                add(plant.openings[q], opening)
            self.program.row(add(dict(shut), build, -1.0), upper=0.0)
            # What was closed does not live at the end of the horizon: it has no end value.
            capex = self.technology_money(plant, "capex", v)
            self.program.pay(shut, factor * self.time.salvaged(v, life) * capex)
        for q in self.time.periods:
            limit = self.own(plant, "max_capacity", q, INF)
            if plant.new[q] and math.isfinite(limit):
                self.program.row(plant.standing(q), upper=limit - plant.old[q])

    def _size(self, plant: Plant, v: str) -> Sum:
        lower, upper = self.own(plant, "min_build", v, 0.0), self.own(plant, "max_build", v, INF)
        build = self.program.variable("build", plant.name, v, lower=lower, upper=upper)
        self.program.row(build, upper=self.technology(plant, "max_capacity", v, INF))
        block = self.technology(plant, "block", v, 0.0)
        if block:
            modules = self.program.variable("modules", plant.name, v, upper=INF, whole=True)
            self.program.row(add(dict(build), modules, -block), 0.0, 0.0)
        return build

    def _most(self, plant: Plant, v: str) -> float:
        own = (self.own(plant, column, v, INF) for column in ("max_build", "max_capacity"))
        return finite([self.technology(plant, "max_capacity", v, INF), *own, self._curve_end(plant, v)])

    def _curve(self, plant: Plant, v: str) -> list[tuple[float, float]]:
        rate = self.rows.rate("technologies", {"technology": plant.technology}, v, plant.name)
        points = []
        for technology, capacity in self.rows.names("capex_curve", "technology", "capacity"):
            key = {"technology": technology, "capacity": capacity}
            if technology == plant.technology and self.rows.exists("capex_curve", key, v, plant.name):
                cost = self.rows.cell("capex_curve", key, "capex", v, plant.name)
                points.append((float(capacity), cost * rate))
        return sorted(points)

    def _curve_end(self, plant: Plant, v: str) -> float:
        curve = self._curve(plant, v)
        return curve[-1][0] if curve else INF

    def _opening(self, plant: Plant, v: str, build: Sum) -> Sum:
        """Whether something opens: a yes/no, needed only where it costs or has a minimum."""
        least = self.technology(plant, "min_capacity", v, 0.0)
        charged = any(self.technology_money(plant, column, v) for column in ("fixed_capex", "open_om"))
        if not least and not charged and not self._curve(plant, v):
            return {}
        opening = self.program.variable("open", plant.name, v, upper=1.0, whole=True)
        self.program.row(add(dict(build), opening, -self._most(plant, v)), upper=0.0)
        self.program.row(add(dict(build), opening, -least), lower=0.0)
        return opening

    def _interest(self, plant: Plant) -> float:
        """Semantics 14: the annuity uses the operator's rate if given."""
        if plant.operator is None or not self.time.annuity:
            return self.time.interest
        rate = self.rows.cell("operators", {"operator": plant.operator}, "discount_rate")
        return self.time.interest if rate is None else float(rate)

    def _capex(self, plant: Plant, v: str, build: Sum, opening: Sum, charge: float) -> None:
        curve = self._curve(plant, v)
        if curve:
            self._curve_cost(plant, v, build, opening, charge)
        else:
            self.program.pay(build, charge * self.technology_money(plant, "capex", v))
            self.program.pay(opening, charge * self.technology_money(plant, "fixed_capex", v))

    def _curve_cost(self, plant: Plant, v: str, build: Sum, opening: Sum, charge: float) -> None:
        """Semantics 19: the opening lies on one piece of the curve, and costs what the piece says there."""
        chosen: Sum = {}
        size: Sum = {}
        for number, ((a, cost_a), (b, cost_b)) in enumerate(pairwise(self._curve(plant, v))):
            piece = self.program.variable("piece", plant.name, v, number, upper=1.0, whole=True)
            share = self.program.variable("share", plant.name, v, number, upper=1.0)
            self.program.row(add(dict(share), piece, -1.0), upper=0.0)
            add(add(size, piece, a), share, b - a)
            self.program.pay(piece, charge * cost_a)
            self.program.pay(share, charge * (cost_b - cost_a))
            add(chosen, piece)
        self.program.row(add(chosen, opening, -1.0), 0.0, 0.0)
        self.program.row(add(size, build, -1.0), 0.0, 0.0)

    def _upkeep(self, plant: Plant) -> None:
        """Semantics 16: fixed_om on all that stands, open_om on each opening, what stands already being one."""
        for q in self.time.periods:
            standing = plant.standing(q)
            fixed = self.technology_money(plant, "fixed_om", q)
            self.state.pay(q, standing, fixed)
            openings = dict(plant.openings[q])
            if plant.old[q] > 0:
                add(openings, self.program.variable("stands", plant.name, q, lower=1.0, upper=1.0))
            self.state.pay(q, openings, self.technology_money(plant, "open_om", q))
            capacity = dict(standing)
            if 0 < plant.old[q] < INF:
                constant = self.program.variable("old", plant.name, q, lower=plant.old[q], upper=plant.old[q])
                self.state.pay(q, constant, fixed)
                add(capacity, constant)
            if capacity:
                self.state.enter("capacity", capacity, period=q, **plant.labels)

    def run_all(self) -> None:
        """Semantics 17: a process runs at every plant of its technology; then capacity binds."""
        for plant in self.plants.values():
            for process in self.rows.names("processes"):
                for q in self.time.periods:
                    for span in self.time.spans:
                        self._run(process, plant, q, span)
        for plant in self.plants.values():
            for q in self.time.periods:
                self._bind(plant, q)

    def _run(self, process: str, plant: Plant, q: str, span: str) -> None:
        key = {"process": process}
        if not self.rows.exists("processes", key, q, plant.name, span):
            return
        if self.rows.cell("processes", key, "technology", q, plant.name, span) != plant.technology:
            return
        others = self._other_units(process, plant, q, span)
        if others is None:
            return
        run = self.program.variable("run", process, plant.name, q, span)
        labels = {"process": process, "period": q, "slice": span} | plant.labels
        self.state.enter("run", run, **labels)
        self.state.pay(q, run, self.state.number("processes", key, "variable_cost", q, 0.0, plant.name, span))
        use = self.state.number("processes", key, "capacity_use", q, 1.0, plant.name, span)
        for user, share in [(plant, use), *others]:
            add(user.used.setdefault((q, span), {}), run, share)
        for commodity in self.rows.names("commodities"):
            flow = {"process": process, "commodity": commodity}
            self._flow(labels, commodity, run, self.state.number("flows", flow, "quantity", q, 0.0, plant.name, span))

    def _other_units(self, process: str, plant: Plant, q: str, span: str) -> list[tuple[Plant, float]] | None:
        found = []
        for technology in self.rows.names("technologies"):
            key = {"process": process, "technology": technology}
            if not self.rows.exists("uses", key, q, plant.name, span):
                continue
            there = [p for p in self.plants.values() if (p.place, p.technology) == (plant.place, technology)]
            assert len(there) < 2, f"{process}: two plants of {technology} at {plant.place}"
            if not there:
                return None
            found.append((there[0], self.state.number("uses", key, "capacity_use", q, 1.0, plant.name, span)))
        return found

    def _flow(self, labels: dict[str, str | None], commodity: str, run: Sum, quantity: float) -> None:
        place, q, span = labels["place"], labels["period"], labels["slice"]
        assert place
        assert q
        assert span
        self.state.flow(place, commodity, q, span, run, quantity)
        if quantity > 0:
            self.state.make(place, commodity, q, span, run, quantity)
            self.state.enter("make", add({}, run, quantity), commodity=commodity, **labels)
        if quantity < 0:
            self.state.enter("use", add({}, run, -quantity), commodity=commodity, **labels)

    def _bind(self, plant: Plant, q: str) -> None:
        """Use of capacity within what is available of what stands: in each slice, and over the year (Semantics 25)."""
        if math.isinf(plant.old[q]):
            return
        key, year = {"technology": plant.technology}, {}
        for span in self.time.spans:
            used = plant.used.get((q, span), {})
            available = self.state.number("technologies", key, "availability", q, 1.0, plant.name, span)
            self._within(plant, q, used, available * self.time.share[span])
            add(year, used)
        self._within(plant, q, year, self.technology(plant, "year_availability", q, 1.0))

    def _within(self, plant: Plant, q: str, used: Sum, share: float) -> None:
        """Use within a share of what stands (and was restarted)."""
        if not used:
            return
        self.program.row(add(dict(used), plant.standing(q), -share), upper=share * plant.old[q])
        if plant.status == "idle":
            new = add(dict(used), plant.new[q], -share)
            self.program.row(add(new, plant.restarts[q], -share * plant.old[q]), upper=0.0)
