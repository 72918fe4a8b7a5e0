"""Mexican steel, small: recipes on units of given capacity, raw materials bought, steel sold and traded.

Quantities are tons and money is USD (the case counts in millions of both). Imports and exports pass two
gateways, so that freight stands on routes and prices on trade; what the case may throw away has a disposal
cost of nothing.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings

MILLION = 1e6
YEAR = 1979


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`; published in million USD, the study counts in USD."""
    settings = static_settings("Mexican steel", "USD", "t", YEAR)
    return settings, {
        "periods": one_year(YEAR),
        "places": _places(folder),
        "commodities": _commodities(folder),
        "technologies": pl.read_csv(folder / "process_unit.csv").select(
            pl.col("productive_unit").alias("technology"), pl.lit("t").alias("unit")
        ),
        "processes": pl.read_csv(folder / "process_unit.csv").select(
            "process",
            pl.col("productive_unit").alias("technology"),
            pl.col("capacity_used_per_unit").alias("capacity_use"),
        ),
        "flows": pl.read_csv(folder / "recipes.csv").rename({"output_per_unit": "quantity"}),
        "plants": _plants(folder),
        "modes": pl.DataFrame({"mode": ["rail"]}),
        "routes": _routes(folder),
        "supplies": _supplies(folder),
        "demands": _demands(folder),
        "evidence": _evidence(),
    }


def _places(folder: Path) -> pl.DataFrame:
    mills = pl.read_csv(folder / "plants.csv").select(pl.col("plant").alias("place"), pl.lit("city").alias("kind"))
    markets = pl.read_csv(folder / "markets.csv").select(
        pl.col("market").alias("place"), pl.lit("market").alias("kind")
    )
    gateways = pl.DataFrame({"place": ["imports", "exports"], "kind": ["gateway", "gateway"]})
    # The case has distances only; names and positions for the map were added beside it.
    return pl.concat([mills, markets, gateways]).join(pl.read_csv(folder / "map.csv"), on="place", how="left")


def _commodities(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "commodities.csv").select(
        "commodity",
        pl.col("unit").replace("ton", "t"),
        # What is counted in tons has mass; that only steel moves is said by the routes.
        pl.when(pl.col("unit") == "ton").then(1.0).alias("mass"),
        pl.lit(0.0).alias("disposal_cost"),
    )


def _plants(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "capacity.csv").select(
        pl.format("{}-{}", "plant", "productive_unit").alias("plant"),
        pl.col("plant").alias("place"),
        pl.col("productive_unit").alias("technology"),
        pl.lit("operating").alias("status"),
        (pl.col("capacity_mill_tons_per_year") * MILLION).round(3).alias("capacity"),
    )


def _routes(folder: Path) -> pl.DataFrame:
    home, out, into = (
        pl.read_csv(folder / f"links_{name}.csv") for name in ("plant_market", "plant_export", "import_market")
    )
    links = pl.concat(
        [
            home.rename({"plant": "from", "market": "to"}),
            out.select(pl.col("plant").alias("from"), pl.lit("exports").alias("to"), "rail_km", "cost_usd_per_ton"),
            into.select(pl.lit("imports").alias("from"), pl.col("market").alias("to"), "rail_km", "cost_usd_per_ton"),
        ]
    )
    return links.select(
        pl.format("{} to {}", "from", "to").alias("route"),
        "from",
        "to",
        pl.lit("rail").alias("mode"),
        pl.lit("steel").alias("commodity"),
        pl.col("rail_km").alias("distance_km"),
        pl.col("cost_usd_per_ton").alias("cost"),
    )


def _used(folder: Path) -> pl.DataFrame:
    """Which plant has a unit that takes which commodity: it is bought there and nowhere else."""
    takers = pl.read_csv(folder / "recipes.csv").filter(pl.col("output_per_unit") < 0)
    units = pl.read_csv(folder / "process_unit.csv")
    at = pl.read_csv(folder / "capacity.csv")
    used = takers.join(units, on="process").join(at, on="productive_unit").select("commodity", "plant")
    return used.unique(maintain_order=True)


def _supplies(folder: Path) -> pl.DataFrame:
    goods = pl.read_csv(folder / "commodities.csv")
    raw = goods.filter(pl.col("role") == "raw").join(_used(folder), on="commodity")
    bought = raw.select("commodity", pl.col("plant").alias("place"), pl.col("domestic_price").alias("price"))
    imported = goods.filter(pl.col("import_price").is_not_null()).select(
        "commodity", pl.lit("imports").alias("place"), pl.col("import_price").cast(pl.Float64).alias("price")
    )
    named = pl.format("{} at {}", "commodity", "place").alias("supply")
    return pl.concat([bought, imported]).select(named, "commodity", "place", "price")


def _demands(folder: Path) -> pl.DataFrame:
    steel = pl.lit("steel").alias("commodity")
    home = pl.read_csv(folder / "markets.csv").select(
        pl.format("steel {}", "market").alias("demand"),
        steel,
        pl.col("market").alias("place"),
        (pl.col("demand_mill_tons") * MILLION).round(3).alias("quantity"),
        pl.lit("must").alias("kind"),
        pl.lit(None, dtype=pl.Float64).alias("price"),
    )
    limits = dict(pl.read_csv(folder / "limits.csv").iter_rows())
    prices = pl.read_csv(folder / "commodities.csv").filter(pl.col("commodity") == "steel")
    exports = prices.select(
        pl.lit("steel exports").alias("demand"),
        steel,
        pl.lit("exports").alias("place"),
        pl.lit(limits["export_of_steel_max_mill_tons"] * MILLION).alias("quantity"),
        pl.lit("may").alias("kind"),
        pl.col("export_price").cast(pl.Float64).alias("price"),
    )
    return pl.concat([home, exports])


def _evidence() -> pl.DataFrame:
    """Where the figures come from; `punos report` shows it behind each of them."""
    book = "Kendrick, Meeraus and Alatorre, The Planning of Investment Programs in the Steel Industry (1984)"
    read = pl.DataFrame(
        {
            "table": ["plants", "flows", "supplies", "routes"],
            "column": ["capacity", "quantity", "price", "cost"],
            "basis": "read",
            "source": book,
        }
    )
    demand = "5.209 million tons of products a year, 1.4 tons of raw steel each, by share of the market; "
    computed = pl.DataFrame(
        {"table": ["demands"], "column": ["quantity"], "basis": ["computed"], "source": [demand + book]}
    )
    return pl.concat([read, computed]).with_columns(year=pl.lit(1984))
