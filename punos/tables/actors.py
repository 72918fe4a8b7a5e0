"""Strand actors: who owns plants, and in which money they count."""

from __future__ import annotations

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name

OPERATORS = Table(
    "operators",
    "Operators",
    "A company, city or state that owns plants or routes.",
    Strand.ACTORS,
    (
        key("operator", "The operator.", example="fmg"),
        shown_name("operator"),
        Column(
            "discount_rate",
            Type.NUMBER,
            "Its own rate of return, for annuities and for the economics of its plants.",
            unit="share / year",
            blank="the discount rate of the study",
            minimum=0,
            example="0.1",
        ),
    ),
)

CURRENCIES = Table(
    "currencies",
    "Currencies",
    "Rates at which other currencies become the currency of the study.",
    Strand.ACTORS,
    (
        key("currency", "The other currency.", example="USD"),
        Column(
            "rate",
            Type.NUMBER,
            "What one unit of it is worth in the currency of the study.",
            unit="study currency / unit",
            required=True,
            above=0,
            example="0.92",
        ),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (OPERATORS, CURRENCIES)
