"""Rules that cannot be read, or speak of what there is not (Semantics 33-36)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from punos.indicators import Follow, LanguageError, Rule, parse_rule, rule_faults
from punos.study.check.leads import Leads
from punos.study.check.names import nearest
from punos.study.check.subject import Subject
from punos.study.check.telling import shown
from punos.study.faults import Fault, Severity
from punos.study.in_force import FOUND, in_force
from punos.study.raw import ROW
from punos.tables import TABLES


def check(subject: Subject) -> Iterator[Fault]:
    """Read every rule; of one that is switched off a fault is only a warning."""
    yield from _switched_off(subject)
    follow = Leads(subject)
    # A study has a handful of rules, each with words of its own: this loop is over rules, not over rows of data.
    for policy in subject.once("policies").iter_rows(named=True):
        off = policy["policy"] in subject.settings.policies.off
        yield from _policy(subject, policy, follow, Severity.WARNING if off else Severity.ERROR)


def _switched_off(subject: Subject) -> Iterator[Fault]:
    """Names in the settings that no policy has."""
    known = subject.names("policies")
    for name in subject.settings.policies.off:
        if name not in known and not subject.unread("policies"):
            yield Fault(
                "unknown-name", Severity.ERROR, "study", None, "policies.off", name, f"There is no policy '{name}'.",
                "a name in the table policies", nearest(name, known) or "Take it out of policies.off.",
            )  # fmt: skip


def _policy(subject: Subject, policy: dict[str, Any], follow: Follow, severity: Severity) -> Iterator[Fault]:
    if policy["rule"] is None:
        return
    try:
        rule = parse_rule(policy["rule"])
    except LanguageError as error:
        yield _said(error, policy, severity)
        return
    each = tuple(word.strip() for word in (policy["each"] or "").split(",") if word.strip())
    yield from (_said(error, policy, severity) for error in rule_faults(rule, follow, each))
    yield from _value(subject, rule, policy, severity)


def _said(error: LanguageError, policy: dict[str, Any], severity: Severity) -> Fault:
    column = "each" if error.code == "wrong-each" else "rule"
    return Fault(
        error.code, severity, "policies", policy[ROW], column, error.value or str(policy[column] or ""),
        f"Policy {policy['policy']}: {error.message}", error.expected, error.remedy,
    )  # fmt: skip


def _value(subject: Subject, rule: Rule, policy: dict[str, Any], severity: Severity) -> Iterator[Fault]:
    """The word `value` needs a figure in every period, and a figure needs the word."""
    name = policy["policy"]
    rows = subject.rows("policies").filter(pl.col("policy") == name)
    if not rule.uses_value:
        if rows["value"].null_count() < rows.height:
            yield _about_value(policy, Severity.WARNING, "without-effect", shown(rows["value"].drop_nulls()[0]),
                               "has a value, but its rule does not say `value`: the figure has no effect",
                               "Write `value` in the rule where the figure belongs.")  # fmt: skip
        return
    first, last = policy["from"] or 0, policy["to"] or 9999
    periods = subject.periods.filter(pl.col("start").is_between(first, last))
    where = periods.select("period").with_columns(policy=pl.lit(name)).select("policy", "period")
    found = in_force(TABLES["policies"], rows, where, "value")
    blank = found.filter(pl.col(FOUND).is_null())
    if blank.height:
        periods_said = shown(blank["period"].to_list())
        yield _about_value(policy, severity, "required-blank", "",
                           f"says `value` in its rule, but has none in period {periods_said}",
                           "Fill value, in a row without period for all.")  # fmt: skip


def _about_value(policy: dict[str, Any], severity: Severity, code: str, value: str, message: str, remedy: str) -> Fault:
    text = f"Policy {policy['policy']} {message}."
    return Fault(code, severity, "policies", policy[ROW], "value", value, text, "", remedy)
