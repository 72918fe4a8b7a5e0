"""Tariffs of random parks cover cost, ask no more by booking than what lasts, and no random tariff is better."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.analysis.share.park import Park, PlayerKind
from punos.analysis.share.reading import Value
from punos.analysis.share.solving import Group
from punos.analysis.share.tariff import Tariff, most_to_ask, tariff_of

NAMES = ("a", "b", "c", "d")
SERVICES = ("steam", "water")


def _park(count: int) -> Park:
    names = NAMES[:count]
    return Park(("park",), PlayerKind.OPERATORS, {n: (f"plant_{n}",) for n in names}, (), frozenset(names))


def _values(park: Park, chance: Random) -> dict[Group, Value]:
    """Groups with needs of their own, a charge a service that all share, and some gain from each other."""
    needs = {(n, s): chance.uniform(0, 50) for n in park.tenants for s in SERVICES}
    charge = {s: chance.uniform(0, 900) for s in SERVICES}
    unit = {s: chance.uniform(1, 20) for s in SERVICES}
    values = {}
    for size in range(len(park.tenants) + 1):
        for names in combinations(sorted(park.tenants), size):
            group = frozenset(names)
            cost = {s: (charge[s] if group else 0.0) + sum(unit[s] * needs[n, s] for n in group) for s in SERVICES}
            values[group] = Value(
                cost=0.0,
                bound=0.0,
                account={f"plant_{n}": 500.0 + 30.0 * size if n in group else 0.0 for n in park.tenants},
                cost_of=cost,
                lasting=dict(charge) if group else dict.fromkeys(SERVICES, 0.0),
                use=tuple(
                    (f"plant_{n}", s, 2.0, 2.0 * needs[n, s] * chance.uniform(1, 2), 2.0 * needs[n, s])
                    for n in sorted(group)
                    for s in SERVICES
                ),
            )
    return values


def _worst(park: Park, values: dict[Group, Value], paid: dict[str, float]) -> float:
    most, everybody = most_to_ask(park, values, frozenset(park.tenants)), frozenset(park.tenants)
    return max(sum(paid[n] for n in g) - m for g, m in most.items() if g and g != everybody)


def _some_tariff(values: dict[Group, Value], park: Park, chance: Random) -> dict[str, float]:
    """Any tariff that covers cost: parts of the lasting cost by connection and booking, the rest by use."""
    value, paid = values[frozenset(park.tenants)], dict.fromkeys(park.tenants, 0.0)
    for service in SERVICES:
        rows = {row[0].removeprefix("plant_"): row[2:] for row in value.use if row[1] == service}
        cost, lasting = value.cost_of[service], min(value.lasting[service], value.cost_of[service])
        fixed = lasting * chance.random()
        booked = (lasting - fixed) * chance.random()
        for part, money in zip(range(3), (fixed, booked, cost - fixed - booked), strict=True):
            total = sum(row[part] for row in rows.values())
            for name, row in rows.items():
                paid[name] += money * row[part] / total
    return paid


def _paid(found: Tariff) -> dict[str, float]:
    return {p.tenant: p.pays for p in found.payments}


@given(st.integers(2, 4), st.integers(0, 10**6))
@settings(max_examples=40, deadline=None)
def test_no_other_tariff_is_better_for_the_worst_off(count: int, seed: int) -> None:
    park, chance = _park(count), Random(seed)
    values = _values(park, chance)
    found = tariff_of(park, values, frozenset(park.tenants))
    total = sum(values[frozenset(park.tenants)].cost_of.values())
    assert sum(_paid(found).values()) == pytest.approx(total, rel=1e-6)
    assert found.excess == pytest.approx(_worst(park, values, _paid(found)), abs=1e-6 * total)
    assert found.excess >= found.best - 1e-6 * total  # a simple tariff is never better than separate deals
    for price in found.prices:
        by_booking = sum(
            price.connection * row[2] + price.booked * row[3]
            for row in values[frozenset(park.tenants)].use
            if row[1] == price.service
        )
        assert by_booking <= price.lasting + 1e-6 * total
        assert min(price.connection, price.booked, price.used) >= 0
    for _ in range(30):
        assert found.excess <= _worst(park, values, _some_tariff(values, park, chance)) + 1e-6 * total


@given(st.integers(0, 10**6))
@settings(max_examples=10, deadline=None)
def test_who_is_alone_pays_all(seed: int) -> None:
    park, chance = _park(2), Random(seed)
    values = _values(park, chance)
    found = tariff_of(park, values, frozenset(["a"]))
    assert _paid(found)["a"] == pytest.approx(sum(values[frozenset(["a"])].cost_of.values()))
    assert (found.group, found.simplicity) == ((), 0.0)
