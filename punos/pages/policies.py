"""The rules of the study: which hold, which are missed, and how much room they leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from punos.errors import PunosError
from punos.indicators import Quantity, Sense, parse_rule, rule_rows
from punos.instance.follow import follow
from punos.pages.blocks import Cell, Section
from punos.pages.tabulate import Shown, figure, table, text
from punos.pages.view import NOISE, View
from punos.tables import Over

TOLERANCE = 1e-6
"""Relative to the sums of a rule: nearer than that to its limit a rule is at its limit."""


@dataclass(frozen=True)
class Outcome:
    """How one policy fares in the plan."""

    policy: str
    rule: str
    off: bool
    rows: pl.DataFrame
    """index…, room (how far from the limit; negative: missed), scale, unit."""
    trouble: str = ""

    @property
    def missed(self) -> int:
        """How many of its rules do not hold."""
        return self.rows.filter(pl.col("room") < -TOLERANCE * pl.col("scale")).height if self.rows.height else 0

    @property
    def at_limit(self) -> int:
        """How many of its rules are at their limit."""
        near = pl.col("room").abs() <= TOLERANCE * pl.col("scale")
        return self.rows.filter(near).height if self.rows.height else 0


def policies_section(view: View) -> Section | None:
    """Give the policies with how they fare; None if the study has none."""
    outcomes = list(policy_outcomes(view))
    if not outcomes:
        return None
    _ = view.gettext
    frame = pl.DataFrame([_summed(view, outcome) for outcome in outcomes], infer_schema_length=None)
    shown = [
        Shown(_("Policy"), lambda row: _policy_cell(view, row)),
        Shown(_("Rule"), lambda row: Cell(row["rule"], code=True)),
        text(_("In force"), lambda row: _("no") if row["off"] else _("yes")),
        text(_("Outcome"), lambda row: row["outcome"]),
        figure(_("Least room"), "room", view.numbers.number),
        text(_("Unit"), lambda row: row["unit"]),
        text(_("Where"), lambda row: row["where"]),
    ]
    note = _("Room: how far the tightest of its rules is from its limit; less than nothing: missed by so much.")
    block = table("policies", _("Policies and how they fare"), frame, shown, note=note)
    return Section("policies-section", _("Rules, met or missed"), (_in_words(view, outcomes),), (block,))


def _in_words(view: View, outcomes: list[Outcome]) -> str:
    _ = view.gettext
    force = [o for o in outcomes if not o.off]
    missed = [view.name("policy", o.policy) for o in outcomes if o.off and o.missed]
    held = view.words.ngettext(
        "{n} policy is in force and holds", "{n} policies are in force and hold", len(force)
    ).format(n=len(force))
    tight = sum(1 for o in force if o.at_limit)
    sentence = held + _("; {n} of them at their limit.").format(n=tight) if force else _("No policy is in force.")
    if missed:
        sentence += " " + _("Not in force and missed by this plan: {policies}.").format(policies=", ".join(missed))
    return sentence


def policy_outcomes(view: View) -> Iterator[Outcome]:
    """Evaluate every policy of the study on the plan, those that are not in force as well."""
    study = view.plan.study
    rows = study.table("policies")
    off = set(study.settings.policies.off)
    quantities = {
        name: Quantity(
            q.name,
            q.index,
            q.base,
            q.frame.with_columns(column=pl.int_range(pl.len()), coefficient=pl.col("value")),
        )
        for name, q in view.plan.quantities.items()
    }
    for wide in rows.unique("policy", keep="first", maintain_order=True).iter_rows(named=True):
        name, rule = wide["policy"], wide["rule"]
        try:
            found = _rows(view, rows.filter(pl.col("policy") == name), quantities)
        except PunosError as error:
            yield Outcome(name, rule or "", name in off, pl.DataFrame(), str(error).splitlines()[0])
            continue
        yield Outcome(name, rule, name in off, found)


def _rows(view: View, rows: pl.DataFrame, quantities: Mapping[str, Quantity]) -> pl.DataFrame:
    """Give the room of each rule of one policy."""
    first = rows.select(pl.all().drop_nulls().first()).row(0, named=True)
    found = rule_rows(
        parse_rule(first["rule"]),
        quantities,
        follow=follow(view.plan.study),
        periods=view.plan.periods.select("period", "start", "years"),
        each=tuple(c.strip() for c in (first["each"] or "").split(",") if c.strip()),
        over=Over(first["over"] or Over.YEAR),
        value=_values(view, rows),
        first=first["from"],
        last=first["to"],
    )
    sums = found.entries.group_by(found.index) if found.index else None
    parts = (pl.col("coefficient").sum().alias("left"), pl.col("coefficient").abs().sum().alias("scale"))
    totals = sums.agg(parts) if sums is not None else found.entries.select(parts)
    on = list(found.index)
    joined = found.rows.join(totals, on=on, how="left") if on else pl.concat([found.rows, totals], how="horizontal")
    filled = joined.with_columns(pl.col("left", "scale").fill_null(0.0))
    gap = pl.col("right") - pl.col("left")
    room = {Sense.AT_MOST: gap, Sense.AT_LEAST: -gap}.get(found.sense, -gap.abs())
    sized = filled.with_columns(room=room, scale=pl.max_horizontal("scale", pl.col("right").abs()))
    # Where there is nothing on either side there is nothing to hold or to miss.
    return sized.filter(pl.col("scale") > NOISE)


def _values(view: View, rows: pl.DataFrame) -> pl.DataFrame | float | None:
    """Give what `value` stands for: the row of the period before the row for all."""
    if rows["period"].null_count() == rows.height:
        value = rows["value"].drop_nulls()
        return float(value[0]) if value.len() else None
    periods = pl.DataFrame({"period": view.periods})
    wide = rows.filter(pl.col("period").is_null())["value"].drop_nulls()
    held = periods.join(rows.select("period", "value"), on="period", how="left")
    filled = held.with_columns(pl.col("value").fill_null(wide[0])) if wide.len() else held
    return filled.drop_nulls()


def _summed(view: View, outcome: Outcome) -> dict[str, Any]:
    """Sum a policy up: outcome, its tightest rule, where that is."""
    told = {"policy": outcome.policy, "rule": outcome.rule, "off": outcome.off, "outcome": _outcome(view, outcome)}
    if outcome.rows.is_empty():
        return told | {"room": None, "unit": "", "where": outcome.trouble}
    tight = outcome.rows.sort(pl.col("room") / pl.col("scale")).row(0, named=True)
    index = [c for c in outcome.rows.columns if c not in ("right", "unit", "left", "scale", "room")]
    where = ", ".join(view.name(c, tight[c]) for c in index if tight[c])
    near = abs(tight["room"]) <= TOLERANCE * tight["scale"]
    return told | {"room": 0.0 if near else float(tight["room"]), "unit": tight["unit"] or "", "where": where}


def _outcome(view: View, outcome: Outcome) -> str:
    _ = view.gettext
    if outcome.rows.is_empty():
        return _("applies to nothing")
    if outcome.missed:
        return _("missed in {n} of {all} cases").format(n=outcome.missed, all=outcome.rows.height)
    return _("met, at its limit") if outcome.at_limit else _("met")


def _policy_cell(view: View, row: Mapping[str, Any]) -> Cell:
    name = view.name("policy", row["policy"])
    grounds = view.evidence.about("policies", policy=row["policy"])
    tip = view.evidence.tip(name, grounds) if grounds else None
    return Cell(name, view.evidence.anchor("policies", policy=row["policy"]), tip)
