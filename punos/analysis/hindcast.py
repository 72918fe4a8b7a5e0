"""Hindcast: the model of a year that has passed beside what is known of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.analysis.known_year import known_year
from punos.errors import WrongUse
from punos.indicators import LanguageError, matches, price_selection
from punos.study.study import Study

if TYPE_CHECKING:
    from punos.plan.plan import Plan

TOLERANCE = 0.15
"""Share of a known figure by which the model may be off before the miss must be explained."""


class Verdict(StrEnum):
    """How the model compares with what is known."""

    FITS = "fits"
    GIVEN = "given"
    EXPLAINED = "explained"
    UNEXPLAINED = "unexplained"
    NO_FIGURE = "no figure"


_SCHEMA: dict[str, Any] = {
    "observation": pl.String, "name": pl.String, "indicator": pl.String, "year": pl.Int64, "known": pl.Float64,
    "low": pl.Float64, "high": pl.Float64, "model": pl.Float64, "unit": pl.String, "ratio": pl.Float64,
    "verdict": pl.String, "why": pl.String, "basis": pl.String, "source": pl.String, "given": pl.Boolean,
    "remark": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Hindcast:
    """The model of a known year beside what is known.

    Attributes
    ----------
    name
        Of the study.
    year
        The year that was planned.
    frame
        One row an observation: observation, name, indicator, year (of which it is known), known, low, high, model,
        unit, ratio (model / known), verdict (``fits``: within the tolerance, or between low and high; ``given``: so
        too, but the study was made from it; ``explained``, ``unexplained``: a miss with and without a reason; ``no
        figure``: the model gives none, see remark), why, basis, source, given, remark.
    tolerance
        Share of the known figure within which the model fits.
    complete
        Always true: a year is planned whole or not at all.
    """

    name: str
    year: int
    frame: pl.DataFrame
    tolerance: float
    complete: bool = True

    def count(self, verdict: Verdict) -> int:
        """How many observations come out so."""
        return self.frame.filter(pl.col("verdict") == verdict.value).height

    @property
    def tests(self) -> int:
        """How many observations could have turned out otherwise: all but those that were given and are met."""
        return self.frame.height - self.count(Verdict.GIVEN)

    def __str__(self) -> str:
        """Say in a sentence how many known figures the model meets."""
        if self.frame.is_empty():
            return "The study has no observations: nothing is known to hold the model against."
        fits, explained = self.count(Verdict.FITS), self.count(Verdict.EXPLAINED)
        rest = [(explained, "are missed for a reason that the study gives"),
                (self.count(Verdict.UNEXPLAINED), "are missed without one"),
                (self.count(Verdict.NO_FIGURE), "have no figure in the model"),
                (self.count(Verdict.GIVEN), "more were used to make the study, so they prove nothing")]  # fmt: skip
        told = [
            f"Of {self.tests} known figures the model of {self.year} meets {fits} within {self.tolerance:.0%} or the "
            "range that is known"
        ]
        return "; ".join([*told, *(f"{n} {what}" for n, what in rest if n)]) + "."


def hindcast(
    study: Study, year: int | None = None, scenario: str | None = None, tolerance: float = TOLERANCE
) -> Hindcast:
    """Plan a known year as :func:`punos.analysis.known_year.known_year` says, and compare.

    Parameters
    ----------
    study
        With a table `observations`.
    year
        The year; by default the one that most observations are of (of several, the latest).
    scenario
        Changes with its prices and demands.
    tolerance
        Share of a known figure within which the model fits.

    Raises
    ------
    WrongUse
        The study has no observations, or no such scenario; the tolerance is not positive.
    StudyFaults, Infeasible
        As planning the year says: with what stood then, not everything that must be delivered can be.
    """
    rows = study.table("observations")
    if rows.is_empty():
        raise WrongUse("The study has no table observations: nothing is known to hold the model against.")
    if not tolerance > 0:
        raise WrongUse(f"The tolerance must be more than 0, not {tolerance}.")
    chosen = _year(rows) if year is None else year
    plan = known_year(study, chosen, scenario).plan()
    told = [_compared(plan, row, tolerance) for row in rows.iter_rows(named=True)]
    return Hindcast(study.name, chosen, pl.DataFrame(told, schema=_SCHEMA), tolerance)


def _year(rows: pl.DataFrame) -> int:
    counted = Counter(rows["year"].drop_nulls().to_list())
    return int(max(counted, key=lambda y: (counted[y], y)))


def _compared(plan: Plan, row: Mapping[str, Any], tolerance: float) -> dict[str, Any]:
    """Hold the plan against one observation."""
    kept = {c: row[c] for c in ("observation", "name", "indicator", "year", "low", "high", "why", "basis", "source")}
    base = kept | {"known": row["value"], "given": bool(row["given"])}
    try:
        model, unit = _figure(plan, row["indicator"])
    except LanguageError as error:
        return base | {"verdict": Verdict.NO_FIGURE.value, "remark": error.message}
    if model is None:
        return base | {"verdict": Verdict.NO_FIGURE.value, "unit": unit, "remark": "There is none of it in the plan."}
    ratio = model / row["value"] if row["value"] else None
    told = {"model": model, "unit": unit, "ratio": ratio}
    return base | told | {"verdict": _verdict(base, model, tolerance).value}


def _verdict(row: Mapping[str, Any], model: float, tolerance: float) -> Verdict:
    known = row["known"]
    low, high = (known if row[side] is None else row[side] for side in ("low", "high"))
    if abs(model - known) <= tolerance * abs(known) or low <= model <= high:
        return Verdict.GIVEN if row["given"] else Verdict.FITS
    return Verdict.EXPLAINED if row["why"] else Verdict.UNEXPLAINED


def _figure(plan: Plan, text: str) -> tuple[float | None, str]:
    """Give the plan's figure of its one period and its unit; None where it has none."""
    selection = price_selection(text)
    if selection is None:
        found = plan.indicator(text)
        unit = str(found["unit"][0] or "") if found.height else ""
        value = found["value"].to_list()[0] if found.height else None
        return (0.0 if value is None and "/" not in text else value), unit
    prices = plan.year_prices.filter(pl.col("constraint") == "balance")
    chosen = prices.filter(matches(prices, selection, {}))
    return (None if chosen.is_empty() else float(chosen["value"].mean())), (  # type: ignore[arg-type]
        "" if chosen.is_empty() else str(chosen["unit"][0])
    )
