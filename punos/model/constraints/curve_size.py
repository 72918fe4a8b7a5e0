"""The size on the capex curve is the size built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model

INDEX = ("plant", "period")


@constraint(
    sentence="The size that the capex curve prices is the size built.",
    unit="technology unit",
    tables=("capex_curve",),
)
def curve_size(model: Model) -> None:
    """build = sum over segments of size, each opening with a capex curve."""
    curved = model.sizes.openings.filter("curved").select(INDEX)
    build = model.investment.build.within(curved)
    row = Expression.sum([build, -model.investment.curves.size.over(*INDEX)], INDEX)
    model.program.constraint("curve_size", curved, row, lower=0.0, upper=0.0)
