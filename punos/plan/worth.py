"""What money counts in the objective: every row of `spend` and `earn` with its part of the net cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.instance.weights import money_weights

if TYPE_CHECKING:
    from punos.plan.plan import Plan


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
