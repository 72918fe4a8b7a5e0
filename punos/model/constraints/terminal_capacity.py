"""A terminal handles no more than its capacity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from punos.errors import StudyFaults
from punos.lp import Expression
from punos.model.registry import constraint
from punos.model.slices import in_slice_and_year
from punos.study.faults import Fault, Faults, Severity

if TYPE_CHECKING:
    from punos.model.model import Model


@constraint(
    sentence="A terminal loads and unloads no more than its capacity, and nothing before it is opened.",
    unit="mass unit / year",
    tables=("terminals",),
    limit="terminals.capacity",
)
def terminal_capacity(model: Model) -> None:
    """sum over commodities of mass x (load + unload) <= capacity x (1, or openings that work).

    With slices there are rows as for the capacity of a route.
    """
    instance = model.instance
    stop = instance.at("place", "mode")
    limited = instance.transport.handling.filter(pl.col("capacity").is_finite() | pl.col("capex").is_not_null())
    mass = instance.commodities.filter(pl.col("mass").is_not_null()).select("commodity", "period", "mass")
    both = Expression.sum([model.transport.load, model.transport.unload], model.transport.load.index)
    handled = both.times(mass, "mass").over(*stop)
    rows = limited.select(*stop, "capacity", "capex").join(handled.frame.select(stop).unique(), on=stop, how="semi")
    refuse_endless(rows)
    kept = in_slice_and_year(instance, handled).within(rows)
    works = model.transport.open_terminal.rename(period="vintage").times(model.transport.terminal_works, "works")
    candidates = rows.filter(pl.col("capex").is_not_null()).select(*stop, "capacity")
    opened = works.over("place", "mode", "period").times(candidates, "capacity").over(*stop)
    stands = rows.select(*stop, limit=pl.when(pl.col("capex").is_null()).then(pl.col("capacity")).otherwise(0.0))
    model.program.constraint("terminal_capacity", stands, Expression.sum([kept, -opened], stop), upper="limit")


def refuse_endless(rows: pl.DataFrame) -> None:
    """A terminal that costs something to open needs a capacity."""
    endless = rows.filter(pl.col("capex").is_not_null() & ~pl.col("capacity").is_finite())
    if endless.height:
        names = endless.select("place", "mode").unique(maintain_order=True).cast(pl.String).rows()
        raise StudyFaults(
            Faults(
                Fault(
                    code="opening-without-size", severity=Severity.ERROR, table="terminals", row=None,
                    column="capacity", value="",
                    message=f"the {mode} terminal at {place} has to be opened, but nothing says how much it can handle",
                    expected="a capacity (mass unit / year)", remedy="fill capacity in terminals",
                )
                for place, mode in names
            )
        )  # fmt: skip
