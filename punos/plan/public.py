"""A plan as the public may see it: without what is confidential and without what would give it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import polars as pl

from punos.indicators import Quantity
from punos.instance.instance import Instance
from punos.plan.economics import By, PriceBasis
from punos.plan.plan import Plan
from punos.plan.secrets import Secrets, secrets_of
from punos.plan.summary import Summary
from punos.plan.worth import worth

if TYPE_CHECKING:
    from punos.study.change import AppliedChange
    from punos.study.study import Study

WITHHELD = "(confidential)"
"""Stands for a change of the study that may not be told."""


@dataclass(frozen=True)
class PublicPlan(Plan):
    """A plan from which what must not be told was taken.

    Sums are of what is left: net cost is that of the shown money, so that nothing follows from the difference.

    Attributes
    ----------
    secrets
        What was taken.
    whole
        The plan it was taken from; pages must not read it.
    """

    secrets: Secrets
    whole: Plan

    @property
    def instance(self) -> Instance:
        """The whole study's figures: what is made of them is left out where it would tell."""
        return self.whole.instance

    def traded_prices(self) -> pl.DataFrame:
        """Give the traded prices of goods that may be told."""
        return self.whole.traded_prices().filter(~self.secrets.of_goods("place"))

    def economics(self, prices: PriceBasis | str = PriceBasis.TRADED, by: By | str = By.PLANT) -> pl.DataFrame:
        """Give the economics of the plants, or of the operators all of whose plants may be told."""
        frame = self.whole.economics(prices, by)
        if "plant" in frame.columns:
            return frame.filter(~pl.col("plant").is_in(self.secrets.plants))
        known = self.whole.study.table("plants").filter(pl.col("plant").is_in(self.secrets.plants))
        return frame.filter(~pl.col("operator").is_in(known["operator"].implode()).fill_null(value=False))

    def ledger(self, prices: PriceBasis | str = PriceBasis.TRADED) -> pl.DataFrame:
        """Give the accounts of the plants that may be told."""
        return self.whole.ledger(prices).filter(~pl.col("plant").is_in(self.secrets.plants))

    def origins(self) -> pl.DataFrame:
        """Give the origins of goods that may be told."""
        return self.whole.origins().filter(~self.secrets.of_goods("place"))


def public(plan: Plan, secrets: Secrets | None = None) -> Plan:
    """Take from a plan what a public report must not tell.

    Parameters
    ----------
    plan
        What is public already is given back as it is.
    secrets
        What must not be told; by default what the plan's own evidence calls confidential.

    Returns
    -------
    A :class:`PublicPlan`; the plan itself if nothing in it is confidential.
    """
    if isinstance(plan, PublicPlan):
        return plan
    hidden = secrets_of(plan) if secrets is None else secrets
    if not hidden:
        return plan
    emitted = _told_impacts(plan.frame("emit"), plan, hidden)
    quantities = {
        name: Quantity(name, q.index, q.base, _told(name, q.frame, emitted, hidden))
        for name, q in plan.quantities.items()
    }
    parts = Plan(
        study=_told_study(plan, hidden, emitted),
        summary=plan.summary,
        audit=replace(plan.audit, checks=tuple(replace(c, where="") for c in plan.audit.checks)),
        quantities=MappingProxyType(quantities),
        prices=_told_prices(plan.prices, emitted, hidden),
        periods=plan.periods,
        choices={name: _without_plants(frame, hidden) for name, frame in plan.choices.items()},
    )
    summary = _told_summary(parts, plan, hidden)
    told = {each.name: getattr(parts, each.name) for each in fields(Plan)}
    return PublicPlan(**{**told, "summary": summary}, secrets=hidden, whole=plan)


def _without_plants(frame: pl.DataFrame, hidden: Secrets) -> pl.DataFrame:
    if "plant" not in frame.columns:
        return frame
    return frame.filter(~pl.col("plant").cast(pl.String).is_in(hidden.plants).fill_null(value=False))


def _told(name: str, frame: pl.DataFrame, emitted: pl.DataFrame, hidden: Secrets) -> pl.DataFrame:
    """Give the rows of an indicator that may be told."""
    rows = _without_plants(frame, hidden)
    if "commodity" in rows.columns:
        places = [c for c in ("place", "from", "to") if c in rows.columns]
        kept = ~hidden.of_goods(*places)
        # What a plant that may be told makes and uses is its own; what nobody's plant does is trade.
        rows = rows.filter(kept | pl.col("plant").is_not_null() if name in ("make", "use") else kept)
    if "impact" in rows.columns and rows["impact"].null_count() < rows.height:
        keys = ["impact", "of", "key", "place"]
        of_impact = rows.filter(pl.col("impact").is_not_null())
        of_impact = of_impact.join(emitted.select(keys).unique(), on=keys, how="semi", nulls_equal=True)
        rows = pl.concat([rows.filter(pl.col("impact").is_null()), of_impact])
    if hidden.modes and "kind" in rows.columns and "mode" in rows.columns:
        rows = rows.filter(~pl.col("mode").is_in(hidden.modes).fill_null(value=False))
    return rows


def _told_impacts(emit: pl.DataFrame, plan: Plan, hidden: Secrets) -> pl.DataFrame:
    """Give the rows of `emit` of impacts at places where nothing must be withheld.

    What is left of a sum of which a part is missing would be read as the whole: the impact at the place goes as one.
    """
    given_away = emit.filter(_causes(emit, plan, hidden)).select("impact", "place").unique()
    return emit.join(given_away, on=["impact", "place"], how="anti", nulls_equal=True, maintain_order="left")


def _causes(emit: pl.DataFrame, plan: Plan, hidden: Secrets) -> pl.Series:
    """Say of each row of `emit` whether protected plants or withheld goods cause it."""
    study = plan.study
    plants = study.table("plants").filter(pl.col("plant").is_in(hidden.plants))
    runs = plan.frame("run").filter(pl.col("plant").is_in(hidden.plants)).select("place", key="process").unique()
    stands = pl.concat([plants.select("place", key=c) for c in ("plant", "technology")]).unique()
    named = pl.concat([runs, stands.select("place", "key")]).unique().with_columns(own=pl.lit(value=True))
    goods = pl.concat([_traded_keys(study, hidden), _moving_keys(plan, hidden)]).unique()
    joined = emit.join(named, on=["key", "place"], how="left", maintain_order="left").join(
        goods.with_columns(traded=pl.lit(value=True)), on="key", how="left", maintain_order="left"
    )
    return joined.select(pl.col("own").fill_null(value=False) | pl.col("traded").fill_null(value=False)).to_series()


def _traded_keys(study: Study, hidden: Secrets) -> pl.DataFrame:
    """Give the names under which impacts of buying, selling and throwing away withheld goods stand."""
    goods = hidden.goods["commodity"].unique()
    parts = [goods.to_frame("key")]
    for table in ("supplies", "demands"):
        named = study.table(table).filter(pl.col("commodity").is_in(goods.implode()))
        parts.append(named.select(key=named.columns[0]))
    return pl.concat(parts)


def _moving_keys(plan: Plan, hidden: Secrets) -> pl.DataFrame:
    """Give the modes and routes on which withheld goods move."""
    ship = plan.frame("ship")
    moved = ship.filter(hidden.of_goods("from", "to"))
    return pl.concat([moved.select(key=column) for column in ("mode", "route")])


def _told_prices(prices: pl.DataFrame, emitted: pl.DataFrame, hidden: Secrets) -> pl.DataFrame:
    """Give the marginal values that may be told."""
    rows = _without_plants(prices, hidden)
    if {"commodity", "place"} <= set(rows.columns):
        rows = rows.filter(~hidden.of_goods("place"))
    if "impact" not in rows.columns:
        return rows
    capped = rows.filter(pl.col("impact").is_not_null())
    keys = [c for c in ("impact", "place") if c in rows.columns]
    told = capped.join(emitted.select(keys).unique(), on=keys, how="semi", maintain_order="left")
    return pl.concat([rows.filter(pl.col("impact").is_null()), told])


def _told_study(plan: Plan, hidden: Secrets, emitted: pl.DataFrame) -> Study:
    """Give the study without confidential cells, rows of protected plants and evidence of either."""
    kept = {name: _told_table(name, frame, hidden) for name, frame in plan.study.tables.items()}
    if "evidence" in kept:
        kept["evidence"] = kept["evidence"].filter(~pl.col("confidential").fill_null(value=False))
    if "impact_caps" in kept:
        caps = kept["impact_caps"]
        kept["impact_caps"] = caps.join(_gone(plan, emitted), on=["impact", "place"], how="anti", maintain_order="left")
    return replace(plan.study, tables=MappingProxyType(kept), changes=_told_changes(plan, hidden))


def _gone(plan: Plan, emitted: pl.DataFrame) -> pl.DataFrame:
    keys = ["impact", "place"]
    return plan.frame("emit").select(keys).unique().join(emitted.select(keys).unique(), on=keys, how="anti")


def _told_table(name: str, frame: pl.DataFrame, hidden: Secrets) -> pl.DataFrame:
    for column in ("plant", "seller", "buyer"):
        if column in frame.columns:
            frame = frame.filter(~pl.col(column).is_in(hidden.plants).fill_null(value=False))
    cells = hidden.cells.filter(pl.col("table") == name)
    blanked = [
        pl.when(pl.col("row").is_in(rows["row"].implode())).then(None).otherwise(pl.col(column)).alias(column)
        for (column,), rows in cells.group_by("column", maintain_order=True)
        if column in frame.columns
    ]
    return frame.with_columns(blanked)


def _told_changes(plan: Plan, hidden: Secrets) -> tuple[AppliedChange, ...]:
    """Give the changes of the study that touch nothing confidential."""
    return tuple(c for c in plan.study.changes if not _tells(str(c), hidden))


def _tells(change: str, hidden: Secrets) -> bool:
    """Say whether a change, as it is told, may touch a confidential column or a protected plant."""
    columns = hidden.cells.select(pl.format("{}[", "table"), pl.format("].{} ", "column")).unique().iter_rows()
    bare = hidden.cells.select(pl.format("{}.{} ", "table", "column")).to_series().unique()
    named = any(table in change and column in change for table, column in columns)
    return named or any(text in change for text in bare) or any(plant in change for plant in hidden.plants)


def _told_summary(told: Plan, plan: Plan, hidden: Secrets) -> Summary:
    """Give the summary with the money that is shown, and the distance to the bound as it was."""
    rows = worth(told)
    objective = float(rows["worth"].sum())
    costs = dict(rows.group_by("kind").agg(pl.col("worth").sum()).sort("kind").iter_rows())
    bound = objective + plan.summary.bound - plan.summary.objective
    changes: Sequence[str] = [WITHHELD if _tells(c, hidden) else c for c in plan.summary.changes]
    return replace(
        plan.summary, objective=objective, bound=bound, costs=costs, changes=tuple(dict.fromkeys(changes)),
        advice=(),  # it names figures
    )  # fmt: skip
