"""Strand time: the periods of the plan, and the slices of each year."""

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

SLICES = Table(
    "slices",
    "Slices",
    "A part of every year: a season, or hours of like load. With slices, plants run and goods balance in each of them "
    "(goods whose balance is `year`: over the year).",
    Strand.TIME,
    (
        key("slice", "The slice.", example="winter"),
        shown_name("slice"),
        Column(
            "share",
            Type.NUMBER,
            "Share of the year that it lasts; all add up to 1.",
            unit="share",
            required=True,
            above=0,
            maximum=1,
            fixed=True,
            example="0.25",
        ),
        Column(
            "order",
            Type.NUMBER,
            "Its place in the year: stocks that turn within the year go from one slice to the next in this order.",
            unit="number",
            blank="by name; asked for where stocks turn within the year",
            fixed=True,
            example="1",
        ),
    ),
)

TABLES = (PERIODS, SLICES)
