"""What the region buys and sells: supplies, demands, contents (Semantics 26, 28, 29)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.reader import Reader
from punos.tables import TABLES


@dataclass(frozen=True)
class Trade:
    """Frames of the trade strand.

    Attributes
    ----------
    supplies
        supply, period, slice (in a study with slices), commodity, place, origin: price (money a unit), capacity (units
        a year, in a slice of it), reserve (units over the horizon).
    demands
        demand, period, slice, commodity, place, kind: quantity (units a year, in a slice of it; may-demands: `inf` = no
        limit), single_source (bool), price, shortfall_cost (money a unit; null = may not fall short).
    contents
        commodity, attribute, period: quantity of the attribute a unit of the commodity.
    """

    supplies: pl.DataFrame
    demands: pl.DataFrame
    contents: pl.DataFrame


def trade(reader: Reader) -> Trade:
    """Supplies, demands and contents of the study."""
    when = ("period", *reader.slices.labels)
    supplies = reader.with_structure("supplies", at_slices=_when_traded(reader, "supplies"))
    demands = reader.with_structure("demands", at_slices=_when_traded(reader, "demands"))
    return Trade(
        supplies.select(
            "supply", *when, "commodity", "place", "origin", "price", "capacity", "reserve"
        ),
        demands.select(
            "demand", *when, "commodity", "place", "kind",
            pl.col("quantity").fill_null(float("inf")), "price", "shortfall_cost",
            pl.col("single_source").fill_null(value=False),
        ),
        reader.resolved("contents").select("commodity", "attribute", "period", "quantity"),
    )  # fmt: skip


def _when_traded(reader: Reader, table: str) -> pl.DataFrame:
    """Key and slice: a good is traded in the slices in which it balances."""
    goods = reader.structure(table).select(TABLES[table].keys[0], "commodity")
    return goods.join(reader.slices.goods, on="commodity").drop("commodity")
