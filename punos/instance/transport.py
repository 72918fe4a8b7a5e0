"""Routes as arcs, modes, terminals (Semantics 20-22)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.reader import Reader
from punos.instance.time import capital_factors
from punos.tables import TABLES, WHOLE_YEAR


@dataclass(frozen=True)
class Transport:
    """Frames of the transport strand.

    Attributes
    ----------
    routes
        route, period: capacity (mass a year, of rows without slice), capex (money for opening; null = stands), usable
        (bool: period starts in or after `opens`), lifetime, salvage_share, annuity.
    limits
        route, period, slice (in a study with slices): capacity (mass a year, each direction; in a slice, of it;
        ``year``: of all slices together).
    arcs
        route, from, to, mode, commodity, period, slice (in a study with slices): mass (a unit), freight (money a unit
        sent), loss (share), distance_km. One row a direction and a good that may move.
    terminals
        place, mode, period: capex (null = stands), salvage_share, annuity, lifetime (inf).
    handling
        place, mode, period, slice (in a study with slices): handling_cost (money a mass unit, each time), capacity
        (mass a year, in plus out; as of `limits`), capex.
    """

    routes: pl.DataFrame
    limits: pl.DataFrame
    arcs: pl.DataFrame
    terminals: pl.DataFrame
    handling: pl.DataFrame


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
    when = ("period", *reader.slices.labels)
    figures = _in_slices(reader, "routes", routes, ("cost", "loss"))
    handling = _in_slices(reader, "terminals", terminals, ("handling_cost",))
    handling = handling.join(terminals.select("place", "mode", "period", "capex"), on=["place", "mode", "period"])
    return Transport(
        routes=routes.select("route", "period", "capacity", "capex", "usable", *money).sort("route", "period"),
        limits=figures.select("route", *when, "capacity").sort("route", *when),
        arcs=_arcs(routes.filter("usable"), figures, reader, commodities),
        terminals=terminals.select("place", "mode", "period", "capex", *money),
        handling=handling.select("place", "mode", *when, "handling_cost", "capacity", "capex"),
    )


def _in_slices(reader: Reader, table: str, of_year: pl.DataFrame, costs: tuple[str, ...]) -> pl.DataFrame:
    """Capacity and costs in every slice, and of the year: the capacity of all slices, the costs of rows without slice.

    In a study without slices, those of the year.
    """
    keys = TABLES[table].keys
    if not reader.slices.any:
        return of_year.select(*keys, "period", "capacity", *costs)
    where = of_year.select(keys).unique().join(reader.slices.frame.select("slice"), how="cross")
    slices = reader.resolved(table, at_slices=where).select(*keys, "period", "slice", "capacity", *costs)
    together = slices.group_by(*keys, "period").agg(pl.col("capacity").sum())
    year = of_year.select(*keys, "period", *costs).join(together, on=[*keys, "period"], how="left")
    whole = pl.lit(WHOLE_YEAR, dtype=reader.types["slices"]).alias("slice")
    return pl.concat([slices, year.select(*keys, "period", whole, "capacity", *costs)])


def _dated(routes: pl.DataFrame, reader: Reader) -> pl.DataFrame:
    """A route is usable from the first period that starts in or after `opens`."""
    dated = routes.join(reader.periods.select("period", "start"), on="period", how="left", maintain_order="left")
    opens = pl.col("opens").cast(pl.Float64).fill_null(-float("inf"))
    return dated.with_columns(usable=pl.col("start") >= opens).drop("start")


def _arcs(routes: pl.DataFrame, figures: pl.DataFrame, reader: Reader, commodities: pl.DataFrame) -> pl.DataFrame:
    """One row a direction, a good that may move, and (in a study with slices) each slice in which the good balances."""
    per_km = reader.resolved("modes").select("mode", "period", "cost_per_tkm")
    routes = routes.join(per_km, on=["mode", "period"], how="left", maintain_order="left")
    by_distance = pl.col("cost_per_tkm").fill_null(0.0) * pl.col("distance_km").fill_null(0.0)
    routes = routes.with_columns(by_distance=by_distance)
    back = routes.filter(pl.col("both_ways").fill_null(False)).with_columns(
        pl.col("to").alias("from"), pl.col("from").alias("to")
    )
    link = ("route", "from", "to", "mode", "commodity", "period", "by_distance", "distance_km")
    arcs = pl.concat([routes.select(link), back.select(link)])
    goods = commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period", "mass")
    if reader.slices.any:
        goods = goods.join(reader.slices.goods, on="commodity")
    named = arcs.filter(pl.col("commodity").is_not_null()).join(goods, on=["commodity", "period"])
    every = arcs.filter(pl.col("commodity").is_null()).drop("commodity").join(goods, on="period")
    index = ["route", "from", "to", "mode", "commodity", "period", *reader.slices.labels]
    full = pl.concat([frame.select(*index, "mass", "by_distance", "distance_km") for frame in (named, every)])
    full = full.join(figures, on=["route", "period", *reader.slices.labels], how="left", maintain_order="left")
    by_mass = pl.coalesce("cost", "by_distance")
    return full.select(*index, "mass", freight=by_mass * pl.col("mass"), loss="loss", distance_km="distance_km").sort(
        index
    )
