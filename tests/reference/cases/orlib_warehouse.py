"""OR-Library warehouse location: warehouses with a charge, customers who must be served, a freight a pair."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def tables(
    folder: Path, instance: str, variant: str = "capacitated", capacity: float | None = None
) -> tuple[Settings, Tables]:
    """Give the study of one `instance` of the case in `folder`, `capacitated` or `uncapacitated`.

    The large ones do not tell the capacity of a warehouse: it is a choice, the same for all. What a warehouse hands out
    it must be given: goods come in free of charge and leave as another commodity.
    """
    warehouses = pl.read_csv(folder / instance / "warehouses.csv")
    customers = pl.read_csv(folder / instance / "customers.csv")
    if variant == "uncapacitated":
        warehouses = warehouses.with_columns(capacity=pl.lit(customers["demand"].sum()))
    elif capacity is not None:
        warehouses = warehouses.with_columns(capacity=pl.lit(capacity))
    return static_settings(f"OR-Library {instance}, {variant}", "USD", "unit"), {
        "periods": one_year(),
        "places": pl.concat([warehouses["warehouse"], customers["customer"]]).to_frame("place"),
        "commodities": pl.DataFrame({"commodity": ["goods", "served"], "unit": "unit", "mass": [1.0, 1.0]}),
        "technologies": _technologies(warehouses),
        "processes": pl.DataFrame({"process": ["serve"], "technology": ["warehouse"]}),
        "flows": pl.DataFrame({"process": "serve", "commodity": ["goods", "served"], "quantity": [-1.0, 1.0]}),
        "plants": warehouses.select(
            pl.col("warehouse").alias("plant"),
            pl.col("warehouse").alias("place"),
            pl.lit("warehouse").alias("technology"),
            pl.lit("candidate").alias("status"),
        ),
        "modes": pl.DataFrame({"mode": ["road"]}),
        "routes": _routes(folder / instance, customers),
        "supplies": warehouses.select(
            pl.format("goods at {}", "warehouse").alias("supply"),
            pl.lit("goods").alias("commodity"),
            pl.col("warehouse").alias("place"),
            pl.lit(0.0).alias("price"),
        ),
        "demands": customers.select(
            pl.col("customer").alias("demand"),
            pl.lit("served").alias("commodity"),
            pl.col("customer").alias("place"),
            pl.col("demand").alias("quantity"),
            pl.lit("must").alias("kind"),
        ),
    }


def _technologies(warehouses: pl.DataFrame) -> pl.DataFrame:
    """One technology; size and charge of an opening are told plant by plant."""
    wide = pl.DataFrame(
        {"technology": ["warehouse"], "plant": None, "unit": ["unit"]}, schema_overrides={"plant": pl.String}
    )
    narrow = warehouses.select(
        pl.lit("warehouse").alias("technology"),
        pl.col("warehouse").alias("plant"),
        pl.col("fixed_cost").alias("fixed_capex"),
        pl.col("capacity").alias("max_capacity"),
    )
    return pl.concat([wide, narrow], how="diagonal_relaxed")


def _routes(folder: Path, customers: pl.DataFrame) -> pl.DataFrame:
    """The case tells the cost of all a customer wants; a route asks for the cost of one unit."""
    return (
        pl.read_csv(folder / "cost_of_all_demand.csv")
        .with_columns(pl.exclude("customer").cast(pl.Float64))
        .unpivot(index="customer", variable_name="warehouse", value_name="cost")
        .join(customers, on="customer")
        .select(
            pl.format("{} to {}", "warehouse", "customer").alias("route"),
            pl.col("warehouse").alias("from"),
            pl.col("customer").alias("to"),
            pl.lit("road").alias("mode"),
            pl.lit("served").alias("commodity"),
            pl.col("cost") / pl.col("demand"),
        )
    )
