"""Impacts: factor x the indicator they arise from (Semantics 29)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from punos.instance.instance import Instance
from punos.lp import NUMBERS, Expression
from punos.model.investment import Investment
from punos.model.operation import Operations
from punos.model.trade import Trades
from punos.model.transport import Shipping, along
from punos.tables.impacts import KEY_TABLES, ImpactSource

INDEX = ("impact", "of", "key", "place", "period")


def emissions(instance: Instance, investment: Investment, run: Operations, ship: Shipping, trade: Trades) -> Expression:
    """Impacts by what they arise from and where, a year; what building causes, of the period.

    Freight counts at the place it leaves: mass x km for a mode, mass for a route.
    """
    sources: list[tuple[ImpactSource, str, Callable[[], Expression]]] = [
        (ImpactSource.RUN, "process", lambda: _at_place(instance, run.run)),
        (ImpactSource.BUILD, "technology", lambda: _at_place(instance, investment.build)),
        (ImpactSource.BUILD, "plant", lambda: _at_place(instance, investment.build)),
        (ImpactSource.CAPACITY, "technology", lambda: _at_place(instance, investment.capacity)),
        (ImpactSource.CAPACITY, "plant", lambda: _at_place(instance, investment.capacity)),
        (ImpactSource.BUY, "commodity", lambda: trade.buy),
        (ImpactSource.BUY, "supply", lambda: trade.buy),
        (ImpactSource.SELL, "commodity", lambda: trade.sell),
        (ImpactSource.SELL, "demand", lambda: trade.sell),
        (ImpactSource.DISCARD, "commodity", lambda: trade.discard),
        (ImpactSource.SHIP, "mode", lambda: _freight(ship, pl.col("mass") * pl.col("distance_km").fill_null(0.0))),
        (ImpactSource.SHIP, "route", lambda: _freight(ship, pl.col("mass"))),
    ]
    parts = [_of(instance, source, entity, expression) for source, entity, expression in sources]
    return Expression.sum([_nothing(instance), *parts], INDEX)


def _nothing(instance: Instance) -> Expression:
    """No impact at all, with the types of the labels."""
    types: dict[str, Any] = {"impact": instance.types["impacts"], "of": pl.String, "key": pl.String,
             "place": instance.types["places"], "period": instance.types["periods"]}  # fmt: skip
    return Expression(INDEX, pl.DataFrame(schema={**types, "column": NUMBERS, "coefficient": pl.Float64}))


TABLE_OF = {
    "process": "processes", "technology": "technologies", "plant": "plants", "commodity": "commodities",
    "supply": "supplies", "demand": "demands", "mode": "modes", "route": "routes",
}  # fmt: skip


def _of(instance: Instance, source: ImpactSource, entity: str, indicator: Callable[[], Expression]) -> Expression:
    """Factors of one source times its indicator; a key is looked for in the tables of `KEY_TABLES` in their order."""
    factors = instance.impact_factors.filter(pl.col("of") == source.value)
    order = KEY_TABLES[source]
    earlier = order[: order.index(TABLE_OF[entity])]
    taken = [name for t in earlier for name in instance.types[t].categories]
    factors = factors.filter(~pl.col("key").cast(pl.String).is_in(taken))
    if factors.is_empty():
        return _nothing(instance)
    kind = instance.types[TABLE_OF[entity]]
    keyed = factors.with_columns(pl.col("key").cast(pl.String).cast(kind, strict=False)).drop_nulls("key")
    keyed = keyed.rename({"key": entity}).select("impact", "of", entity, "period", "quantity")
    caused = indicator().over(entity, "place", "period").times(keyed, "quantity")
    text = caused.frame.with_columns(pl.col(entity).cast(pl.String).alias("key"), pl.col("of").cast(pl.String))
    return Expression(INDEX, text.select(*INDEX, "column", "coefficient"))


def _at_place(instance: Instance, expression: Expression) -> Expression:
    site = instance.plants.frame.select("plant", "place", "technology").unique().with_columns(one=pl.lit(1.0))
    return expression.times(site, "one")


def _freight(ship: Shipping, amount: pl.Expr) -> Expression:
    labels = ("route", "from", "mode", "period")
    return along(ship.arcs, amount, labels).rename(**{"from": "place"})
