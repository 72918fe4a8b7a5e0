"""The figures of a chain study as every tool is given them: resolved, discounted, one tidy table a thing.

What a tool does with them is measured; making them is not. They are kept as Parquet files, so that each tool can run in
a process of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from punos import Study
from punos.instance.instance import build_instance
from punos.instance.time import alive, horizon_discount


@dataclass(frozen=True)
class Frames:
    """Tables of a chain; names are Enums, money is discounted.

    Attributes
    ----------
    periods, places, goods
        period, weight (times a yearly cost counts) · place · commodity.
    works
        vintage, period: the periods in which what is built in a period works.
    plants
        plant, place, max_capacity.
    capital
        plant, vintage, capital: what building one unit costs, upkeep included, salvage taken off.
    flows
        plant, commodity, quantity (− used, + made, a unit of running).
    routes
        route, from, to, freight (a unit of any good), capacity (of all goods together).
    supplies, demands
        supply, place, commodity, price, capacity · demand, place, commodity, quantity, penalty.
    """

    periods: pl.DataFrame
    places: pl.DataFrame
    goods: pl.DataFrame
    works: pl.DataFrame
    plants: pl.DataFrame
    capital: pl.DataFrame
    flows: pl.DataFrame
    routes: pl.DataFrame
    supplies: pl.DataFrame
    demands: pl.DataFrame

    @staticmethod
    def of(study: Study) -> Frames:
        """Resolve a study of :func:`benchmarks.chains.chain_study`."""
        instance = build_instance(study)
        first = instance.periods["period"][0]
        frame, trade = instance.plants.frame, instance.trade
        operation, transport = instance.operation, instance.transport
        works = alive(frame.select("plant", pl.col("period").alias("vintage"), "lifetime"), instance.periods)
        upkeep = works.join(instance.periods.select("period", "weight"), on="period").group_by("plant", "vintage")
        end = horizon_discount(instance.periods, study.settings)
        capital = (
            frame.join(instance.periods.select("period", "discount"), on="period")
            .rename({"period": "vintage"})
            .join(upkeep.agg(pl.col("weight").sum()), on=["plant", "vintage"])
            .select(
                "plant",
                "vintage",
                capital=pl.col("capex") * (pl.col("discount") - end * pl.col("salvage_share"))
                + pl.col("fixed_om") * pl.col("weight"),
            )
            .sort("plant", "vintage")
        )
        sites = operation.runs.select("process", "plant").unique()
        flows = operation.flows.filter(pl.col("period") == first).join(sites, on=["process", "plant"])
        arcs = transport.arcs.filter(pl.col("period") == first).unique("route", maintain_order=True)
        capacity = transport.routes.filter(pl.col("period") == first).select("route", "capacity")
        once = pl.col("period") == first
        return Frames(
            instance.periods.select("period", "weight"),
            instance.places.filter(once).select("place"),
            instance.commodities.filter(once).select("commodity"),
            works.select("vintage", "period").unique().sort("vintage", "period"),
            frame.filter(once).select("plant", "place", "max_capacity"),
            capital,
            flows.select("plant", "commodity", "quantity").sort("plant", "commodity"),
            arcs.join(capacity, on="route").select("route", "from", "to", "freight", "capacity").sort("route"),
            trade.supplies.filter(once).select("supply", "place", "commodity", "price", "capacity"),
            trade.demands.filter(once).select("demand", "place", "commodity", "quantity", penalty="shortfall_cost"),
        )

    def write(self, folder: Path) -> None:
        """Keep the tables in a folder."""
        for field in fields(self):
            getattr(self, field.name).write_parquet(folder / f"{field.name}.parquet")

    @staticmethod
    def read(folder: Path) -> Frames:
        """Read what `write` kept."""
        return Frames(*(pl.read_parquet(folder / f"{field.name}.parquet") for field in fields(Frames)))
