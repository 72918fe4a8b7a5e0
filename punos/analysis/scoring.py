"""Parks side by side: what each does of what is asked, its score, and what one could take from another.

The rule: an item that is met counts 1, one that is at least half way to its threshold ½, else 0. Half way is counted
from 0, or from the criterion's `start`; where less is wanted and no start is said, there is no half point. A park
qualifies only where every prerequisite is met. What does not apply leaves the count. What is not known leaves it too,
but is told: how much of a score is known, what it would be if all the unknown were met or missed, and that nobody
qualifies on what is not known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import polars as pl

from punos.study.faults import Faults
from punos.tables import Answer, CriterionKind, Sense

if TYPE_CHECKING:
    from punos.study.study import Study

HALF = 0.5
ANSWERS = {Answer.YES.value: 1.0, Answer.PARTLY.value: HALF, Answer.NO.value: 0.0}
EXACT = pl.Decimal(38, 12)
"""Figures as they are written: 0.1 and 0.2 are 0.3, so that what is just half way is half way."""


FARTHEST = 1e20
"""Figures beyond are as good as this one: what is exact has so many digits and no more."""


class Standing(StrEnum):
    """How a park stands in one item."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not met"
    COMPARED = "compared"
    APART = "does not apply"
    UNKNOWN = "not known"


class Verdict(StrEnum):
    """Whether a park qualifies by a framework."""

    QUALIFIES = "qualifies"
    FAILS = "does not qualify"
    OPEN = "not known"
    NOT_ASKED = "no prerequisites"


READ = ("criteria", "practices", "places")
"""Tables of which scores are made."""
_FREE = "practice"
"""The `kind` of an item that is a practice by itself."""
_ITEM = (
    "place", "framework", "category", "item", "name", "kind", "sense", "threshold", "start", "unit", "practice",
    "observed", "answer", "standing", "score", "evidence", "basis", "source", "year",
)  # fmt: skip
_TAKE = (
    "place", "framework", "category", "item", "name", "kind", "unit", "here", "observed_here", "from", "there",
    "observed_there", "evidence", "basis", "source", "year",
)  # fmt: skip


@dataclass(frozen=True)
class Scores:
    """Parks side by side.

    Attributes
    ----------
    items : DataFrame
        One row for each park and criterion or practice: place, framework, category, item (the criterion, or the
        practice by itself), name, kind (``prerequisite``, ``indicator``, ``figure``, ``practice``), sense, threshold,
        start, unit, practice, observed, answer, standing (``met``, ``partly``, ``not met``, ``compared`` for figures,
        ``does not apply``, ``not known``), score (1, 0.5, 0, or what an assessor gave; null where there is none),
        evidence, basis, source, year.
    categories : DataFrame
        place, framework, category, known (items scored), unknown, score (mean of what is known), exact (the same as a
        fraction), lowest and highest (the score if all the unknown were missed, or met).
    frameworks : DataFrame
        place, framework, known, unknown, apart (items that do not apply), share_known, score and exact (mean of
        items), by_category and by_category_exact (mean of the categories' scores), lowest, highest (of the mean of
        items), prerequisites (that apply), prerequisites_met, prerequisites_unknown, verdict, gaps (items below 1,
        separated by commas).
    takes : DataFrame
        What one park could take from another: place, framework, category, item, name, kind, unit, here (how it stands),
        observed_here, from (the other park), there, observed_there, evidence, basis, source, year (of the other park).
        Where it is not known how a park stands, all that others do is told, after what is known to be less.
    """

    items: pl.DataFrame
    categories: pl.DataFrame
    frameworks: pl.DataFrame
    takes: pl.DataFrame

    def of(self, place: str) -> Scores:
        """Give what concerns one park: its scores, and what it could take from the others."""
        return Scores(*(frame.filter(pl.col("place") == place) for frame in self.tables().values()))

    def tables(self) -> dict[str, pl.DataFrame]:
        """Give the frames by their names, as a workbook has sheets."""
        return {name: getattr(self, name) for name in ("items", "categories", "frameworks", "takes")}

    def __str__(self) -> str:
        """Say of each park and framework in a sentence how it scores, on how much, and whether it qualifies."""
        if self.items.is_empty():
            return "The study says of no park what it does: fill the tables criteria and practices."
        told = [_sentence(row) for row in self.frameworks.filter(pl.col("known") > 0).iter_rows(named=True)]
        blank = self.frameworks.filter(pl.col("known") == 0).group_by("framework", maintain_order=True).agg("place")
        told += [f"Nothing is known of {', '.join(places)} by {name}." for name, places in blank.iter_rows()]
        return "\n".join(told)


def _sentence(row: Mapping[str, Any]) -> str:
    said = f"{row['framework']}: {row['place']} scores {row['score']:.2f} ({row['exact']}) on "
    if row["unknown"]:
        every = row["known"] + row["unknown"]
        said += (
            f"the {row['known']} of {every} items that are known, {row['lowest']:.2f} to {row['highest']:.2f} on all"
        )
    else:
        said += f"{row['known']} items"
    needed, met, unknown = (row[f"prerequisites{end}"] for end in ("", "_met", "_unknown"))
    match Verdict(row["verdict"]):
        case Verdict.QUALIFIES:
            return f"{said}; it qualifies."
        case Verdict.FAILS:
            return f"{said}; it does not qualify (prerequisites met: {met} of {needed})."
        case Verdict.OPEN:
            known = f"met: {met} of {needed}, not known: {unknown}"
            return f"{said}; whether it qualifies is not known (prerequisites {known})."
        case _:
            return f"{said}."


def score(study: Study, place: str | None = None) -> Scores:
    """Set parks side by side: the places of which `practices` tells anything, and `place`.

    Parameters
    ----------
    place : str, optional
        Only this park; what it could take still comes from all the others.

    Raises
    ------
    WrongUse
        If the study has no such place.
    StudyFaults
        If `check` finds errors in the tables of which scores are made; those of other tables do not matter here.
    """
    Faults(fault for fault in study.check().errors if fault.table in READ).raise_for_faults()
    known = study.table("places")["place"].unique(maintain_order=True).to_list()
    if place is not None:
        study.refuse_unknown_place(place)
    spoken = set(study.table("practices")["place"]) | {place}
    found = score_tables(study.table("criteria"), study.table("practices"), [p for p in known if p in spoken])
    return found if place is None else found.of(place)


def score_tables(criteria: pl.DataFrame, practices: pl.DataFrame, places: Sequence[str]) -> Scores:
    """Set parks side by side from rows of the tables `criteria` and `practices`, as :func:`score` does.

    Parameters
    ----------
    places
        The parks, in the order in which they are told; rows of others are left out.
    """
    parks = pl.DataFrame({"place": list(places)}, schema={"place": pl.String})
    items = _items(criteria, practices, parks)
    asked = items.filter(pl.col("kind").is_in([CriterionKind.PREREQUISITE.value, CriterionKind.INDICATOR.value]))
    categories = _categories(asked)
    return Scores(items, categories, _frameworks(asked, categories), _takes(items, places))


def _items(criteria: pl.DataFrame, practices: pl.DataFrame, parks: pl.DataFrame) -> pl.DataFrame:
    """Give every park beside every criterion and practice, with what is known of it, and its score."""
    told = ("place", "practice", "applies", "answer", "observed", "score", "evidence", "basis", "source", "year")
    asked = criteria.drop("note", "active", "basis", "source", "year").rename({"criterion": "item"})
    asked = asked.select("item", "name", "framework", "category", "kind", "sense", "threshold", "start", "unit")
    answers = practices.drop_nulls("criterion").select("criterion", *told).rename({"criterion": "item"})
    own = practices.filter(pl.col("criterion").is_null()).with_columns(item="practice")
    free = own.group_by("item", maintain_order=True).agg(pl.col("name").drop_nulls().first())
    free = free.with_columns(kind=pl.lit(_FREE), sense=pl.lit(Sense.YES_NO.value))
    things = pl.concat([asked, free], how="diagonal")
    every = things.join(parks, how="cross", maintain_order="left")
    known = pl.concat([answers, own.select("item", *told)])
    rows = every.join(known, on=["item", "place"], how="left", maintain_order="left")
    scored = rows.with_columns(score=_points()).with_columns(standing=_standing())
    return scored.select(_ITEM)


def _points() -> pl.Expr:
    """What an item counts; null where it is not known, does not apply, or is a figure."""
    seen, threshold, start = (
        pl.col(c).clip(-FARTHEST, FARTHEST).cast(EXACT) for c in ("observed", "threshold", "start")
    )
    rising = pl.col("sense") == Sense.AT_LEAST.value
    begun = pl.when(rising).then(start.fill_null(0)).otherwise(start)
    half = seen + seen
    met = pl.when(rising).then(seen >= threshold).otherwise(seen <= threshold)
    near = pl.when(rising).then(half >= begun + threshold).otherwise(half <= begun + threshold).fill_null(value=False)
    counted = pl.when(met).then(1.0).when(near).then(HALF).when(met.is_not_null()).then(0.0)
    said = pl.col("answer").replace_strict(ANSWERS, default=None, return_dtype=pl.Float64)
    asked = pl.col("applies").fill_null(value=True) & (pl.col("kind") != CriterionKind.FIGURE.value)
    return pl.when(asked).then(pl.coalesce("score", said, counted))


def _standing() -> pl.Expr:
    points = pl.col("score")
    return (
        pl.when(~pl.col("applies").fill_null(value=True)).then(pl.lit(Standing.APART.value))
        .when(points == 1).then(pl.lit(Standing.MET.value))
        .when(points > 0).then(pl.lit(Standing.PARTLY.value))
        .when(points == 0).then(pl.lit(Standing.NOT_MET.value))
        .when(pl.col("kind") == CriterionKind.FIGURE.value, pl.col("observed").is_not_null())
        .then(pl.lit(Standing.COMPARED.value))
        .otherwise(pl.lit(Standing.UNKNOWN.value))
    )  # fmt: skip


def _is(standing: Standing) -> pl.Expr:
    return pl.col("standing") == standing.value


def _counts() -> tuple[pl.Expr, ...]:
    points = pl.col("score").drop_nulls()
    return points.len().alias("known"), _is(Standing.UNKNOWN).sum().alias("unknown"), points.alias("points")


def _mean(points: Sequence[float | Fraction]) -> Fraction | None:
    """Mean in exact fractions; a score an assessor gave counts as it is written."""
    if not len(points):
        return None
    return sum((Fraction(str(p)) for p in points), Fraction(0)) / len(points)


def _with_means(frame: pl.DataFrame, points: str, score: str, exact: str) -> pl.DataFrame:
    """Add the mean of lists of points as a number and as a fraction: a few rows, each a park and a list."""
    means = [_mean(list(held)) for held in frame[points]]
    return frame.with_columns(
        pl.Series(score, [None if m is None else float(m) for m in means], pl.Float64),
        pl.Series(exact, [None if m is None else f"{m.numerator}/{m.denominator}" for m in means], pl.String),
    )


def _ends() -> tuple[pl.Expr, pl.Expr]:
    """The mean if all that is not known were missed, and if it were met."""
    known, unknown, sum_ = pl.col("known"), pl.col("unknown"), pl.col("points").list.sum()
    every = pl.when(known + unknown > 0).then(known + unknown)
    return (sum_ / every).alias("lowest"), ((sum_ + unknown) / every).alias("highest")


def _categories(asked: pl.DataFrame) -> pl.DataFrame:
    by = ["place", "framework", "category"]
    held = asked.group_by(by, maintain_order=True).agg(*_counts())
    scored = _with_means(held, "points", "score", "exact").with_columns(*_ends())
    return scored.select(*by, "known", "unknown", "score", "exact", "lowest", "highest")


def _frameworks(asked: pl.DataFrame, categories: pl.DataFrame) -> pl.DataFrame:
    by = ["place", "framework"]
    needed = (pl.col("kind") == CriterionKind.PREREQUISITE.value) & ~_is(Standing.APART)
    short = (pl.col("score") < 1).fill_null(value=False)
    held = asked.group_by(by, maintain_order=True).agg(
        *_counts(),
        apart=_is(Standing.APART).sum(),
        prerequisites=needed.sum(),
        prerequisites_met=(needed & _is(Standing.MET)).sum(),
        prerequisites_unknown=(needed & _is(Standing.UNKNOWN)).sum(),
        gaps=pl.col("item").filter(short).str.join(", "),
    )
    exact = categories.drop_nulls("exact").group_by(by).agg(means="exact")
    held = held.join(exact, on=by, how="left", maintain_order="left").with_columns(pl.col("means").fill_null([]))
    scored = _with_means(_with_means(held, "points", "score", "exact"), "means", "by_category", "by_category_exact")
    every = pl.col("known") + pl.col("unknown")
    share = pl.when(every > 0).then(pl.col("known") / every)
    scored = scored.with_columns(*_ends(), share_known=share, verdict=_verdict())
    return scored.select(
        *by, "known", "unknown", "apart", "share_known", "score", "exact", "by_category", "by_category_exact",
        "lowest", "highest", "prerequisites", "prerequisites_met", "prerequisites_unknown", "verdict", "gaps",
    )  # fmt: skip


def _verdict() -> pl.Expr:
    asked, met, unknown = (pl.col(f"prerequisites{end}") for end in ("", "_met", "_unknown"))
    return (
        pl.when(asked == 0).then(pl.lit(Verdict.NOT_ASKED.value))
        .when(met + unknown < asked).then(pl.lit(Verdict.FAILS.value))
        .when(unknown > 0).then(pl.lit(Verdict.OPEN.value))
        .otherwise(pl.lit(Verdict.QUALIFIES.value))
    )  # fmt: skip


def _takes(items: pl.DataFrame, places: Sequence[str]) -> pl.DataFrame:
    """Give for each park and item the other parks that do better, with their evidence; of figures only the best."""
    here = items.filter(~_is(Standing.APART)).rename({"standing": "here", "observed": "observed_here", "score": "mine"})
    here = here.select("place", "framework", "category", "item", "name", "kind", "sense", "unit", "here",
                       "observed_here", "mine")  # fmt: skip
    good = (pl.col("score") > 0) | _is(Standing.COMPARED)  # nothing else can be better than another
    there = items.filter(good).rename(
        {"place": "from", "standing": "there", "observed": "observed_there", "score": "theirs"}
    )
    there = there.select("item", "from", "there", "observed_there", "theirs", "evidence", "basis", "source", "year")
    pairs = here.join(there, on="item", maintain_order="left_right").filter(pl.col("place") != pl.col("from"))
    rising = pl.col("sense") == Sense.AT_LEAST.value
    more = pl.when(rising).then(1).otherwise(-1) * (pl.col("observed_there") - pl.col("observed_here"))
    figure = pl.col("kind") == CriterionKind.FIGURE.value
    scored = pairs.filter(~figure, pl.col("theirs") > pl.col("mine").fill_null(0.0))
    figures = pairs.filter(figure, more > 0).with_columns(more=more)
    best = figures.filter(pl.col("more") == pl.col("more").max().over("place", "item"))
    found = pl.concat([scored, best.drop("more")])
    unknown = pl.col("here") == Standing.UNKNOWN.value
    ranked = found.sort(pl.col("place").cast(pl.Enum(places)), unknown, maintain_order=True)
    return ranked.select(_TAKE)
