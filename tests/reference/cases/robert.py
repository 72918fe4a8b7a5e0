"""Robert: products from a stock of raw material that costs to hold and is worth something at the end.

The opening stock is chosen, up to a limit, and free; holding costs what is there when a period begins. So a period
before the first one fills the stock from a supply at no price, and the cost of a period stands in the row of the period
before. Sold is what pays, up to no limit: the case seeks profit, which is the negative of our net cost.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tests.reference.writing import YEAR, Settings, Tables, static_settings

PERIODS = ("period0", "period1", "period2", "period3")
PLANT = "mill"


def tables(folder: Path) -> tuple[Settings, Tables]:
    """Give the study of the case in `folder`; its profit is the negative of the net cost."""
    profit, raw = pl.read_csv(folder / "profit.csv"), pl.read_csv(folder / "raw_materials.csv")
    capacity = dict(pl.read_csv(folder / "limits.csv").iter_rows())["production_per_period_max"]
    goods = pl.concat([profit["product"].rename("commodity"), raw["material"].rename("commodity")])
    settings = static_settings("Robert", "money", "unit")
    return settings, {
        "periods": pl.DataFrame({"period": PERIODS, "start": range(YEAR, YEAR + 4), "years": 1, "weight": 1.0}),
        "places": pl.DataFrame({"place": [PLANT]}),
        "commodities": pl.DataFrame({"commodity": goods, "unit": "unit"}),
        "technologies": pl.DataFrame({"technology": ["mill"], "unit": ["unit"]}),
        "processes": profit.select(process=pl.format("make {}", "product"), technology=pl.lit("mill")),
        "flows": _flows(folder, profit),
        "plants": pl.DataFrame(
            {"plant": [PLANT], "place": [PLANT], "technology": ["mill"], "status": ["operating"],
             "capacity": [float(capacity)], "opened": [YEAR + 1]}
        ),
        "supplies": _opening(raw),
        "stocks": _stocks(raw),
        "demands": _demands(profit),
    }  # fmt: skip


def _flows(folder: Path, profit: pl.DataFrame) -> pl.DataFrame:
    used = pl.read_csv(folder / "inputs.csv").unpivot(index="product", variable_name="commodity", value_name="quantity")
    taken = used.select(process=pl.format("make {}", "product"), commodity="commodity", quantity=-pl.col("quantity"))
    made = profit.select(process=pl.format("make {}", "product"), commodity="product", quantity=pl.lit(1, pl.Int64))
    return pl.concat([taken, made])


def _opening(raw: pl.DataFrame) -> pl.DataFrame:
    """What may be in stock when the first period begins."""
    return raw.select(
        supply=pl.format("opening {}", "material"), period=pl.lit(PERIODS[0]), commodity="material",
        place=pl.lit(PLANT), price=pl.lit(0.0), capacity="max_opening_stock",
    )  # fmt: skip


def _stocks(raw: pl.DataFrame) -> pl.DataFrame:
    """Stock at the end of a period is that at the start of the next; what is there after the last costs nothing."""
    wide = raw.select(
        place=pl.lit(PLANT), commodity="material", period=pl.lit(None, pl.String),
        holding_cost=pl.col("holding_cost_per_period").cast(pl.Float64), end_value="value_left_after_period3",
    )  # fmt: skip
    last = wide.with_columns(
        period=pl.lit(PERIODS[-1]), holding_cost=pl.lit(0.0), end_value=pl.lit(None, pl.Int64)
    )  # fmt: skip
    return pl.concat([wide, last])


def _demands(profit: pl.DataFrame) -> pl.DataFrame:
    """Any amount is sold at the profit of its period."""
    prices = profit.unpivot(index="product", variable_name="period", value_name="price")
    wide = profit.select(
        demand=pl.format("sale of {}", "product"), period=pl.lit(None, pl.String), commodity="product",
        place=pl.lit(PLANT), kind=pl.lit("may"), price=pl.lit(0, pl.Int64),
    )  # fmt: skip
    narrow = prices.select(demand=pl.format("sale of {}", "product"), period="period", price="price")
    return pl.concat([wide, narrow], how="diagonal")
