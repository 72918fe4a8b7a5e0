"""When the money of a plan falls, year by year, and what it is worth at a rate (Semantics 10-14).

The study's own discounting makes one plan of least social cost; an owner looks at the same money at his own rate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Base
from punos.instance.time import SHIFT, horizon_end
from punos.plan.economics.kinds import Item

if TYPE_CHECKING:
    from punos.plan.solved import Solved

END = "end"
"""When the value left at the end of the horizon falls; beside the bases `year` and `period`."""


def when() -> pl.Expr:
    """When a line of a ledger falls: in each year of its period, at the start of it, or at the end of the horizon."""
    return pl.when(pl.col("item") == Item.SALVAGE.value).then(pl.lit(END)).otherwise("base").alias("when")


def events(plan: Solved) -> pl.DataFrame:
    """Every time at which money falls.

    Returns
    -------
    period, when (`Base.YEAR`, `Base.PERIOD` or `END`), year (calendar), part (share of the year that counts), time
    (years from the base year), count (how often it counts: the part; where a study gives the weight of a period
    itself, that weight in relation to the computed one).
    """
    time = plan.study.settings.time
    base = float(time.base_year if time.base_year is not None else plan.periods["start"][0])
    at_end = horizon_end(plan.periods)
    periods = plan.periods.select("period", "start", "years", "weight")
    whole = pl.int_ranges(pl.col("years").ceil().cast(pl.Int64)).alias("nth")
    years = periods.with_columns(whole).explode("nth").with_columns(
        year=pl.col("start") + pl.col("nth"),
        part=(pl.col("years") - pl.col("nth")).clip(upper_bound=1.0),
    )  # fmt: skip
    years = years.with_columns(time=pl.col("year") - base + SHIFT[time.running_at])
    worth = (pl.col("part") * (1.0 + time.discount_rate) ** -pl.col("time")).sum().over("period")
    years = years.with_columns(count=pl.col("part") * pl.col("weight") / worth)
    once = periods.with_columns(year=pl.col("start"), part=pl.lit(1.0), time=pl.col("start") - base, count=pl.lit(1.0))
    ended = once.with_columns(year=pl.lit(at_end), time=pl.lit(at_end - base))
    named = {Base.YEAR.value: years, Base.PERIOD.value: once, END: ended}
    columns = ("period", "when", "year", "part", "time", "count")
    return pl.concat(f.with_columns(when=pl.lit(w)).select(columns) for w, f in named.items())


def owner_rates(plan: Solved) -> pl.DataFrame:
    """plant, technology, place, operator, rate: the operator's discount rate, else the study's."""
    rates = plan.study.table("operators").select("operator", rate="discount_rate").unique("operator")
    plants = plan.study.table("plants").select("plant", "technology", "place", "operator")
    facts = plants.group_by("plant").agg(pl.all().drop_nulls().first())
    rate = pl.col("rate").fill_null(plan.study.settings.time.discount_rate)
    return facts.join(rates, on="operator", how="left").with_columns(rate).sort("plant")


def factors(times: pl.DataFrame, rates: pl.Series) -> pl.DataFrame:
    """What 1 a year of a period, or 1 paid once, is worth in the base year at each rate: rate, period, when, factor."""
    each = times.join(rates.unique().sort().to_frame("rate"), how="cross")
    value = pl.col("count") * (1.0 + pl.col("rate")) ** -pl.col("time")
    return each.group_by("rate", "period", "when").agg(factor=value.sum())
