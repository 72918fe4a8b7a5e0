"""What is short at a park, and the cheapest cure: each way out is planned, and what it changes told."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import polars as pl

from punos.analysis.moves import Progress
from punos.analysis.relief import Relief, Way, described, reliefs, shortages
from punos.analysis.share.telling import money_text, number_text
from punos.errors import WrongUse
from punos.plan.plan import Plan
from punos.runner.many import Base, ask_many
from punos.session import Session

_SCHEMA = {
    "park": pl.String, "shared": pl.String, "name": pl.String, "unit": pl.String, "period": pl.String,
    "possible": pl.Float64, "worth": pl.Float64, "way": pl.String, "what": pl.String, "size": pl.Float64,
    "size_unit": pl.String, "cost": pl.Float64, "fits": pl.Boolean, "pays": pl.Boolean, "cheapest": pl.Boolean,
}  # fmt: skip


@dataclass(frozen=True)
class Cures:
    """Ways out of what is short at some parks. Money is present value in the study's currency.

    Attributes
    ----------
    frame
        One row a way out: park, shared (``land``, ``permit``, ``quay``, ``service``), name, unit, period (the first in
        which it is short), possible (then), worth (of one more unit, a year), way (``more`` of the limit, or a
        ``plant``), what (the technology), size, size_unit, cost (what net cost rises by, below 0: falls; of more of the
        limit without what it costs to get), fits (there is a plan with it), pays (net cost falls by more than the gaps
        of the plans), cheapest (of the plants).
    parks
        Parks that were looked at, those where nothing is short included.
    doubt
        What a cost may be off: the gaps of the plans.
    currency
        Of all money.
    """

    name: str
    frame: pl.DataFrame
    parks: tuple[str, ...]
    doubt: float
    currency: str

    def __str__(self) -> str:
        """Say for each park what is short, and the cheapest cure."""
        return "\n".join(self._told(park) for park in self.parks)

    def _told(self, park: str) -> str:
        rows = self.frame.filter(pl.col("park") == park)
        if rows.is_empty():
            return f"At {park} nothing that plants share is used up so that more of it would be worth money."
        shorts = rows.unique(["shared", "name"], keep="first", maintain_order=True)
        return " ".join(self._short(park, short) for short in shorts.iter_rows(named=True))

    def _short(self, park: str, short: dict[str, Any]) -> str:
        rows = self.frame.filter(park=park, shared=short["shared"], name=short["name"])
        what = short["shared"] if short["shared"] == "land" else f"{short['name']} ({short['shared']})"
        said = f"{what} is used up at {park} from {short['period']}."
        for row in rows.filter(pl.col("way") == Way.MORE.value, "fits").iter_rows(named=True):
            said += (
                f" {number_text(row['size'])} {row['size_unit']} more would save {self._money(-row['cost'])}:"
                " it may cost up to that."
            )
        best = rows.filter(pl.col("cheapest"))
        if best.is_empty():
            return said + " The study knows of no plant that would help."
        row = best.row(0, named=True)
        plant = f"{number_text(row['size'])} {row['size_unit']} of {row['what']}"
        if row["pays"]:
            return said + f" The cheapest cure, {plant}, pays: net cost falls by {self._money(-row['cost'])}."
        return said + f" The cheapest cure, {plant}, costs {self._money(row['cost'])} more than it saves."

    def _money(self, amount: float) -> str:
        return money_text(max(0.0, amount), self.currency)

    def beside(self, other: Cures | None) -> Cures:
        """Give this and what was found about other parks."""
        if other is None:
            return self
        mine = pl.Series(self.parks, dtype=pl.String).implode()
        frame = pl.concat([other.frame.filter(~pl.col("park").is_in(mine)), self.frame])
        parks = tuple(p for p in other.parks if p not in self.parks) + self.parks
        return Cures(self.name, frame, parks, max(self.doubt, other.doubt), self.currency)


def cures(plan: Plan, parks: tuple[str, ...], *, workers: int | None = None, progress: Progress | None = None) -> Cures:
    """Find what is short at parks, and plan with each way out.

    A shortage is a thing that plants of the place share (land, a permit, a quay, a utility they use) which is used up
    in some period though one more unit would be worth money. Ways out are a tenth more of the limit, and a plant, of
    any technology of the study, that makes as much, or takes in what the permit is used up by (for salt that is thrown
    away: what uses salt). Each is forced into the plan, and all else planned anew.

    Parameters
    ----------
    parks
        Places of the study.
    workers, progress
        As :meth:`~punos.plan.plan.Plan.tornado` has them.

    Raises
    ------
    WrongUse
        No park is named, or no such place.
    """
    if not parks:
        raise WrongUse("Name the park: a place of the study.")
    asked = [r for park in parks for short in shortages(plan, park) for r in reliefs(plan, short)]
    base = Base.of(plan)
    found = dict[int, tuple[float, float]]()
    numbered = [(number, relief, relief.ask(plan)) for number, relief in enumerate(asked)]
    for done, ((number, relief, _), result) in enumerate(ask_many(base, numbered, _planned, workers=workers), 1):
        found[number] = result
        if progress is not None:
            progress(done, len(asked), f"{relief.shortage.name} at {relief.shortage.place}: {relief.what or 'more'}")
    doubt = max(
        [plan.objective - plan.summary.bound, *(cost - bound for cost, bound in found.values() if isfinite(cost))]
    )
    rows = [_row(relief, plan, found[number][0], doubt) for number, relief in enumerate(asked)]
    return Cures(plan.name, _cheapest(pl.DataFrame(rows, schema=_SCHEMA)), parks, doubt, plan.summary.currency)


def _planned(session: Session, question: tuple[int, Relief, Any]) -> tuple[float, float]:
    """Net cost with a relief, and the least it could be; infinite where it does not fit."""
    answer = session.answer(question[2])
    return answer.objective, answer.bound


def _row(relief: Relief, plan: Plan, objective: float, doubt: float) -> dict[str, Any]:
    fits = isfinite(objective)
    cost = objective - plan.objective if fits else None
    pays = cost is not None and cost < -doubt
    return {**described(relief), "cost": cost, "fits": fits, "pays": pays, "cheapest": False}


def _cheapest(rows: pl.DataFrame) -> pl.DataFrame:
    """Mark the plant that costs least, for each thing that is short."""
    plants = rows.with_row_index("nth").filter((pl.col("way") == Way.PLANT.value) & pl.col("fits"))
    best = plants.sort("cost").unique(["park", "shared", "name"], keep="first", maintain_order=True)["nth"]
    return rows.with_row_index("nth").with_columns(cheapest=pl.col("nth").is_in(best.implode())).drop("nth")
