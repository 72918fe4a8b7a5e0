"""Strand time: the periods of the plan."""

from __future__ import annotations

from punos.tables.schema import Column, Strand, Table, Type, key, shown_name

PERIODS = Table(
    "periods",
    "Periods",
    "A stretch of years in which flows and running costs are the same every year.",
    Strand.TIME,
    (
        key("period", "The period; often its first year.", example="2031"),
        shown_name("period"),
        Column("start", Type.YEAR, "Its first year.", required=True, fixed=True, example="2031"),
        Column(
            "years",
            Type.NUMBER,
            "How many whole years it stands for; gaps between periods are allowed.",
            unit="years",
            required=True,
            minimum=1,
            fixed=True,
            example="5",
        ),
        Column(
            "weight",
            Type.NUMBER,
            "How many times a yearly cost of the period counts in the total.",
            unit="years, discounted",
            blank="computed from the discount rate",
            above=0,
        ),
    ),
)

TABLES = (PERIODS,)
