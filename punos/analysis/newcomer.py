"""A plant that a study does not know of: any technology, at any place, forced in at its size."""

from __future__ import annotations

import polars as pl

from punos.errors import WrongUse
from punos.session import Policy
from punos.study.study import Study
from punos.tables.plants import PlantStatus
from punos.tables.rules import Over

NEWCOMER = "newcomer"
"""The name of the plant that comes, and of who runs it."""


def forced(capacity: float) -> Policy:
    """Give the rule that the newcomer is built, as soon as it may be or later."""
    return Policy(NEWCOMER, f"build[plant={NEWCOMER}] >= value", capacity, over=Over.HORIZON)


def with_newcomer(study: Study, place: str, technology: str, capacity: float) -> Study:
    """Add the plant to a study, as a candidate.

    Raises
    ------
    WrongUse
        No such technology, or no size.
    """
    known = study.table("technologies")["technology"].unique(maintain_order=True).to_list()
    if technology not in known:
        raise WrongUse(f"The study has no technology '{technology}'; there are: {', '.join(known)}.")
    if not capacity > 0:
        raise WrongUse(f"How much of {technology} comes? Give a size above 0, as {technology}=20000.")
    row = pl.DataFrame({"plant": [NEWCOMER], "place": [place], "technology": [technology],
                        "status": [PlantStatus.CANDIDATE.value], "max_capacity": [capacity]})  # fmt: skip
    return study.appended("plants", row)
