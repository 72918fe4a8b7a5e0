"""Strand stocks: goods that wait at a place from one period to the next."""

from __future__ import annotations

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key

STOCKS = Table(
    "stocks",
    "Stocks",
    "A good that may be stored at a place from one period to the next. Without a row nothing is stored.",
    Strand.TRADE,
    (
        key("place", "Where it is stored.", refers="places", example="kokkola"),
        key("commodity", "What is stored.", refers="commodities", example="co_hydroxide"),
        Column(
            "capacity",
            Type.NUMBER,
            "Most that may be in stock at the end of a period.",
            unit="unit",
            default=float("inf"),
            infinite=True,
            minimum=0,
        ),
        Column(
            "held_in",
            Type.NAME,
            "Plant of the place whose capacity (in units of the good) holds it, with whatever else is held in it.",
            refers="plants",
            blank="no plant is needed",
            fixed=True,
            example="kokkola_tanks",
        ),
        Column(
            "initial",
            Type.NUMBER,
            "What is in stock when the first period begins.",
            unit="unit",
            default=0.0,
            minimum=0,
            fixed=True,
        ),
        Column(
            "loss",
            Type.NUMBER,
            "Share that is lost in a year of what a period begins with.",
            unit="1 / year",
            default=0.0,
            minimum=0,
            maximum=1,
        ),
        Column(
            "holding_cost",
            Type.NUMBER,
            "Cost a year of what is in stock at the end of the period.",
            unit="money / unit / year",
            default=0.0,
        ),
        Column(
            "end_value",
            Type.NUMBER,
            "What a unit is worth that is left when the last period ends.",
            unit="money / unit",
            default=0.0,
            fixed=True,
        ),
        Column(
            "yearly",
            Type.FLAG,
            "yes: it turns within each year, from slice to slice, and ends as it began; capacity is of every slice, "
            "holding_cost of the mean of the slices' ends.",
            default=False,
            fixed=True,
        ),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (STOCKS,)
