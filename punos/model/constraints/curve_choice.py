"""At most one segment of a capex curve is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="An opening chooses one segment of its capex curve, or is not made.",
    unit="1",
    tables=("capex_curve",),
)
def curve_choice(model: Model) -> None:
    """sum over segments of chosen <= 1, each opening with a curve that needs a choice."""
    rows = model.investment.curves.segments.filter("choice").select(INDEX).unique()
    model.program.constraint("curve_choice", rows, model.investment.curves.chosen.over(*INDEX), upper=1.0)
