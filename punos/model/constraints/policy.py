"""A user's rules hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import parse_rule, rule_rows
from punos.lp import Blank, Expression
from punos.model.registry import constraint
from punos.tables.rules import Over

if TYPE_CHECKING:
    from punos.model.model import Model

PREFIX = "policy "
"""Rows of a policy stand under this and its name."""


@constraint(
    sentence="The rules of the study hold.",
    unit="of the rule",
    tables=("policies",),
    limit="policies.value",
)
def policy(model: Model) -> None:
    """sum of terms <= (>=, =) right side, each policy in force, for every period or combination that it names."""
    instance = model.instance
    off = set(instance.settings.policies.off)
    # A study has a handful of rules, each with an index of its own: this loop is over rules, not over rows.
    for row in instance.policies.iter_rows(named=True):
        if row["policy"] in off:
            continue
        values = instance.policy_values.filter(pl.col("policy") == row["policy"]).select("period", "value")
        found = rule_rows(
            parse_rule(row["rule"]),
            model.quantities,
            follow=instance.follow,
            periods=instance.periods.select("period", "start", "years"),
            each=tuple(c.strip() for c in (row["each"] or "").split(",") if c.strip()),
            over=Over(row["over"] or Over.YEAR),
            value=values,
            first=row["from"],
            last=row["to"],
        )
        name = pl.lit(row["policy"]).alias("policy")
        entries = found.entries.select(name, *found.index, "column", "coefficient")
        model.program.constraint(
            PREFIX + row["policy"],
            found.bounds.with_columns(name),
            Expression(("policy", *found.index), entries),
            lower="lower",
            upper="upper",
            blank=Blank.CONSTANT,
        )
