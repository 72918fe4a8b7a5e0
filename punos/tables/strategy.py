"""Strand strategy: what a region wants to reach, and what it does for it."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Strand, Table, Type, key, shown_name


class Towards(StrEnum):
    """Which way an objective points."""

    MORE = "more"
    LESS = "less"


class ActionStatus(StrEnum):
    """How far an action is."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    RUNNING = "running"
    DONE = "done"
    DROPPED = "dropped"


OBJECTIVES = Table(
    "objectives",
    "Objectives",
    "What a strategy wants to reach. It is measured on a plan and steers nothing: what must hold is a policy.",
    Strand.STRATEGY,
    (
        key("objective", "The objective.", example="jobs_kokkola"),
        shown_name("objective"),
        Column(
            "indicator",
            Type.TEXT,
            "What measures it, in the indicator language; sums and quotients are allowed.",
            blank="not something this model can measure",
            fixed=True,
            example="buy[commodity=graphite, origin=CN] / buy[commodity=graphite]",
        ),
        Column(
            "direction",
            Type.CHOICE,
            "more: at least the target is wanted; less: at most.",
            default=Towards.MORE.value,
            choices=Towards,
            fixed=True,
        ),
        Column("baseline", Type.NUMBER, "Where it stood when it was set.", unit="as the indicator", blank="not known"),
        Column("target", Type.NUMBER, "Where it should be.", unit="as the indicator", blank="none was set"),
        Column("year", Type.YEAR, "By when.", blank="the last year of the plan", fixed=True, example="2030"),
        Column("owner", Type.NAME, "Who answers for it.", refers="operators"),
        Column("source", Type.TEXT, "Where it is written."),
    ),
)

ACTIONS = Table(
    "actions",
    "Actions",
    "Something that somebody does, or could do, for an objective.",
    Strand.STRATEGY,
    (
        key("action", "The action.", example="shared_crystalliser"),
        shown_name("action"),
        Column("objective", Type.NAME, "The objective it serves.", refers="objectives", fixed=True),
        Column("owner", Type.NAME, "Who does it.", refers="operators"),
        Column("cost", Type.NUMBER, "What it costs in all.", unit="money", minimum=0, blank="not known"),
        Column("from", Type.YEAR, "Year in which it begins.", fixed=True),
        Column("to", Type.YEAR, "Last year of it.", fixed=True),
        Column("status", Type.CHOICE, "How far it is.", choices=ActionStatus, blank="not said"),
        Column(
            "scenario",
            Type.NAME,
            "The changes to the study that it makes.",
            refers="changes",
            blank="none that this study can show",
        ),
    ),
)

TABLES = (OBJECTIVES, ACTIONS)
