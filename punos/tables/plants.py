"""Strand plants: what stands, is decided, or could be built."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class PlantStatus(StrEnum):
    """Where a plant is in its life (Semantics 15)."""

    OPERATING = "operating"
    COMMITTED = "committed"
    IDLE = "idle"
    CANDIDATE = "candidate"
    CANCELLED = "cancelled"
    CLOSED = "closed"


_INF = float("inf")

PLANTS = Table(
    "plants",
    "Plants",
    "A plant that stands, is decided or may be built. Without a row there is none, and none can be built.",
    Strand.PLANTS,
    (
        key("plant", "The plant.", example="hamina_pcam"),
        shown_name("plant"),
        Column("place", Type.NAME, "Where it is.", required=True, refers="places", fixed=True),
        Column("technology", Type.NAME, "What it is.", required=True, refers="technologies", fixed=True),
        Column(
            "operator",
            Type.NAME,
            "Whose it is.",
            refers="operators",
            blank="nobody in particular; the discount rate of the study",
            fixed=True,
        ),
        Column(
            "status",
            Type.CHOICE,
            "operating, committed and idle stand (idle must be restarted before it runs); a candidate may be "
            "built; cancelled and closed are only shown on maps.",
            required=True,
            choices=PlantStatus,
            fixed=True,
            example="candidate",
        ),
        Column(
            "capacity",
            Type.NUMBER,
            "Capacity that stands or is committed; inf for unlimited.",
            unit="capacity unit",
            default=0.0,
            infinite=True,
            minimum=0,
        ),
        Column(
            "opened",
            Type.YEAR,
            "Year from which this capacity works; in the future it is a commitment.",
            blank="from the first period",
            fixed=True,
        ),
        Column(
            "closes",
            Type.YEAR,
            "Year from which this capacity is gone.",
            blank="opened + lifetime, or never",
            fixed=True,
        ),
        Column("closable", Type.FLAG, "yes: the plan may close it for good.", default=False),
        Column("expandable", Type.FLAG, "yes: the plan may add to what stands.", default=False),
        Column(
            "earliest",
            Type.YEAR,
            "Earliest year in which something new may open here.",
            blank="as soon as its technology can be built",
            fixed=True,
        ),
        Column(
            "min_build",
            Type.NUMBER,
            "Least that is built in a period.",
            unit="capacity unit",
            default=0.0,
            minimum=0,
        ),
        Column(
            "max_build",
            Type.NUMBER,
            "Most that is built in a period.",
            unit="capacity unit",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
        Column(
            "max_capacity",
            Type.NUMBER,
            "Most that stands at any time.",
            unit="capacity unit",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
        Column(
            "capex_factor",
            Type.NUMBER,
            "Multiplies the capex of the technology here.",
            default=1.0,
            minimum=0,
            example="1.1",
        ),
        Column("restart_cost", Type.NUMBER, "Cost of restarting an idle plant, once.", "money", default=0.0),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (PLANTS,)
