"""All faults of a study, one module a kind; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from punos.study.check import (
    blanks,
    conversions,
    curves,
    dates,
    elements,
    evidence,
    impacts,
    magnitude,
    mass,
    names,
    observations,
    openings,
    periods,
    plants,
    policies,
    practices,
    qualifiers,
    ranges,
    reach,
    rows,
    scenarios,
    slices,
    stocks,
    strategy,
    trade,
    transport,
    unused,
)
from punos.study.check.subject import Subject
from punos.study.faults import Fault, Faults

if TYPE_CHECKING:
    from punos.study.study import Study

Check = Callable[[Subject], Iterable[Fault]]

WORDS: tuple[Check, ...] = (blanks.check, names.check, ranges.check, rows.check, qualifiers.check)
"""What each row says, by itself and beside the others."""


MEANING: tuple[Check, ...] = (
    periods.check, slices.check, dates.check, plants.check, conversions.check, curves.check, transport.check,
    trade.check, stocks.check, impacts.check, policies.check, mass.check, elements.check, magnitude.check,
    unused.check, scenarios.check, strategy.check, practices.check, observations.check,
    evidence.check,
)  # fmt: skip
"""What rows mean together: asked only where the names of all tables could be read."""

TOGETHER: tuple[Check, ...] = (openings.check, reach.check)
"""What the study as a whole can do: asked only where no error before would lead to a flood of others."""


def check(study: Study) -> Faults:
    """Return every fault of a study, those that reading found included: errors, warnings and notes."""
    subject = Subject(study)
    first = (*WORDS, *MEANING) if subject.whole else WORDS
    faults = study.faults.merge(*(each(subject) for each in first))
    if faults.errors:
        return faults
    return faults.merge(*(each(subject) for each in TOGETHER))
