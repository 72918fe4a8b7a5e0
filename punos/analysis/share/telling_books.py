"""A company's books, and what is worth building ahead, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from punos.analysis.share.telling import money_text

if TYPE_CHECKING:
    from punos.analysis.share.found import Share

AHEAD_NAMED = 3
"""Plants that may be built ahead of demand that are told one by one."""

TRACE = 1e-6
"""Share of what is invested and earned below which a sum counts as nothing."""


def told_books(found: Share, park: str) -> str:
    """Say what the company of a park earns, what its owner puts in, and what may stay empty; nothing without books."""
    rows = found.company.filter(pl.col("park") == park)
    if rows.is_empty():
        return ""
    row = rows.to_dicts()[0]
    said = [
        _worth(row, found.currency),
        _owner(row, found.currency),
        _even(row),
        _given(row),
        _off(row, found.currency),
    ]
    return " ".join(s for s in said if s)


def told_ahead(found: Share, park: str) -> str:
    """Say from which chance of earlier demand it pays to build ahead, the least chance first."""
    rows = found.ahead.filter(pl.col("park") == park, pl.col("chance") < 1.0).sort("chance", "plant")
    told = [_ahead(row, found.currency) for row in rows.head(AHEAD_NAMED).iter_rows(named=True)]
    return f"Ahead of demand: {'; '.join(told)}." if told else ""


def _worth(row: dict[str, Any], money: str) -> str:
    invested = row["invested"]
    start = f"The company invests {money_text(invested, money)}" if invested > 0 else "The company invests nothing"
    asked = f"a tariff {_beside_cost(row['uplift'])}" if row["uplift"] else "this tariff"
    if row["vacancy"]:
        asked += f", {percent(row['vacancy'])} of what is booked unlet"
    rate = "" if row["irr"] is None else f", {percent(row['irr'])} a year"
    if abs(row["npv"]) <= TRACE * (invested + row["income"]):
        if not invested:
            return f"{start}; {asked} covers what its services cost, no more and no less."
        return f"{start} and at {asked} earns its rate of {percent(row['rate'])}, no more and no less."
    verb = "gains" if row["npv"] > 0 else "loses"
    return f"{start} and at {asked} {verb} {money_text(row['npv'], money)} at its rate of {percent(row['rate'])}{rate}."


def _owner(row: dict[str, Any], money: str) -> str:
    said = []
    if row["put_in"]:
        said.append(f"In {row['lowest_year']:.0f} its owner has most in it: {money_text(row['put_in'], money)}.")
    if row["cover"] is not None:
        said.append(f"Income less costs is at least {row['cover']:,.3g} times interest and repayment "
                    f"({row['cover_period']}).")  # fmt: skip
    if row["debt_share"] or row["reserve"]:
        verb = "gains" if row["npv_owner"] >= 0 else "loses"
        said.append(f"After loans and reserve the owner {verb} {money_text(row['npv_owner'], money)}.")
    return " ".join(said)


def _even(row: dict[str, Any]) -> str:
    said = []
    if row["uplift_owner"] is not None and (row["vacancy"] or row["reserve"] or row["debt_share"]):
        said.append(f"It loses nothing at a tariff {_beside_cost(row['uplift_owner'])}.")
    if row["vacancy_even"] is not None and row["uplift"]:
        said.append(f"At the tariff asked {percent(row['vacancy_even'])} of what is booked may stay unlet.")
    return " ".join(said)


def _given(row: dict[str, Any]) -> str:
    if row["said"]:
        return ""
    where = f"operators has none of {row['operator']}" if row["operator"] else "no company is named with --company"
    return f"No debt, nothing unlet, no reserve: {where}, and none are given with --finance."


def _off(row: dict[str, Any], money: str) -> str:
    """Say if the plan kept has another use of services than the one of as little cost that the tariff was found for."""
    if abs(row["uncovered"]) <= TRACE * (row["invested"] + row["income"]):
        return ""
    more = "more" if row["uncovered"] > 0 else "less"
    return ("The plan differs from the one of as little cost for which the tariff was found; in it the tariff brings "
            f"{money_text(row['uncovered'], money)} {more} than cost.")  # fmt: skip


def _ahead(row: dict[str, Any], money: str) -> str:
    early, late = (money_text(row[n], money) for n in ("early", "late")) if row["late"] is not None else ("", "")
    if not early:
        return f"{row['plant']} must be there in {row['period']}"
    then, chance = row["period"] or "never", percent(row["chance"])
    return (f"{row['plant']} in {row['earlier']} instead of {then} costs {early}, a period later than planned {late}, "
            f"so that it pays from a chance of earlier demand of {chance}")  # fmt: skip


def _beside_cost(uplift: float) -> str:
    return f"{percent(abs(uplift))} {'below' if uplift < 0 else 'above'} cost"


def percent(share: float) -> str:
    """Write a share with three figures at most."""
    return f"{share * 100:.3g}%"
