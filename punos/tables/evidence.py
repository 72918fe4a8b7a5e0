"""Strand evidence: where figures come from and how far they may be off."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Strand, Table, Type, key


class Basis(StrEnum):
    """How a figure came about."""

    READ = "read"
    RECALLED = "recalled"
    COMPUTED = "computed"
    ASSUMED = "assumed"


EVIDENCE = Table(
    "evidence",
    "Evidence",
    "Range and provenance of figures in the other tables.",
    Strand.EVIDENCE,
    (
        key("table", "The table of the figure.", example="technologies"),
        Column(
            "select",
            Type.TEXT,
            "Which rows, in the language of selections.",
            key=True,
            blank="every row",
            example="technology=pcam_plant",
        ),
        key("column", "The column of the figure.", example="capex"),
        Column("period", Type.NAME, "In which period.", key=True, blank="every period", refers="periods"),
        Column("low", Type.NUMBER, "Lowest figure that is plausible.", unit="as the figure", infinite=True),
        Column("high", Type.NUMBER, "Highest figure that is plausible.", unit="as the figure", infinite=True),
        Column(
            "basis",
            Type.CHOICE,
            "read in a source, recalled from memory, computed from others, or assumed.",
            required=True,
            choices=Basis,
        ),
        Column("source", Type.TEXT, "Where it was read, or how it was computed."),
        Column("year", Type.YEAR, "Year of the source."),
        Column("confidential", Type.FLAG, "yes: left out of public reports.", default=False),
    ),
)

TABLES = (EVIDENCE,)
