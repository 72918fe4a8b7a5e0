"""Impacts: factor x the indicator they arise from (Semantics 29)."""

from __future__ import annotations

from typing import Any

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression
from punos.model.investment import Investment
from punos.model.operation import Operations
from punos.model.trade import Trades
from punos.model.transport import Shipping
from punos.tables.impacts import KEY_TABLES, ImpactSource

INDEX = ("impact", "of", "key", "place", "period")


def emissions(instance: Instance, investment: Investment, run: Operations, ship: Shipping, trade: Trades) -> Expression:
    """Impacts a year, by what they arise from and where.

    What building causes is spread evenly over the years of the period in which the capacity first works, so that
    all impacts are yearly. Freight counts at the place it leaves: mass x km for a mode, mass for a route.
    """
    built = _at_place(instance, _per_year(instance, investment.build))
    standing = _at_place(instance, investment.capacity)
    sources = [
        (ImpactSource.RUN, "process", _at_place(instance, run.run)),
        (ImpactSource.BUILD, "technology", built),
        (ImpactSource.BUILD, "plant", built),
        (ImpactSource.CAPACITY, "technology", standing),
        (ImpactSource.CAPACITY, "plant", standing),
        (ImpactSource.BUY, "commodity", trade.buy),
        (ImpactSource.BUY, "supply", trade.buy),
        (ImpactSource.SELL, "commodity", trade.sell),
        (ImpactSource.SELL, "demand", trade.sell),
        (ImpactSource.DISCARD, "commodity", trade.discard),
        (ImpactSource.SHIP, "mode", _freight(ship, "mass_km")),
        (ImpactSource.SHIP, "route", _freight(ship, "mass")),
    ]
    parts = [_of(instance, source, entity, expression) for source, entity, expression in sources]
    return Expression.sum([_nothing(instance), *parts], INDEX)


def _nothing(instance: Instance) -> Expression:
    """No impact at all, with the types of the labels."""
    types: dict[str, Any] = {"impact": instance.types["impacts"], "of": pl.String, "key": pl.String,
             "place": instance.types["places"], "period": instance.types["periods"]}  # fmt: skip
    return Expression(INDEX, pl.DataFrame(schema={**types, "column": pl.Int64, "coefficient": pl.Float64}))


TABLE_OF = {
    "process": "processes", "technology": "technologies", "plant": "plants", "commodity": "commodities",
    "supply": "supplies", "demand": "demands", "mode": "modes", "route": "routes",
}  # fmt: skip


def _of(instance: Instance, source: ImpactSource, entity: str, expression: Expression) -> Expression:
    """Factors of one source times its indicator; a key is looked for in the tables of `KEY_TABLES` in their order."""
    factors = instance.impact_factors.filter(pl.col("of") == source.value)
    order = KEY_TABLES[source]
    earlier = order[: order.index(TABLE_OF[entity])]
    taken = [name for t in earlier for name in instance.types[t].categories]
    factors = factors.filter(~pl.col("key").cast(pl.String).is_in(taken))
    if factors.is_empty() or expression.frame.is_empty():
        return Expression.empty(INDEX)
    kind = instance.types[TABLE_OF[entity]]
    keyed = factors.with_columns(pl.col("key").cast(pl.String).cast(kind, strict=False)).drop_nulls("key")
    keyed = keyed.rename({"key": entity}).select("impact", "of", entity, "period", "quantity")
    caused = expression.over(entity, "place", "period").times(keyed, "quantity")
    text = caused.frame.with_columns(pl.col(entity).cast(pl.String).alias("key"), pl.col("of").cast(pl.String))
    return Expression(INDEX, text.select(*INDEX, "column", "coefficient"))


def _at_place(instance: Instance, expression: Expression) -> Expression:
    site = instance.plants.frame.select("plant", "place", "technology").unique().with_columns(one=pl.lit(1.0))
    return expression.times(site, "one")


def _per_year(instance: Instance, expression: Expression) -> Expression:
    return expression.times(instance.periods.select("period", share=1.0 / pl.col("years")), "share")


def _freight(ship: Shipping, by: str) -> Expression:
    index = ("route", "from", "to", "mode", "commodity", "period")
    mass = ship.arcs.select(
        *index, mass=pl.col("mass"), mass_km=pl.col("mass") * pl.col("distance_km").fill_null(0.0)
    ).select(*index, by)
    return ship.ship.times(mass, by).rename(**{"from": "place"})
