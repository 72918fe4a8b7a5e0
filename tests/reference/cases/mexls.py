"""Mexican steel, large: recipes and units by place, ownership quotas, imports and exports priced in dollars.

Quantities are tons and money is pesos (the case counts in thousands and millions). Prices abroad are in USD,
turned at the border by `currencies`; whose mill a place is stands in the free column `tag_owner`, which the
quotas read.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings

THOUSAND = 1000.0
NO_UNIT = "no unit"  # processes that need none of the units told run on this technology, which has no limit
COUNTED_OTHERWISE = ["electric", "nat-gas", "water"]  # every other commodity is counted in tons
BY_COMMODITY = pl.format("{} at {}", "commodity", "place")


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`; published in million pesos, the study counts in pesos."""
    processes = _processes(folder)
    routes = _routes(folder)
    return static_settings("Mexican steel, large", "MXP", "t"), {
        "periods": one_year(),
        "places": _places(folder),
        "commodities": _commodities(folder),
        "technologies": processes.select("technology").unique(maintain_order=True).with_columns(unit=pl.lit("t")),
        "processes": processes.drop("place"),
        "flows": _flows(folder, processes),
        "plants": _plants(folder, processes),
        "modes": pl.DataFrame({"mode": ["rail"]}),
        "routes": routes,
        "supplies": _supplies(folder),
        "demands": _demands(folder),
        "currencies": pl.DataFrame({"currency": ["USD"], "rate": [_limits(folder)["pesos per usd"]]}),
        "policies": _policies(folder),
    }


def _limits(folder: Path) -> dict[str, float]:
    return dict(pl.read_csv(folder / "limits.csv").iter_rows())


def _places(folder: Path) -> pl.DataFrame:
    told = pl.read_csv(folder / "places.csv").select(
        "place",
        pl.when(pl.col("kind") == "market").then(pl.lit("market")).otherwise(pl.lit("city")).alias("kind"),
        pl.format("owner-{}", "owner").alias("tag_owner"),
    )
    gateways = pl.DataFrame({"place": ["imports", "exports"], "kind": "gateway"})
    return pl.concat([told, gateways], how="diagonal")


def _commodities(folder: Path) -> pl.DataFrame:
    names = pl.concat(
        [pl.read_csv(folder / f"{name}.csv")["commodity"] for name in ("recipes", "imports", "domestic_purchase")]
    ).unique(maintain_order=True)
    odd = pl.col("commodity").is_in(COUNTED_OTHERWISE)
    return names.to_frame().select(
        "commodity",
        pl.when(odd).then(pl.lit("unit")).otherwise(pl.lit("t")).alias("unit"),
        pl.when(~odd).then(1.0).alias("mass"),
        pl.lit(0.0).alias("disposal_cost"),
    )


def _processes(folder: Path) -> pl.DataFrame:
    """Processes plant by plant: a process exists only where the case lists a recipe for it."""
    recipes = pl.read_csv(folder / "recipes.csv").select("place", "process").unique(maintain_order=True)
    units = pl.read_csv(folder / "process_unit.csv")
    costs = pl.read_csv(folder / "operating_cost.csv").cast({"pesos_per_ton": pl.Float64})
    return (
        recipes.join(units, on=["place", "process"], how="left")
        .join(costs, on="process", how="left")
        .select(
            "process",
            pl.format("{}-{}", "place", pl.col("productive_unit").fill_null(NO_UNIT)).alias("plant"),
            pl.col("productive_unit").fill_null(NO_UNIT).alias("technology"),
            pl.col("capacity_used_per_unit").alias("capacity_use"),
            pl.col("pesos_per_ton").alias("variable_cost"),
            "place",
        )
    )


def _flows(folder: Path, processes: pl.DataFrame) -> pl.DataFrame:
    recipes = pl.read_csv(folder / "recipes.csv")
    return recipes.join(processes, on=["place", "process"]).select(
        "process", "plant", "commodity", pl.col("output_per_unit").alias("quantity")
    )


def _plants(folder: Path, processes: pl.DataFrame) -> pl.DataFrame:
    units = pl.read_csv(folder / "capacity.csv").rename({"productive_unit": "technology"})
    capacity = (pl.col("capacity_1000_tons_per_year") * THOUSAND).round(3)
    return (
        processes.select("plant", "place", "technology")
        .unique(maintain_order=True)
        .join(units, on=["place", "technology"], how="left")
        .select(
            "plant",
            "place",
            "technology",
            pl.lit("operating").alias("status"),
            pl.when(pl.col("technology") == NO_UNIT).then(pl.lit(float("inf"))).otherwise(capacity).alias("capacity"),
        )
    )


def _routes(folder: Path) -> pl.DataFrame:
    """Home links as told, and a link to or from a gateway for every product a place may export or import."""
    home = pl.read_csv(folder / "links.csv").select(
        "from",
        "to",
        "commodity",
        "freight_pesos_per_ton",
        (1 - pl.col("arrives_per_ton_sent")).round(6).alias("loss"),
    )
    into, out = pl.lit("imports").alias("from"), pl.lit("exports").alias("to")
    imported = pl.read_csv(folder / "imports.csv").select(
        into, pl.col("place").alias("to"), "commodity", "freight_pesos_per_ton"
    )
    exported = pl.read_csv(folder / "exports.csv").select(
        pl.col("place").alias("from"), out, "commodity", "freight_pesos_per_ton"
    )
    return pl.concat([home, imported, exported], how="diagonal").select(
        pl.format("{}, {} to {}", "commodity", "from", "to").str.replace(",", ":").alias("route"),
        "from",
        "to",
        pl.lit("rail").alias("mode"),
        "commodity",
        pl.col("freight_pesos_per_ton").alias("cost"),
        "loss",
    )


def _supplies(folder: Path) -> pl.DataFrame:
    home = pl.read_csv(folder / "domestic_purchase.csv").select(
        BY_COMMODITY.alias("supply"), "commodity", "place", pl.col("pesos_per_unit").alias("price")
    )
    abroad = pl.read_csv(folder / "imports.csv").select("commodity", "price_usd").unique(maintain_order=True)
    imported = abroad.select(
        pl.format("{} from abroad", "commodity").alias("supply"),
        "commodity",
        pl.lit("imports").alias("place"),
        pl.col("price_usd").cast(pl.Float64).alias("price"),
        pl.lit("USD").alias("currency"),
    )
    return pl.concat([home, imported], how="diagonal")


def _demands(folder: Path) -> pl.DataFrame:
    home = pl.read_csv(folder / "demand.csv").select(
        pl.format("{} in {}", "product", "market").alias("demand"),
        pl.col("product").alias("commodity"),
        pl.col("market").alias("place"),
        (pl.col("demand_1000_tons") * THOUSAND).round(3).alias("quantity"),
        pl.lit("must").alias("kind"),
    )
    abroad = (
        pl.read_csv(folder / "exports.csv")
        .unique("commodity", maintain_order=True)
        .select(
            pl.format("{} abroad", "commodity").alias("demand"),
            "commodity",
            pl.lit("exports").alias("place"),
            (pl.col("limit_per_product_1000_tons") * THOUSAND).alias("quantity"),
            pl.lit("may").alias("kind"),
            pl.col("price_usd").alias("price"),
            pl.lit("USD").alias("currency"),
        )
    )
    return pl.concat([home, abroad], how="diagonal")


def _policies(folder: Path) -> pl.DataFrame:
    """The limit on all exports, and what each owner may take of the pellets of Pena Colorada."""
    limits = pl.read_csv(folder / "limits.csv")
    owner = pl.col("what").str.extract(r"owner (\d)")
    quotas = limits.filter(owner.is_not_null()).select(
        pl.format("pellets of owner {}", owner).alias("policy"),
        pl.format("ship[commodity=pellets, from=penacol, to.tag_owner=owner-{}] <= value", owner).alias("rule"),
        (pl.col("value") * THOUSAND).alias("value"),
    )
    exports = pl.DataFrame(
        {
            "policy": "all exports",
            "rule": "sell[place=exports] <= value",
            "value": _limits(folder)["exports of all products together, 1000 tons"] * THOUSAND,
        }
    )
    return pl.concat([quotas, exports])
