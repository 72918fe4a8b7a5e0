"""What the region buys and sells: supplies, demands, contents (Semantics 26, 28, 29)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.reader import Reader


@dataclass(frozen=True)
class Trade:
    """Frames of the trade strand.

    Attributes
    ----------
    supplies
        supply, period, commodity, place, origin: price (money a unit), capacity (units a year), reserve (units over
        the horizon).
    demands
        demand, period, commodity, place, kind: quantity (units a year; may-demands: `inf` = no limit), price,
        shortfall_cost (money a unit; null = may not fall short).
    contents
        commodity, attribute, period: quantity of the attribute a unit of the commodity.
    """

    supplies: pl.DataFrame
    demands: pl.DataFrame
    contents: pl.DataFrame


def trade(reader: Reader) -> Trade:
    """Supplies, demands and contents of the study."""
    supplies = reader.with_structure("supplies")
    demands = reader.with_structure("demands")
    return Trade(
        supplies.select(
            "supply", "period", "commodity", "place", "origin", "price", "capacity", "reserve"
        ),
        demands.select(
            "demand", "period", "commodity", "place", "kind",
            pl.col("quantity").fill_null(float("inf")), "price", "shortfall_cost",
        ),
        reader.resolved("contents").select("commodity", "attribute", "period", "quantity"),
    )  # fmt: skip
