"""Strand actors: who owns plants, and in which money they count."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class Repayment(StrEnum):
    """How a loan is paid back."""

    ANNUITY = "annuity"
    """Interest and repayment together are the same every year."""
    STRAIGHT = "straight"
    """The same is repaid every year, and interest on what is left of the loan."""


OPERATORS = Table(
    "operators",
    "Operators",
    "A company, city or state that owns plants or routes.",
    Strand.ACTORS,
    (
        key("operator", "The operator.", example="fmg"),
        shown_name("operator"),
        Column(
            "discount_rate",
            Type.NUMBER,
            "Its own rate of return, for annuities and for the economics of its plants.",
            unit="share / year",
            blank="the discount rate of the study",
            minimum=0,
            example="0.1",
        ),
        Column(
            "debt_share",
            Type.NUMBER,
            "Share of what it invests that it borrows, for the books of a park's company.",
            unit="share",
            blank="it borrows nothing",
            minimum=0,
            maximum=1,
            example="0.6",
        ),
        Column(
            "interest",
            Type.NUMBER,
            "Interest on its loans above inflation, as all money is constant.",
            unit="share / year",
            blank="its discount rate",
            minimum=0,
            example="0.04",
        ),
        Column(
            "loan_years",
            Type.NUMBER,
            "Whole years in which a loan is paid back, the first payment a year after it is drawn.",
            unit="years",
            blank="interest only, and the loan is paid back when the horizon ends",
            above=0,
            example="20",
        ),
        Column(
            "repayment",
            Type.CHOICE,
            "annuity: interest and repayment together are the same every year; straight: the same is repaid every "
            "year.",
            choices=Repayment,
            default=Repayment.ANNUITY.value,
            example="straight",
        ),
        Column(
            "vacancy",
            Type.NUMBER,
            "Share of what a tariff asks by connection and booked capacity that it loses, as rooms and pipes stay "
            "unlet.",
            unit="share",
            blank="all that was planned is let",
            minimum=0,
            maximum=1,
            example="0.1",
        ),
        Column(
            "reserve",
            Type.NUMBER,
            "Share of its income that it sets aside every year, given back when the horizon ends.",
            unit="share",
            blank="it sets nothing aside",
            minimum=0,
            maximum=1,
            example="0.05",
        ),
        Column(
            "reserve_target",
            Type.NUMBER,
            "What it has set aside in all, when it is enough.",
            unit="money",
            blank="it goes on setting aside",
            minimum=0,
            example="2000000",
        ),
        Column(
            "uplift",
            Type.NUMBER,
            "Share by which it asks more of its tenants than the tariff that covers cost.",
            unit="share",
            blank="the tariff that covers cost",
            above=-1,
            example="0.05",
        ),
    ),
)

CURRENCIES = Table(
    "currencies",
    "Currencies",
    "Rates at which other currencies become the currency of the study.",
    Strand.ACTORS,
    (
        key("currency", "The other currency.", example="USD"),
        Column(
            "rate",
            Type.NUMBER,
            "What one unit of it is worth in the currency of the study.",
            unit="study currency / unit",
            required=True,
            above=0,
            example="0.92",
        ),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (OPERATORS, CURRENCIES)
