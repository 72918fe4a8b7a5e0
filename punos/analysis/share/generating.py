"""Core and tariff where tenants are too many to plan every group: groups are planned as they complain."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from punos.analysis.share.park import Park
from punos.analysis.share.reading import Value
from punos.analysis.share.rules import Rule, Tried, rounded
from punos.analysis.share.solving import Group, Planner
from punos.analysis.share.tables import Parts
from punos.analysis.share.tariff import Tariff, tariff_of
from punos.analysis.share.worst import Asker
from punos.games.core import LeastCore
from punos.games.generated import Central, Complaint, Generated, generated

MOST_TARIFFS = 40
"""Times a group is looked for that would rather leave at a tariff."""

ROUNDING = 1e-8
"""Share of the largest net cost that is the solver's rounding."""


def ends(park: Park) -> list[Group]:
    """Give the groups that are always looked at: all, nobody, each by itself and all but it."""
    everybody = frozenset(park.tenants)
    return [everybody, frozenset(), *(g for t in sorted(everybody) for g in (everybody - {t}, frozenset([t])))]


def generate(park: Park, planner: Planner, doubt: float) -> tuple[Parts, Asker]:
    """Find the least core over the groups that complain, and who complains most.

    Parameters
    ----------
    planner
        Which knows the groups of `ends`.
    doubt
        What a value may be off: less is no complaint.
    """
    asker = Asker(park, planner)
    nobody = planner.values[frozenset()].cost
    near = doubt + ROUNDING * max(abs(v.cost) for v in planner.values.values())

    def ask(now: Central) -> Complaint:
        said = asker.worst({n: float(x) for n, x in now.shares.items()})
        planner.know([said.group])
        return Complaint({said.group: worths(planner.values)[said.group]}, Fraction(nobody - said.least))

    found = generated(sorted(park.tenants), worths(planner.values), ask, Fraction(near))
    return _parts(found, doubt, near), asker


def worths(values: Mapping[Group, Value]) -> dict[Group, Fraction]:
    """Give what each group brings: net cost with nobody less its own, as exact as plans are."""
    return {group: -cost for group, cost in rounded({g: v.cost for g, v in values.items() if v.can_be}).items()}


def _parts(found: Generated, doubt: float, near: float) -> Parts:
    costs = {name: -share for name, share in found.central.shares.items()}
    least = LeastCore(found.central.epsilon, found.central.groups, costs)
    worst = max(found.worths, key=lambda g: found.worths[g] - sum(found.central.shares[n] for n in g) if g else -near)
    leaves = found.excess > doubt
    tried = Tried(
        Rule.LEAST_CORE, costs, tuple(sorted(worst)) if leaves else (), float(found.excess) if leaves else 0.0
    )
    return Parts(doubt=doubt, least=least, tried=[tried], most=float(found.most), rounds=found.rounds)


def tariff_by_asking(park: Park, planner: Planner, asker: Asker) -> Tariff:
    """Find the tariff over the groups known, and ask who would rather leave at it until nobody new would.

    A tenant has at a tariff its own account less what it pays. Who would do better by leaving is looked for by what
    plans cost, and then held against its own accounts; so that nobody else would is not proved.

    Raises
    ------
    WrongUse
        No tariff can cover the cost of services.
    """
    everybody = frozenset(park.tenants)
    for _ in range(MOST_TARIFFS):
        found = tariff_of(park, planner.values, everybody)
        said = asker.worst({p.tenant: p.account - p.pays for p in found.payments})
        if said.group in planner.values:
            return found
        planner.know([said.group])
    return tariff_of(park, planner.values, everybody)
