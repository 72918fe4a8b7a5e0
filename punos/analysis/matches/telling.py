"""Matches told in a few sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from punos.analysis.share.telling import money_text, number_text

MOST_NAMED = 4
"""Things that are named in a sentence; the table has all."""


def sentence(frame: pl.DataFrame, offers: pl.DataFrame, period: str, currency: str) -> str:
    """Say what is left over in a period, what the best exchange would gain, and what nobody uses."""
    left, rows = offers.filter(pl.col("period") == period), frame.filter(pl.col("period") == period)
    if left.is_empty():
        return f"In {period} the plan throws nothing away and gives nothing away. {_planned(rows)}".rstrip()
    things = left.group_by("commodity", "place", "unit", maintain_order=True).agg(pl.col("amount").sum())
    named = [_amount(r["amount"], r["unit"], r["commodity"], r["place"]) for r in _rows(things)]
    told = [f"In {period} the plan throws away or gives away {_listed(named)}.", _exchanged(rows, currency)]
    told += [
        f"{said} {_listed(goods)}." for said, goods in zip(_NO_MATCH, unmatched(things, rows), strict=True) if goods
    ]
    return " ".join(s for s in (*told, _planned(rows)) if s)


_NO_MATCH = ("Nobody in this study uses", "Who could use it has enough already:")


def unmatched(things: pl.DataFrame, rows: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Name what nobody uses, and what all who use it have enough of.

    Parameters
    ----------
    things
        commodity, place: what is left over.
    rows
        Rows of `Matches.frame` of the same period.
    """
    found = rows.rename({"from": "place"})
    at = ["commodity", "place"]
    unused = things.join(found, on=at, how="anti", maintain_order="left")
    able = found.filter(pl.col("need") > 0)
    served = things.join(found, on=at, how="semi", maintain_order="left").join(able, on=at, how="anti")
    return _of(unused), _of(served)


def _of(things: pl.DataFrame) -> list[str]:
    return [f"{r['commodity']} of {r['place']}" for r in _rows(things)]


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return list(frame.iter_rows(named=True))


def _amount(amount: float, unit: str | None, good: str, place: str) -> str:
    return f"{number_text(amount)} {unit + ' ' if unit else ''}of {good} in {place}"


def _listed(things: list[str]) -> str:
    more = len(things) - MOST_NAMED
    return ", ".join(things[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _exchanged(rows: pl.DataFrame, currency: str) -> str:
    """Say what the best exchange is, or how far the nearest match is from paying."""
    chosen = rows.filter(pl.col("gain") > 0).sort("gain", descending=True)
    if chosen.height:
        gain = money_text(float(chosen["gain"].sum()), currency)
        parts = [f"{number_text(r['chosen'])} {r['unit']} of {_match(r)}" for r in _rows(chosen)]
        return f"The best exchange would gain {gain} a year: {_listed(parts)}."
    able = rows.filter(pl.col("left_over") > 0, pl.col("need") > 0).sort("gain_a_unit", descending=True)
    if able.is_empty():
        return ""
    best = able.row(0, named=True)
    lost = f"{-best['gain_a_unit']:,.4g} {best['money_unit'].replace(' / ', ' a ')}"
    return f"No use of it pays: the nearest is {_match(best)}, which would lose {lost}." + _permit(best)


def _permit(row: Mapping[str, Any]) -> str:
    """Say what the room in permits is worth that the match would free."""
    if row["permit_worth"] <= 0:
        return ""
    worth = f"{row['permit_worth']:,.4g} {row['money_unit'].replace(' / ', ' a ')}"
    return f" The room in permits that it would free is worth {worth} in this plan, which is not counted."


def _match(row: Mapping[str, Any]) -> str:
    through = f", treated in {row['treated_at']} ({row['treatment']})" if row["treatment"] else ""
    turned = f", as {row['replaces']}" if row["replaces"] != row["commodity"] else ""
    return f"{row['commodity']} of {row['from']}{turned} for {row['user'] or 'users'} in {row['to']}{through}"


def _planned(rows: pl.DataFrame) -> str:
    done = rows.filter(pl.col("planned") > 0)
    if done.is_empty():
        return ""
    goods = done["commodity"].unique(maintain_order=True).to_list()
    return f"Uses that the plan has found already: {_listed(goods)}."
