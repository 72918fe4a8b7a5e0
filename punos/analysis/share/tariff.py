"""One tariff for all: connection, booked capacity and use of each common service, equal for every tenant.

Each service pays its own way. What does not hang on use (capital, upkeep) may be asked for by connection and booked
capacity, what does only by use. Of all such tariffs that one is taken with which the group that loses most by staying
loses least; of those the one nearest to what free bargaining would give (the nucleolus); of those the one that asks for
lasting cost by what is booked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from punos.analysis.share.park import Park
from punos.analysis.share.reading import Value
from punos.analysis.share.rules import rounded
from punos.analysis.share.solving import Group
from punos.errors import WrongUse
from punos.games.generated import central
from punos.lp.matrix import Floats

NEAR = 1e-9
"""Relative to all cost: differences below count as none."""

TRACE = 1e-6
"""Share of a service's cost below which a part of its price is the solver's rounding."""

_CLOSE = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-10}

FAR = 1e6
"""Relative to all cost: no gain is looked for beyond."""


@dataclass(frozen=True)
class Price:
    """The three parts of one service.

    Attributes
    ----------
    connection
        Money a year of each plant that is connected.
    booked
        Money a year a unit booked: the most a plant takes in any year.
    used
        Money a unit.
    cost, lasting
        What the service costs, and what of it does not hang on use; present values.
    """

    service: str
    connection: float
    booked: float
    used: float
    cost: float
    lasting: float


@dataclass(frozen=True)
class Payment:
    """What a tenant pays, present values.

    Attributes
    ----------
    connection, booked, used
        The three parts.
    most
        What it could be asked for and would still be no worse off than with the park for itself.
    account
        What it earns before it pays for services.
    """

    tenant: str
    connection: float
    booked: float
    used: float
    most: float
    account: float

    @property
    def pays(self) -> float:
        """All three parts."""
        return self.connection + self.booked + self.used

    @property
    def gains(self) -> float:
        """How much better off it is than with the park for itself."""
        return self.most - self.pays


@dataclass(frozen=True)
class Tariff:
    """A tariff, who pays what, and who might leave.

    Attributes
    ----------
    group, excess
        The group that would be better off by itself, and by how much; the one that gains least where nobody would.
    best
        The same excess if each could be charged its own sum: what is more is the price of one simple tariff.
    agreed
        What each would pay by free bargaining: the nucleolus.
    """

    prices: tuple[Price, ...]
    payments: tuple[Payment, ...]
    group: tuple[str, ...]
    excess: float
    best: float
    agreed: Mapping[str, float]

    @property
    def simplicity(self) -> float:
        """What it costs the worst-off group that the tariff is simple and equal for all."""
        return max(0.0, self.excess - self.best)


def most_to_ask(park: Park, values: Mapping[Group, Value], everybody: Group) -> dict[Group, float]:
    """Give what each group could be asked for all its services before it would rather have the park for itself.

    What its services cost it by itself, and what its own accounts are better for the company of the others.
    """

    def own(group: Group, value: Value) -> float:
        return sum(value.account[p] for tenant in group for p in park.tenants[tenant])

    together = values[everybody]
    return {
        group: sum(value.cost_of.values()) + own(group, together) - own(group, value)
        for group, value in values.items()
        if group <= everybody and value.can_be
    }


def tariff_of(park: Park, values: Mapping[Group, Value], everybody: Group) -> Tariff:
    """Find the tariff for a group of tenants, who are all there is.

    Raises
    ------
    WrongUse
        A service has a cost that no use can be charged for; or services cost nothing.
    """
    together, most = values[everybody], most_to_ask(park, values, everybody)
    costs = _costs(together)
    charge = _Charge(park, together, costs, sorted(everybody))
    total = sum(costs.values())
    groups = [g for g in most if g and g != everybody]
    who = np.array([[float(t in g) for t in charge.tenants] for g in groups]).reshape(len(groups), len(charge.tenants))
    limits = np.array([most[g] for g in groups])
    agreed, best = _bargained(most, everybody, total)
    parts = charge.cheapest(who, limits, agreed)
    paid = charge.paid(parts)
    worst = who @ paid.sum(axis=1) - limits if groups else np.array([0.0])
    most_hurt = int(np.argmax(worst))
    return Tariff(
        charge.prices(parts),
        tuple(
            Payment(t, c, b, u, most=most[frozenset([t])], account=_account(park, together, t))
            for t, (c, b, u) in zip(charge.tenants, paid.tolist(), strict=True)
        ),
        tuple(sorted(groups[most_hurt])) if groups else (),
        float(worst[most_hurt]),
        best,
        agreed,
    )


def _account(park: Park, value: Value, tenant: str) -> float:
    return sum(value.account[p] for p in park.tenants[tenant])


def _costs(value: Value) -> dict[str, float]:
    """Give what each service must bring in; what some earn from outsiders makes the others cheaper."""
    charged = {s: c for s, c in value.cost_of.items() if c > 0}
    total, above = sum(value.cost_of.values()), sum(charged.values())
    if total <= NEAR * (1.0 + above):
        raise WrongUse("The common services cost nothing in this plan, so there is no tariff to find.")
    used = {row[1] for row in value.use if row[4] > 0}
    if free := sorted(s for s, c in charged.items() if s not in used and c > NEAR * above):
        named = ", ".join(f"{s} ({charged[s]:,.0f})" for s in free)
        raise WrongUse(f"No tariff can cover {named}: no tenant takes any of it in this plan, so there is nothing to "
                       "charge for. Let the plan close it, or find it a user.")  # fmt: skip
    return {s: c * total / above for s, c in charged.items() if s in used}


def _bargained(most: Mapping[Group, float], everybody: Group, total: float) -> tuple[dict[str, float], float]:
    """Give what free bargaining would ask of each, and its excess; groups that cannot be have no say."""
    if len(everybody) == 1:
        return dict.fromkeys(everybody, total), 0.0
    beyond = total + sum(abs(v) for v in most.values())
    alone = {frozenset([name]): beyond for name in everybody}
    costs = rounded({**alone, **most, everybody: total, frozenset(): 0.0})
    found = central(sorted(everybody), {group: -cost for group, cost in costs.items()})
    return {name: -float(share) for name, share in found.shares.items()}, float(found.epsilon)


class _Charge:
    """The linear programs behind a tariff: columns are connection, booked and use of each service."""

    def __init__(self, park: Park, value: Value, costs: Mapping[str, float], tenants: list[str]) -> None:
        self.tenants, self.services, self.costs = tenants, sorted(costs), dict(costs)
        self.lasting = {s: min(max(value.lasting.get(s, 0.0), 0.0), costs[s]) for s in self.services}
        owner = {p: t for t in tenants for p in park.tenants[t]}
        self.amounts = np.zeros((len(tenants), len(self.services), 3))
        for plant, service, *amounts in value.use:
            if service in costs and plant in owner:
                self.amounts[tenants.index(owner[plant]), self.services.index(service)] += amounts
        self.scale = sum(costs.values())

    def cheapest(self, who: Floats, limits: Floats, agreed: Mapping[str, float]) -> Floats:
        """Find prices by the three aims, one after the other."""
        pays = self.amounts.reshape(len(self.tenants), -1) / self.scale
        columns = pays.shape[1]
        equal, sums, least, most = self._own_way(pays)
        spare = np.zeros((len(sums), 1))
        groups = np.column_stack([who @ pays, -np.ones(len(who))])
        limit = np.concatenate([limits / self.scale, most])
        loss = self._solved([0.0] * columns + [1.0], np.vstack([groups, np.column_stack([least, spare])]), limit,
                            np.column_stack([equal, spare]), sums)  # fmt: skip
        bearable = loss[-1] + NEAR
        aim = np.array([agreed[t] for t in self.tenants]) / self.scale
        one = -np.ones((len(self.tenants), 1))
        rows = np.vstack([np.column_stack([who @ pays, np.zeros(len(who))]), np.column_stack([pays, one]),
                          np.column_stack([-pays, one]), np.column_stack([least, spare])])  # fmt: skip
        ends = np.concatenate([limits / self.scale + bearable, aim, -aim, most])
        near = self._solved([0.0] * columns + [1.0], rows, ends, np.column_stack([equal, spare]), sums)
        fixed = pays.sum(axis=0) * np.tile([-0.999, -1.0, 0.0], len(self.services))
        ends[len(who) : len(who) + 2 * len(aim)] += near[-1] + NEAR
        last = self._solved(fixed, rows[:, :-1], ends, equal, sums)
        return self._plain(np.asarray(last).reshape(len(self.services), 3))

    def _plain(self, parts: Floats) -> Floats:
        """Leave out parts that bring in next to nothing, so that nobody reads the solver's rounding as a price."""
        brings = self.amounts.sum(axis=0) * np.maximum(parts, 0.0)
        owed = np.array([self.costs[s] for s in self.services])
        plain = np.where(brings > TRACE * owed[:, None], brings, 0.0)
        share = owed / plain.sum(axis=1)
        return np.asarray(np.where(plain > 0.0, np.maximum(parts, 0.0), 0.0) * share[:, None])

    def _own_way(self, pays: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Give the rows by which each service brings in its cost, and no more than its lasting cost without use."""
        block = np.kron(np.eye(len(self.services)), np.ones(3))
        without_use = block * np.tile([1.0, 1.0, 0.0], len(self.services))
        total = pays.sum(axis=0)
        sums = np.array([self.costs[s] for s in self.services]) / self.scale
        most = np.array([self.lasting[s] for s in self.services]) / self.scale
        return block * total, sums, without_use * total, most

    def _solved(self, aim: Floats | list[float], rows: Floats, ends: Floats, equal: Floats, sums: Floats) -> Floats:
        free = len(aim) > 3 * len(self.services)
        bounds = [(0.0, None)] * (3 * len(self.services)) + [(-FAR, None)] * free
        found = linprog(aim, A_ub=rows, b_ub=ends, A_eq=equal, b_eq=sums, bounds=bounds, options=_CLOSE)
        if found.status != 0:
            raise WrongUse("No tariff with three parts covers the cost of the common services: tenants give more of a "
                           "service than they take, and what is lacking can be charged to nobody.")  # fmt: skip
        return np.asarray(found.x)

    def paid(self, parts: Floats) -> Floats:
        """Give what each tenant pays: a row a tenant, a column a part."""
        return np.asarray((self.amounts * parts).sum(axis=1))

    def prices(self, parts: Floats) -> tuple[Price, ...]:
        """Name the prices."""
        return tuple(
            Price(s, c, b, u, cost=self.costs[s], lasting=self.lasting[s])
            for s, (c, b, u) in zip(self.services, np.maximum(parts, 0.0).tolist(), strict=True)
        )
