"""Does it pay: internal rate of return and payback of cash flows.

A rate of return is given only where there is exactly one: where money is first spent and then earned, the cash flow
turning once (Descartes' rule of signs then leaves one root).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.float64]

LOWEST, HIGHEST = -5.0, 7.0
"""Logarithms of 1 + rate between which it is sought: from -99 % to 100 000 % a year."""

HALVINGS = 100
"""Each halves the interval of 12; the 60th is at the end of double precision."""

SMALL = 1e-9
"""Share of the largest payment below which a payment is rounding."""


class Remark(StrEnum):
    """Why a figure of plant economics is blank."""

    UNPRICED = "a good that it makes or needs has no traded price; agree one in contracts"
    NOTHING_INVESTED = "nothing is invested in it"
    STANDS = "it stands already; what is added to it has its own return, by vintage"
    ANNUITY = "capital is paid as an annuity; with capital = overnight there is a sum that can earn a return"
    NEVER = "what is invested never earns anything"
    SEVERAL = "its cash flow turns more than once, so there is no single rate of return"
    EXTREME = "its rate of return is beyond all measure"
    NOT_PAID_BACK = "it is not paid back within the horizon"


def internal_rates(cash: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Rate at which the present value of a cash flow is 0.

    Parameters
    ----------
    cash
        The keys, ``time`` (years) and ``money`` (in +, out -); several rows of one time add up.
    keys
        Columns that name a cash flow.

    Returns
    -------
    keys, irr (share a year), irr_remark (a `Remark`, where irr is blank).
    """
    flows = cash.group_by(*keys, "time").agg(pl.col("money").sum())
    flows = flows.filter(pl.col("money").abs() > SMALL * pl.col("money").abs().max().over(keys)).sort(*keys, "time")
    paid = pl.col("money") > 0
    shape = flows.group_by(keys, maintain_order=True).agg(
        turns=(paid != paid.shift(1)).sum(), begins=pl.col("money").first()
    )
    every = cash.select(keys).unique(maintain_order=True)
    shape = every.join(shape, on=keys, how="left", nulls_equal=True, maintain_order="left").with_row_index("flow")
    rated = flows.join(shape.select("flow", *keys), on=keys, how="left", nulls_equal=True)
    rates = _roots(rated["flow"].to_numpy(), rated["time"].to_numpy(), rated["money"].to_numpy(), shape.height)
    single = (pl.col("turns") == 1) & (pl.col("begins") < 0)
    remark = (
        pl.when(single & pl.col("irr").is_null()).then(pl.lit(Remark.EXTREME.value))
        .when(single).then(None)
        .when(pl.col("turns") > 1).then(pl.lit(Remark.SEVERAL.value))
        .when(pl.col("begins") < 0).then(pl.lit(Remark.NEVER.value))
        .otherwise(pl.lit(Remark.NOTHING_INVESTED.value))
    )  # fmt: skip
    named = shape.with_columns(pl.Series("irr", rates, dtype=pl.Float64).fill_nan(None))
    return named.select(*keys, pl.when(single).then("irr").alias("irr"), remark.alias("irr_remark"))


def _roots(flow: npt.NDArray[np.uint32], time: Numbers, money: Numbers, count: int) -> Numbers:
    """Bisection of all cash flows at once; NaN where the present value has one sign over the whole interval.

    With z = log(1 + rate) the present value is a sum of money x exp(-z x time); only its sign counts, so each cash
    flow may be scaled to keep the largest exponent at 0.
    """

    def value(z: Numbers) -> Numbers:
        exponent = -z[flow] * time
        largest = np.full(count, -np.inf)
        np.maximum.at(largest, flow, exponent)
        summed = np.zeros(count)
        np.add.at(summed, flow, money * np.exp(exponent - largest[flow]))
        return summed

    low, high = np.full(count, LOWEST), np.full(count, HIGHEST)
    at_low = np.sign(value(low))
    known = at_low * np.sign(value(high)) < 0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        same = np.sign(value(middle)) == at_low
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return np.where(known, np.expm1((low + high) / 2), np.nan)


def payback(cash: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """Years from opening until what was invested has come back for good, undiscounted.

    Parameters
    ----------
    cash
        The keys, ``year`` (calendar), ``part`` (share of the year that counts), ``once`` (money at its start) and
        ``money`` (evenly over the year), in + and out -, ``invested`` (of ``once``: what was invested, below 0). Years
        in order, one row a year.

    Returns
    -------
    keys, payback_years, payback_remark. The year in which it comes back counts in proportion; after it the sum never
    turns negative again. The value left at the end of the horizon does not count.
    """
    ordered = cash.sort(*keys, "year")
    after = (pl.col("once") + pl.col("money")).cum_sum().over(keys)
    levels = ordered.with_columns(after=after).with_columns(before=pl.col("after") - pl.col("money"))
    small = SMALL * pl.max_horizontal(pl.col("once").abs().max(), pl.col("money").abs().max()).over(keys)
    opened = levels.filter(pl.col("invested") < 0).group_by(keys, maintain_order=True).agg(opened=pl.col("year").min())
    short = levels.filter(pl.col("before") < -small)
    last = short.group_by(keys, maintain_order=True).agg(pl.col("year", "part", "before", "after", "money").last())
    joined = opened.join(last, on=keys, how="left", nulls_equal=True, maintain_order="left")
    share = pl.col("part") * -pl.col("before") / pl.col("money")
    back = pl.col("after") >= -SMALL * pl.col("money").abs()
    years = pl.when(pl.col("year").is_null()).then(0.0).when(back).then(pl.col("year") - pl.col("opened") + share)
    found = joined.select(*keys, years.alias("payback_years"))
    remark = pl.when(pl.col("payback_years").is_null()).then(pl.lit(Remark.NOT_PAID_BACK.value))
    nothing = cash.select(keys).unique(maintain_order=True).join(found, on=keys, how="anti", nulls_equal=True)
    said = nothing.with_columns(
        payback_years=pl.lit(None, pl.Float64), payback_remark=pl.lit(Remark.NOTHING_INVESTED.value)
    )
    return pl.concat([found.with_columns(payback_remark=remark), said])
