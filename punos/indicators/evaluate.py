"""Figures of a plan: one indicator, or an expression of several, by the columns asked for."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from punos.errors import WrongUse
from punos.indicators.arithmetic import Figures, figures, tree
from punos.indicators.ast import Formula, Path, Reference, references
from punos.indicators.errors import NotLinear, UnknownColumn, WrongEach
from punos.indicators.follow import Follow
from punos.indicators.parse import parse_formula, parse_indicator
from punos.indicators.quantity import VALUE
from punos.indicators.reading import Found, Quantities, Span, alike, attribute_unit, paths, read
from punos.indicators.units import TERM, refuse_mixed, with_attribute
from punos.tables import Over

_PERIOD: Path = ("period",)
_START = "start of the period"


def evaluate(
    reference: Reference | str,
    quantities: Quantities,
    follow: Follow,
    by: Sequence[str] = (),
    *,
    over: Over = Over.YEAR,
    periods: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give the figures of one indicator.

    Periods are never added up unasked: over years `period` is always among the columns of the answer, in front
    if `by` does not name it. Over the horizon yearly figures count times the years of their period, all others
    as they are, and everything is added up.

    Parameters
    ----------
    reference : Reference or str
        ``make[commodity=pcam]``.
    quantities : mapping from name to Quantity
        Of a plan: with `value` and `unit`.
    follow : mapping from column to DataFrame
        Where columns lead to; see `punos.indicators.follow.Follow`.
    by : sequence of str
        Columns to keep apart, or paths such as `place.country`; all others are summed.
    over : Over
    periods : DataFrame or None
        `period`, `years`; needed over the horizon.

    Returns
    -------
    DataFrame
        The columns of `by`, `value`, `unit`; sorted by the former, periods by their start where `follow` knows
        it. What the plan does not hold is not listed.

    Raises
    ------
    MixedUnits, MixedBases
        If a sum would add different units or bases, naming both.
    UnknownIndicator, UnknownColumn, UnknownName, NotUnderstood
        For words that there are not.
    """
    if isinstance(reference, str):
        reference = parse_indicator(reference)
    return evaluate_expression(reference, quantities, follow, by, over=over, periods=periods)


def evaluate_expression(
    formula: Formula | str,
    quantities: Quantities,
    follow: Follow,
    by: Sequence[str] = (),
    *,
    over: Over = Over.YEAR,
    periods: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Give the figures of sums, differences, products and quotients of indicators and numbers.

    Every combination of `by` is answered that is found in an indicator which has all these columns. An indicator
    that lacks a column, or sums it out with ``column=*``, is the same for all its names; one that does not hold
    a combination is 0 there. A quotient by 0 is blank. Equal units cancel to "share".

    Parameters, and errors beside those below, are those of `evaluate`.

    Raises
    ------
    WrongEach
        If no indicator of the expression has all columns of `by`.
    NotLinear
        If it names no indicator, or says `value`, which only a policy has.

    Examples
    --------
    The share of one country in what is bought of graphite, a period:
    ``evaluate_expression("buy[commodity=graphite, origin=CN] / buy[commodity=graphite]", …)``
    """
    if isinstance(formula, str):
        formula = parse_formula(formula)
    if not references(formula):
        raise NotLinear(f"'{formula}' names no indicator.", value=str(formula))
    span = _span(over, periods)
    columns = _columns(by, span)
    node, terms = tree(formula)
    asked = [path for path in paths(columns) if path != _PERIOD]
    found = [read(term, quantities, follow, span, asked) for term in terms]
    if not any(set(f.keys) == set(columns) for f in found):
        raise _refusal(found, columns, formula, quantities)
    labels = _labels(found, columns, follow.get("period"))
    told = figures(node, [_aligned(_summed(f), labels) for f in found], labels)
    return labels.select(*columns, told.value.alias(VALUE), told.unit.fill_null("").alias("unit"))


def _span(over: Over, periods: pl.DataFrame | None) -> Span:
    if over is Over.HORIZON and periods is None:
        raise WrongUse("To add up over the horizon, the years of its periods are needed: give `periods`.")
    return Span(pl.DataFrame() if periods is None else periods, over)


def _columns(by: Sequence[str], span: Span) -> list[str]:
    """Give the columns of the answer: `period` goes without saying over years, and is added up over the horizon."""
    columns = [".".join(path) for path in paths(by)]
    if span.over is Over.HORIZON and "period" in columns:
        raise WrongEach(
            "Over the horizon all periods are added up; they cannot be kept apart.",
            value="period",
            remedy="Take period out of `by`, or ask over years.",
        )
    return columns if "period" in columns or not span.keys else ["period", *columns]


def _summed(found: Found) -> Found:
    """Add up what belongs together, which must be in one unit and base."""
    name = str(found.term.reference)
    refuse_mixed(found.frame.with_columns(pl.lit(0).alias(TERM)), found.keys, [name], name)
    unit = pl.col("unit").drop_nulls().first()
    for path in found.term.attributes:
        unit = with_attribute(unit, ".".join(path), attribute_unit(path))
    told = (pl.col(found.figure).sum(), unit, pl.col("base").first())
    groups = found.frame.group_by(found.keys, maintain_order=True).agg(*told) if found.keys else None
    frame = found.frame.select(*told) if groups is None else groups
    return Found(found.term, found.keys, frame, found.figure)


def _labels(found: Sequence[Found], columns: Sequence[str], periods: pl.DataFrame | None) -> pl.DataFrame:
    """Give the combinations that are answered, sorted; without columns one row that says nothing."""
    if not columns:
        return pl.DataFrame({"all": ["the whole horizon"]})
    complete = [f.frame.select(columns) for f in found if set(f.keys) == set(columns)]
    complete.sort(key=pl.DataFrame.is_empty)  # the types of a frame without rows may say nothing
    whole = pl.concat([alike(frame, complete[0]) for frame in complete]).unique()
    if periods is None or "start" not in periods.columns or "period" not in columns:
        return whole.sort(columns)
    starts = periods.select(pl.col(periods.columns[0]).alias("period"), pl.col("start").alias(_START))
    dated = whole.join(alike(starts.unique("period"), whole), on="period", how="left")
    return dated.sort([_START if c == "period" else c for c in columns]).select(columns)


def _aligned(found: Found, labels: pl.DataFrame) -> Figures:
    """Give an indicator's figure at each label; what is not found is 0, in the unit of the rest."""
    frame = alike(found.frame, labels)
    keys = list(found.keys)
    here = labels.join(frame, on=keys, how="left", nulls_equal=True, maintain_order="left") if keys else None
    at = labels.join(frame, how="cross") if here is None else here
    units, bases = frame["unit"].drop_nulls().unique(), frame["base"].drop_nulls().unique()
    return Figures(
        at[found.figure].fill_null(0.0).cast(pl.Float64),
        at["unit"].fill_null(units[0]) if units.len() == 1 else at["unit"],
        at["base"].fill_null(bases[0]) if bases.len() == 1 else at["base"],
    )


def _refusal(
    found: Sequence[Found], columns: Sequence[str], formula: Formula, quantities: Quantities
) -> UnknownColumn | WrongEach:
    """Say which columns cannot be kept apart."""
    known = {c for f in found if f.term.reference for c in quantities[f.term.reference.indicator].index}
    for column in columns:
        if paths([column])[0][0] not in known:
            return UnknownColumn(str(formula), column, sorted(known))
    held = "; ".join(f"{f.term.reference}: {', '.join(f.keys) or 'none'}" for f in found)
    return WrongEach(
        f"'{formula}' cannot keep apart {', '.join(columns)}.",
        value=", ".join(columns),
        expected=f"an indicator that has them all and sums none of them out, but they have: {held}",
        remedy="Name fewer columns.",
    )
