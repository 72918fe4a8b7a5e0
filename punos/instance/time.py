"""Periods, dates and the value of money over time (Semantics 10-15)."""

from __future__ import annotations

import math

import polars as pl

from punos.study.settings import Capital, RunningAt, Salvage, Settings

SHIFT = {RunningAt.START: 0.0, RunningAt.MIDDLE: 0.5, RunningAt.END: 1.0}
"""Where in its year a running payment falls, in years (Semantics 11)."""


def period_frame(rows: pl.DataFrame, settings: Settings, dtype: pl.Enum) -> pl.DataFrame:
    """The periods in order of time.

    Returns
    -------
    period, start (year), years, weight (times a yearly cost counts: discount factor x years),
    discount (of a payment at the start of the period).
    """
    rate = settings.time.discount_rate
    starts, years = rows["start"], rows["years"].fill_null(1.0)
    base = settings.time.base_year
    base_year = float(base if base is not None else starts.min())  # type: ignore[arg-type]
    shift = SHIFT[settings.time.running_at]
    # A study has a handful of periods: this loop is over them, not over rows of data.
    computed = [_weight(float(s) - base_year + shift, float(y), rate) for s, y in zip(starts, years, strict=True)]
    return rows.select(
        pl.col("period").cast(dtype),
        pl.col("start").cast(pl.Float64),
        years.alias("years"),
        pl.coalesce(pl.col("weight"), pl.Series("computed", computed, dtype=pl.Float64)).alias("weight"),
        pl.Series("discount", [(1 + rate) ** -(float(s) - base_year) for s in starts], dtype=pl.Float64),
    ).sort("period")


def _weight(first: float, years: float, rate: float) -> float:
    """Sum over the years of a period of (1+i)^-(year + shift - base_year); a broken last year counts its part."""
    whole = math.floor(years)
    total = sum((1 + rate) ** -(first + y) for y in range(whole))
    return float(total + (years - whole) * (1 + rate) ** -(first + whole))


def horizon_end(periods: pl.DataFrame) -> float:
    """The year in which the last period ends."""
    last = periods.select(pl.col("start") + pl.col("years")).to_series()
    return float(last.max())  # type: ignore[arg-type]


def horizon_discount(periods: pl.DataFrame, settings: Settings) -> float:
    """Discount factor of a payment at the end of the horizon (salvage)."""
    first, at = float(periods["start"][0]), float(periods["discount"][0])
    return float(at * (1 + settings.time.discount_rate) ** -(horizon_end(periods) - first))


def annuity(rate: pl.Expr, life: pl.Expr) -> pl.Expr:
    """Yearly payment of a loan of 1 over ``life`` years at ``rate``: r / (1 - (1+r)^-n); 1/n at no interest.

    A life without end pays the interest only.
    """
    return (
        pl.when(rate == 0)
        .then(pl.when(life.is_infinite()).then(0.0).otherwise(1.0 / life))
        .otherwise(rate / (1.0 - (1.0 + rate) ** (-life)))
    )


def left_value(kind: Salvage, rate: float, start: pl.Expr, life: pl.Expr, end: float) -> pl.Expr:
    """Share of capex that is left at the end of the horizon (Semantics 14).

    straight-line: left / life; annuity (the same as a sinking fund): (1-(1+i)^-left) / (1-(1+i)^-life). What
    never ends keeps its whole value, the limit of both.
    """
    left = pl.max_horizontal(start + life - end, 0.0)
    if kind is Salvage.NONE:
        return pl.lit(0.0)
    if kind is Salvage.STRAIGHT_LINE or rate == 0.0:
        share = left / life
    else:
        share = (1.0 - (1.0 + rate) ** (-left)) / (1.0 - (1.0 + rate) ** (-life))
    return pl.when(life.is_infinite()).then(1.0).otherwise(share)


def capital_factors(frame: pl.DataFrame, periods: pl.DataFrame, settings: Settings, rate: str = "rate") -> pl.DataFrame:
    """Adds to rows with ``period`` (of building), ``lifetime`` and the owner's ``rate`` what a capex of 1 means.

    Adds ``salvage_share`` (of the capex, at the end of the horizon) and ``annuity`` (a year while it works).
    """
    time = settings.time
    owner = pl.col(rate).fill_null(time.discount_rate)
    dated = frame.join(periods.select("period", "start"), on="period", how="left", maintain_order="left")
    salvage = time.salvage if time.capital is Capital.OVERNIGHT else Salvage.NONE
    end = horizon_end(periods)
    return dated.with_columns(
        left_value(salvage, time.discount_rate, pl.col("start"), pl.col("lifetime"), end).alias("salvage_share"),
        annuity(owner, pl.col("lifetime")).alias("annuity"),
    ).drop("start")


def alive(frame: pl.DataFrame, periods: pl.DataFrame, vintage: str = "vintage") -> pl.DataFrame:
    """The periods in which each vintage works: start_v <= start_q < start_v + lifetime_v (Semantics 13).

    ``frame`` has the column ``vintage`` (a period) and ``lifetime``; the result has a row for each period ``period``
    in which it works.
    """
    born = periods.select(pl.col("period").alias(vintage), pl.col("start").alias("born"))
    later = periods.select("period", "start")
    return (
        frame.join(born, on=vintage, how="inner")
        .join(later, how="cross")
        .filter((pl.col("start") >= pl.col("born")) & (pl.col("start") < pl.col("born") + pl.col("lifetime")))
        .drop("born", "start")
    )
