"""Fixed-charge network flow: one commodity on unlimited routes that must be opened before use."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def tables(folder: Path, instance: str) -> tuple[Settings, Tables]:
    """Give the study of one `instance` of the case in `folder`.

    An opening with a charge needs a size: all that is demanded is the most any arc can carry.
    Arcs without a charge stand.
    """
    arcs = pl.read_csv(folder / instance / "arcs.csv")
    nodes = pl.read_csv(folder / instance / "nodes.csv")
    demand = nodes.filter(pl.col("demand") > 0)
    charged = pl.col("fixed_cost") > 0
    good = pl.lit("flow").alias("commodity")
    return static_settings(f"Fixed-charge network {instance}", "money", "unit"), {
        "periods": one_year(),
        "places": nodes.select(pl.col("node").alias("place")),
        "commodities": pl.DataFrame({"commodity": ["flow"], "unit": ["unit"], "mass": [1.0]}),
        "modes": pl.DataFrame({"mode": ["link"]}),
        "routes": arcs.select(
            pl.format("{} to {}", "from", "to").alias("route"),
            "from",
            "to",
            pl.lit("link").alias("mode"),
            pl.when(charged).then(pl.lit(demand["demand"].sum())).alias("capacity"),
            pl.col("unit_cost").alias("cost"),
            pl.when(charged).then("fixed_cost").alias("capex"),
        ),
        "supplies": nodes.filter(pl.col("demand") < 0).select(
            pl.format("source {}", "node").alias("supply"),
            good,
            pl.col("node").alias("place"),
            pl.lit(0.0).alias("price"),
            (-pl.col("demand")).alias("capacity"),
        ),
        "demands": demand.select(
            pl.format("sink {}", "node").alias("demand"),
            good,
            pl.col("node").alias("place"),
            pl.col("demand").alias("quantity"),
            pl.lit("must").alias("kind"),
        ),
    }
