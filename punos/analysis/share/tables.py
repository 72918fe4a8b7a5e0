"""The tables of a share, put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from punos.analysis.share.book_tables import AHEAD, BOOK_LINES, BOOKS, COMPANY
from punos.analysis.share.books import Books
from punos.analysis.share.found import Share
from punos.analysis.share.leaving import Exit
from punos.analysis.share.park import Method, Park
from punos.analysis.share.reading import Desk, Value
from punos.analysis.share.rules import Rule, Tried
from punos.analysis.share.solving import Group, Solved
from punos.analysis.share.tariff import Tariff
from punos.games import Game
from punos.games.core import LeastCore
from punos.games.sampling import Estimate
from punos.plan.plan import Plan

ROUNDING = 1e-12
"""Share of the largest figure of a column that counts as nothing."""

_TEXT, _MONEY, _COUNT, _YES = pl.String, pl.Float64, pl.Int64, pl.Boolean
_FRAME: dict[str, Any] = {
    "park": _TEXT, "players": _TEXT, "tenants": _COUNT, "groups": _COUNT, "solved": _COUNT, "inferred": _COUNT,
    "sampled": _YES, "method": _TEXT, "together": _MONEY, "alone": _MONEY, "saved": _MONEY, "epsilon": _MONEY,
    "epsilon_most": _MONEY, "holds": _YES,
    "deciding": _TEXT, "doubt": _MONEY, "tariff_cost": _MONEY, "tariff_excess": _MONEY, "tariff_best": _MONEY,
    "tariff_group": _TEXT, "remark": _TEXT,
}  # fmt: skip
_TENANTS: dict[str, Any] = {
    "park": _TEXT, "tenant": _TEXT, "plants": _TEXT, "runs": _YES,
    **dict.fromkeys(("alone", "adds", "least", "most"), _MONEY),
}  # fmt: skip
_RULES: dict[str, Any] = {
    "park": _TEXT, "rule": _TEXT, "holds": _YES, "group": _TEXT, "excess": _MONEY, "remark": _TEXT,
}  # fmt: skip
_SHARES: dict[str, Any] = {
    "park": _TEXT, "rule": _TEXT, "tenant": _TEXT, "share": _MONEY, "gains": _MONEY, "error": _MONEY,
}  # fmt: skip
_TARIFF: dict[str, Any] = {
    "park": _TEXT, "service": _TEXT, "unit": _TEXT, "taken": _YES,
    **dict.fromkeys(("connection", "booked", "used", "cost", "lasting"), _MONEY),
}  # fmt: skip
_PAYMENTS: dict[str, Any] = {
    "park": _TEXT, "tenant": _TEXT,
    **dict.fromkeys(("connection", "booked", "used", "pays", "yearly", "agreed", "most", "gains", "account"), _MONEY),
}  # fmt: skip
_EXITS: dict[str, Any] = {
    "park": _TEXT, "leaver": _TEXT, "tenant": _TEXT, "why": _TEXT, "round": _COUNT,
    **dict.fromkeys(("account_before", "account_after", "pays_before", "pays_after", "cost", "in_the_end", "own"),
                    _MONEY),
    "remark": _TEXT,
}  # fmt: skip
_UNIT_COSTS: dict[str, Any] = {
    "park": _TEXT, "leaver": _TEXT, "service": _TEXT, "unit": _TEXT, "before": _MONEY, "after": _MONEY,
}  # fmt: skip


@dataclass(frozen=True)
class Parts:
    """What was found: of a game of which every group is known, or of a sample."""

    doubt: float
    game: Game | None = None
    least: LeastCore | None = None
    ranges: Mapping[str, tuple[Fraction, Fraction]] | None = None
    tried: tuple[Tried, ...] | list[Tried] = ()
    tariff: Tariff | None = None
    exits: tuple[Exit, ...] = ()
    estimates: Mapping[str, Estimate] | None = None
    remark: str = ""
    books: Books | None = None
    ahead: pl.DataFrame | None = None
    most: float | None = None
    """No group complains of more of the shares in the least core; None where every group is known."""
    rounds: int = 0


def named(group: tuple[str, ...] | Group) -> str:
    """Write a group as text."""
    return " + ".join(sorted(group))


def put_together(plan: Plan, desk: Desk, solved: Solved, parts: Parts, method: Method) -> Share:
    """Make the tables."""
    values, park = solved.values, desk.park
    worth = {group: values[frozenset()].cost - value.cost for group, value in values.items()}
    rows = {
        "frame": [_summary(park, solved, worth, parts, method)],
        "tenants": _tenants(park, values, worth, parts),
        "rules": [_rule(park, t) for t in parts.tried],
        "shares": _shares(park, worth, parts),
        "tariff": _tariff(desk, parts.tariff),
        "payments": _payments(plan, park, parts.tariff),
        "exits": [row for e in parts.exits for row in _exit(park, e)],
        "unit_costs": [row for e in parts.exits for row in _unit_costs(desk, e)],
        "ahead": [] if parts.ahead is None else parts.ahead.to_dicts(),
    }
    if (books := parts.books) is not None:
        rows |= {"company": [books.summary(park.name, park.operator)], "books": books.by_period(park.name).to_dicts(),
                 "book_lines": books.by_line(park.name).to_dicts()}  # fmt: skip
    return _share(plan, rows, complete=True)


def stopped(plan: Plan, park: Park, solved: Solved, groups: int) -> Share:
    """Say how far it came before it was stopped."""
    row = {"park": park.name, "players": park.kind.value, "tenants": len(park.tenants), "groups": groups,
           "solved": solved.solved, "inferred": solved.inferred}  # fmt: skip
    return _share(plan, {"frame": [row]}, complete=False)


def _share(plan: Plan, rows: Mapping[str, list[dict[str, Any]]], *, complete: bool) -> Share:
    schemas = {"frame": _FRAME, "tenants": _TENANTS, "rules": _RULES, "shares": _SHARES, "tariff": _TARIFF,
               "payments": _PAYMENTS, "exits": _EXITS, "unit_costs": _UNIT_COSTS,
               "company": COMPANY, "books": BOOKS, "book_lines": BOOK_LINES, "ahead": AHEAD}  # fmt: skip
    frames = {
        name: _clean(pl.DataFrame([{c: row.get(c) for c in schema} for row in rows.get(name, [])], schema=schema))
        for name, schema in schemas.items()
    }
    return Share(plan.name, **frames, currency=plan.summary.currency, complete=complete)


def _clean(frame: pl.DataFrame) -> pl.DataFrame:
    """Make nothing of what is the solver's rounding."""
    numbers = pl.col(pl.Float64)
    return frame.with_columns(
        pl.when(numbers.abs() <= ROUNDING * numbers.abs().max()).then(0.0).otherwise(numbers).name.keep()
    )


def _summary(park: Park, solved: Solved, worth: Mapping[Group, float], parts: Parts, method: Method) -> dict[str, Any]:
    together, alone = worth[frozenset(park.tenants)], sum(worth[frozenset([t])] for t in park.tenants)
    row = {
        "park": park.name, "players": park.kind.value, "tenants": len(park.tenants), "groups": len(worth),
        "solved": solved.solved, "inferred": solved.inferred, "sampled": parts.estimates is not None,
        "method": method.value, "together": together, "alone": alone, "saved": together - alone,
        "doubt": parts.doubt, "remark": parts.remark,
    }  # fmt: skip
    if parts.least is not None:
        epsilon = float(parts.least.epsilon)
        most = epsilon if parts.most is None else parts.most
        row |= {"epsilon": epsilon, "epsilon_most": most, "holds": epsilon <= parts.doubt,
                "deciding": " | ".join(named(g) for g in parts.least.groups)}  # fmt: skip
    if (tariff := parts.tariff) is not None:
        row |= {"tariff_cost": sum(p.cost for p in tariff.prices), "tariff_excess": tariff.excess,
                "tariff_best": tariff.best, "tariff_group": named(tariff.group)}  # fmt: skip
    return row


def _tenants(
    park: Park, values: Mapping[Group, Value], worth: Mapping[Group, float], parts: Parts
) -> list[dict[str, Any]]:
    everybody, rows = frozenset(park.tenants), []
    for tenant in sorted(park.tenants):
        row = {
            "park": park.name,
            "tenant": tenant,
            "plants": ", ".join(park.tenants[tenant]),
            "runs": bool({*park.tenants[tenant]} & {*values[everybody].runs}),
            "alone": worth[frozenset([tenant])],
            "adds": worth[everybody] - worth[everybody - {tenant}],
        }
        if parts.ranges is not None:
            low, high = parts.ranges[tenant]
            row |= {"least": -float(high), "most": -float(low)}
        rows.append(row)
    return rows


def _rule(park: Park, found: Tried) -> dict[str, Any]:
    return {
        "park": park.name, "rule": found.rule.value, "holds": None if found.remark else not found.group,
        "group": named(found.group), "excess": found.excess if found.group else None, "remark": found.remark,
    }  # fmt: skip


def _shares(park: Park, worth: Mapping[Group, float], parts: Parts) -> list[dict[str, Any]]:
    rows = []
    for found in parts.tried:
        for tenant, cost in found.shares.items():
            gains = -float(cost) - worth[frozenset([tenant])]
            rows.append({"park": park.name, "rule": found.rule.value, "tenant": tenant, "share": -float(cost),
                         "gains": gains})  # fmt: skip
    for tenant, mean in (parts.estimates or {}).items():
        rows.append({"park": park.name, "rule": Rule.SHAPLEY.value, "tenant": tenant, "share": mean.value,
                     "gains": mean.value - worth[frozenset([tenant])], "error": mean.error})  # fmt: skip
    return rows


def _tariff(desk: Desk, tariff: Tariff | None) -> list[dict[str, Any]]:
    known = {s.commodity: s for s in desk.services}
    return [
        {"park": desk.park.name, "service": p.service, "unit": known[p.service].unit, "taken": known[p.service].taken,
         "connection": p.connection, "booked": p.booked, "used": p.used, "cost": p.cost, "lasting": p.lasting}
        for p in (tariff.prices if tariff else ())
    ]  # fmt: skip


def _payments(plan: Plan, park: Park, tariff: Tariff | None) -> list[dict[str, Any]]:
    years = float(plan.periods["weight"].sum())
    if tariff is None:
        return []
    return [
        {"park": park.name, "tenant": p.tenant, "connection": p.connection, "booked": p.booked, "used": p.used,
         "pays": p.pays, "yearly": p.pays / years, "agreed": tariff.agreed[p.tenant], "most": p.most,
         "gains": p.gains, "account": p.account}
        for p in tariff.payments
    ]  # fmt: skip


def _exit(park: Park, found: Exit) -> list[dict[str, Any]]:
    same = {"park": park.name, "leaver": found.leaver, "cost": found.cost, "in_the_end": found.in_the_end,
            "own": found.own, "remark": found.remark}  # fmt: skip
    return [
        {**same, "tenant": t.tenant, "why": t.why.value if t.why else None, "round": t.round,
         "account_before": t.account_before, "account_after": t.account_after, "pays_before": t.pays_before,
         "pays_after": t.pays_after}
        for t in found.tenancies
    ]  # fmt: skip


def _unit_costs(desk: Desk, found: Exit) -> list[dict[str, Any]]:
    units = {s.commodity: s.unit for s in desk.services}
    return [
        {"park": desk.park.name, "leaver": found.leaver, "service": s, "unit": units[s], "before": b, "after": a}
        for s, (b, a) in found.unit_costs.items()
    ]  # fmt: skip
