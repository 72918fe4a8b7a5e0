"""What is looked at of a park: who is there, its common services, and the prices at which goods count."""

from __future__ import annotations

import polars as pl

from punos.analysis.share.park import Park, PlayerKind
from punos.analysis.share.reading import Desk
from punos.analysis.share.services import services_of
from punos.plan.plan import Plan


def desk_of(plan: Plan, park: Park, services: tuple[str, ...] = ()) -> Desk:
    """Lay out what is looked at: goods count at the traded prices of the plan, waste at what throwing it away costs.

    Raises
    ------
    WrongUse
        A service asked for is none.
    """
    instance = plan.instance
    found = () if park.kind is PlayerKind.PLACES else services_of(instance, park, services)
    away = instance.commodities.select(
        pl.col("commodity", "period").cast(pl.String), waste=-pl.col("disposal_cost").cast(pl.Float64)
    )
    known = plan.traded_prices().filter(pl.col("place").is_in(park.places))
    prices = known.join(away, on=["commodity", "period"], how="left").select(
        "place", "commodity", "period", pl.coalesce("product_price", "waste").alias("product_price"), "input_price"
    )
    return Desk(park, found, prices.sort("place", "commodity", "period"))
