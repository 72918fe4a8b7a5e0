"""What is closed is closed for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.lp import Expression
from punos.model.registry import constraint

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="No more is closed or converted than stands, and what is closed stays closed.",
    unit="share of existing capacity; technology unit for new capacity",
    tables=("plants", "conversions"),
)
def closure(model: Model) -> None:
    """sum over periods of closed and converted shares <= 1, each plant;
    sum over periods of closed <= build, each vintage.

    Capacity that stands is what was there less all that was closed up to then, so closing is final.
    """
    gone = [model.investment.closed_share.over("plant"), model.investment.conversion.share.over("plant")]
    share = Expression.sum(gone, ("plant",))
    model.program.constraint("closure", share.frame.select("plant").unique(), share, upper=1.0)
    closed = model.investment.closed_new.over("plant", "vintage")
    rows = closed.frame.select("plant", "vintage").unique()
    build = model.investment.build.rename(period="vintage")
    kept = build.within(rows)
    model.program.constraint("closure_new", rows, Expression.sum([closed, -kept], ("plant", "vintage")), upper=0.0)
