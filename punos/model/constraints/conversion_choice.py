"""Nothing is converted without paying for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Expression
from punos.model.conversion import INDEX
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="Where converting a plant has a charge, none of it is converted without that.",
    unit="share of existing capacity",
    tables=("conversions", "plants"),
)
def conversion_choice(model: Model) -> None:
    """share <= chosen, each conversion in part with a fixed cost."""
    charged = model.instance.conversions.filter((pl.col("fixed_cost") != 0) & ~pl.col("whole")).select(INDEX)
    share = model.investment.conversion.share.within(charged)
    chosen = model.investment.conversion.chosen.within(charged)
    model.program.constraint("conversion_choice", charged, Expression.sum([share, -chosen], INDEX), upper=0.0)
