"""A good comes to a place by one way only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.errors import StudyFaults
from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.sourcing import HERE, WAY
from punos.study.faults import Fault, Faults, Severity

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="Where a demand wants one source, its good comes to the place by one way.",
    unit="commodity unit / year",
    tables=("demands", "routes"),
)
def single_source(model: Model) -> None:
    """what comes by a way <= most x chosen, each way to such a place; sum over ways of chosen <= 1.

    ``most`` is all that can be made or taken of the good.
    """
    ways = model.sourcing
    if ways.most.is_empty():
        return
    refuse_endless(ways.most)
    allowed = ways.chosen.times(ways.most, "most")
    row = Expression.sum([ways.comes, -allowed], WAY)
    model.program.constraint("single_source", ways.most.select(WAY), row, upper=0.0)
    once = ways.chosen.over(*HERE)
    model.program.constraint("single_source_once", once.frame.select(HERE).unique(), once, upper=1.0)


def refuse_endless(most: pl.DataFrame) -> None:
    """Choosing one way needs to know how much may come by it."""
    endless = most.filter(~pl.col("most").is_finite()).select("place", "commodity").unique(maintain_order=True)
    if endless.height:
        raise StudyFaults(
            Faults(
                Fault(
                    code="single-source-without-size", severity=Severity.ERROR, table="demands", row=None,
                    column="single_source", value="",
                    message=f"{commodity} is to come to {place} by one way, but nothing says how much there can be",
                    expected="a quantity of its demands, or a capacity of its supplies and plants",
                    remedy="fill quantity in demands; a good that is lost on the way or stored has no such bound",
                )
                for place, commodity in endless.cast(pl.String).iter_rows()
            )
        )  # fmt: skip
