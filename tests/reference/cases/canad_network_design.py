"""Multicommodity network design: routes that must be opened, with a capacity all goods share."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def tables(folder: Path, instance: str) -> tuple[Settings, Tables]:
    """Give the study of one `instance` of the case in `folder`: one origin and destination a good."""
    arcs = pl.read_csv(folder / instance / "arcs.csv")
    goods = pl.read_csv(folder / instance / "commodities.csv").with_columns(
        pl.format("good {}", "commodity").alias("commodity"), pl.col("origin", "destination").cast(pl.String)
    )
    ends = arcs.select(pl.col("from", "to").cast(pl.String))
    return static_settings(f"Canad {instance}", "money", "unit"), {
        "periods": one_year(),
        "places": pl.concat([ends["from"], ends["to"]]).unique(maintain_order=True).to_frame("place"),
        "commodities": goods.select("commodity", pl.lit("unit").alias("unit"), pl.lit(1.0).alias("mass")),
        "modes": pl.DataFrame({"mode": ["link"]}),
        "routes": arcs.select(
            pl.format("arc {}", "arc").alias("route"),
            ends["from"],
            ends["to"],
            pl.lit("link").alias("mode"),
            "capacity",
            pl.col("unit_cost").alias("cost"),
            pl.col("fixed_cost").alias("capex"),
        ),
        "supplies": goods.select(
            pl.format("{} made", "commodity").alias("supply"),
            "commodity",
            pl.col("origin").alias("place"),
            pl.lit(0.0).alias("price"),
            pl.col("demand").alias("capacity"),
        ),
        "demands": goods.select(
            pl.format("{} wanted", "commodity").alias("demand"),
            "commodity",
            pl.col("destination").alias("place"),
            pl.col("demand").alias("quantity"),
            pl.lit("must").alias("kind"),
        ),
    }
