"""Worth building ahead of demand: what it costs to have a plant of the company a period earlier, or a period later.

Both are planned with the demands of the study. With demand a period earlier than that, a plant that comes as planned
comes a period late; with demand as planned, one that was built ahead stood a period for nothing. So building ahead pays
from that chance of earlier demand on at which chance x late = (1 - chance) x early: the critical share of a newsvendor
(Arrow, Harris and Marschak 1951).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from pathlib import Path
from typing import Any

import polars as pl

from punos.analysis.decisions import Kind, decisions
from punos.analysis.flips import announced_sizes
from punos.analysis.forcing import ROUNDING, SLACK
from punos.analysis.moves import Progress
from punos.analysis.share.book_tables import AHEAD
from punos.analysis.share.reading import Desk
from punos.instance.names import names_as_text
from punos.model.sizes import sizes
from punos.plan.plan import Plan
from punos.runner.kept import Kept
from punos.runner.many import Base, ask_many
from punos.session import Session

BUILD = "build"
"""The block of variables of what is built."""


@dataclass(frozen=True)
class Shift:
    """A question: a plant with other bounds on what is built of it, all else free.

    Attributes
    ----------
    bounds
        period, least, most; None leaves a bound as it is.
    """

    plant: str
    bounds: tuple[tuple[str, float | None, float | None], ...]


@dataclass(frozen=True)
class Opening:
    """An opening of a plant of the company that could be earlier; without `period` the plan does not have it.

    Attributes
    ----------
    earlier
        The period before it in which it may be built.
    """

    plant: str
    period: str | None
    size: float
    earlier: str
    early: Shift
    late: Shift | None


def building_ahead(
    plan: Plan,
    desk: Desk,
    *,
    gap: float | None = None,
    keep: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Plan each opening of the company's plants a period earlier and a period later.

    Parameters
    ----------
    gap
        Overrides the gap of the plan.
    keep, workers, progress
        As :meth:`punos.plan.plan.Plan.flips` has them.

    Returns
    -------
    As :attr:`punos.analysis.share.found.Share.ahead` documents.
    """
    openings, base = openings_of(plan, desk), Base.of(plan, gap=gap)
    kept, found = Kept(keep, plan.study), dict[Shift, tuple[float, float]]()
    questions = {s: f"ahead gap={base.gap!r} {plan.objective!r} {s}" for o in openings for s in (o.early, o.late) if s}
    for shift, question in questions.items():
        if (told := kept.get(question)) is not None:
            found[shift] = (inf, inf) if told == [] else (told[0], told[1])
    todo = [shift for shift in questions if shift not in found]
    for done, (shift, cost) in enumerate(ask_many(base, todo, cost_of, workers=workers), start=1):
        found[shift] = cost
        kept.put(questions[shift], list(cost) if isfinite(cost[0]) else [])
        if progress is not None:
            progress(done, len(todo), f"{shift.plant} at another time")
    return pl.DataFrame([_row(plan, desk, o, found) for o in openings], schema=AHEAD, orient="row")


def openings_of(plan: Plan, desk: Desk) -> list[Opening]:
    """Give what the plan builds of the company's plants later than it could, and those it does not build."""
    served = {p for s in desk.services for p in s.plants}
    rows = sizes(plan.instance).openings.filter(pl.col("upper") > 0).sort("plant", "period")
    rows = rows.select(pl.col("plant", "period").cast(pl.String)).filter(pl.col("plant").is_in(served))
    may = {p: list(periods) for p, periods in rows.group_by("plant", maintain_order=True).agg("period").iter_rows()}
    built: dict[str, dict[str, float]] = {}
    for d in decisions(plan.choices):
        if d.kind is Kind.BUILD and d.name in may:
            built.setdefault(d.name, {})[d.period] = d.size
    forced = {r["plant"]: r for r in announced_sizes(plan.instance).iter_rows(named=True)}
    found = []
    for plant, periods in sorted(may.items()):
        if plant in built:
            found += _later(plant, periods, built[plant])
        elif size := _size(forced.get(plant, {})):
            found.append(Opening(plant, None, size, periods[-1], Shift(plant, ((periods[-1], size, None),)), None))
    return found


def _size(row: Mapping[str, Any]) -> float | None:
    """Give the size at which a plant is forced in: the smallest opening, else the largest that is announced."""
    known = [row.get(n) for n in ("least", "announced")]
    return next((float(s) for s in known if s is not None and 0 < s < inf), None)


def _later(plant: str, periods: Sequence[str], built: Mapping[str, float]) -> list[Opening]:
    """Give the openings of a plant before which there was a period in which it could be built."""
    found = []
    for number, period in enumerate(periods):
        if number == 0 or period not in built:
            continue
        before, size = periods[number - 1], built[period]
        least = (built.get(before, 0.0) + size) * (1.0 - SLACK)
        # no more before than the plan has, and nothing in its own period
        late = tuple((p, None, built.get(p, 0.0) * (1.0 + SLACK)) for p in periods[:number])
        found.append(Opening(plant, period, size, before, Shift(plant, ((before, least, None),)),
                             Shift(plant, (*late, (period, None, 0.0)))))  # fmt: skip
    return found


def cost_of(session: Session, shift: Shift) -> tuple[float, float]:
    """Give the net cost of the plan with other bounds, and the least it could be; infinite if there is none."""
    base = session.unchanged
    limits = names_as_text(base.model.program.bounds(BUILD))
    asked = pl.DataFrame(shift.bounds, schema={"period": pl.String, "least": pl.Float64, "most": pl.Float64},
                         orient="row")  # fmt: skip
    moved = limits.filter(pl.col("plant") == shift.plant).join(asked, on="period").select(
        "plant", "period",
        lower=pl.coalesce("least", "lower"),
        upper=pl.min_horizontal("most", "upper"),
    )  # fmt: skip
    if moved.filter(pl.col("lower") > pl.col("upper")).height:
        return inf, inf
    answer = session.again(base, {BUILD: moved})
    return answer.objective, answer.bound


def _row(plan: Plan, desk: Desk, opening: Opening, found: Mapping[Shift, tuple[float, float]]) -> dict[str, Any]:
    """Give one row of the table."""
    early = _more(plan, *found[opening.early])
    late = 0.0 if opening.late is None else _more(plan, *found[opening.late])
    chance, remark = None, ""
    if early is None:
        remark = f"it cannot be built in {opening.earlier}: some limit or rule forbids it"
    elif late is None:
        chance, remark = 0.0, "without it there is no plan"
    elif early + late <= 0:
        remark = "it makes no difference when it is built"
    else:
        chance = early / (early + late)
    units = plan.study.table("technologies").select("technology", "unit").drop_nulls()
    sited = plan.study.table("plants").filter(pl.col("plant") == opening.plant)["technology"].drop_nulls()
    unit = units.filter(pl.col("technology").is_in(sited.implode()))["unit"]
    return {
        "park": desk.park.name, "plant": opening.plant,
        "services": ", ".join(s.commodity for s in desk.services if opening.plant in s.plants),
        "unit": unit[0] if len(unit) else "", "period": opening.period, "size": opening.size,
        "earlier": opening.earlier, "early": early, "late": late, "chance": chance, "remark": remark,
    }  # fmt: skip


def _more(plan: Plan, cost: float, bound: float) -> float | None:
    """Give what net cost rises by; 0 within the gaps, None if there is no plan."""
    if not isfinite(cost):
        return None
    gaps = (cost - bound) + (plan.objective - plan.summary.bound)
    more = cost - plan.objective
    return 0.0 if more <= gaps + ROUNDING * max(abs(cost), abs(plan.objective)) else more
