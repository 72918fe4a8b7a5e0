"""What money counts in the objective: every row of `spend` and `earn` with its part of the net cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import EarnKind, SpendKind
from punos.instance.time import horizon_discount
from punos.study.settings import Capital, Settings

if TYPE_CHECKING:
    from punos.plan.plan import Plan


def money_weights(periods: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Give how many times a sum of a kind and period counts in the objective (Semantics 11, 12, 14).

    A yearly sum counts ``weight`` times; what is paid once, by the discount of its period; the value left at the
    end, by the discount of the end of the horizon.

    Parameters
    ----------
    periods
        period, start, years, weight, discount, as a plan has them.

    Returns
    -------
    kind, period, weight.
    """
    overnight = settings.time.capital is Capital.OVERNIGHT
    at_end = horizon_discount(periods, settings)

    def weight(kind: SpendKind | EarnKind) -> pl.Expr:
        if kind is EarnKind.SALVAGE:
            return pl.lit(at_end)
        once = kind is SpendKind.RESTART or (kind is SpendKind.CAPEX and overnight)
        return pl.col("discount" if once else "weight")

    return pl.concat(
        periods.select(kind=pl.lit(kind.value), period=pl.col("period").cast(pl.String), weight=weight(kind))
        for kind in (*SpendKind, *EarnKind)
    )


def worth(plan: Plan) -> pl.DataFrame:
    """Give every row of money with what it adds to the net cost of the plan.

    Returns
    -------
    The columns of `spend` and `earn`, ``value`` (as they have it: a year, or once), ``weight`` and ``worth``:
    value × weight, spending positive, earning negative. The sum of ``worth`` is the objective.
    """
    weights = money_weights(plan.periods, plan.study.settings)
    signs = {"spend": 1.0, "earn": -1.0}
    both = [plan.frame(name).with_columns(sign=pl.lit(sign)) for name, sign in signs.items()]
    rows = pl.concat(both, how="diagonal_relaxed").join(
        weights, on=["kind", "period"], how="left", maintain_order="left"
    )
    return rows.with_columns(worth=pl.col("value") * pl.col("weight") * pl.col("sign")).drop("sign")
