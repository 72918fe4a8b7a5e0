"""Flip prices: what it would take for a plant to be built, or not to be built any more; found by solving again."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from punos.analysis.decisions import Kind, decisions
from punos.analysis.forcing import (
    ROUNDING,
    Forced,
    Forcing,
    Place,
    Question,
    discounted_output,
    forced,
    main_product,
    used_share,
    with_rules,
)  # fmt: skip
from punos.analysis.moves import Progress
from punos.analysis.thresholds import account_of, traded_money
from punos.errors import WrongUse
from punos.instance.instance import Instance, build_instance
from punos.model.sizes import sizes
from punos.plan.plan import Plan
from punos.runner.kept import Kept
from punos.runner.many import Base, ask_many
from punos.tables.plants import PlantStatus


class ForcedSize(StrEnum):
    """At which size a refused plant is forced into the plan."""

    ANNOUNCED = "announced"
    """The largest that the study lets it have (max_capacity): the plant as it was announced."""
    LEAST = "least"
    """The smallest opening that is allowed (min_capacity); the announced size where there is none."""


class Differs(StrEnum):
    """Where the plan of least social cost and the owner part."""

    NEEDED = "best for all, but does not pay its owner"
    WANTED = "would pay its owner, but is not best for all"


@dataclass(frozen=True)
class Flips:
    """What turns each investment.

    Attributes
    ----------
    frame
        One row a plant, those nearest to turning first: plant, place, technology, decision (built, refused, restarted,
        idle), size (built, or forced in), opening (period of the first opening), worth (net cost without it less net
        cost with it, present value: positive for what the plan builds, negative for what it refuses; exactly 0 where
        the difference is within the solver's gaps), grant (money at its opening that turns the plan: what a refused
        plant needs, what a built one could lose), capex_factor (on its capital cost, at which the plan turns; blank:
        not even for nothing, or there is none), main_product, price (its traded price), turn_price (that price where
        the plan turns, found by planning again with the plant and without it while all supplies and may-demands of the
        good move in proportion, import and export alike; to 2 %; blank: none between 0.05 and 3 times the price),
        price_change (turn_price less price; where the good has no traded price at the plant, what would make up for
        `worth` all else equal), price_factor (turn_price as a factor, known without a traded price too), price_unit,
        first (the first period in which a refused plant may open), worth_first, grant_first
        (as worth and grant, if all of it is forced into that period; `opening` is when it costs least), used (share of
        capacity it runs at), npv, break_even_price (of its owner, at traded prices, in the plan that has it),
        pays_price, pays_factor, pays_grant (traded price, factor on capital cost, money at its opening at which it has
        a net present value of 0 for its owner; the first two by planning again with the plant forced in; a grant below
        0 is what the owner could do without), differs (where owner and plan part: a member of :class:`Differs`),
        remark.
    currency
        Of all money.
    complete
        False if it was stopped before the end.
    """

    name: str
    frame: pl.DataFrame
    currency: str
    complete: bool

    def __str__(self) -> str:
        """Say in a sentence what is nearest to turning."""
        known = self.frame.drop_nulls("worth")
        if known.is_empty():
            return "The study has no plant that may be built or restarted."
        near = known.row(0, named=True)
        counted = known["decision"].value_counts().sort("decision").iter_rows()
        return (
            f"Nearest to turning: {near['plant']} ({near['decision']}), worth {near['worth']:,.0f} {self.currency}. "
            f"In all: {', '.join(f'{n} {decision}' for decision, n in counted)}."
        )


def flips(
    plan: Plan,
    plants: Sequence[str] | None = None,
    size: str = ForcedSize.ANNOUNCED,
    *,
    keep: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Flips:
    """Find what turns each investment, as :meth:`punos.plan.plan.Plan.flips` documents."""
    if size not in set(ForcedSize):
        raise WrongUse(f"There is no size '{size}' to force a plant in at; choose {' or '.join(ForcedSize)}.")
    instance = build_instance(plan.study)
    questions = _questions(plan, instance, ForcedSize(size))
    if plants is not None:
        if unknown := sorted(set(plants) - {q.plant for q in questions}):
            names = ", ".join(q.plant for q in questions)
            raise WrongUse(f"{', '.join(unknown)} cannot be built or restarted in this plan; there are: {names}.")
        questions = [q for q in questions if q.plant in plants]
    found, complete = _found(plan, questions, keep, workers, progress)
    frame = _framed(plan, instance, [(q, found[q.plant]) for q in questions if q.plant in found])
    return Flips(plan.name, frame, plan.summary.currency, complete)


def _found(
    plan: Plan, questions: list[Forcing], keep: str | Path | None, workers: int | None, progress: Progress | None
) -> tuple[dict[str, Forced], bool]:
    base = Base.of(plan, study=with_rules(plan.study, questions))
    kept, found = Kept(keep, plan.study), dict[str, Forced]()
    names = {q: _question(q, questions) for q in questions}
    for asked, name in names.items():
        known = kept.get(name)
        if known is not None:
            found[asked.plant] = Forced.from_json(known)
    todo = [_question_of(plan, q) for q in questions if q.plant not in found]
    if not todo:
        return found, True
    try:
        for done, (question, result) in enumerate(ask_many(base, todo, forced, workers=workers), start=1):
            asked = question.asked
            found[asked.plant] = result
            kept.put(names[asked], result.to_json())
            if progress is not None:
                progress(done, len(todo), asked.plant)
    except KeyboardInterrupt:
        return found, False
    return found, True


def _question(asked: Forcing, questions: list[Forcing]) -> str:
    base = hashlib.sha256(repr([(q.plant, q.place) for q in questions]).encode()).hexdigest()[:12]
    return f"{base} force and seek prices {asked.plant} {asked.place} {asked.sizes}"


def _question_of(plan: Plan, asked: Forcing) -> Question:
    account = account_of(plan, asked.plant) if asked.place.stands_in_plan else {}
    product = account.get("main_product") or (main_product(plan, asked.plant) if account else "")
    return Question(asked, plan.objective, plan.summary.bound, product, traded_money(plan), account)


def _questions(plan: Plan, instance: Instance, size: ForcedSize) -> list[Forcing]:
    """Every plant that may be built or restarted, with what the plan does and the sizes to force."""
    built, restarted = _made(plan, Kind.BUILD), _made(plan, Kind.RESTART)
    asked = []
    for row in announced_sizes(instance).iter_rows(named=True):
        name = str(row["plant"])
        if name in built:
            asked.append(Forcing(name, Place.BUILT, *built[name]))
        elif row["candidate"]:
            both = [s for s in (row["announced"], row["least"]) if s is not None and 0 < s < math.inf]
            order = both if size is ForcedSize.ANNOUNCED else both[::-1]
            asked.append(Forcing(name, Place.REFUSED, tuple(dict.fromkeys(order)), str(row["first"])))
    idle = instance.plants.frame.filter(pl.col("status") == PlantStatus.IDLE.value, pl.col("existing") > 0)
    costs = idle.group_by("plant").agg(pl.col("restart_cost").min(), first=pl.col("period").first())
    for name, cost, first in costs.sort(pl.col("plant").cast(pl.String)).iter_rows():
        if name in restarted:
            asked.append(Forcing(str(name), Place.RESTARTED, (cost,), restarted[name][1]))
        elif cost > 0:
            asked.append(Forcing(str(name), Place.IDLE, (cost,), str(first)))
    return asked


def _made(plan: Plan, kind: Kind) -> dict[str, tuple[tuple[float, ...], str]]:
    """Give the size and the first period of what the plan builds or restarts, by plant."""
    order, found = plan.periods["period"].to_list(), dict[str, tuple[tuple[float, ...], str]]()
    for d in (d for d in decisions(plan.choices) if d.kind is kind):
        (size,), first = found.get(d.name, ((0.0,), d.period))
        found[d.name] = (size + d.size,), min(first, d.period, key=order.index)
    return found


def announced_sizes(instance: Instance) -> pl.DataFrame:
    """Give plant, candidate, announced (most that may be added), least (smallest opening), first (period)."""
    openings = sizes(instance).openings
    most = pl.when(pl.col("max_capacity").is_finite()).then(pl.col("max_capacity") - pl.col("existing").fill_null(0.0))
    return (
        openings.sort("plant", "period")
        .group_by("plant")
        .agg(
            candidate=(pl.col("status") == PlantStatus.CANDIDATE.value).any(),
            announced=pl.coalesce(most, pl.when(pl.col("size").is_finite()).then("size")).max(),
            least=pl.max_horizontal("min_capacity", "min_build").min(),
            first=pl.col("period").first(),
        )
        .sort(pl.col("plant").cast(pl.String))
    )


SCHEMA: dict[str, Any] = {
    **dict.fromkeys(("plant", "place", "technology", "decision"), pl.String),
    "size": pl.Float64,
    "opening": pl.String,
    **dict.fromkeys(("worth", "grant", "capex_factor"), pl.Float64),
    "main_product": pl.String,
    **dict.fromkeys(("price", "turn_price", "price_change", "price_factor"), pl.Float64),
    "price_unit": pl.String,
    "first": pl.String,
    **dict.fromkeys(("worth_first", "grant_first", "used", "npv", "break_even_price"), pl.Float64),
    **dict.fromkeys(("pays_price", "pays_factor", "pays_grant"), pl.Float64),
    "differs": pl.String,
    "remark": pl.String,
}
"""Columns of :attr:`Flips.frame`, which says what they mean."""


def _framed(plan: Plan, instance: Instance, answers: list[tuple[Forcing, Forced]]) -> pl.DataFrame:
    economics = {row["plant"]: row for row in plan.economics().iter_rows(named=True)}
    site = instance.plants.frame.select("plant", "place", "technology").unique("plant").cast(pl.String)
    where = {plant: rest for plant, *rest in site.iter_rows()}
    rows = [_row(plan, asked, found, where[asked.plant], economics.get(asked.plant, {})) for asked, found in answers]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return frame.sort(pl.col("worth").abs(), "plant", nulls_last=True)


def _row(
    plan: Plan, asked: Forcing, found: Forced, where: Sequence[str], owner: Mapping[str, Any]
) -> dict[str, Any]:  # fmt: skip
    told = _in_plan(plan, asked, owner) if asked.place.stands_in_plan else _forced_in(found)
    worth, first = _worth(plan, asked, found.cost, found.bound), None
    if not asked.place.stands_in_plan:
        first = _worth(plan, asked, found.cost_first, found.bound_first)
    discounts = dict(plan.periods.select("period", "discount").iter_rows())
    output = told.pop("output")
    numbers = {
        "worth": worth,
        "grant": _at(worth, discounts.get(told["opening"])),
        "capex_factor": found.factor,
        **_turning(found, told, worth, output),
        "worth_first": first,
        "grant_first": _at(first, discounts.get(asked.first)),
        "differs": _differs(asked, worth, told["npv"]),
    }
    row = {
        "plant": asked.plant,
        "place": where[0],
        "technology": where[1],
        "decision": asked.place.value,
        **told,
        **numbers,
        "first": asked.first,
        "remark": _remark(asked, found, told["used"], worth),
    }
    return {n: None if (isinstance(v, float) and math.isnan(v)) or v == "" else v for n, v in row.items()}


def _turning(
    found: Forced, told: Mapping[str, Any], worth: float | None, output: float | None
) -> dict[str, float | None]:
    """Give the prices and the owner's figures that were sought."""
    sought, price = found.sought, told["price"]
    known = price is not None and not math.isnan(price)
    change: float | None = sought.turn_price - price if known else None
    if not known and worth is not None and output and not math.isnan(output):
        change = -worth / output
    return {
        "turn_price": sought.turn_price if known else None,
        "price_change": change,
        "price_factor": sought.price,
        "pays_price": sought.pays_price,
        "pays_factor": sought.pays_factor,
        "pays_grant": sought.pays_grant,
    }


def _differs(asked: Forcing, worth: float | None, npv: float | None) -> str:
    """Say where the owner would not do what the plan does."""
    if worth is None or worth == 0 or npv is None or math.isnan(npv):
        return ""
    if asked.place.stands_in_plan and npv < 0:
        return Differs.NEEDED
    return Differs.WANTED if not asked.place.stands_in_plan and npv > 0 else ""


def _at(worth: float | None, discount: float | None) -> float | None:
    """Give a present value as money of the time of a discount."""
    return None if worth is None or discount is None else abs(worth) / discount


def _worth(plan: Plan, asked: Forcing, cost: float, bound: float) -> float | None:
    """Net cost without the plant less net cost with it; 0 within the gaps, None if one of the two cannot be.

    Parameters
    ----------
    cost, bound
        Net cost with the plant forced in or kept out, and the least it could be.
    """
    if math.isinf(cost):
        return None
    more = cost - plan.objective
    gaps = (cost - bound) + (plan.objective - plan.summary.bound)
    if abs(more) <= gaps + ROUNDING * max(abs(cost), abs(plan.objective)):
        return 0.0
    return more if asked.place.stands_in_plan else -more


def _in_plan(plan: Plan, asked: Forcing, owner: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the plan itself says of a plant that it has."""
    kind = Kind.BUILD if asked.place is Place.BUILT else Kind.RESTART
    made = [d for d in decisions(plan.choices) if d.kind is kind and d.name == asked.plant]
    periods = plan.periods["period"].to_list()
    product = owner.get("main_product") or main_product(plan, asked.plant)
    return {
        "size": sum(d.size for d in made) if kind is Kind.BUILD else math.nan,
        "opening": min((d.period for d in made), key=periods.index),
        "used": used_share(plan, asked.plant),
        "main_product": product,
        "price": owner.get("product_price"),
        "price_unit": owner.get("price_unit"),
        "npv": owner.get("npv"),
        "break_even_price": owner.get("break_even_price"),
        "output": discounted_output(plan, asked.plant, product),
    }


def _forced_in(found: Forced) -> dict[str, Any]:
    names = ("size", "opening", "used", "main_product", "price_unit", "npv", "output")
    return {n: getattr(found, n) for n in names} | {"price": found.product_price, "break_even_price": found.break_even}


def _remark(asked: Forcing, found: Forced, used: float, worth: float | None) -> str:
    if found.remark:
        return found.remark
    if worth == 0:
        return "no difference: with and without it costs the same within the solver's gaps"
    if not asked.place.stands_in_plan and used < 0.01:
        return "forced in, it stands unused: the grant pays for the building alone"
    if asked.place is Place.REFUSED and math.isnan(found.factor):
        return "not built even if its capital cost nothing"
    return ""
