"""What a park's tenants save by being together, who may ask for what of it, one tariff, and the exit test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from punos.analysis.moves import Progress
from punos.analysis.share.ahead import building_ahead
from punos.analysis.share.books import Books
from punos.analysis.share.desk import desk_of
from punos.analysis.share.finance import Said, finance_of
from punos.analysis.share.found import Share
from punos.analysis.share.generating import ends, generate, tariff_by_asking
from punos.analysis.share.leaving import exit_of
from punos.analysis.share.park import Method, Park, PlayerKind, park_of
from punos.analysis.share.reading import Desk, Value
from punos.analysis.share.rules import game_of, tried
from punos.analysis.share.solving import Group, Planner, every_group
from punos.analysis.share.tables import Parts, put_together, stopped
from punos.analysis.share.tariff import tariff_of
from punos.errors import WrongUse
from punos.games.core import core_range, least_core
from punos.games.game import MOST_PLAYERS
from punos.games.sampling import Estimate, groups_of, orders, sampled_shapley
from punos.plan.plan import Plan
from punos.tables.trade import DemandKind

MOST_EXACT = 12
"""Tenants up to which every group is planned: 4096 of them."""

PAIRS = 40
"""Pairs of orders drawn where there are more tenants, unless another number is asked for."""


@dataclass(frozen=True)
class Wanted:
    """What is asked beside the places.

    Attributes
    ----------
    tenants, company, services
        Only these tenants; the operator of the common plants; only these services.
    weights, unions
        For the weighted Shapley value and the Owen value.
    pairs
        Pairs of orders drawn for sampled Shapley values.
    gap
        Overrides the plan's.
    finance
        Figures of the company's books that count instead of those in `operators`.
    method
        Which groups are planned; None: all up to 12 tenants, above those that complain, with `pairs` those drawn.
    """

    tenants: Sequence[str] | None = None
    company: str | None = None
    services: Sequence[str] = ()
    weights: Mapping[str, float] | None = None
    unions: Sequence[Sequence[str]] | None = None
    pairs: int | None = None
    gap: float | None = None
    finance: Said | None = None
    method: str | None = None


def share(
    plan: Plan,
    places: Sequence[str],
    players: str = PlayerKind.OPERATORS,
    wanted: Wanted | None = None,
    *,
    keep: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Share:
    """Find how a park may be shared, as :meth:`punos.plan.plan.Plan.share` documents."""
    if players not in set(PlayerKind):
        raise WrongUse(f"There are no players '{players}'; choose {', '.join(PlayerKind)}.")
    asked, kind = wanted or Wanted(), PlayerKind(players)
    desk = _desk(plan, places, kind, asked)
    finance = finance_of(plan.study, desk.park.operator, asked.finance)
    method = _method(desk.park, asked)
    planner = Planner(plan, desk, gap=asked.gap, keep=keep, workers=workers, progress=progress)
    drawn = _orders(desk.park, asked, method)
    groups = every_group(desk.park) if method is Method.ALL else [*ends(desk.park), *groups_of(drawn)]
    try:
        planner.know(dict.fromkeys(groups))
        _must_be(plan, desk.park, planner.values)
        parts = _found(desk, planner, method, asked, drawn)
        if parts.tariff is not None:
            ahead = building_ahead(plan, desk, gap=asked.gap, keep=keep, workers=workers, progress=progress)
            parts = replace(parts, books=Books.of(plan, desk, parts.tariff.prices, finance), ahead=ahead)
    except KeyboardInterrupt:
        return stopped(plan, desk.park, planner.solved, len({*groups, *planner.values}))
    return put_together(plan, desk, planner.solved, parts, method)


def _method(park: Park, asked: Wanted) -> Method:
    """Give which groups are planned.

    Raises
    ------
    WrongUse
        No such method, or too many tenants for it.
    """
    count = len(park.tenants)
    if asked.method is None:
        if asked.pairs is not None:
            return Method.SAMPLED
        return Method.ALL if count <= MOST_EXACT else Method.GENERATED
    if asked.method not in set(Method):
        raise WrongUse(f"There is no method '{asked.method}'; choose {', '.join(Method)}.")
    if asked.method == Method.ALL and count > MOST_PLAYERS:
        raise WrongUse(f"{count} tenants make {2**count:,} groups, too many to plan each; choose the method "
                       f"'{Method.GENERATED}' or '{Method.SAMPLED}', or fewer with --tenant.")  # fmt: skip
    return Method(asked.method)


def _orders(park: Park, asked: Wanted, method: Method) -> list[tuple[str, ...]]:
    """Draw orders in which tenants come, where they are asked for."""
    if method is Method.ALL or (method is Method.GENERATED and asked.pairs is None):
        return []
    return orders(sorted(park.tenants), asked.pairs or PAIRS)


def _found(
    desk: Desk, planner: Planner, method: Method, asked: Wanted, drawn: Sequence[tuple[str, ...]]
) -> Parts:  # fmt: skip
    match method:
        case Method.ALL:
            return _exact(desk, planner.values, asked)
        case Method.GENERATED:
            return _generated(desk, planner, drawn)
        case Method.SAMPLED:
            return _drawn(planner.values, drawn)


def _desk(plan: Plan, places: Sequence[str], kind: PlayerKind, asked: Wanted) -> Desk:
    park = park_of(plan.study, plan.instance, places, kind, asked.tenants, asked.company)
    for name in asked.weights or {}:
        if name not in park.tenants:
            raise WrongUse(f"{name} has a weight and is no tenant of {park.name}.")
    return desk_of(plan, park, tuple(asked.services))


def _must_be(plan: Plan, park: Park, values: Mapping[Group, Value]) -> None:
    """Refuse groups without a plan, and say what stands in the way.

    Raises
    ------
    WrongUse
        A group cannot be.
    """
    never = sorted((g for g, v in values.items() if not v.can_be), key=lambda g: (-len(g), sorted(g)))
    if not never:
        return
    away = " and ".join(sorted(frozenset(park.tenants) - never[0]))
    demands = plan.study.table("demands")
    must = (pl.col("kind").fill_null(DemandKind.MUST.value) == DemandKind.MUST.value) & pl.col("place").is_not_null()
    hard = demands.filter(must, pl.col("shortfall_cost").is_null())["demand"].unique(maintain_order=True)
    named = f" Demands that must be met at any cost: {', '.join(hard[:5])}." if len(hard) else ""
    raise WrongUse(
        f"Without {away} the study has no plan, so nobody can say what the others have without: {len(never)} of "
        f"{len(values)} groups cannot be.{named} Give what must be met a shortfall_cost (what it costs to do without), "
        "check policies that ask for these plants, or leave tenants that must stay out of the game with --tenant."
    )


def _exact(desk: Desk, values: Mapping[Group, Value], asked: Wanted) -> Parts:
    """Find all there is to know where every group was planned."""
    game = game_of({group: value.cost for group, value in values.items()})
    doubt = _doubt(values)
    found, remark = None, ""
    try:
        _may_have_tariff(desk)
        found = tariff_of(desk.park, values, frozenset(desk.park.tenants))
    except WrongUse as none:
        remark = str(none)
    leaves = [exit_of(desk.park, values, t) for t in sorted(desk.park.tenants)] if desk.services else []
    return Parts(
        game=game,
        doubt=doubt,
        least=least_core(game),
        ranges=core_range(game),
        tried=tried(game, doubt, asked.weights, asked.unions),
        tariff=found,
        exits=tuple(leaves),
        remark=remark,
    )


def _doubt(values: Mapping[Group, Value]) -> float:
    """Give what a value may be off: it is the difference of the plans of a group and of nobody, each within its gap."""
    off = {group: value.cost - value.bound for group, value in values.items()}
    return max(off.values()) + off[frozenset()]


def _generated(desk: Desk, planner: Planner, drawn: Sequence[tuple[str, ...]]) -> Parts:
    """Find core and tariff over the groups that complain; Shapley values too, where orders were drawn."""
    parts, asker = generate(desk.park, planner, _doubt(planner.values))
    found, remark = None, ""
    try:
        _may_have_tariff(desk)
        found = tariff_by_asking(desk.park, planner, asker)
    except WrongUse as none:
        remark = str(none)
    return replace(parts, tariff=found, remark=remark, estimates=_estimates(planner.values, drawn) if drawn else None)


def _may_have_tariff(desk: Desk) -> None:
    """Refuse a tariff where nothing is common.

    Raises
    ------
    WrongUse
        Places that pool, or no common services.
    """
    if desk.park.kind is PlayerKind.PLACES:
        raise WrongUse("Places that pool have no common tariff; ask for one park and its tenants.")
    if not desk.services:
        raise WrongUse(
            f"At {desk.park.name} there are no common services: no plant of the park's company serves tenants, and no "
            "utility is bought there. Plants without an operator, or of --company, are the company's."
        )


def _estimates(values: Mapping[Group, Value], drawn: Sequence[tuple[str, ...]]) -> Mapping[str, Estimate]:
    """Estimate Shapley values where only some groups were planned."""
    nobody = values[frozenset()].cost
    return sampled_shapley(drawn, {group: nobody - value.cost for group, value in values.items()})


def _drawn(values: Mapping[Group, Value], drawn: Sequence[tuple[str, ...]]) -> Parts:
    """Tell Shapley values, and that the rest is not known."""
    return Parts(
        doubt=_doubt(values),
        estimates=_estimates(values, drawn),
        remark="Not every group was planned: Shapley values are means over some orders, with their standard error; "
        "core and tariff are not known.",
    )
