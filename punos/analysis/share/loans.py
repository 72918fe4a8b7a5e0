"""Loans: what is drawn, the interest and the repayment of every year, and what is left of them."""

from __future__ import annotations

from enum import StrEnum
from math import ceil

import polars as pl

from punos.analysis.share.finance import Finance
from punos.tables.actors import Repayment

NO_INTEREST = 1e-9
"""A year: below it an annuity is the same in equal parts, and (1+i)^n - 1 is rounding."""


class Debt(StrEnum):
    """A line of debt."""

    DRAWN = "drawn"
    INTEREST = "interest"
    REPAID = "repaid"
    SETTLED = "settled"
    """What is left of the loans when the horizon ends, and is paid back out of what the plants are worth then."""


def loans(invested: pl.DataFrame, finance: Finance, periods: pl.DataFrame, end: float, base: float) -> pl.DataFrame:
    """Give every payment of the loans by which investments are paid.

    A loan is drawn with the investment, at the start of its period, and paid for at the end of each year from then.
    With interest i and n years an annuity leaves ((1+i)^n - (1+i)^k) / ((1+i)^n - 1) of it after the k-th payment,
    straight repayment 1 - k/n; without years all of it is left. When the horizon ends what is left is paid back, with
    the interest of a broken last year.

    Parameters
    ----------
    invested
        period, start (year), invested (money).
    periods
        period, start: a payment belongs to the last period that began before it.
    end, base
        The year in which the horizon ends, and the one to which money is counted.

    Returns
    -------
    period, year (calendar), time (years from the base year), line (:class:`Debt`), money (in +, out -).
    """
    drawn = invested.select("start", drawn=pl.col("invested") * finance.debt_share).filter(pl.col("drawn") > 0)
    if drawn.is_empty():
        return pl.DataFrame(schema={"period": pl.String, "year": pl.Float64, "time": pl.Float64, "line": pl.String,
                                    "money": pl.Float64})  # fmt: skip
    years = drawn.with_columns(k=pl.int_ranges(1, (end - pl.col("start")).floor().cast(pl.Int64) + 1)).explode("k")
    paid = years.drop_nulls("k").with_columns(
        before=pl.col("drawn") * _left(finance, pl.col("k") - 1), after=pl.col("drawn") * _left(finance, pl.col("k"))
    )
    year, rate = pl.col("start") + pl.col("k") - 1, finance.interest
    repaid = paid.select(year=year, at=year + 1, line=_is(Debt.REPAID), money=pl.col("after") - pl.col("before"))
    interest = paid.select(year=year, at=year + 1, line=_is(Debt.INTEREST), money=pl.col("before") * -rate)
    whole = (end - pl.col("start")).floor()
    rest = drawn.with_columns(left=pl.col("drawn") * _left(finance, whole), broken=end - pl.col("start") - whole)
    more = pl.col("left") * (1.0 - (1.0 + rate) ** pl.col("broken"))
    last = pl.lit(end) - pl.when(pl.col("broken") > 0).then("broken").otherwise(1.0)
    parts = [
        drawn.select(year="start", at="start", line=_is(Debt.DRAWN), money="drawn"),
        repaid,
        interest,
        rest.select(year=last, at=pl.lit(end), line=_is(Debt.INTEREST), money=more),
        rest.select(year=last, at=pl.lit(end), line=_is(Debt.SETTLED), money=-pl.col("left")),
    ]
    begun = periods.select("period", begun="start").sort("begun")
    every = pl.concat(parts).filter(pl.col("money") != 0).sort("year")
    dated = every.join_asof(begun, left_on="year", right_on="begun")
    return dated.select("period", "year", "line", "money", time=pl.col("at") - base)


def _left(finance: Finance, paid: pl.Expr) -> pl.Expr:
    """Give the share of a loan that is left after so many payments."""
    if finance.loan_years is None:
        return pl.lit(1.0)
    n, i = ceil(finance.loan_years), finance.interest
    done = pl.min_horizontal(paid.cast(pl.Float64), pl.lit(float(n)))
    if finance.repayment is Repayment.STRAIGHT or i < NO_INTEREST:
        return 1.0 - done / n
    whole: float = (1.0 + i) ** n
    return (whole - pl.lit(1.0 + i) ** done) / (whole - 1.0)


def _is(line: Debt) -> pl.Expr:
    return pl.lit(line.value)
