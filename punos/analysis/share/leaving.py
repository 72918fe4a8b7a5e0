"""The exit test: a tenant leaves; what that costs the others, and who follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from punos.analysis.share.park import Park
from punos.analysis.share.reading import Value
from punos.analysis.share.solving import Group
from punos.analysis.share.tariff import Tariff, tariff_of
from punos.errors import WrongUse

SMALL = 1e-6
"""Share of a tenant's own account below which a loss counts as none."""


class Why(StrEnum):
    """Why a tenant is not there any more."""

    LEAVES = "leaves"
    """The one that is asked about."""
    STOPS = "stops"
    """The plan does not run it any more: the best plan without those who left has no use for it."""
    LOSES = "loses"
    """It would run, but at the tariff of those who are left its own account is below 0."""


@dataclass(frozen=True)
class Tenancy:
    """A tenant before and after.

    Attributes
    ----------
    why
        None: it stays.
    round
        0 the one who leaves, 1 who follows at once, 2 who follows those, …; -1 who stays.
    account_before, account_after
        What it earns less what it pays, services included; None: no tariff could be found.
    pays_before, pays_after
        For services.
    """

    tenant: str
    why: Why | None
    round: int
    account_before: float | None
    account_after: float | None
    pays_before: float | None
    pays_after: float | None


@dataclass(frozen=True)
class Exit:
    """What happens when a tenant leaves.

    Attributes
    ----------
    leaver
        Who.
    left
        Who is there in the end.
    cost
        What net cost rises by when it leaves, the others staying.
    in_the_end
        The same with those who follow gone too.
    own
        What the leaver brings by itself: what it takes away with it at least.
    tenancies
        Every tenant.
    unit_costs
        Mean cost of a unit of each service, before and in the end; None where nothing is used.
    remark
        Why there are no payments.
    """

    leaver: str
    left: Group
    cost: float
    in_the_end: float
    own: float
    tenancies: tuple[Tenancy, ...]
    unit_costs: Mapping[str, tuple[float | None, float | None]]
    remark: str = ""


def exit_of(park: Park, values: Mapping[Group, Value], leaver: str) -> Exit:
    """Find who follows a tenant that leaves.

    Who ran and runs no more in the plan without it follows; so does who would lose at the tariff of those who are left
    and did not before. That is asked again until nobody follows.

    Raises
    ------
    WrongUse
        No such tenant.
    """
    everybody = frozenset(park.tenants)
    if leaver not in everybody:
        raise WrongUse(f"{leaver} is no tenant of {park.name}; tenants are: {', '.join(sorted(everybody))}.")
    before = _Standing(park, values, everybody)
    gone: dict[str, tuple[Why, int]] = {leaver: (Why.LEAVES, 0)}
    group, turn = everybody - {leaver}, 0
    while group:
        turn += 1
        now = _Standing(park, values, group)
        if not values[group].can_be:
            break
        follow = {t: why for t in sorted(group) if (why := _why(before, now, t)) is not None}
        if not follow:
            break
        gone.update({t: (why, turn) for t, why in follow.items()})
        group = group - set(follow)
    after = _Standing(park, values, group)
    whole, nobody = values[everybody].cost, values[frozenset()].cost
    return Exit(
        leaver=leaver,
        left=group,
        cost=values[everybody - {leaver}].cost - whole,
        in_the_end=values[group].cost - whole,
        own=nobody - values[frozenset([leaver])].cost,
        tenancies=tuple(_tenancy(before, after, t, gone) for t in sorted(everybody)),
        unit_costs={
            s: (before.value.unit_cost(s), after.value.unit_cost(s)) for s in sorted(values[everybody].cost_of)
        },
        remark=after.remark,
    )


class _Standing:
    """How tenants stand where a group is all there is."""

    def __init__(self, park: Park, values: Mapping[Group, Value], group: Group) -> None:
        self.park, self.value, self.group = park, values[group], group
        self.tariff: Tariff | None = None
        self.remark = ""
        if group and self.value.can_be:
            try:
                self.tariff = tariff_of(park, values, group)
            except WrongUse as none:
                self.remark = str(none)

    def runs(self, tenant: str) -> bool:
        """Whether a plant of a tenant runs."""
        return tenant in self.group and any(p in self.value.runs for p in self.park.tenants[tenant])

    def pays(self, tenant: str) -> float | None:
        """What a tenant pays for services."""
        paid = {p.tenant: p.pays for p in self.tariff.payments} if self.tariff else {}
        return paid.get(tenant)

    def account(self, tenant: str) -> float | None:
        """What is left to a tenant after it paid for services; the account alone where services cost nothing."""
        if tenant not in self.group or not self.value.can_be:
            return None
        return sum(self.value.account[p] for p in self.park.tenants[tenant]) - (self.pays(tenant) or 0.0)


def _why(before: _Standing, now: _Standing, tenant: str) -> Why | None:
    if before.runs(tenant) and not now.runs(tenant):
        return Why.STOPS
    was, is_now = before.account(tenant), now.account(tenant)
    if was is None or is_now is None:
        return None
    small = SMALL * (abs(was) + abs(is_now) + (now.pays(tenant) or 0.0))
    return Why.LOSES if is_now < -small and was >= -small else None


def _tenancy(before: _Standing, after: _Standing, tenant: str, gone: Mapping[str, tuple[Why, int]]) -> Tenancy:
    why, turn = gone.get(tenant, (None, -1))
    return Tenancy(
        tenant, why, turn, before.account(tenant), after.account(tenant), before.pays(tenant), after.pays(tenant)
    )
