"""Strand rules: policies in the indicator language."""

from __future__ import annotations

from enum import StrEnum

from punos.tables.schema import Column, Qualifier, Strand, Table, Type, key, shown_name


class Over(StrEnum):
    """Whether a policy holds each year or over the whole horizon."""

    YEAR = "year"
    HORIZON = "horizon"


POLICIES = Table(
    "policies",
    "Policies",
    "A linear rule that every plan obeys, unless it is switched off in the settings.",
    Strand.RULES,
    (
        key("policy", "The policy.", example="crma_single"),
        shown_name("policy"),
        Column(
            "rule",
            Type.RULE,
            "Terms with <=, >= or =; a term is number × value × indicator × attribute.",
            required=True,
            fixed=True,
            example="buy[commodity=graphite, origin=CN] <= value * use[commodity=graphite]",
        ),
        Column("value", Type.NUMBER, "The number that the rule calls `value`.", example="0.65"),
        Column(
            "each",
            Type.TEXT,
            "Columns of which every combination gets its own rule, separated by commas.",
            blank="one rule for all",
            fixed=True,
            example="place, commodity",
        ),
        Column(
            "over",
            Type.CHOICE,
            "year: in every period; horizon: added over all years.",
            default=Over.YEAR.value,
            choices=Over,
            fixed=True,
        ),
        Column("from", Type.YEAR, "Holds in periods that start in this year or later.", fixed=True),
        Column("to", Type.YEAR, "Holds in periods that start in this year or earlier.", fixed=True),
    ),
    (Qualifier.PERIOD,),
)

TABLES = (POLICIES,)
