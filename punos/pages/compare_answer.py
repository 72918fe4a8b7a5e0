"""The difference between two plans in words."""

from __future__ import annotations

from typing import Any

import polars as pl

from punos.pages.answer import WORTH_TELLING
from punos.pages.blocks import Section
from punos.pages.pair import Pair

NAMED, CHANGES_NAMED = 4, 2
"""Plants, goods or changes named in a sentence."""


def difference_section(pair: Pair) -> Section:
    """Give the difference in words."""
    _ = pair.after.gettext
    others = (_most(pair, "make"), _most(pair, "buy"), _owners(pair))
    return Section("answer", _("The difference"), (" ".join(first_sentences(pair)), *(s for s in others if s)))


def first_sentences(pair: Pair) -> list[str]:
    """Give the first paragraph: what was changed, what it costs, what is built otherwise."""
    return [s for s in (_change(pair), cost_sentence(pair), _buildings(pair)) if s]


def _change(pair: Pair) -> str:
    """Say what was changed."""
    _ = pair.after.gettext
    changes = pair.comparison.changes
    if changes.is_empty():
        return _("The two studies are the same.")
    said = pair.comparison.after.summary.changes
    counted = pair.after.words.ngettext("{n} cell differs", "{n} cells differ", changes.height).format(n=changes.height)
    if 0 < len(said) <= CHANGES_NAMED and not pair.comparison.before.summary.changes:
        return _("Changed: {changes} ({counted}).").format(changes="; ".join(said), counted=counted)
    if changes.height <= CHANGES_NAMED:
        return _("Changed: {changes}.").format(changes="; ".join(_one(pair, r) for r in changes.iter_rows(named=True)))
    tables = changes["table"].unique(maintain_order=True).to_list()
    return _("{counted} between the studies, in {tables}.").format(counted=counted, tables=", ".join(tables))


def _one(pair: Pair, row: dict[str, Any]) -> str:
    """Say one change."""
    nothing = pair.after.gettext("nothing")
    column = f".{row['column']}" if row["column"] else ""
    return f"{row['table']}[{row['row']}]{column}: {row['before'] or nothing} → {row['after'] or nothing}"


def cost_sentence(pair: Pair) -> str:
    """Say what it costs, or that there is no difference."""
    _ = pair.after.gettext
    comparison, numbers = pair.comparison, pair.after.numbers
    if not comparison.differs:
        return _("Net cost: no difference, the two are within the solver's gaps ({sum}).").format(
            sum=numbers.money(comparison.tolerance)
        )
    total = abs(comparison.before.summary.objective)
    told = (
        _("Net cost rises by {sum} ({share}).")
        if comparison.difference > 0
        else _("Net cost falls by {sum} ({share}).")
    )
    share = abs(comparison.difference) / total if total else None
    return told.format(sum=numbers.money(abs(comparison.difference)), share=numbers.percent(share, 1))


def _buildings(pair: Pair) -> str:
    """Say which plants only one of the plans builds, and which are larger or smaller."""
    _ = pair.after.gettext
    rows = pair.comparison.totals("build", ("plant",))
    groups = (
        (_("Built only in the second: {plants}."), pl.col("before") == 0),
        (_("No longer built: {plants}."), pl.col("after") == 0),
        (_("Larger: {plants}."), (pl.col("before") > 0) & (pl.col("after") > pl.col("before"))),
        (_("Smaller: {plants}."), (pl.col("after") > 0) & (pl.col("after") < pl.col("before"))),
    )
    told = [
        sentence.format(plants=_listed(pair, held)) for sentence, test in groups if (held := rows.filter(test)).height
    ]
    told += _closures(pair)
    if told:
        return " ".join(told)
    moved = pair.comparison.frame("build")
    return _("The same plants are built, some at other times.") if moved.height else _("The same plants are built.")


def _closures(pair: Pair) -> list[str]:
    """Say which plants only one of the plans closes early."""
    _ = pair.after.gettext
    rows = pair.comparison.totals("close", ("plant",))
    stands = pl.concat([view.frame("capacity") for view in (pair.before, pair.after)])
    whole = stands.group_by("plant").agg(stands=pl.col("value").max())
    large = pl.col("difference").abs() > WORTH_TELLING * pl.col("stands").fill_null(0.0)
    rows = rows.join(whole, on="plant", how="left", maintain_order="left").filter(large)
    groups = (
        (_("Closed early only in the second: {plants}."), pl.col("before") == 0),
        (_("No longer closed early: {plants}."), pl.col("after") == 0),
    )
    return [
        sentence.format(plants=_listed(pair, held)) for sentence, test in groups if (held := rows.filter(test)).height
    ]


def _listed(pair: Pair, rows: pl.DataFrame) -> str:
    numbers = pair.after.numbers
    told = [
        f"{pair.name('plant', r['plant'])} ({numbers.quantity(r['after'] or r['before'], r['unit'])})"
        for r in rows.head(NAMED).iter_rows(named=True)
    ]
    left = rows.height - NAMED
    return "; ".join(told) + (pair.after.gettext(" and {n} more").format(n=left) if left > 0 else "")


def _most(pair: Pair, indicator: str) -> str:
    """Say which goods move most."""
    _ = pair.after.gettext
    rows = pair.comparison.totals(indicator, ("commodity",)).head(NAMED)
    if rows.is_empty():
        return ""
    told = [
        f"{pair.name('commodity', r['commodity'])} {pair.after.numbers.signed(r['difference'])} {r['unit']}"
        for r in rows.iter_rows(named=True)
    ]
    words = {"make": _("Made a year, most moved: {goods}."), "buy": _("Bought a year, most moved: {goods}.")}
    return words[indicator].format(goods="; ".join(told))


def _owners(pair: Pair) -> str:
    """Name the owners who gain and who pay most."""
    _ = pair.after.gettext
    rows = pair.comparison.operators.filter(pl.col("difference").abs() > pair.comparison.tolerance)
    told = []
    for sentence, held in (
        (_("Gains most, at traded prices: {owner} ({sum})."), rows.filter(pl.col("difference") > 0)),
        (_("Loses most: {owner} ({sum})."), rows.filter(pl.col("difference") < 0)),
    ):
        if held.height:
            r = held.row(0, named=True)
            owner = pair.name("operator", r["operator"]) or _("plants without an owner")
            told.append(sentence.format(owner=owner, sum=pair.after.numbers.money(r["difference"])))
    return " ".join(told)
