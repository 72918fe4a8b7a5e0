"""One term read off its indicator: filtered, multiplied, brought to the time meant, with unit and base.

Rules inside a model and figures of a plan are read by this one function, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from punos.errors import WrongUse
from punos.indicators.ast import Filter, Path, Reference, Selection, Term
from punos.indicators.catalogue import COLUMNS, INDICATORS, Base
from punos.indicators.errors import LanguageError, NoFigure, UnknownColumn, UnknownIndicator
from punos.indicators.follow import Follow, along, with_path
from punos.indicators.quantity import COEFFICIENT, Quantity
from punos.indicators.selection import select
from punos.tables import TABLES, WHOLE_YEAR, Over

POLICY_VALUE = "policy value"
SLICE = "slice"
Quantities = Mapping[str, Quantity]


@dataclass(frozen=True, slots=True)
class Span:
    """The time that is spoken of.

    Attributes
    ----------
    periods : DataFrame
        `period`, `years`, and `policy value` where there is one: the periods that count. May be without rows
        or columns where all periods count and neither years nor a value is asked for.
    over : Over
        Each period by itself, or all added up (Semantics 34).
    whole : bool
        Whether these are all periods there are, so that none need be filtered away.
    rates : bool
        Read yearly figures kept apart by slice as rates, so that they compare with capacity (Semantics 37).
    """

    periods: pl.DataFrame
    over: Over = Over.YEAR
    whole: bool = True
    rates: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        """`period`, unless all periods are added up."""
        return ("period",) if self.over is Over.YEAR else ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a term finds.

    Attributes
    ----------
    term : Term
    keys : tuple of str
        The wished columns that the term has; a term that lacks one is the same for all its names.
    frame : DataFrame
        keys, `column` in a model, the figure, `unit`, `base` (of the indicator, whatever the attributes).
    figure : str
        `coefficient` or `value`.
    """

    term: Term
    keys: tuple[str, ...]
    frame: pl.DataFrame
    figure: str


def paths(columns: Iterable[str]) -> tuple[Path, ...]:
    """Read column names as paths: `place.country` is the country of the place."""
    return tuple(tuple(part.strip() for part in column.split(".")) for column in columns)


def read(term: Term, quantities: Quantities, follow: Follow, span: Span, by: Sequence[Path]) -> Found:
    """Read a term off its indicator.

    Parameters
    ----------
    term : Term
        With a reference.
    quantities : mapping
        Indicators by name.
    follow : mapping
        Where columns lead to.
    span : Span
    by : sequence of paths
        Columns to keep apart, beside `period`; what the term sums out or lacks is left out.

    Raises
    ------
    UnknownIndicator, UnknownColumn, UnknownName
        For words that there are not.
    NoFigure
        If an attribute or the policy's value is blank or unlimited where it is needed.
    """
    reference = term.reference
    if reference is None:
        raise WrongUse(f"'{term}' is a number and is read off no indicator.")
    quantity = _quantity(reference, quantities, term.attributes)
    frame = _within(quantity.frame, span)
    frame = select(frame, reference.selection, follow, fixed_words(reference))
    frame = frame.with_columns(quantity.row_base.alias("base"))
    frame = frame.with_columns(yearly=pl.col("base") == Base.YEAR.value)
    index = index_in(term, quantity.index, by) if span.rates else quantity.index
    kept = carried(reference, index, by)
    if span.rates and (SLICE,) in by:
        frame = _as_rates(frame, quantity, SLICE in (path[0] for path in kept), follow)
    figure = pl.col(quantity.figure) * term.factor
    for path in term.attributes:
        figure = figure * numbers(frame, path, follow)
    frame = _in_time(frame.with_columns(figure.alias(quantity.figure)), quantity.figure, term, span)
    for path in kept:
        frame = with_path(frame, path, follow)
    keys = (*span.keys, *(".".join(path) for path in kept))
    solver = ("column",) if quantity.figure == COEFFICIENT else ()
    return Found(term, keys, frame.select(*keys, *solver, quantity.figure, "unit", "base"), quantity.figure)


def index_in(term: Term, index: tuple[str, ...], by: Sequence[Path]) -> tuple[str, ...]:
    """Give the columns of a term's indicator in a rule for each of `by`.

    In a rule for each slice what has none (capacity) is the same in all, but what multiplies it may differ
    (availability): such a term is read slice by slice.
    """
    reads = (SLICE,) in by and bool(term.attributes) and SLICE not in index
    return (*index, SLICE) if reads else index


def _quantity(reference: Reference, quantities: Quantities, attributes: Sequence[Path]) -> Quantity:
    quantity = quantities.get(reference.indicator)
    if quantity is None:
        raise UnknownIndicator(reference.indicator, quantities)
    for path in (*(f.path for f in reference.selection.filters), *attributes):
        if path[0] not in quantity.index:
            raise UnknownColumn(reference.indicator, path[0], quantity.index)
    return quantity


def fixed_words(reference: Reference) -> Mapping[str, tuple[str, ...]]:
    """Give the fixed words of the indicator's columns."""
    indicator = INDICATORS.get(reference.indicator)
    held = {c: indicator.words(c) for c in indicator.index} if indicator else {}
    return {column: words for column, words in held.items() if words}


def _within(frame: pl.DataFrame, span: Span) -> pl.DataFrame:
    """Keep the periods that count."""
    if span.whole:
        return frame
    names = tuple(span.periods["period"].cast(pl.String))
    return select(frame, Selection((Filter(("period",), names),)), {})


def _in_time(frame: pl.DataFrame, figure: str, term: Term, span: Span) -> pl.DataFrame:
    """Multiply by the policy's value of the period and, over the horizon, yearly figures by years."""
    if span.over is Over.HORIZON or term.value_power:
        frame = _with_period(frame, span.periods)
    if term.value_power:
        frame = frame.with_columns(pl.col(figure) * pl.col(POLICY_VALUE))
        if not frame[figure].is_finite().all():
            raise NoFigure(
                f"'value' multiplies {term.reference} and is unlimited in a period where the rule holds.",
                value="value",
                expected="a finite number in the column value of the policy",
            )
    if span.over is Over.HORIZON:
        frame = frame.with_columns(
            pl.when("yearly").then(pl.col(figure) * pl.col("years")).otherwise(pl.col(figure)),
            base=pl.lit(Over.HORIZON.value),
        )
    return frame


def _as_rates(frame: pl.DataFrame, quantity: Quantity, by_slice: bool, follow: Follow) -> pl.DataFrame:
    """Yearly figures as rates, so that they compare with capacity (Semantics 37).

    The rate of a slice is amount / share; what is of the year as a whole, or summed over its slices, has the same rate
    in every slice. A rate stands in the period, as capacity does, and that of a good is so much a year (t/a).
    """
    figure = quantity.figure
    goods = pl.lit(INDICATORS[quantity.name].of_goods)
    if by_slice and SLICE not in quantity.index:
        return frame.join(follow[SLICE].select(SLICE), how="cross")
    said = frame.with_columns(
        unit=pl.when(pl.col("yearly") & goods).then(pl.format("{}/a", "unit")).otherwise("unit"),
        base=pl.when(pl.col("base") == Base.YEAR.value).then(pl.lit(Base.PERIOD.value)).otherwise("base"),
    )
    if not by_slice:
        return said
    slices = alike(follow[SLICE].select(SLICE, "share"), frame)
    whole = pl.col(SLICE).cast(pl.String) == WHOLE_YEAR
    rate = pl.when("yearly").then(pl.col(figure) / pl.col("share")).otherwise(figure).alias(figure)
    rates = said.filter(~whole).join(slices, on=SLICE, how="left", maintain_order="left").with_columns(rate)
    spread = said.filter(whole).drop(SLICE).join(slices.select(SLICE), how="cross")
    return pl.concat([rates.select(frame.columns), spread.select(frame.columns)])


def _with_period(frame: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    figures = periods.select("period", *(c for c in ("years", POLICY_VALUE) if c in periods.columns))
    return frame.join(alike(figures, frame), on="period", how="left")


def alike(frame: pl.DataFrame, model: pl.DataFrame) -> pl.DataFrame:
    """Bring the columns that two frames share to the types they have in the second, so that they join."""
    return frame.with_columns(
        pl.col(c).cast(pl.String).cast(model.schema[c], strict=False)
        for c in frame.columns
        if c in model.columns and model.schema[c] not in (frame.schema[c], pl.Null)
    )


def numbers(frame: pl.DataFrame, path: Path, follow: Follow) -> pl.Series:
    """Look up an attribute; a blank has the meaning its table gives it (Semantics 7-9)."""
    name = ".".join(path)
    found = along(frame, path, follow)
    if not found.dtype.is_numeric() and found.dtype != pl.Null:
        raise LanguageError(
            f"'{name}' holds words and cannot multiply {path[0]}.", value=name, expected="a column of numbers"
        )
    default = _default(path)
    filled = found.cast(pl.Float64)
    filled = filled if default is None else filled.fill_null(default)
    bad = filled.is_null() | ~filled.is_finite().fill_null(value=False)
    if bad.any():
        where = frame.filter(bad)[path[0]][0]
        raise NoFigure(
            f"'{name}' is blank or unlimited for '{where}' and cannot multiply.",
            value=name,
            expected="a number",
            remedy=f"Fill it, or leave '{where}' out with {path[0]}!={where}.",
        )
    return filled


def attribute_unit(path: Path) -> str:
    """Give the unit of an attribute as its table says; blank where it has none."""
    table = COLUMNS[path[-2]].table if path[-2] in COLUMNS else ""
    return TABLES[table].column(path[-1]).unit if table and path[-1] in TABLES[table] else ""


def _default(path: Path) -> float | None:
    table = COLUMNS[path[-2]].table if path[-2] in COLUMNS else ""
    if not table or path[-1] not in TABLES[table]:
        return None
    default = TABLES[table].column(path[-1]).default
    return float(default) if isinstance(default, int | float) else None


def carried(reference: Reference, index: Sequence[str], by: Sequence[Path]) -> tuple[Path, ...]:
    """Give the wished columns that an indicator over `index` has and the reference does not sum out."""
    out = reference.selection.summed_out
    return tuple(path for path in by if path[0] in index and path[0] not in out)
