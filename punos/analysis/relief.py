"""Ways out of a shortage at a park: more of the limit itself, or a plant that makes it or takes the pressure off."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import polars as pl

from punos.analysis.headroom import Shared, headroom
from punos.analysis.newcomer import forced, with_newcomer
from punos.instance.year import of_year
from punos.plan.plan import Plan
from punos.session import Ask
from punos.tables import CommodityKind
from punos.tables.impacts import ImpactSource

STEP = 0.1
"""Share of what is possible by which a shortage is relieved."""

_BESIDE = tuple(k.value for k in CommodityKind if k not in (CommodityKind.PRODUCT, CommodityKind.MATERIAL))
"""Kinds of goods that nobody builds a plant of industry for."""


class Way(StrEnum):
    """How a shortage is relieved."""

    MORE = "more"
    """More of the limit: a larger permit or quay, more land, more for sale. What it costs to get is not known."""
    PLANT = "plant"
    """A plant there that makes what is short, or takes in what uses it up."""


@dataclass(frozen=True)
class Shortage:
    """Something that the plants of a place share and that is used up, though more of it would be worth money.

    Attributes
    ----------
    period
        The first in which it is short.
    possible
        How much of it there is then.
    worth
        What one more unit would save, in the year in which it saves most.
    """

    place: str
    shared: Shared
    name: str
    unit: str
    period: str
    possible: float
    worth: float


@dataclass(frozen=True)
class Relief:
    """One way out of a shortage.

    Attributes
    ----------
    what
        The technology of a plant; blank for more of the limit.
    size, unit
        How much comes: of the limit, or of the technology's capacity.
    """

    shortage: Shortage
    way: Way
    what: str
    size: float
    unit: str

    def ask(self, plan: Plan) -> Ask:
        """Give the request that plans with it."""
        if self.way is Way.MORE:
            return Ask(changes=(f"{_limit(self.shortage)} *= {1 + STEP}",))
        study = with_newcomer(plan.study, self.shortage.place, self.what, self.size)
        return Ask(study=study, policies=(forced(self.size),))


def shortages(plan: Plan, place: str) -> list[Shortage]:
    """Find what is short at a place: used up in some period, by plants there, and worth money.

    Raises
    ------
    WrongUse
        No such place.
    """
    rows = headroom(plan, place).filter(pl.col("full"), pl.col("worth") > 0, pl.col("possible") > 0)
    used = plan.frame("use").filter(pl.col("place") == place, pl.col("value") > 0)["commodity"].unique().implode()
    ours = (pl.col("shared") != Shared.SERVICE.value) | pl.col("name").is_in(used)
    key = ["shared", "name", "unit"]
    first = rows.filter(ours).group_by(key, maintain_order=True).agg(
        pl.col("period", "possible").first(), pl.col("worth").max()
    )  # fmt: skip
    return [
        Shortage(place, Shared(r["shared"]), r["name"], r["unit"], r["period"], r["possible"], r["worth"])
        for r in first.iter_rows(named=True)
    ]


def reliefs(plan: Plan, shortage: Shortage) -> list[Relief]:
    """Give the ways out of a shortage that the study knows of."""
    return [*_more(plan, shortage), *_plants(plan, shortage)]


def _limit(shortage: Shortage) -> str:
    """The figure of the study that limits it, in the language of changes."""
    place, name = shortage.place, shortage.name
    match shortage.shared:
        case Shared.LAND:
            return f"places[place={place}].area_ha"
        case Shared.PERMIT:
            return f"impact_caps[impact={name}, place={place}].cap"
        case Shared.QUAY:
            return f"terminals[place={place}, mode={name}].capacity"
        case Shared.SERVICE:
            return f"supplies[place={place}, commodity={name}].capacity"


def _more(plan: Plan, shortage: Shortage) -> Iterator[Relief]:
    if shortage.shared is Shared.SERVICE:  # what is for sale has a limit, or there is none to enlarge
        supplies = plan.study.table("supplies")
        here = (pl.col("place") == shortage.place) & (pl.col("commodity") == shortage.name)
        sold = supplies.filter(here).select("supply")
        if not supplies.join(sold, on="supply", how="semi")["capacity"].is_finite().any():
            return
    yield Relief(shortage, Way.MORE, "", STEP * shortage.possible, shortage.unit)


def _plants(plan: Plan, shortage: Shortage) -> Iterator[Relief]:
    """Technologies one of whose processes makes what is short, or takes in what causes it."""
    wanted = _helping(plan, shortage)
    if wanted.is_empty():
        return
    named = plan.study.table("technologies")
    for row in wanted.iter_rows(named=True):
        said = named.filter(pl.col("technology") == row["technology"])
        units = said["unit"].drop_nulls()
        size = _whole(STEP * shortage.possible * row["takes"], said)
        yield Relief(shortage, Way.PLANT, row["technology"], size, units[0] if len(units) else "")


def _helping(plan: Plan, shortage: Shortage) -> pl.DataFrame:
    """technology, takes: capacity that one unit of relief takes, the least of its processes."""
    instance = plan.instance
    flows = plan.study.table("flows").drop_nulls("quantity")
    helps = pl.lit(value=False)
    if shortage.shared is Shared.SERVICE:
        helps = (pl.col("commodity") == shortage.name) & (pl.col("quantity") > 0)
    elif shortage.shared is Shared.PERMIT:
        factors = of_year(instance).impact_factors
        causes = factors.filter(
            pl.col("impact").cast(pl.String) == shortage.name, pl.col("of") == ImpactSource.DISCARD.value
        ).with_columns(pl.col("key").cast(pl.String))  # fmt: skip
        emits = causes.filter(pl.col("quantity") > 0)["key"].unique().implode()
        helps = pl.col("commodity").is_in(emits) & (pl.col("quantity") < 0)
    kinds = plan.study.table("commodities").select("commodity", "kind").drop_nulls().unique("commodity")
    made = flows.filter(pl.col("quantity") > 0).join(kinds, on="commodity", how="left")
    industry = made.filter(~pl.col("kind").is_in(_BESIDE).fill_null(value=False))["process"].unique().implode()
    mine = flows.filter(helps).group_by("process").agg(pl.col("quantity").abs().max())
    if shortage.shared is Shared.SERVICE:  # a plant that lives from a product of its own is no cure for want of steam
        mine = mine.filter(~pl.col("process").is_in(industry))
    processes = plan.study.table("processes").group_by("process").agg(
        pl.col("technology").drop_nulls().first(), pl.col("capacity_use").drop_nulls().first().fill_null(1.0)
    )  # fmt: skip
    takes = mine.join(processes, on="process").with_columns(takes=pl.col("capacity_use") / pl.col("quantity"))
    return takes.drop_nulls("technology").group_by("technology").agg(pl.col("takes").min()).sort("technology")


def _whole(size: float, said: pl.DataFrame) -> float:
    """The least size not below this that an opening may have."""

    def figure(column: str) -> float | None:
        known = said[column].drop_nulls()
        return float(known[0]) if len(known) else None

    size = max(size, figure("min_capacity") or 0.0)
    block = figure("block")
    return math.ceil(size / block - 1e-9) * block if block else size


def described(relief: Relief) -> Mapping[str, Any]:
    """A relief as columns of a table."""
    short = relief.shortage
    return {
        "park": short.place, "shared": short.shared.value, "name": short.name, "unit": short.unit,
        "period": short.period, "possible": short.possible, "worth": short.worth, "way": relief.way.value,
        "what": relief.what, "size": relief.size, "size_unit": relief.unit,
    }  # fmt: skip
