"""Labels of slices on expressions: where what happens in a slice counts in a balance, and in a limit of the year.

In a study without slices no expression has the label, and these functions give back what they are given.
"""

from __future__ import annotations

import polars as pl

from punos.instance.instance import Instance
from punos.lp import Expression
from punos.tables import WHOLE_YEAR


def balanced(instance: Instance, expression: Expression) -> Expression:
    """Say amounts of goods, by the slice they arise in, by the slice in which their good balances.

    What is made in winter of a good that balances over the year counts in the year's balance; what is of the year of a
    good that balances by slice counts in each with its share.
    """
    if not instance.slices.any:
        return expression
    goods = instance.slices.goods
    year = pl.lit(WHOLE_YEAR, dtype=instance.types["slices"]).alias("slice")
    sliced = goods.filter(~instance.slices.is_year())
    yearly = goods.filter(instance.slices.is_year()).select("commodity")
    every = instance.slices.shares.select("slice")
    parts = [
        sliced.with_columns(counts="slice", share=pl.lit(1.0)),
        sliced.join(instance.slices.shares, on="slice").select("commodity", year, counts="slice", share="share"),
        yearly.join(every, how="cross").with_columns(year.alias("counts"), share=pl.lit(1.0)),
    ]
    counts = pl.concat(part.select("commodity", "slice", "counts", "share") for part in parts)
    said = expression.times(counts, "share")
    index = tuple("counts" if name == "slice" else name for name in expression.index)
    return said.over(*index).rename(counts="slice")


def in_slice_and_year(instance: Instance, expression: Expression) -> Expression:
    """Let what happens in a slice count in its slice and in the year: limits are of slices, and of the year."""
    if not instance.slices.any:
        return expression
    inside = expression.frame.filter(~instance.slices.is_year())
    year = pl.lit(WHOLE_YEAR, dtype=instance.types["slices"]).alias("slice")
    return Expression(expression.index, pl.concat([expression.frame, inside.with_columns(year)]))


def in_every_slice(instance: Instance, expression: Expression) -> Expression:
    """Let what is of the year count in every slice too: what is there all year takes room in each."""
    if not instance.slices.any:
        return expression
    of_year = expression.frame.filter(instance.slices.is_year()).drop("slice")
    spread = of_year.join(instance.slices.frame.select("slice"), how="cross").select(expression.frame.columns)
    return Expression(expression.index, pl.concat([expression.frame, spread]))
