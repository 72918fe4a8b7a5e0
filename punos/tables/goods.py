"""Strand goods: commodities and what is contained in them."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class CommodityKind(StrEnum):
    """What a commodity is, for checks and reports."""

    MATERIAL = "material"
    PRODUCT = "product"
    UTILITY = "utility"
    BY_PRODUCT = "by-product"
    WASTE = "waste"
    SERVICE = "service"


class Balance(StrEnum):
    """Over which time as much of a good comes as goes, in a study with slices."""

    SLICE = "slice"
    YEAR = "year"


COMMODITIES = Table(
    "commodities",
    "Commodities",
    "A material, product, utility, by-product, waste or service. In every place and period as much of it "
    "comes as goes. An attribute (GWh, contained nickel) is a commodity without mass.",
    Strand.GOODS,
    (
        key("commodity", "The commodity.", example="pcam"),
        shown_name("commodity"),
        Column("unit", Type.TEXT, "Unit in which it is counted.", required=True, fixed=True, example="t"),
        Column("kind", Type.CHOICE, "What it is.", choices=CommodityKind, fixed=True, example="product"),
        Column(
            "mass",
            Type.NUMBER,
            "Mass of one unit; freight, routes and terminals count mass.",
            unit="mass unit / unit",
            blank="it cannot be shipped",
            minimum=0,
            example="1",
        ),
        Column(
            "disposal_cost",
            Type.NUMBER,
            "Cost of throwing one unit away; 0 if that is free.",
            unit="money / unit",
            blank="it may not be thrown away",
        ),
        Column(
            "formula",
            Type.TEXT,
            "Chemical formula of the good or of its valuable content; checks weigh each element by it.",
            blank="not known, it may hold any element",
            fixed=True,
            example="NiSO4·6H2O",
        ),
        Column(
            "formula_share",
            Type.NUMBER,
            "Share of its mass that is the formula, as an assay states it; the rest may hold any element but those of "
            "the formula.",
            unit="share",
            default=1.0,
            above=0,
            maximum=1,
            fixed=True,
            example="0.06",
        ),
        Column(
            "balance",
            Type.CHOICE,
            "slice: in every slice as much comes as goes; year: over the year, and to wait between slices is free.",
            choices=Balance,
            default=Balance.SLICE.value,
            fixed=True,
            example="year",
        ),
        Column("stage", Type.NAME, "Stage of the chain, for maps and reports.", fixed=True, example="refining"),
    ),
    (Qualifier.PERIOD,),
    required=True,
)

CONTENTS = Table(
    "contents",
    "Contents",
    "What one unit of a commodity holds of an attribute (GWh in a tonne of cells). Where an attribute is "
    "demanded, one unit of the commodity yields all its contents at once.",
    Strand.GOODS,
    (
        key("commodity", "The commodity that holds it.", refers="commodities", example="cells_nmc"),
        key("attribute", "What is held: a commodity without mass.", refers="commodities", example="gwh"),
        Column(
            "quantity",
            Type.NUMBER,
            "How much of the attribute one unit holds.",
            unit="attribute unit / unit",
            required=True,
            minimum=0,
            example="0.00025",
        ),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (COMMODITIES, CONTENTS)
