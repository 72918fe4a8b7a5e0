"""Criteria that nothing can be held to, and practices that answer what was not asked."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

import polars as pl

from punos.study.check.subject import Subject
from punos.study.check.telling import Kind, tell
from punos.study.faults import Fault, Severity
from punos.study.raw import ROW
from punos.tables import Basis, CriterionKind, Sense

_SAID = ("answer", "observed", "score")
_FIGURE = pl.col("kind") == CriterionKind.FIGURE.value
ALIKE = 0.85
"""Share of letters in common from which two practices may be one, misspelt."""
_YES_NO = pl.col("sense") == Sense.YES_NO.value


def check(subject: Subject) -> Iterator[Fault]:
    """Look at thresholds, then at what is said of each park and how."""
    criteria = subject.rows("criteria")
    yield from _thresholds(criteria)
    yield from _starts(criteria)
    practices = subject.rows("practices")
    asked = criteria.select("criterion", "kind", "sense", "threshold").unique("criterion", keep="first")
    told = practices.join(asked, on="criterion", how="left", maintain_order="left")
    yield from _counted(told)
    yield from _answers(told)
    yield from _twice(told)
    yield from _unsaid(criteria, practices)
    yield from _named(practices)
    yield from _unread(criteria, "criteria", "criterion")
    yield from _unread(practices, "practices", "practice")


def _thresholds(criteria: pl.DataFrame) -> Iterator[Fault]:
    """A threshold where one is needed, and only there."""
    kind = Kind("threshold-missing", "criteria", "threshold")
    needed = criteria.filter(~_YES_NO, ~_FIGURE, pl.col("threshold").is_null())
    message = "Criterion {criterion} asks for {sense} and has no threshold, so nothing can be held to it."
    remedy = "Fill threshold, or make its kind 'figure': parks are then set side by side and not scored."
    yield from tell(needed, kind, message, "the figure from which it is met", remedy)
    kind = Kind("threshold-unused", "criteria", "threshold")
    idle = criteria.filter(_YES_NO | _FIGURE, pl.col("threshold").is_not_null() | pl.col("start").is_not_null())
    message = "Criterion {criterion} ({kind}, {sense}) is held to no threshold, and one is said."
    yield from tell(
        idle, kind, message, "blank threshold and start", "Make its sense at_least or at_most, or clear it."
    )
    kind = Kind("figure-without-sense", "criteria", "sense")
    message = "Criterion {criterion} is a figure; yes_no does not say which way is better."
    yield from tell(criteria.filter(_FIGURE, _YES_NO), kind, message, "at_least or at_most")


def _starts(criteria: pl.DataFrame) -> Iterator[Fault]:
    """The way to a threshold begins on the side where it is not met."""
    kind = Kind("start-beyond-threshold", "criteria", "start")
    rising = (pl.col("sense") == Sense.AT_LEAST.value) & (pl.col("start").fill_null(0.0) >= pl.col("threshold"))
    falling = (pl.col("sense") == Sense.AT_MOST.value) & (pl.col("start") <= pl.col("threshold"))
    message = "Criterion {criterion} is met where the way to its threshold {threshold} begins."
    expected = "below the threshold for at_least (blank is 0), above it for at_most"
    yield from tell(criteria.filter(rising | falling), kind, message, expected, "Fill start with the poorest figure.")


def _counted(told: pl.DataFrame) -> Iterator[Fault]:
    """Each row says how a park does, and says it once."""
    filled = pl.sum_horizontal(pl.col(c).is_not_null() for c in _SAID)
    applies = pl.col("applies").fill_null(value=True)
    one = "one of answer, observed and score"
    kind = Kind("said-twice", "practices", "practice")
    message = "Practice {practice} in {place} says more than one of answer, observed and score."
    yield from tell(told.filter(filled > 1), kind, message, one, "Leave out all but one.")
    kind = Kind("answered-though-apart", "practices", "applies")
    message = "Practice {practice} does not apply in {place}, and says all the same how the park does."
    yield from tell(told.filter(~applies, filled > 0), kind, message, "a blank answer, observed and score")
    kind = Kind("nothing-said", "practices", "practice", Severity.WARNING)
    message = "Practice {practice} in {place} does not say how the park does: it counts as not known."
    yield from tell(told.filter(applies, filled == 0), kind, message, one, "Fill one, or write applies: no.")


def _answers(told: pl.DataFrame) -> Iterator[Fault]:
    """A figure for what is counted, yes, partly or no for what is not."""
    asked = pl.col("sense").is_not_null()
    free = pl.col("criterion").is_null()
    kind = Kind("answer-of-figure", "practices", "answer")
    message = "Criterion {criterion} asks for {sense} a figure; practice {practice} in {place} answers '{answer}'."
    remedy = "Write the figure in observed; if only the verdict is known, write 1, 0.5 or 0 in score."
    words = told.filter(asked, ~_YES_NO, pl.col("answer").is_not_null())
    yield from tell(words, kind, message, "a number in observed", remedy)
    kind = Kind("observed-of-words", "practices", "observed")
    message = "Practice {practice} in {place} has a figure, and nothing says what it should be."
    figures = told.filter(free | (asked & _YES_NO), pl.col("observed").is_not_null())
    remedy = "Write answer, or name a criterion with a threshold, or one of kind 'figure'."
    yield from tell(figures, kind, message, "yes, partly or no in answer", remedy)
    kind = Kind("score-of-figure", "practices", "score")
    message = "Criterion {criterion} is set side by side and not scored; practice {practice} in {place} has a score."
    yield from tell(told.filter(_FIGURE, pl.col("score").is_not_null()), kind, message, "a number in observed")


def _twice(told: pl.DataFrame) -> Iterator[Fault]:
    """One park answers one criterion once."""
    answers = told.drop_nulls(["criterion", "place"])
    again = answers.with_columns(first=pl.col("practice").first().over("criterion", "place")).filter(
        pl.col(ROW) != pl.col(ROW).first().over("criterion", "place"), pl.col("practice") != pl.col("first")
    )
    kind = Kind("criterion-answered-twice", "practices", "criterion")
    message = "Practice {first} answers criterion {criterion} in {place} already."
    yield from tell(again, kind, message, "one row a criterion and place", "Switch the older one off (active: no).")


def _unsaid(criteria: pl.DataFrame, practices: pl.DataFrame) -> Iterator[Fault]:
    """A practice by itself that has the name of a criterion: its column was probably forgotten."""
    own = practices.filter(pl.col("criterion").is_null())
    kind = Kind("criterion-unsaid", "practices", "criterion")
    message = "Practice {practice} in {place} has the name of a criterion, and does not say that it answers it."
    forgotten = own.filter(pl.col("practice").is_in(criteria["criterion"].implode()))
    yield from tell(forgotten, kind, message, "{practice}", "Write {practice} in criterion, or name it otherwise.")


def _named(practices: pl.DataFrame) -> Iterator[Fault]:
    """One practice has one name in every park, or parks do not stand side by side."""
    kind = Kind("practice-named-otherwise", "practices", "practice", Severity.WARNING)
    first = pl.col("practice").first().over("criterion")
    answers = practices.drop_nulls(["criterion", "practice"]).with_columns(first=first)
    message = "Practice {practice} answers criterion {criterion}, as {first} does in another row."
    yield from tell(answers.filter(pl.col("practice") != pl.col("first")), kind, message, "one name", "Write {first}.")
    free = practices.filter(pl.col("criterion").is_null()).drop_nulls(["practice", "place"])
    known = free["practice"].unique(maintain_order=True).to_list()
    near = {name: " ".join(get_close_matches(name, known[:at], 1, ALIKE)) for at, name in enumerate(known)}
    alike = free.with_columns(near=pl.col("practice").replace_strict(near, return_dtype=pl.String))
    message = "Practice {practice} has nearly the name of {near}: if they are one, parks do not stand side by side."
    kind = Kind("practice-nearly-named", "practices", "practice", Severity.WARNING)
    remedy = "Write {near}, or tell the names better apart."
    yield from tell(alike.filter(pl.col("near") != ""), kind, message, "names that cannot be confused", remedy)


def _unread(rows: pl.DataFrame, table: str, what: str) -> Iterator[Fault]:
    """What was read was read somewhere."""
    kind = Kind("read-nowhere", table, "source", Severity.WARNING)
    unsaid = rows.filter(pl.col("basis") == Basis.READ.value, pl.col("source").is_null())
    message = f"{what.capitalize()} {{{what}}} was read, and no source is named."
    yield from tell(unsaid, kind, message, "where it was read", "Fill source, or say on what else it rests.")
