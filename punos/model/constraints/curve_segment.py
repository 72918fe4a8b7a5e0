"""The size lies in the chosen segment of the capex curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

SEGMENT = ("plant", "period", "segment")
INF = float("inf")


@constraint(
    sentence="The size of an opening lies in the chosen segment of its capex curve.",
    unit="technology unit",
    tables=("capex_curve",),
)
def curve_segment(model: Model) -> None:
    """low x chosen <= size <= high x chosen, each segment of a curve that needs a choice."""
    segments = model.investment.curves.segments.filter("choice")
    size = model.investment.curves.size.within(segments)
    for side, name in (("high", "curve_segment"), ("low", "curve_segment_low")):
        edge = segments.select(*SEGMENT, side)
        row = Expression.sum([size, -model.investment.curves.chosen.times(edge, side)], SEGMENT)
        upper, lower = (0.0, -INF) if side == "high" else (INF, 0.0)
        model.program.constraint(name, segments.select(SEGMENT), row, lower=lower, upper=upper)
