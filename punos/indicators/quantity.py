"""An indicator as a tidy table: linear expressions inside a model, figures in a plan (Semantics 30, 31)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from punos.errors import WrongUse
from punos.indicators.catalogue import INDICATORS, PERIOD_KINDS, Base
from punos.indicators.errors import UnknownIndicator

COEFFICIENT = "coefficient"
VALUE = "value"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An indicator with its entries.

    Attributes
    ----------
    name : str
    index : tuple of str
        Its columns, `period` first.
    base : Base
        `Base.KIND`: the row's `kind` of money says whether it is yearly. A column `base` in the frame ("year"
        or "period") overrules it row by row (capex as an annuity is yearly).
    frame : DataFrame
        The index columns (String or Enum, null where not applicable), `unit` (String; what a figure is
        counted in, without "a year"), and either `column` (Int32, of the solver) and `coefficient`, or
        `value`. Several rows of one index entry add up.

    Raises
    ------
    WrongUse
        If the frame lacks one of these columns.
    """

    name: str
    index: tuple[str, ...]
    base: Base
    frame: pl.DataFrame

    def __post_init__(self) -> None:
        held = self.frame.columns
        figure = ("column", COEFFICIENT) if COEFFICIENT in held else (VALUE,)
        missing = [c for c in (*self.index, "unit", *figure) if c not in held]
        if missing:
            raise WrongUse(f"The table of '{self.name}' has no column {', '.join(missing)}.")
        if self.base is Base.KIND and "base" not in held and "kind" not in held:
            raise WrongUse(f"The table of '{self.name}' has no column 'kind' to tell its base.")

    @classmethod
    def of(cls, name: str, frames: Iterable[pl.DataFrame]) -> Quantity:
        """Make an indicator of the catalogue from pieces, which may lack index columns that do not apply.

        Parameters
        ----------
        name : str
            A name in `INDICATORS`.
        frames : iterable of DataFrame
            Each with `unit` and the figure; laid under one another, columns in the catalogue's order.
        """
        if name not in INDICATORS:
            raise UnknownIndicator(name, INDICATORS)
        indicator = INDICATORS[name]
        whole = pl.concat(frames, how="diagonal_relaxed")
        index = indicator.index_of(whole.columns)
        absent = [pl.lit(None, dtype=pl.String).alias(c) for c in index if c not in whole.columns]
        whole = whole.with_columns(absent)
        rest = [c for c in whole.columns if c not in index]
        return cls(name, index, indicator.base, whole.select(*index, *rest))

    @property
    def figure(self) -> str:
        """The column that holds the numbers: `coefficient` in a model, `value` in a plan."""
        return COEFFICIENT if COEFFICIENT in self.frame.columns else VALUE

    @property
    def row_base(self) -> pl.Expr:
        """For each row, "year" or "period"."""
        if "base" in self.frame.columns:
            return pl.col("base").cast(pl.String)
        if self.base is not Base.KIND:
            return pl.lit(self.base.value)
        yearly = ~pl.col("kind").is_in(list(PERIOD_KINDS))
        return pl.when(yearly).then(pl.lit(Base.YEAR.value)).otherwise(pl.lit(Base.PERIOD.value))
