"""Dantzig's transport problem: supply at the canneries, must-demand at the markets, freight on the links."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`; money in thousand USD, goods in cases."""
    supply, demand, links = (pl.read_csv(folder / f"{name}.csv") for name in ("supply", "demand", "links"))
    settings = static_settings("Dantzig's canneries", "thousand USD", "case")
    return settings, {
        "periods": one_year(),
        "places": pl.concat([supply.select("place"), demand.select("place")]),
        "commodities": pl.DataFrame({"commodity": ["goods"], "unit": ["case"], "mass": [1.0]}),
        "modes": pl.DataFrame({"mode": ["rail"]}),
        "routes": links.select(
            pl.format("{} to {}", "from", "to").alias("route"),
            "from",
            "to",
            pl.lit("rail").alias("mode"),
            pl.col("cost_thousand_usd_per_case").alias("cost"),
        ),
        "supplies": supply.select(
            pl.format("cannery {}", "place").alias("supply"),
            pl.lit("goods").alias("commodity"),
            "place",
            pl.lit(0.0).alias("price"),
            pl.col("capacity_cases").alias("capacity"),
        ),
        "demands": demand.select(
            pl.format("market {}", "place").alias("demand"),
            pl.lit("goods").alias("commodity"),
            "place",
            pl.col("demand_cases").alias("quantity"),
            pl.lit("must").alias("kind"),
        ),
    }
