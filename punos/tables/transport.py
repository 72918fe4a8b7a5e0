"""Strand transport: modes, terminals and routes."""

from __future__ import annotations

from punos.tables.schema import Column, Qualifier, Slices, Strand, Table, Type, currency, key, shown_name

_INF = float("inf")

MODES = Table(
    "modes",
    "Modes",
    "A way of carrying goods. A change of gauge is two modes, e.g. rail_1524 and rail_1435.",
    Strand.TRANSPORT,
    (
        key("mode", "The mode.", example="rail_1524"),
        shown_name("mode"),
        Column(
            "cost_per_tkm",
            Type.NUMBER,
            "Cost of carrying a mass unit one kilometre, where a route has no cost of its own.",
            unit="money / (mass unit × km)",
            default=0.0,
            example="0.03",
        ),
        Column(
            "payload",
            Type.NUMBER,
            "Mass that one loaded lorry, train or ship carries, to count them by day. Not used by the model.",
            unit="mass unit / vehicle",
            above=0,
            example="38",
            blank="not known",
            modelled=False,
        ),
    ),
    (Qualifier.PERIOD,),
)

TERMINALS = Table(
    "terminals",
    "Terminals",
    "A quay, rail yard or the like. A mode with rows here runs between terminals only: goods are loaded and "
    "unloaded there; through trains and ships pass without handling.",
    Strand.TRANSPORT,
    (
        key("place", "Where it is.", refers="places", example="tornio"),
        key("mode", "What it serves.", refers="modes", example="rail_1524"),
        Column(
            "handling_cost",
            Type.NUMBER,
            "Cost of loading a mass unit, and again of unloading one.",
            unit="money / mass unit",
            default=0.0,
            example="4",
            in_slices=Slices.SAME,
        ),
        Column(
            "capacity",
            Type.NUMBER,
            "What it can handle, loaded plus unloaded.",
            unit="mass unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
            in_slices=Slices.AMOUNT,
        ),
        Column("capex", Type.NUMBER, "Cost of opening it, once.", unit="money", blank="it stands"),
    ),
    (Qualifier.PERIOD, Qualifier.SLICE),
)

ROUTES = Table(
    "routes",
    "Routes",
    "A link on which goods move. Without a row nothing moves.",
    Strand.TRANSPORT,
    (
        key("route", "The route.", example="kokkola_oulu_rail"),
        shown_name("route"),
        Column("from", Type.NAME, "Where it begins.", required=True, refers="places", fixed=True),
        Column("to", Type.NAME, "Where it ends.", required=True, refers="places", fixed=True),
        Column(
            "mode",
            Type.NAME,
            "How goods move on it.",
            refers="modes",
            blank="no mode: its own cost",
            fixed=True,
        ),
        Column(
            "commodity",
            Type.NAME,
            "The one commodity it carries.",
            refers="commodities",
            blank="every commodity that has mass",
            fixed=True,
        ),
        Column("distance_km", Type.NUMBER, "Length.", unit="km", minimum=0, example="198"),
        Column(
            "capacity",
            Type.NUMBER,
            "Mass it can carry in each direction, all its commodities together.",
            unit="mass unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
            in_slices=Slices.AMOUNT,
        ),
        Column(
            "cost",
            Type.NUMBER,
            "Freight of a mass unit over the whole route.",
            unit="money / mass unit",
            blank="cost_per_tkm of the mode × distance_km",
            in_slices=Slices.SAME,
        ),
        Column(
            "loss",
            Type.NUMBER,
            "Share lost on the way.",
            unit="share",
            default=0.0,
            minimum=0,
            maximum=1,
            in_slices=Slices.SAME,
        ),
        Column("both_ways", Type.FLAG, "yes: it can be used in both directions.", default=False),
        Column(
            "capex",
            Type.NUMBER,
            "Cost of opening it, once, both directions; until then it does not exist.",
            unit="money",
            blank="it stands",
        ),
        Column("opens", Type.YEAR, "Year from which it works or may be opened.", blank="at once", fixed=True),
        Column(
            "lifetime",
            Type.NUMBER,
            "Years from opening to the end of its life.",
            unit="years",
            default=_INF,
            infinite=True,
            above=0,
        ),
        Column("operator", Type.NAME, "Whose it is.", refers="operators", blank="nobody's", fixed=True),
        currency("cost and capex"),
    ),
    (Qualifier.PERIOD, Qualifier.SLICE),
)

TABLES = (MODES, TERMINALS, ROUTES)
