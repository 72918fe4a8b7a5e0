"""Marginal values: what one more unit of a limit would save, or one more unit of a good cost (Semantics 39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from punos.lp import Solution
    from punos.model.model import Model

LIMITS = (
    "capacity", "activity_limit", "restart", "plant_limit", "land", "route_capacity", "terminal_capacity", "impact_cap",
    "impact_cap_place", "reserve", "opening_size",
)  # fmt: skip
"""Constraints with an upper limit: their value is what the objective falls when the limit rises."""

GOODS = ("balance", "demand")
"""Constraints whose value is what one more unit costs."""

LABELS = (
    "period", "slice", "place", "commodity", "plant", "technology", "route", "from", "to", "mode", "impact", "supply",
    "demand", "policy",
)  # fmt: skip


def marginal_values(model: Model, solution: Solution, policy_prefix: str) -> pl.DataFrame:
    """Duals divided by the weight of their period, as money of that period a unit; integers fixed.

    Returns
    -------
    constraint, the labels of `LABELS` (blank where not applicable), value, unit. A value without a period (a reserve)
    is money of the base year.
    """
    if not len(solution.duals):
        return pl.DataFrame(
            schema=dict.fromkeys(("constraint", *LABELS), pl.String) | {"value": pl.Float64, "unit": pl.String}
        )
    names = [n for n in (*GOODS, *LIMITS) if n in solution.rows]
    names += [n for n in solution.rows if n.startswith(policy_prefix)]
    parts = [_values(name, model, solution) for name in names if solution.rows[name].count]
    return pl.concat(parts) if parts else marginal_schema()


def marginal_schema() -> pl.DataFrame:
    """No marginal values."""
    return pl.DataFrame(
        schema=dict.fromkeys(("constraint", *LABELS), pl.String) | {"value": pl.Float64, "unit": pl.String}
    )


def over_the_year(prices: pl.DataFrame, slices: pl.DataFrame) -> pl.DataFrame:
    """Marginal values without slices: the mean over the slices, each with its share of the year.

    That is what one more unit a year is worth, spread evenly: of a good, and of a limit that is said a year.
    """
    if "slice" not in prices.columns or prices["slice"].null_count() == prices.height:
        return prices.drop("slice", strict=False)
    shares = slices.select("slice", "share")
    shared = prices.join(shares, on="slice", how="left", maintain_order="left")
    weighted = shared.with_columns(value=pl.col("value") * pl.col("share").fill_null(1.0))
    labels = [c for c in prices.columns if c not in ("slice", "value")]
    return (
        weighted.group_by(labels, maintain_order=True)
        .agg(pl.col("value").sum())
        .select(c for c in prices.columns if c != "slice")
    )


def _values(name: str, model: Model, solution: Solution) -> pl.DataFrame:
    frame = solution.dual(name)
    sign = 1.0 if name in GOODS else -1.0
    if "period" in frame.columns:
        weights = model.instance.periods.select("period", "weight")
        frame = frame.join(weights, on="period", how="left", maintain_order="left")
    else:
        frame = frame.with_columns(weight=pl.lit(1.0))
    currency = model.instance.settings.study.currency
    unit = pl.lit(f"{currency} / unit").alias("unit")
    if name == "balance":
        goods = model.instance.commodities.select("commodity", "unit").unique("commodity")
        frame = frame.join(goods, on="commodity", how="left", maintain_order="left")
        unit = pl.format("{} / {}", pl.lit(currency), pl.col("unit")).alias("unit")
    blank = [pl.lit(None, dtype=pl.String).alias(c) for c in LABELS if c not in frame.columns]
    return frame.with_columns(blank).select(
        pl.lit(name).alias("constraint"),
        *(pl.col(c).cast(pl.String) for c in LABELS),
        # + 0.0 turns the solver's -0 into 0
        (pl.col("dual") * sign / pl.col("weight") + 0.0).alias("value"),
        unit,
    )
