"""Three by-products, four users: supplies that are paid to be taken, a route and a treatment for each pair."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from tests.reference.writing import Settings, Tables, one_year, static_settings


def read(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Give offers, needs and pairs as `punos.analysis.exchange` has them."""
    offers, needs, pairs = (pl.read_csv(folder / f"{name}.csv") for name in ("offers", "needs", "pairs"))
    rate = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["transport_eur_t_km"]
    return (
        offers.select("firm", offer="id", amount="tonnes_per_year", disposal="disposal_cost_eur_t"),
        needs.select("firm", need="id", amount="tonnes_per_year", price="virgin_price_eur_t"),
        pairs.select(
            "offer", "need", "distance_km", pl.col("yield_need_per_offer_tonne").alias("yield"),
            treatment="processing_eur_t", transport=pl.col("distance_km") * rate,
        ),
    )  # fmt: skip


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`; money in EUR, goods in t."""
    offers, needs, pairs = read(folder)
    pairs = pairs.join(offers.select("offer", giver="firm"), on="offer").join(
        needs.select("need", user="firm"), on="need"
    )
    name = pl.format("{} to {}", "giver", "user")
    of_giver, of_user = pl.format("by-product of {}", "giver"), pl.format("input of {}", "user")
    streams = offers.select(
        commodity=pl.format("by-product of {}", "firm"), kind=pl.lit("by-product"), mass=pl.lit(1.0)
    )
    inputs = needs.select(commodity=pl.format("input of {}", "firm"), kind=pl.lit("material"), mass=pl.lit(1.0))
    return static_settings("By-product exchange", "EUR", "t"), {
        "periods": one_year(),
        "places": pl.concat([offers.select(place="firm"), needs.select(place="firm")]),
        "commodities": pl.concat([streams, inputs]).with_columns(unit=pl.lit("t")),
        "supplies": offers.select(
            supply=pl.format("taken from {}", "firm"),
            commodity=pl.format("by-product of {}", "firm"),
            place="firm",
            price=-pl.col("disposal").cast(pl.Float64),  # who takes it is paid what its disposal cost
            capacity="amount",
        ),
        "modes": pl.DataFrame({"mode": ["road"]}),
        "routes": pairs.select(
            route=name, to="user", mode=pl.lit("road"), commodity=of_giver, cost="transport", **{"from": "giver"}
        ),
        "technologies": pairs.select(technology=name, unit=pl.lit("t/a")),
        "plants": pairs.select(
            plant=name, place="user", technology=name, status=pl.lit("operating"), capacity=pl.lit("inf")
        ),
        "processes": pairs.select(process=name, technology=name, variable_cost="treatment"),
        "flows": pl.concat(
            [
                pairs.select(process=name, commodity=of_giver, quantity=pl.lit(-1.0)),
                pairs.select(process=name, commodity=of_user, quantity="yield"),
            ]
        ),
        "demands": needs.select(
            demand=pl.col("firm"),
            commodity=pl.format("input of {}", "firm"),
            place="firm",
            kind=pl.lit("may"),
            quantity="amount",
            price="price",
        ),
    }
