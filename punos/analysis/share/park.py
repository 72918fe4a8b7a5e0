"""Who shares what: the tenants of a park (or cities), their plants, and the plants of the park's company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from punos.errors import WrongUse
from punos.instance.instance import Instance
from punos.instance.names import names_as_text
from punos.study.study import Study
from punos.tables.places import PlaceKind


class PlayerKind(StrEnum):
    """Who may join or stay away."""

    OPERATORS = "operators"
    """Each operator with all its plants at the park."""
    PLANTS = "plants"
    """Each plant."""
    PLACES = "places"
    """Cities that pool what they have: each place with all plants there."""


class Method(StrEnum):
    """Which groups are planned."""

    ALL = "all"
    """Every group: all rules, exactly. Two to the power of the tenants are many."""
    GENERATED = "generated"
    """Those that complain most: core, least core and tariff of many tenants, without the other rules."""
    SAMPLED = "sampled"
    """Those of some orders in which tenants come: Shapley values with their standard error."""


@dataclass(frozen=True)
class Park:
    """The places that are shared, and who is there.

    Attributes
    ----------
    places
        One park, or the places that pool.
    kind
        What a tenant is.
    tenants
        Plants by tenant.
    company
        Plants of the park's company, which every group of tenants can use: those without an operator, and those of the
        operator who is named as the company.
    standing
        Tenants of whose plants one stands already: it costs something even where it does not run.
    operator
        Who was named as the company; None: nobody, its plants are those without an operator.
    """

    places: tuple[str, ...]
    kind: PlayerKind
    tenants: Mapping[str, tuple[str, ...]]
    company: tuple[str, ...]
    standing: frozenset[str]
    operator: str | None = None

    @property
    def name(self) -> str:
        """The park's name, or those of all places."""
        return ", ".join(self.places)

    def plants_of(self, group: frozenset[str]) -> tuple[str, ...]:
        """Give the plants of a group of tenants."""
        return tuple(sorted(p for tenant in group for p in self.tenants[tenant]))

    def absent(self, group: frozenset[str]) -> tuple[str, ...]:
        """Give the plants of all tenants that are not in a group."""
        return self.plants_of(frozenset(self.tenants) - group)


def park_of(
    study: Study,
    instance: Instance,
    places: Sequence[str],
    kind: PlayerKind,
    tenants: Sequence[str] | None = None,
    company: str | None = None,
) -> Park:
    """Find who is at a park.

    Parameters
    ----------
    study, instance
        The study, and its figures.
    places
        One park, or more places that are looked at together; for places as players, none is every place with plants.
    kind
        What a player is.
    tenants
        Only these; the others are there whatever is agreed.
    company
        The operator of the common plants.

    Raises
    ------
    WrongUse
        No such place or company; a tenant without plants there; fewer than two tenants.
    """
    here = _places(study, instance, places, kind)
    sited = names_as_text(instance.plants.frame)
    sited = sited.filter(pl.col("place").is_in(here))
    known = sited.group_by("plant").agg(
        pl.col("place", "operator").first(),
        stands=((pl.col("existing") > 0) & pl.col("existing").is_finite()).any(),
    )
    common = pl.col("operator").is_null()
    if company is not None:
        _company(study, company)
        common = common | (pl.col("operator") == company)
    shared = pl.lit(value=False) if kind is PlayerKind.PLACES else common
    own = known.filter(~shared).with_columns(tenant=_tenant(kind)).sort("tenant", "plant")
    found = {t: tuple(p) for t, p in own.group_by("tenant", maintain_order=True).agg("plant").iter_rows()}
    stands = frozenset(own.filter("stands")["tenant"])
    chosen = _chosen(study, found, tenants, ", ".join(here))
    return Park(here, kind, chosen, tuple(known.filter(shared)["plant"].sort()), stands & set(chosen), company)


def _tenant(kind: PlayerKind) -> pl.Expr:
    columns = {PlayerKind.OPERATORS: "operator", PlayerKind.PLANTS: "plant", PlayerKind.PLACES: "place"}
    return pl.col(columns[kind])


def _places(study: Study, instance: Instance, asked: Sequence[str], kind: PlayerKind) -> tuple[str, ...]:
    """Give the places asked for, by name or by the name that people read."""
    table = study.table("places").unique("place", maintain_order=True)
    shown = [c for c in ("name", "name_fi", "name_sv") if c in table.columns]
    named = {str(row[c]).casefold(): row["place"] for row in table.iter_rows(named=True) for c in shown if row[c]}
    named.update({str(p).casefold(): p for p in table["place"]})
    if not asked:
        if kind is PlayerKind.PLACES:
            return tuple(instance.plants.frame["place"].cast(pl.String).unique().sort())
        raise WrongUse(f"Which park? Name one with --park: {_parks(table)}.")
    if unknown := [a for a in asked if a.casefold() not in named]:
        raise WrongUse(f"The study has no place '{unknown[0]}'. Parks are: {_parks(table)}.")
    return tuple(dict.fromkeys(named[a.casefold()] for a in asked))


def _parks(table: pl.DataFrame) -> str:
    parks = table.filter(pl.col("kind") == PlaceKind.PARK.value) if "kind" in table.columns else table
    return ", ".join(parks["place"].unique(maintain_order=True)) or "none (set places.kind to park)"


def _company(study: Study, company: str) -> None:
    operators = study.table("operators")["operator"].to_list()
    if company not in operators:
        raise WrongUse(f"The study has no operator '{company}' to be the park's company; there are: "
                       f"{', '.join(operators) or 'none'}.")  # fmt: skip


def _chosen(
    study: Study, found: Mapping[str, tuple[str, ...]], asked: Sequence[str] | None, where: str
) -> dict[str, tuple[str, ...]]:
    """Give the tenants asked for; each must have a plant."""
    there = ", ".join(found) or "nobody"
    for tenant in asked or ():
        if tenant not in found:
            raise WrongUse(f"{tenant} has no plant at {where} that is in the model{_gone(study, tenant)}. "
                           f"Tenants there are: {there}.")  # fmt: skip
    chosen = {t: found[t] for t in dict.fromkeys(asked or found)}
    if len(chosen) < 2:
        raise WrongUse(f"At {where} there are fewer than two tenants with plants ({there}): nothing is shared.")
    return chosen


def _gone(study: Study, tenant: str) -> str:
    """Say where plants of a tenant are that do not count."""
    plants = study.table("plants")
    rows = plants.filter((pl.col("operator") == tenant) | (pl.col("plant") == tenant))
    told = [f"{r['plant']} at {r['place']}, {r['status']}" for r in rows.unique("plant").iter_rows(named=True)]
    return f" (it has {'; '.join(sorted(told))})" if told else ""
