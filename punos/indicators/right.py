"""The constant side of a rule's rows."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from punos.indicators.ast import Rule, Sense, Term
from punos.indicators.errors import NoFigure
from punos.indicators.reading import POLICY_VALUE, Span, alike

_UNLIMITED = {Sense.AT_MOST: float("inf"), Sense.AT_LEAST: float("-inf")}


def limited(rule: Rule, rows: pl.DataFrame, terms: Sequence[Term], span: Span) -> pl.DataFrame:
    """Give the rows their right side, from the constants; rows without a limit go (Semantics 6).

    Parameters
    ----------
    rule : Rule
        For its sense, and for messages.
    rows : DataFrame
        The index of each row; `period` unless over the horizon.
    terms : sequence of Term
        All on the left side.
    span : Span

    Raises
    ------
    NoFigure
        If a row would have to reach infinity, or the value differs by period over the horizon.
    """
    constants = [t for t in terms if t.reference is None]
    number = sum(t.factor for t in constants if not t.value_power)
    times_value = sum(t.factor for t in constants if t.value_power)
    right = pl.lit(-number)
    if times_value:
        rows = _with_value(rule, rows, span)
        right = right - times_value * pl.col(POLICY_VALUE)
    rows = rows.with_columns(right.cast(pl.Float64).alias("right"))
    if rule.sense in _UNLIMITED:
        rows = rows.filter(pl.col("right") != _UNLIMITED[rule.sense])
    if not rows["right"].is_finite().all():
        raise NoFigure(f"'{rule}' would have to reach infinity.", value="value", expected="a finite value")
    return rows


def _with_value(rule: Rule, rows: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Add the policy's value to the rows; over the horizon there is one."""
    values = span.periods.select("period", POLICY_VALUE)
    if span.keys:
        return rows.join(alike(values, rows), on="period", how="left", maintain_order="left")
    if values[POLICY_VALUE].n_unique() > 1:
        raise NoFigure(
            f"'{rule}' holds over the horizon and its value differs by period.",
            value="value",
            expected="one value for all periods",
        )
    return rows.join(values.select(POLICY_VALUE).unique(), how="cross")
