"""Strand places: where things stand."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class PlaceKind(StrEnum):
    """What a place is, for maps and reports."""

    PARK = "park"
    CITY = "city"
    PORT = "port"
    MINE = "mine"
    GATEWAY = "gateway"
    MARKET = "market"


PLACES = Table(
    "places",
    "Places",
    "A town, park, port, mine, gateway to the world, or market.",
    Strand.PLACES,
    (
        key("place", "The place.", example="kokkola"),
        shown_name("place"),
        Column("kind", Type.CHOICE, "What it is.", choices=PlaceKind, fixed=True, example="park"),
        Column("country", Type.NAME, "Country, as a two-letter code.", fixed=True, example="FI"),
        Column("region", Type.NAME, "Region or province.", fixed=True, example="central_ostrobothnia"),
        Column("lat", Type.NUMBER, "Latitude, north positive.", unit="degrees", minimum=-90, maximum=90),
        Column("lon", Type.NUMBER, "Longitude, east positive.", unit="degrees", minimum=-180, maximum=180),
        Column(
            "area_ha",
            Type.NUMBER,
            "Land for plants; what stands takes its technology's area_ha.",
            unit="ha",
            default=float("inf"),
            infinite=True,
            minimum=0,
            example="120",
        ),
        Column(
            "transit",
            Type.FLAG,
            "no: of each good, no more leaves than is made or bought here.",
            default=True,
            example="no",
        ),
        Column(
            "population",
            Type.NUMBER,
            "People who live there; by them impacts and tax are told a resident. Not used by the model.",
            unit="people",
            above=0,
            example="48000",
            blank="not known",
            modelled=False,
        ),
        Column(
            "resident_share",
            Type.NUMBER,
            "Share of the jobs there that residents hold; the others pay their tax elsewhere. Not used by the model.",
            unit="share",
            minimum=0,
            maximum=1,
            example="0.87",
            blank="not known",
            modelled=False,
        ),
        Column(
            "wage",
            Type.NUMBER,
            "Mean gross wage of a job at the plants. Not used by the model.",
            unit="money / (job × year)",
            minimum=0,
            example="50000",
            blank="not known",
            modelled=False,
        ),
        Column(
            "income_tax",
            Type.NUMBER,
            "What the place gets of a resident's gross wage, after deductions. Not used by the model.",
            unit="share of the wage",
            minimum=0,
            maximum=1,
            example="0.07",
            blank="not known",
            modelled=False,
        ),
        Column(
            "corporate_tax",
            Type.NUMBER,
            "What the place gets of a plant's result where that is above 0. Not used by the model.",
            unit="share of the result",
            minimum=0,
            maximum=1,
            example="0.047",
            blank="not known",
            modelled=False,
        ),
    ),
    (Qualifier.PERIOD,),
    required=True,
)

TABLES = (PLACES,)
