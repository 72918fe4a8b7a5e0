"""Variables of conversion: what stands becomes a plant of another technology at the same place (Semantics 23)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from punos.instance.instance import Instance
from punos.instance.time import alive
from punos.lp import Expression, Program

INDEX = ("plant", "to", "period")


@dataclass(frozen=True)
class Conversion:
    """Expressions of conversion.

    Attributes
    ----------
    share
        plant, to, period: share of the plant's existing capacity that first works as the other plant in the period.
    chosen
        plant, to, period: 1 where anything is converted; only where that has a fixed cost.
    gained
        plant, period: capacity that a plant gains in the period (units of what it becomes).
    works
        plant, period: capacity gained that still works.
    """

    share: Expression
    chosen: Expression
    gained: Expression
    works: Expression


def conversion(instance: Instance, program: Program) -> Conversion:
    """Add the variables of conversion."""
    frame = instance.conversions
    whole = program.variables("convert_whole", frame.filter("whole").select(INDEX), upper=1.0, integer=True)
    part = program.variables("convert_part", frame.filter(~pl.col("whole")).select(INDEX), upper=1.0)
    share = Expression.sum([whole, part], INDEX)
    charged = frame.filter((pl.col("fixed_cost") != 0) & ~pl.col("whole"))
    opened = program.variables("convert", charged.select(INDEX), upper=1.0, integer=True)
    becomes = share.times(frame.select(*INDEX, size=pl.col("existing") * pl.col("yield")), "size")
    gained = becomes.over("to", "period").rename(to="plant")
    vintages = frame.select("to", vintage="period", lifetime="lifetime").unique()
    lives = alive(vintages, instance.periods).select("to", "vintage", "period", one=pl.lit(1.0))
    works = becomes.over("to", "period").rename(period="vintage").times(lives, "one").over("to", "period")
    return Conversion(share, Expression.sum([whole, opened], INDEX), gained, works.rename(to="plant"))
