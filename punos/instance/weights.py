"""How many times money counts in the objective, said once for the model, its audit and the pages."""

from __future__ import annotations

import polars as pl

from punos.indicators import EarnKind, SpendKind
from punos.instance.time import horizon_discount
from punos.study.settings import Capital, Settings


def money_weights(periods: pl.DataFrame, settings: Settings) -> pl.DataFrame:
    """Give how many times a sum of a kind and period counts in the objective (Semantics 11, 12, 14).

    A yearly sum counts ``weight`` times; what is paid once, by the discount of its period; the value left at the
    end, by the discount of the end of the horizon.

    Parameters
    ----------
    periods
        period, start, years, weight, discount, as an instance and a plan have them.

    Returns
    -------
    kind, period, weight.
    """
    overnight = settings.time.capital is Capital.OVERNIGHT
    at_end = horizon_discount(periods, settings)

    def weight(kind: SpendKind | EarnKind) -> pl.Expr:
        if kind is EarnKind.SALVAGE:
            return pl.lit(at_end)
        once = kind is SpendKind.RESTART or (kind in (SpendKind.CAPEX, SpendKind.CONVERSION) and overnight)
        return pl.col("discount" if once else "weight")

    return pl.concat(
        periods.select(kind=pl.lit(kind.value), period="period", weight=weight(kind))
        for kind in (*SpendKind, *EarnKind)
    )
