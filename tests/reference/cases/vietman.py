"""Ammonia and fertiliser in Latin America: two steps, each at up to five sites with a charge, or imported.

The case's costs are of production and freight together, also from a site to itself, so ammonia site and
fertiliser plant of one place stand as two places with a route between them.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`, in the case's own money and tons."""
    demand = pl.read_csv(folder / "demand.csv")
    technologies, plants = _plants(folder, float(demand["demand"].sum()))
    routes = pl.concat([_routes(folder, "ammonia", "to_plant"), _routes(folder, "fertilizer", "demand_center")])
    return static_settings("Vietorisz and Manne", "USD", "t"), {
        "periods": one_year(),
        "places": pl.concat([routes["from"], routes["to"]]).unique(maintain_order=True).to_frame("place"),
        "commodities": pl.DataFrame({"commodity": ["feed", "ammonia", "fertilizer"], "unit": "t", "mass": 1.0}),
        "technologies": technologies,
        "processes": pl.DataFrame(
            {"process": ["synthesis", "mixing"], "technology": ["ammonia works", "fertilizer works"]}
        ),
        "flows": pl.DataFrame(
            {
                "process": ["synthesis", "synthesis", "mixing", "mixing"],
                "commodity": ["feed", "ammonia", "ammonia", "fertilizer"],
                "quantity": [-1.0, 1.0, -1.0, 1.0],
            }
        ),
        "plants": plants,
        "modes": pl.DataFrame({"mode": ["ship"]}),
        "routes": routes,
        "supplies": _supplies(plants),
        "demands": demand.select(
            pl.format("fertilizer {}", "demand_center").alias("demand"),
            pl.lit("fertilizer").alias("commodity"),
            pl.col("demand_center").alias("place"),
            pl.col("demand").alias("quantity"),
            pl.lit("must").alias("kind"),
        ),
    }


def _plants(folder: Path, most: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Technologies and plants: the charge differs by plant, so it stands in rows with the plant named."""
    long = (
        pl.read_csv(folder / "fixed_cost.csv")
        .unpivot(index="plant", variable_name="product", value_name="fixed_capex")
        .select(
            pl.format("{}-{}", "plant", "product").alias("plant"),
            pl.when(pl.col("product") == "ammonia")
            .then(pl.format("{}-site", "plant"))
            .otherwise("plant")
            .alias("place"),
            pl.format("{} works", "product").alias("technology"),
            "fixed_capex",
        )
    )
    wide = pl.DataFrame(
        {
            "technology": ["ammonia works", "fertilizer works"],
            "plant": None,
            "unit": "t",
            "max_capacity": most,
        },
        schema_overrides={"plant": pl.String},
    )
    technologies = pl.concat([wide, long.select("technology", "plant", "fixed_capex")], how="diagonal_relaxed")
    plants = long.select("plant", "place", "technology", pl.lit("candidate").alias("status"))
    return technologies, plants


def _routes(folder: Path, product: str, to: str) -> pl.DataFrame:
    """The links of one product: from a site (ammonia) or a plant (fertiliser), or from imports, one place."""
    site = pl.format("{}-site", "source") if product == "ammonia" else pl.col("source")
    source = pl.when(pl.col("source") == "import").then(pl.col("source")).otherwise(site)
    links = pl.read_csv(folder / f"{product}_cost.csv").with_columns(source.alias("from"), pl.col(to).alias("to"))
    return links.select(
        pl.format("{} {} to {}", pl.lit(product), "from", "to").alias("route"),
        "from",
        "to",
        pl.lit("ship").alias("mode"),
        pl.lit(product).alias("commodity"),
        pl.col("production_and_shipping_cost").alias("cost"),
    )


def _supplies(plants: pl.DataFrame) -> pl.DataFrame:
    feed = plants.filter(pl.col("technology") == "ammonia works").select(pl.lit("feed").alias("commodity"), "place")
    imports = pl.DataFrame({"commodity": ["ammonia", "fertilizer"], "place": "import"})
    return pl.concat([feed, imports]).select(
        pl.format("{} at {}", "commodity", "place").alias("supply"),
        "commodity",
        "place",
        pl.lit(0.0).alias("price"),
    )
