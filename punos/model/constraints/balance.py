"""In every place, as much of a good comes as goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.lp import Blank, Expression
from punos.model.registry import constraint
from punos.model.slices import balanced

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="In every place and year, what is made, bought, taken from stock and arrives of a good "
    "is used, sold, sent or thrown away.",
    unit="commodity unit / year",
    tables=("flows", "supplies", "demands", "routes", "commodities", "stocks"),
)
def balance(model: Model) -> None:
    """make + arrive + buy + drawn + yielded = use + depart + sell + delivered + discard.

    Each place, commodity and period; with slices, each slice, or the year for goods that balance over it. A row stands
    only where something touches the good. Drawn is what the period takes from stock: (what it begins with, less
    losses, - what it ends with) / years. Yielded are the attributes of goods handed over for them (delivered). Surplus
    leaves as discard, only where a disposal cost is given or the good is an attribute.
    """
    run, ship, trade = model.operation, model.transport, model.trade
    here = model.instance.at("place", "commodity")
    site = model.instance.operation.runs.select("plant", "place").unique().with_columns(one=pl.lit(1.0))
    flows = Expression.sum([run.make, -run.use], run.make.index).times(site, "one")
    yielded = trade.yields.over(*model.instance.at("place", "attribute")).rename(attribute="commodity")
    within = Expression.sum([flows.over(*here), model.stocks.drawn, yielded], here)
    into = [balanced(model.instance, within), ship.arrive, trade.buy.over(*here)]
    out = [ship.depart, trade.sell.over(*here), trade.deliver, trade.discard]
    every = Expression.sum([*into, *(-e for e in out)], here)
    model.program.constraint("balance", model.touched, every, lower=0.0, upper=0.0, blank=Blank.CONSTANT)
