"""Strand impacts: emissions, water, jobs, lorries; their prices and caps."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class ImpactSource(StrEnum):
    """The indicator from which an impact arises (Semantics 29)."""

    RUN = "run"
    BUILD = "build"
    CAPACITY = "capacity"
    BUY = "buy"
    SHIP = "ship"
    SELL = "sell"
    DISCARD = "discard"


KEY_TABLES: Mapping[ImpactSource, tuple[str, ...]] = {
    ImpactSource.RUN: ("processes",),
    ImpactSource.BUILD: ("technologies", "plants"),
    ImpactSource.CAPACITY: ("technologies", "plants"),
    ImpactSource.BUY: ("commodities", "supplies"),
    ImpactSource.SHIP: ("modes", "routes"),
    ImpactSource.SELL: ("commodities", "demands"),
    ImpactSource.DISCARD: ("commodities",),
}
"""For each source, the tables in one of which `key` of impact_factors must be found."""

_INF = float("inf")

IMPACTS = Table(
    "impacts",
    "Impacts",
    "Something that plans cause besides money: CO2, salt to the sea, water, jobs, lorries past a school.",
    Strand.IMPACTS,
    (
        key("impact", "The impact.", example="salt"),
        shown_name("impact"),
        Column("unit", Type.TEXT, "Unit in which it is counted.", required=True, fixed=True, example="t"),
        Column("price", Type.NUMBER, "What a unit costs in the plan.", unit="money / unit", default=0.0),
        Column(
            "cap",
            Type.NUMBER,
            "Most of it in a year, everywhere together.",
            unit="unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
    ),
    (Qualifier.PERIOD,),
)

IMPACT_CAPS = Table(
    "impact_caps",
    "Impact caps by place",
    "The most of an impact that may arise at one place in a year.",
    Strand.IMPACTS,
    (
        key("impact", "The impact.", refers="impacts", example="salt"),
        key("place", "Where it is capped.", refers="places", example="kokkola"),
        Column(
            "cap",
            Type.NUMBER,
            "Most of it in a year.",
            unit="impact unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
        ),
    ),
    (Qualifier.PERIOD,),
)

IMPACT_FACTORS = Table(
    "impact_factors",
    "Impact factors",
    "How much of an impact arises from one unit of what the plan does.",
    Strand.IMPACTS,
    (
        key("impact", "The impact.", refers="impacts", example="co2"),
        Column(
            "of",
            Type.CHOICE,
            "What causes it.",
            key=True,
            required=True,
            choices=ImpactSource,
            example="run",
        ),
        key(
            "key",
            "Of which: process (run), technology or plant (build, capacity), commodity or supply (buy), "
            "mode or route (ship), commodity or demand (sell), commodity (discard).",
            example="pcam_nmc811",
        ),
        Column(
            "quantity",
            Type.NUMBER,
            "Impact of one unit; of a mode, of a mass unit × km, of a route, of a mass unit.",
            unit="impact unit / unit",
            required=True,
        ),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (IMPACTS, IMPACT_CAPS, IMPACT_FACTORS)
