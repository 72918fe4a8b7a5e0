"""What must be delivered is delivered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.registry import constraint
from punos.tables.trade import DemandKind

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="What must be delivered is delivered, or paid for as shortfall where that is allowed.",
    unit="commodity unit / year",
    tables=("demands",),
    limit="demands.quantity",
)
def demand(model: Model) -> None:
    """sell + short = quantity, each must-demand and period (and slice, where its good balances by slice)."""
    must = model.instance.trade.demands.filter(pl.col("kind") == DemandKind.MUST.value)
    index = model.instance.at("demand")
    rows = must.select(*index, "quantity")
    sold = Expression.sum([model.trade.sell.over(*index), model.trade.short.over(*index)], index)
    kept = sold.within(rows)
    model.program.constraint("demand", rows, kept, lower="quantity", upper="quantity")
