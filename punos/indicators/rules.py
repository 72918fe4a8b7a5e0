"""From a rule to rows of a model (Semantics 32 to 36)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from punos.indicators.ast import Path, Rule, Sense, Term
from punos.indicators.errors import NoFigure, NothingFound, WrongEach
from punos.indicators.follow import Follow
from punos.indicators.quantity import COEFFICIENT
from punos.indicators.reading import POLICY_VALUE, Found, Quantities, Span, alike, paths, read
from punos.indicators.right import limited
from punos.indicators.units import TERM, refuse_mixed
from punos.tables import Over


@dataclass(frozen=True, slots=True)
class RuleRows:
    """A rule as rows: for each index entry, Σ coefficient × column (sense) right.

    Attributes
    ----------
    index : tuple of str
        `period` (not over the horizon), then the columns of `each`.
    entries : DataFrame
        index, `column`, `coefficient`; one row for each column of an index entry, in no order.
    rows : DataFrame
        index, `right` (finite), `unit` (null if an attribute makes it unknown); sorted by index, each index
        entry once. A row may have no entries: its sum is 0.
    sense : Sense
    """

    index: tuple[str, ...]
    entries: pl.DataFrame
    rows: pl.DataFrame
    sense: Sense

    @property
    def bounds(self) -> pl.DataFrame:
        """The rows as index, `lower`, `upper` (±inf for none)."""
        right, inf = pl.col("right"), float("inf")
        lower = pl.lit(-inf) if self.sense is Sense.AT_MOST else right
        upper = pl.lit(inf) if self.sense is Sense.AT_LEAST else right
        return self.rows.select(*self.index, lower.alias("lower"), upper.alias("upper"))


def rule_rows(
    rule: Rule,
    quantities: Quantities,
    *,
    follow: Follow,
    periods: pl.DataFrame,
    each: Sequence[str] = (),
    over: Over = Over.YEAR,
    value: float | pl.DataFrame | None = None,
    first: int | None = None,
    last: int | None = None,
) -> RuleRows:
    """Turn a rule into rows of a model.

    Over years there is one rule a period: without `each` in every period in which it holds; with `each` for
    every combination of period and names that is found in the terms that have all of its columns. A term
    that lacks a column, or sums it out with ``column=*``, is the same for all its names. Empty sums are 0.
    Over the horizon yearly figures count times the years of their period, all others as they are, and are
    added up.

    Parameters
    ----------
    rule : Rule
    quantities : mapping from name to Quantity
        Of the model: with `column` and `coefficient`.
    follow : mapping from column to DataFrame
        Where columns lead to; see `punos.indicators.follow.Follow`.
    periods : DataFrame
        `period`, `start` (year), `years`.
    each : sequence of str
        Columns, or paths such as `place.country`; a blank is no combination.
    over : Over
    value : float, DataFrame or None
        What the word `value` stands for; a frame `period`, `value` where it differs by period. The rule does
        not hold in periods that the frame leaves out. ``inf`` on the side of a limit is no limit: no row.
    first, last : int or None
        The rule holds in periods that start in or between these years.

    Returns
    -------
    RuleRows
        Without rows if no period starts within the years.

    Raises
    ------
    NothingFound
        If all terms find nothing.
    MixedUnits, MixedBases
        If a row adds or compares different units or bases, naming both.
    NoFigure
        If `value` or an attribute is blank or unlimited where it is needed.
    WrongEach
        If no term has all columns of `each`.
    UnknownIndicator, UnknownColumn, UnknownName
        For words that there are not.
    """
    span = _span(rule, periods, over, value, first, last)
    by = _each(each, over)
    index = (*span.keys, *(".".join(path) for path in by))
    terms = [*rule.left, *(_negative(t) for t in rule.right)]
    follow = {"period": periods, **follow}
    found = [read(t, quantities, follow, span, by) for t in terms if t.reference is not None]
    _refuse_each(rule, found, index)
    if span.periods.height and all(f.frame.is_empty() for f in found):
        raise NothingFound(
            f"No term of '{rule}' finds anything in this study.",
            value=str(rule),
            remedy="Look at the filters: together they leave nothing that could be made, bought or built.",
        )
    rows = _index(found, index, span)
    entries = pl.concat([_spread(f, rows, index, number) for number, f in enumerate(found)])
    refuse_mixed(entries, index, [str(f.term.reference) for f in found], str(rule))
    rows = _with_unit(limited(rule, rows, terms, span), entries, index).select(*index, "right", "unit")
    return RuleRows(index, _added(entries, rows, index), rows, rule.sense)


def _each(each: Sequence[str], over: Over) -> tuple[Path, ...]:
    """Read the columns of `each`; `period` goes without saying over years, and cannot be over the horizon."""
    by = paths(each)
    if over is Over.HORIZON and ("period",) in by:
        raise WrongEach(
            "A rule over the horizon adds up all periods and cannot hold for each.",
            value="period",
            remedy="Take period out of `each`, or set over to year.",
        )
    return tuple(dict.fromkeys(path for path in by if path != ("period",)))


def _span(
    rule: Rule,
    periods: pl.DataFrame,
    over: Over,
    value: float | pl.DataFrame | None,
    first: int | None,
    last: int | None,
) -> Span:
    """Give the periods in which the rule holds, with the value there."""
    within = periods.filter(
        pl.col("start") >= (-(10**9) if first is None else first),
        pl.col("start") <= (10**9 if last is None else last),
    ).select("period", "years")
    if isinstance(value, pl.DataFrame):
        said = value.select(
            pl.col("period").cast(pl.String).cast(within.schema["period"], strict=False),
            pl.col("value").cast(pl.Float64).alias(POLICY_VALUE),
        )
        within = within.join(said, on="period", how="inner", maintain_order="left")
    else:
        within = within.with_columns(pl.lit(value, dtype=pl.Float64).alias(POLICY_VALUE))
    if rule.uses_value and not within[POLICY_VALUE].is_not_null().all():
        missing = within.filter(pl.col(POLICY_VALUE).is_null())["period"][0]
        raise NoFigure(
            f"'{rule}' speaks of a value and its row gives none in period {missing}.",
            value="value",
            expected="a number in the column value of the policy",
        )
    return Span(within, over, whole=within.height == periods.height, rates=True)


def _negative(term: Term) -> Term:
    return Term(-term.factor, term.value_power, term.reference, term.attributes)


def _refuse_each(rule: Rule, found: Sequence[Found], index: tuple[str, ...]) -> None:
    """At least one term has all columns of `each`."""
    if any(f.keys == index for f in found):
        return
    held = "; ".join(f"{f.term.reference}: {', '.join(f.keys) or 'none'}" for f in found)
    raise WrongEach(
        f"No term of '{rule}' keeps apart all of {', '.join(index)}.",
        value=", ".join(index),
        expected=f"a term that has them all and sums none of them out, but of these they have: {held}",
        remedy="Name fewer columns in `each`.",
    )


def _index(found: Sequence[Found], index: tuple[str, ...], span: Span) -> pl.DataFrame:
    """Give the index entries that get a row, sorted."""
    if index == span.keys:
        rows = span.periods.with_columns(pl.lit(0.0).alias("right")).select(*index, "right")
        return rows if index else rows.head(1)
    complete = [f.frame.select(index).drop_nulls().unique() for f in found if f.keys == index]
    complete.sort(key=pl.DataFrame.is_empty)  # the types of a frame without rows may say nothing
    whole = pl.concat([alike(frame, complete[0]) for frame in complete]).unique()
    return whole.sort(index).with_columns(pl.lit(0.0).alias("right"))


def _spread(found: Found, rows: pl.DataFrame, index: tuple[str, ...], number: int) -> pl.DataFrame:
    """Give a term's entries at every index entry they belong to."""
    frame, labels = alike(found.frame, rows), rows.select(index)
    if found.keys:
        frame = labels.join(frame, on=list(found.keys))
    elif index:
        frame = labels.join(frame, how="cross")
    known = not found.term.attributes
    unknown = pl.lit(None, dtype=pl.String)
    return frame.select(
        *index,
        pl.col("column").cast(pl.Int32),
        pl.col(COEFFICIENT).cast(pl.Float64),
        (pl.col("unit").cast(pl.String) if known else unknown).alias("unit"),
        (pl.col("base") if known else unknown).alias("base"),
        pl.lit(number, dtype=pl.Int32).alias(TERM),
    )


def _with_unit(rows: pl.DataFrame, entries: pl.DataFrame, index: tuple[str, ...]) -> pl.DataFrame:
    """Say in which unit each row is."""
    known = entries.filter(pl.col("unit").is_not_null())
    if known["unit"].n_unique() <= 1 or not index:
        unit = known["unit"][0] if known.height else None
        return rows.with_columns(pl.lit(unit, dtype=pl.String).alias("unit"))
    units = known.unique(index, keep="first").select(*index, "unit")
    return rows.join(units, on=list(index), how="left", maintain_order="left")


def _added(entries: pl.DataFrame, rows: pl.DataFrame, index: tuple[str, ...]) -> pl.DataFrame:
    """Add up what stands in one column of one row."""
    if index:
        entries = entries.join(rows.select(index), on=list(index), how="semi")
    elif rows.is_empty():
        entries = entries.clear()
    keys = [*index, "column"]
    added = entries.select(*keys, COEFFICIENT).group_by(keys).agg(pl.col(COEFFICIENT).sum())
    return added.filter(pl.col(COEFFICIENT) != 0)
