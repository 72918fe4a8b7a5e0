"""Sums and comparisons hold one unit and one base, or are refused with both named (Semantics 31)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from punos.indicators.catalogue import Base
from punos.indicators.errors import MixedBases, MixedUnits
from punos.tables import Over

TERM = "term"
_IN_WORDS = {
    Base.YEAR.value: "a year",
    Base.PERIOD.value: "of the period",
    Over.HORIZON.value: "over the horizon",
}


def refuse_mixed(entries: pl.DataFrame, keys: Sequence[str], terms: Sequence[str], what: str) -> None:
    """Refuse entries of which some that belong together differ in unit or base.

    Parameters
    ----------
    entries : DataFrame
        keys, `unit`, `base`, and `term` (which of `terms` an entry comes from). A null unit or base goes with
        any.
    keys : sequence of str
        What belongs together has the same keys.
    terms : sequence of str
        The terms in words.
    what : str
        The rule or sum, for the message.

    Raises
    ------
    MixedUnits, MixedBases
        Naming both, and the place where they meet.
    """
    for column, refusal in (("unit", MixedUnits), ("base", MixedBases)):
        kinds = entries.select(*keys, TERM, column).filter(pl.col(column).is_not_null())
        if kinds[column].n_unique() <= 1:
            continue
        kinds = kinds.unique(maintain_order=True)
        if not keys:
            raise _refusal(refusal, kinds, keys, column, terms, what)
        mixed = kinds.filter(pl.col(column).n_unique().over(list(keys)) > 1)
        if mixed.height:
            one = mixed.select(keys).head(1)
            here = mixed.join(one, on=list(keys), how="semi", nulls_equal=True)
            raise _refusal(refusal, here, keys, column, terms, what)


def _refusal(
    refusal: type[MixedUnits | MixedBases],
    mixed: pl.DataFrame,
    keys: Sequence[str],
    column: str,
    terms: Sequence[str],
    what: str,
) -> MixedUnits | MixedBases:
    mixed = mixed.sort(TERM, column).unique(column, keep="first", maintain_order=True)
    one, other = mixed.head(2).iter_rows(named=True)
    first, second = (_IN_WORDS.get(row[column], row[column]) or "no unit" for row in (one, other))
    where = ", ".join(f"{key}={one[key]}" for key in keys)
    kind = "units" if column == "unit" else "bases"
    measured = "is" if column == "base" else "is in"
    if one[TERM] == other[TERM]:
        found = f"{terms[one[TERM]]} adds what {measured} {first} and what {measured} {second}"
    else:
        found = f"{terms[one[TERM]]} {measured} {first}, {terms[other[TERM]]} {measured} {second}"
    return refusal(
        f"'{what}' mixes {kind}: {found}" + (f" ({where})." if where else "."),
        value=f"{first}, {second}",
        expected=f"one {'unit' if column == 'unit' else 'base'}",
        remedy=_REMEDIES[refusal],
    )


_REMEDIES = {
    MixedUnits: "Filter to one unit, or keep the names that differ apart (`by`, `each`).",
    MixedBases: "Filter to one base (kind=capex), keep kinds apart (`by`, `each`), add up over the horizon, "
    "or multiply with what makes one of the other, as in capacity[...] * technology.availability.",
}


SHARE = "share"
"""The unit of a quotient of two figures in one unit."""


def unit_product(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Give the unit of products; null (a plain number) and "share" leave the other unit as it is."""
    return (
        pl.when(left.is_null() | (left == SHARE))
        .then(pl.coalesce(right, left))
        .when(right.is_null() | (right == SHARE))
        .then(left)
        .otherwise(pl.concat_str(left, pl.lit(" × "), right))
    )


def unit_quotient(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Give the unit of quotients: equal units cancel to "share"."""
    compound = right.str.contains("[/×*]")
    below = pl.when(compound).then(pl.concat_str(pl.lit("("), right, pl.lit(")"))).otherwise(right)
    return (
        pl.when(right.is_null() | (right == SHARE))
        .then(left)
        .when(left == right)
        .then(pl.lit(SHARE))
        .otherwise(pl.concat_str(left.fill_null("1"), pl.lit("/"), below))
    )


def with_attribute(unit: pl.Expr, attribute: str, attribute_unit: str) -> pl.Expr:
    """Give the unit of figures multiplied with an attribute, which its table may say is a plain share."""
    if attribute_unit in ("", SHARE):
        return unit
    return pl.concat_str(unit, pl.lit(f" × {attribute}"))
