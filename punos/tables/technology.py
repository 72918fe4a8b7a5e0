"""Strand technology: what can be built, what it can do, what that takes."""

from __future__ import annotations

from punos.tables.schema import Column, Qualifier, Slices, Strand, Table, Type, currency, key, shown_name

_BOTH = (Qualifier.PERIOD, Qualifier.PLANT)
_ALL = (Qualifier.PERIOD, Qualifier.SLICE, Qualifier.PLANT)
_INF = float("inf")

TECHNOLOGIES = Table(
    "technologies",
    "Technologies",
    "A kind of plant: its capacity, what it costs to build and to keep, how long it lives.",
    Strand.TECHNOLOGY,
    (
        key("technology", "The technology.", example="pcam_plant"),
        shown_name("technology"),
        Column(
            "unit",
            Type.TEXT,
            "Unit of its capacity; capacity_use of a process is in it.",
            required=True,
            fixed=True,
            example="t/a",
        ),
        Column("capex", Type.NUMBER, "Cost of one unit of capacity.", "money / capacity unit", default=0.0),
        Column("fixed_capex", Type.NUMBER, "Cost of an opening, whatever its size.", "money", default=0.0),
        Column(
            "block",
            Type.NUMBER,
            "Size of a module: an opening is a whole number of them.",
            unit="capacity unit",
            blank="any size",
            above=0,
        ),
        Column(
            "min_capacity",
            Type.NUMBER,
            "Least size of one opening (one plant, one period).",
            unit="capacity unit",
            default=0.0,
            minimum=0,
        ),
        Column(
            "max_capacity",
            Type.NUMBER,
            "Greatest size of one opening.",
            unit="capacity unit",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
        Column(
            "fixed_om",
            Type.NUMBER,
            "Yearly cost of a unit of standing capacity, used or not.",
            unit="money / capacity unit / year",
            default=0.0,
        ),
        Column("open_om", Type.NUMBER, "Yearly cost of each opening.", unit="money / year", default=0.0),
        Column(
            "lifetime",
            Type.NUMBER,
            "Years from opening to the end of its life.",
            unit="years",
            default=_INF,
            infinite=True,
            above=0,
            example="25",
        ),
        Column(
            "build_years",
            Type.NUMBER,
            "Years from decision to first work; nothing opens before the first start plus these.",
            unit="years",
            default=0.0,
            minimum=0,
        ),
        Column(
            "availability",
            Type.NUMBER,
            "Share of its capacity that can be used.",
            unit="share",
            default=1.0,
            minimum=0,
            maximum=1,
            example="0.92",
            in_slices=Slices.SAME,
        ),
        Column(
            "year_availability",
            Type.NUMBER,
            "Share of its capacity that can be used over the year as a whole.",
            unit="share",
            default=1.0,
            minimum=0,
            maximum=1,
        ),
        Column(
            "area_ha",
            Type.NUMBER,
            "Land of a unit of capacity.",
            "ha / capacity unit",
            default=0.0,
            minimum=0,
        ),
        currency("the money"),
    ),
    _ALL,
)

CAPEX_CURVE = Table(
    "capex_curve",
    "Capex curve",
    "Economies of scale: total cost of one opening at some sizes, linear between rows, the row at capacity 0 "
    "being the charge. Replaces capex and fixed_capex of its technology, in the technology's currency.",
    Strand.TECHNOLOGY,
    (
        key("technology", "The technology.", refers="technologies", example="pcam_plant"),
        Column(
            "capacity",
            Type.NUMBER,
            "Size of the opening.",
            unit="capacity unit",
            key=True,
            required=True,
            minimum=0,
            example="20000",
        ),
        Column("capex", Type.NUMBER, "Total cost of an opening of this size.", "money", required=True),
    ),
    _BOTH,
)

PROCESSES = Table(
    "processes",
    "Processes",
    "A recipe that plants of a technology can run; its flows say what goes in and out.",
    Strand.TECHNOLOGY,
    (
        key("process", "The process.", example="pcam_nmc811"),
        shown_name("process"),
        Column(
            "technology",
            Type.NAME,
            "The technology whose plants run it; it runs where they stand.",
            required=True,
            refers="technologies",
            fixed=True,
        ),
        Column(
            "capacity_use",
            Type.NUMBER,
            "Capacity taken by one unit of activity a year.",
            unit="capacity unit / (activity / year)",
            default=1.0,
            minimum=0,
            in_slices=Slices.SAME,
        ),
        Column(
            "variable_cost",
            Type.NUMBER,
            "Cost of one unit of activity beside what it buys.",
            unit="money / activity",
            default=0.0,
            in_slices=Slices.SAME,
        ),
        Column(
            "min_activity",
            Type.NUMBER,
            "Least activity of a year at each plant that runs it.",
            unit="activity / year",
            default=0.0,
            minimum=0,
        ),
        Column(
            "max_activity",
            Type.NUMBER,
            "Most activity of a year at each plant that runs it.",
            unit="activity / year",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
    ),
    _ALL,
)

USES = Table(
    "uses",
    "Uses of further technologies",
    "A process that needs capacity of other technologies at its place too. Without such a plant at a place "
    "the process does not exist there.",
    Strand.TECHNOLOGY,
    (
        key("process", "The process.", refers="processes"),
        key("technology", "The further technology it needs.", refers="technologies"),
        Column(
            "capacity_use",
            Type.NUMBER,
            "Capacity taken by one unit of activity a year.",
            unit="capacity unit / (activity / year)",
            default=1.0,
            minimum=0,
            in_slices=Slices.SAME,
        ),
    ),
    _ALL,
)

FLOWS = Table(
    "flows",
    "Flows",
    "What one unit of activity of a process consumes (negative) or produces (positive).",
    Strand.TECHNOLOGY,
    (
        key("process", "The process.", refers="processes", example="pcam_nmc811"),
        key("commodity", "What flows.", refers="commodities", example="nickel_sulphate"),
        Column(
            "quantity",
            Type.NUMBER,
            "Negative: consumed, positive: produced; 0 takes the flow out.",
            unit="commodity unit / activity",
            required=True,
            example="-1.286",
            in_slices=Slices.SAME,
        ),
    ),
    _ALL,
)

CONVERSIONS = Table(
    "conversions",
    "Conversions",
    "Plants of one technology may be turned into another: existing capacity of a plant moves to the plant of the other "
    "technology at the same place.",
    Strand.TECHNOLOGY,
    (
        key("technology_from", "What stands.", refers="technologies", example="nickel_refinery"),
        key("technology_to", "What it becomes.", refers="technologies", example="pcam_plant"),
        Column(
            "cost",
            Type.NUMBER,
            "Cost of converting one unit of what stands.",
            unit="money / capacity unit",
            default=0.0,
        ),
        Column("fixed_cost", Type.NUMBER, "Cost of converting a plant, however much of it.", "money", default=0.0),
        Column(
            "yield",
            Type.NUMBER,
            "Capacity it becomes, for one unit of what stands.",
            unit="capacity unit / capacity unit",
            default=1.0,
            above=0,
        ),
        Column("whole", Type.FLAG, "yes: a plant is converted whole or not at all.", default=False, fixed=True),
        currency("cost and fixed_cost"),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (TECHNOLOGIES, CAPEX_CURVE, PROCESSES, USES, FLOWS, CONVERSIONS)
