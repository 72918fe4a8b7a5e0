"""Strand strategy: what a good industrial park does, and what each park is known to do."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.evidence import Basis
from punos.tables.schema import Column, Strand, Table, Type, key, shown_name


class CriterionKind(StrEnum):
    """What a criterion is for."""

    PREREQUISITE = "prerequisite"
    """A park qualifies only where every one of these is met."""
    INDICATOR = "indicator"
    """Scored like a prerequisite, but a park may qualify without it."""
    FIGURE = "figure"
    """Set side by side and not scored: nobody has set a threshold."""


class Sense(StrEnum):
    """How a criterion is met."""

    YES_NO = "yes_no"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Answer(StrEnum):
    """How far a park does what a criterion or a practice says."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


CRITERIA = Table(
    "criteria",
    "Criteria",
    "What a framework or a lesson asks of an industrial park, with its threshold and where that was read.",
    Strand.STRATEGY,
    (
        key("criterion", "The criterion.", example="eip8"),
        shown_name("criterion"),
        Column(
            "framework",
            Type.TEXT,
            "The list it belongs to; each list is scored by itself.",
            required=True,
            fixed=True,
            example="Eco-industrial parks 2.0",
        ),
        Column("category", Type.TEXT, "Group within the list.", required=True, fixed=True, example="environment"),
        Column(
            "kind",
            Type.CHOICE,
            "prerequisite: a park qualifies only where all of these are met; indicator: scored alike, but a park may "
            "qualify without it; figure: set side by side and not scored.",
            required=True,
            choices=CriterionKind,
            fixed=True,
        ),
        Column(
            "sense",
            Type.CHOICE,
            "yes_no: a park does it or not; at_least, at_most: what is observed is held against the threshold. Of a "
            "figure it says which way is better.",
            required=True,
            choices=Sense,
            fixed=True,
        ),
        Column("threshold", Type.NUMBER, "From where, or up to where, it is met.", unit="as unit says", blank="none"),
        Column(
            "start",
            Type.NUMBER,
            "Where the way to the threshold begins: half of the way from here earns half a point.",
            unit="as unit says",
            blank="0 for at_least; for at_most there is no half point",
            example="100",
        ),
        Column("unit", Type.TEXT, "Unit of threshold, start and what is observed.", example="%"),
        Column("basis", Type.CHOICE, "How the criterion is known.", required=True, choices=Basis),
        Column("source", Type.TEXT, "Where it is written."),
        Column("year", Type.YEAR, "Year of the source."),
    ),
)

PRACTICES = Table(
    "practices",
    "Practices",
    "What a park is known to do, for a criterion or as a practice by itself. No row: not known.",
    Strand.STRATEGY,
    (
        key("practice", "The practice.", example="residents_dialogue"),
        key("place", "The park.", refers="places"),
        shown_name("practice"),
        Column(
            "criterion",
            Type.NAME,
            "The criterion that it answers.",
            refers="criteria",
            blank="none: a practice by itself",
            fixed=True,
        ),
        Column(
            "applies", Type.FLAG, "no: this cannot be asked of this park; it is left out of its score.", default=True
        ),
        Column(
            "answer",
            Type.CHOICE,
            "How far the park does it, where that is no figure.",
            choices=Answer,
            blank="not known",
        ),
        Column("observed", Type.NUMBER, "The figure of the park.", unit="as the criterion says", blank="not known"),
        Column(
            "score",
            Type.NUMBER,
            "The score, if whoever assessed the park tells no more than that.",
            unit="share of a point",
            minimum=0,
            maximum=1,
            blank="worked out from answer or observed",
        ),
        Column("evidence", Type.TEXT, "What was seen: who does what, and how."),
        Column("basis", Type.CHOICE, "How it is known.", required=True, choices=Basis),
        Column("source", Type.TEXT, "Where it was read, or who told it."),
        Column("year", Type.YEAR, "Year of the source."),
    ),
)

TABLES = (CRITERIA, PRACTICES)
