"""Two plans side by side: what was changed in the study, and what that moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from punos.errors import WrongUse
from punos.indicators import INDICATORS, Base
from punos.plan.public import public
from punos.plan.secrets import secrets_of, union
from punos.plan.study_changes import changed_cells
from punos.plan.worth import worth

if TYPE_CHECKING:
    from punos.plan.plan import Plan

ROUNDING = 1e-6
"""Share of the larger figure below which a difference is the solver's rounding."""


@dataclass(frozen=True)
class Comparison:
    """Two plans, the second read against the first.

    Their studies may have different names, places, plants, periods: what one lacks counts as nothing there. They
    must count in one currency.

    Attributes
    ----------
    before, after
        The plans.
    """

    before: Plan
    after: Plan

    def __post_init__(self) -> None:
        one, other = (p.study.settings.study.currency for p in (self.before, self.after))
        if one != other:
            raise WrongUse(
                f"{self.before.name} counts in {one}, {self.after.name} in {other}: the two cannot be compared. "
                "Give one of the studies the currency of the other, with rates in the table currencies."
            )

    @property
    def tolerance(self) -> float:
        """Money by which the net costs of the plans may differ by their gaps alone."""
        plans = (self.before, self.after)
        return sum(abs(p.summary.objective - p.summary.bound) for p in plans) + ROUNDING * max(
            abs(p.summary.objective) for p in plans
        )

    @property
    def difference(self) -> float:
        """Net cost of the second plan less that of the first."""
        return self.after.summary.objective - self.before.summary.objective

    @property
    def differs(self) -> bool:
        """Whether the net costs differ by more than the gaps of the two plans."""
        return abs(self.difference) > self.tolerance

    @cached_property
    def changes(self) -> pl.DataFrame:
        """What differs between the studies.

        Returns
        -------
        table (or ``study.toml``), row (its key and qualifiers, as a selection), column, before, after (text; null
        where a study leaves the cell blank). A row that only one study has stands once: column null, "yes" where
        it is.
        """
        return changed_cells(self.before.study, self.after.study)

    def frame(self, indicator: str) -> pl.DataFrame:
        """Compare an indicator row by row.

        Returns
        -------
        The indicator's columns, unit, before, after, difference; rows that differ by rounding only left out, the
        largest difference of its unit first.

        Raises
        ------
        WrongUse
            If there is no such indicator.
        """
        if indicator not in INDICATORS:
            raise WrongUse(f"There is no indicator {indicator!r}. There are: {', '.join(INDICATORS)}.")
        keys = (*INDICATORS[indicator].index_of(()), "unit")
        one, other = (p.frame(indicator).group_by(keys).agg(pl.col("value").sum()) for p in self._plans)
        return _joined(one, other, keys)

    def totals(self, indicator: str, by: Sequence[str]) -> pl.DataFrame:
        """Compare the sums of an indicator by some of its columns.

        Yearly indicators are the mean year of each plan's whole time (what is of the period counts once in it); all
        others, and every figure if ``period`` is among the columns, are plain sums.

        Returns
        -------
        The columns of `by`, unit, before, after, difference, as `frame` has them.
        """
        keys = (*by, "unit")
        yearly = INDICATORS[indicator].base is Base.YEAR and "period" not in by
        one, other = (_summed(p, indicator, keys, yearly) for p in self._plans)
        return _joined(one, other, keys)

    @cached_property
    def money(self) -> pl.DataFrame:
        """Compare what each kind of money adds to the net cost: kind, before, after, difference, largest first."""
        one, other = (
            worth(p).group_by("kind").agg(value=pl.col("worth").sum()).with_columns(unit=pl.lit(p.summary.currency))
            for p in self._plans
        )
        return _joined(one, other, ("kind", "unit"))

    @cached_property
    def operators(self) -> pl.DataFrame:
        """Compare the net present value of each operator at traded prices: who gains, who pays.

        Returns
        -------
        operator, before, after, difference, unit: the largest difference first. Without what has no price.
        """
        one, other = (
            p.economics(by="operator").select("operator", value=pl.col("npv").fill_null(0.0), unit="unit")
            for p in self._plans
        )
        return _joined(one, other, ("operator", "unit"))

    @property
    def _plans(self) -> tuple[Plan, Plan]:
        return self.before, self.after

    def public(self) -> Comparison:
        """Give the comparison without what either plan must not tell."""
        hidden = union(secrets_of(p) for p in self._plans)
        return Comparison(*(public(p, hidden) for p in self._plans))

    def __str__(self) -> str:
        """Give the first paragraph of the comparison's page."""
        from punos.pages.compare import first_paragraph

        return first_paragraph(self)

    def report(
        self, path: str | Path, place: str | None = None, language: str = "en", public: bool = False
    ) -> Path:  # fmt: skip
        """Write the comparison as one HTML page that needs no network.

        Parameters
        ----------
        path
            The file; what stands there is replaced.
        place
            A place that the page looks at first.
        language
            "en", "fi" or "sv".
        public
            Leave out what `evidence` of either study calls confidential, and what would give it away.

        Raises
        ------
        WrongUse
            If there is no such language, or neither study has the place.
        """
        from punos.pages.compare import write_comparison

        return write_comparison(self.public() if public else self, path, place, language)


def compare(before: Plan, after: Plan) -> Comparison:
    """Lay two plans side by side.

    Raises
    ------
    WrongUse
        If they count in different currencies.

    Examples
    --------
    >>> print(punos.compare(base, salt))  # doctest: +SKIP
    """
    return Comparison(before, after)


def _summed(plan: Plan, indicator: str, keys: Sequence[str], yearly: bool) -> pl.DataFrame:
    frame = plan.frame(indicator)
    if yearly:
        # What is of the period (an impact of building) is shared out over all years as it is.
        times = pl.when(plan.quantities[indicator].row_base == Base.YEAR.value).then("years").otherwise(1.0)
        years = plan.periods.select("period", "years", all_years=pl.col("years").sum())
        frame = frame.join(years, on="period", how="left").with_columns(pl.col("value") * times / pl.col("all_years"))
    return frame.group_by(keys).agg(pl.col("value").sum())


def _joined(one: pl.DataFrame, other: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Join the figures of two plans; what one lacks is 0 there, what is equal is left out."""
    left, right = one.rename({"value": "before"}), other.rename({"value": "after"})
    both = left.join(right, on=list(keys), how="full", coalesce=True, nulls_equal=True)
    filled = both.with_columns(pl.col("before", "after").fill_null(0.0))
    compared = filled.with_columns(difference=pl.col("after") - pl.col("before"))
    size = pl.max_horizontal(pl.col("before").abs(), pl.col("after").abs())
    real = compared.filter(
        pl.col("difference").is_finite(),
        pl.col("difference").abs() > ROUNDING * size.max().over("unit"),
    )
    names = [k for k in keys if k != "unit"]
    share = pl.col("difference").abs() / size.max().over("unit")
    ordered = real.sort(share, *names, descending=[True, *([False] * len(names))], nulls_last=True)
    return ordered.select(*names, "before", "after", "difference", "unit")
