"""Other plans that are as good: one plant more or less at nearly the same net cost (Semantics 38)."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from punos.analysis.flips import Flips
from punos.analysis.forcing import Place
from punos.plan.plan import Plan

NEAR = 1e-3
"""Share of the net cost of the plan within which another counts as equal."""


class Alternative(StrEnum):
    """What the other plan does with the plant."""

    BUILT = "built"
    LEFT_OUT = "left out"
    RESTARTED = "restarted"
    LEFT_IDLE = "left idle"


INSTEAD = {
    Place.REFUSED: Alternative.BUILT,
    Place.BUILT: Alternative.LEFT_OUT,
    Place.IDLE: Alternative.RESTARTED,
    Place.RESTARTED: Alternative.LEFT_IDLE,
}
"""What another plan does, by what the plan does."""


def alternatives(flips: Flips, plan: Plan) -> pl.DataFrame:
    """Name the plans that differ by one plant and cost the same within 0.1 per cent of the plan's net cost.

    The share is of the net cost without its sign: that is what the plan makes least, and far less than all it spends,
    so nothing is called equal that is not. A difference within the solver's gaps is no difference and has the cost 0.

    Parameters
    ----------
    flips
        What was found about the plan's plants.
    plan
        The plan.

    Returns
    -------
    plant, what (an `Alternative`), cost (net cost there less that of the plan; 0: no difference), share (of the plan's
    net cost without its sign; 0 where that is nothing). The nearest first.
    """
    limit = NEAR * abs(plan.objective)
    cost = pl.col("worth").abs()
    rows = flips.frame.filter(pl.col("worth").is_not_null(), (cost == 0) | (cost <= limit))
    told = rows.select(
        "plant",
        what=pl.col("decision").replace_strict({k.value: v.value for k, v in INSTEAD.items()}, return_dtype=pl.String),
        cost=cost,
        share=cost * (NEAR / limit if limit else 0.0),
    )
    return told.sort("cost", "plant")
