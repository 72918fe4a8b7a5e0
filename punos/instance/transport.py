"""Routes as arcs, modes, terminals (Semantics 20-22)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.reader import Reader
from punos.instance.time import capital_factors


@dataclass(frozen=True)
class Transport:
    """Frames of the transport strand.

    Attributes
    ----------
    routes
        route, period: capacity (mass a year, each direction), capex (money for opening; null = stands), usable
        (bool: period starts in or after `opens`), lifetime, salvage_share, annuity.
    arcs
        route, from, to, mode, commodity, period: mass (a unit), freight (money a unit sent), loss (share),
        distance_km. One row a direction and a good that may move.
    terminals
        place, mode, period: handling_cost (money a mass unit, each time), capacity (mass a year, in plus out),
        capex (null = stands), salvage_share, annuity, lifetime (inf).
    """

    routes: pl.DataFrame
    arcs: pl.DataFrame
    terminals: pl.DataFrame


def transport(reader: Reader, commodities: pl.DataFrame) -> Transport:
    """Routes with their modes' costs, both directions, and every good they may carry."""
    routes = _dated(reader.with_structure("routes"), reader)
    if "operator" not in routes.columns:
        routes = routes.with_columns(operator=pl.lit(None, dtype=reader.types["operators"]))
    rates = reader.resolved("operators").select("operator", rate="discount_rate").unique("operator")
    routes = routes.join(rates, on="operator", how="left", maintain_order="left")
    routes = capital_factors(routes, reader.periods, reader.settings)
    terminals = reader.resolved("terminals").with_columns(
        lifetime=pl.lit(float("inf")), rate=pl.lit(None, dtype=pl.Float64)
    )
    terminals = capital_factors(terminals, reader.periods, reader.settings)
    money = ("lifetime", "salvage_share", "annuity")
    return Transport(
        routes.select("route", "period", "capacity", "capex", "usable", *money).sort("route", "period"),
        _arcs(routes.filter("usable"), reader, commodities),
        terminals.select("place", "mode", "period", "handling_cost", "capacity", "capex", *money),
    )


def _dated(routes: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """A route is usable from the first period that starts in or after `opens`."""
    dated = routes.join(reader.periods.select("period", "start"), on="period", how="left", maintain_order="left")
    opens = pl.col("opens").cast(pl.Float64).fill_null(-float("inf"))
    return dated.with_columns(usable=pl.col("start") >= opens).drop("start")


def _arcs(routes: pl.DataFrame, reader: Reader, commodities: pl.DataFrame) -> pl.DataFrame:
    per_km = reader.resolved("modes").select("mode", "period", "cost_per_tkm")
    routes = routes.join(per_km, on=["mode", "period"], how="left", maintain_order="left")
    by_distance = pl.col("cost_per_tkm").fill_null(0.0) * pl.col("distance_km").fill_null(0.0)
    routes = routes.with_columns(by_mass=pl.coalesce("cost", by_distance))
    back = routes.filter(pl.col("both_ways").fill_null(False)).with_columns(
        pl.col("to").alias("from"), pl.col("from").alias("to")
    )
    arcs = pl.concat([routes, back]).select(
        "route", "from", "to", "mode", "commodity", "period", "by_mass", "loss", "distance_km"
    )
    goods = commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period", "mass")
    named = arcs.filter(pl.col("commodity").is_not_null()).join(goods, on=["commodity", "period"])
    every = arcs.filter(pl.col("commodity").is_null()).drop("commodity").join(goods, on="period")
    index = ["route", "from", "to", "mode", "commodity", "period"]
    full = pl.concat(
        [
            named.select(*index, "mass", "by_mass", "loss", "distance_km"),
            every.select(*index, "mass", "by_mass", "loss", "distance_km"),
        ]
    )
    return full.select(
        *index, "mass", freight=pl.col("by_mass") * pl.col("mass"), loss="loss", distance_km="distance_km"
    ).sort(index)
