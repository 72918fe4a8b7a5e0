"""Strand trade: what is bought, sold, and agreed between plants."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Slices, Strand, Table, Type, currency, key, shown_name


class DemandKind(StrEnum):
    """Whether a demand is a duty or a chance."""

    MUST = "must"
    MAY = "may"


_INF = float("inf")

SUPPLIES = Table(
    "supplies",
    "Supplies",
    "A good that can be bought at a place. Several rows for one good are a cost curve.",
    Strand.TRADE,
    (
        key("supply", "The supply.", example="graphite_cn"),
        shown_name("supply"),
        Column("commodity", Type.NAME, "What is sold.", required=True, refers="commodities", fixed=True),
        Column("place", Type.NAME, "Where it is handed over.", required=True, refers="places", fixed=True),
        Column("origin", Type.NAME, "Country it comes from.", blank="not said", fixed=True, example="CN"),
        Column("price", Type.NUMBER, "Price at this place.", unit="money / unit", required=True, in_slices=Slices.SAME),
        Column(
            "capacity",
            Type.NUMBER,
            "Most that can be bought in a year.",
            unit="unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
            in_slices=Slices.AMOUNT,
        ),
        Column(
            "reserve",
            Type.NUMBER,
            "Most that can be bought over the whole horizon.",
            unit="unit",
            default=_INF,
            infinite=True,
            minimum=0,
            fixed=True,
        ),
        currency("price"),
    ),
    (Qualifier.PERIOD, Qualifier.SLICE),
)

DEMANDS = Table(
    "demands",
    "Demands",
    "A good that is asked for at a place. Several may-rows for one good are falling demand steps.",
    Strand.TRADE,
    (
        key("demand", "The demand.", example="pcam_export"),
        shown_name("demand"),
        Column("commodity", Type.NAME, "What is asked for.", required=True, refers="commodities", fixed=True),
        Column("place", Type.NAME, "Where it is taken over.", required=True, refers="places", fixed=True),
        Column(
            "quantity",
            Type.NUMBER,
            "How much; a must-demand needs it.",
            unit="unit / year",
            default=_INF,
            infinite=True,
            minimum=0,
            in_slices=Slices.AMOUNT,
        ),
        Column(
            "kind",
            Type.CHOICE,
            "must: the quantity is delivered; may: at most the quantity, if it pays.",
            required=True,
            choices=DemandKind,
            fixed=True,
            example="may",
        ),
        Column(
            "single_source",
            Type.FLAG,
            "yes: in each period the good comes to the place by one way: one route, one mode's terminal, or made and "
            "bought there.",
            default=False,
            fixed=True,
        ),
        Column("price", Type.NUMBER, "What a unit earns.", unit="money / unit", default=0.0, in_slices=Slices.SAME),
        Column(
            "shortfall_cost",
            Type.NUMBER,
            "Cost of a unit that a must-demand goes without.",
            unit="money / unit",
            blank="it may not go short",
            minimum=0,
            in_slices=Slices.SAME,
        ),
        currency("price and shortfall_cost"),
    ),
    (Qualifier.PERIOD, Qualifier.SLICE),
)

CONTRACTS = Table(
    "contracts",
    "Contracts",
    "A price agreed between two plants. It serves economics at agreed prices; the plan does not see it.",
    Strand.TRADE,
    (
        key("contract", "The contract."),
        shown_name("contract"),
        Column("seller", Type.NAME, "The plant that sells.", required=True, refers="plants", fixed=True),
        Column("buyer", Type.NAME, "The plant that buys.", required=True, refers="plants", fixed=True),
        Column("commodity", Type.NAME, "What is sold.", required=True, refers="commodities", fixed=True),
        Column("price", Type.NUMBER, "The agreed price.", unit="money / unit", required=True),
        currency("price"),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (SUPPLIES, DEMANDS, CONTRACTS)
