"""Strand changes: scenarios, levers and actions as changes to the other tables."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Strand, Table, Type, key


class Operation(StrEnum):
    """What a change does to a cell (Semantics 40)."""

    SET = "set"
    SCALE = "scale"
    ADD = "add"


CHANGES = Table(
    "changes",
    "Changes",
    "A change to cells of another table. All changes of one scenario apply in their order.",
    Strand.CHANGES,
    (
        key("scenario", "The scenario it belongs to.", example="salt_halved"),
        key("table", "The table that changes.", example="impact_caps"),
        Column(
            "select",
            Type.TEXT,
            "Which rows, in the language of selections.",
            key=True,
            blank="every row",
            example="impact=salt, place=kokkola",
        ),
        key("column", "The column that changes.", example="cap"),
        Column(
            "period",
            Type.NAME,
            "Only in this period: the figure in force there is changed and written to the row of the period.",
            key=True,
            blank="the rows as they are",
            refers="periods",
        ),
        Column(
            "op",
            Type.CHOICE,
            "set: becomes the value; scale: times the value; add: plus the value.",
            required=True,
            choices=Operation,
            example="scale",
        ),
        Column(
            "value", Type.TEXT, "The value, as the changed column wants it.", required=True, figures=True, example="0.5"
        ),
    ),
)

TABLES = (CHANGES,)
