"""Strand evidence: what is known of a year that has passed, to hold the model against."""

from __future__ import annotations

from punos.tables.evidence import Basis
from punos.tables.schema import Column, Strand, Table, Type, key, shown_name

OBSERVATIONS = Table(
    "observations",
    "Observations",
    "What is known of a year that has passed. The model is held against it and not fitted to it.",
    Strand.EVIDENCE,
    (
        key("observation", "The observation.", example="zinc_kokkola"),
        shown_name("observation"),
        Column(
            "indicator",
            Type.TEXT,
            "What it is in a plan, in the indicator language, sums and quotients allowed; price[commodity=…, place=…] "
            "is what one more unit of a good costs there.",
            required=True,
            fixed=True,
            example="make[commodity=zinc, place=kokkola]",
        ),
        Column("year", Type.YEAR, "Year that it is known of.", required=True, fixed=True, example="2024"),
        Column("value", Type.NUMBER, "What is known.", unit="as the indicator", required=True),
        Column("low", Type.NUMBER, "Lowest figure that is plausible.", unit="as the indicator", blank="the value"),
        Column("high", Type.NUMBER, "Highest figure that is plausible.", unit="as the indicator", blank="the value"),
        Column("basis", Type.CHOICE, "How it is known.", required=True, choices=Basis),
        Column("source", Type.TEXT, "Where it was read, or how it was computed."),
        Column(
            "given",
            Type.FLAG,
            "yes: figures of the study, or of the scenario of the year, were made from it, so that meeting it proves "
            "nothing.",
            default=False,
            fixed=True,
        ),
        Column("why", Type.TEXT, "Why the model misses it, if it does.", blank="no explanation"),
    ),
)

TABLES = (OBSERVATIONS,)
