"""A seeded chain that seven formulations agree on: vintages, stepped supply, stores, a shared limit of emissions.

Every unit has its own cost, life and emission, so each is a technology, a process and a plant. Capital is an annuity at
no interest: a unit's capex is its annuity times its life. Periods are one year long and count as their weight says, so
that lives count periods and stocks are not spread over years. What stands at first does not retire.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import YEAR, Settings, Tables, static_settings

NEVER = YEAR + 1000


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`."""
    told = {p.stem: pl.read_csv(p) for p in folder.glob("*.csv")}
    settings = static_settings("Synthetic chain", "money", "unit")
    settings["time"] |= {"capital": "annuity"}
    settings["time"].pop("salvage")
    unit = pl.col("unit")
    units = told["units"]
    return settings, {
        "periods": told["periods"].select("period", start=YEAR + pl.int_range(pl.len()), years=1, weight="weight"),
        "places": told["places"].select("place"),
        "commodities": told["commodities"].select("commodity", unit=pl.lit("unit"), mass=1.0),
        "technologies": units.select(
            technology=unit, unit=pl.lit("unit"), capex=pl.col("annuity") * pl.col("life"), lifetime="life"
        ),
        "processes": units.select(process=unit, technology=unit, variable_cost="vom"),
        "flows": units.join(told["recipes"], on="process").select(
            pl.col("unit").alias("process"), "commodity", quantity="coefficient"
        ),
        "plants": units.select(
            plant=unit, place="place", technology=unit, status=pl.lit("operating"), capacity="initial",
            closes=pl.lit(NEVER), expandable=pl.lit("yes"),
        ),
        "routes": told["lanes"].select("from", "to", "commodity", "capacity", "cost", route="lane"),
        "supplies": told["supply"],
        "demands": _demands(told["markets"], told["demand"]),
        "stocks": told["stocks"].select("place", "commodity", "capacity", holding_cost="holding"),
        "impacts": pl.concat(
            [
                pl.DataFrame({"impact": ["emission"], "unit": ["t"]}),
                told["emission_limit"].select(impact=pl.lit("emission"), period="period", cap="limit"),
            ],
            how="diagonal",
        ),
        "impact_factors": units.select(
            impact=pl.lit("emission"), of=pl.lit("run"), key=unit, quantity="emission"
        ),
    }  # fmt: skip


def _demands(markets: pl.DataFrame, demand: pl.DataFrame) -> pl.DataFrame:
    """Demand of each period, unmet at the market's penalty."""
    wide = markets.select(
        demand="market", place="place", commodity="commodity", kind=pl.lit("must"), shortfall_cost="penalty"
    )
    return pl.concat([wide, demand.select("period", "quantity", demand="market")], how="diagonal")
