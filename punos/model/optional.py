"""Plants that are there or not, as the plan likes: what a group of tenants could do that nobody has planned yet.

``present[team]`` is 1 where a team of plants is there and 0 where it is away, and

    lower * present <= x <= upper * present     for every variable x of a plant of the team

so that plants which are away neither stand, nor are built, nor run, nor become others. Upper bounds are the variables'
own, or those that the rows imply, as tight as can be without cutting off any plan of any group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from punos.errors import WrongUse
from punos.lp import Expression, Program
from punos.lp.implied import implied_upper

PRESENT = "present"
SIDES = ("plant", "to")
"""Columns that name a plant: its own, or the one it is converted to."""


def with_teams(program: Program, teams: Mapping[str, Sequence[str]]) -> Program:
    """Return a program in which each team of plants may be away.

    Parameters
    ----------
    program
        Of a model; it is not changed.
    teams
        Plants by team.

    Raises
    ------
    WrongUse
        A plant of a team has no limit, so that it cannot be said how much of it is away.
    """
    other = program.copy()
    members = pl.DataFrame(
        [(plant, team) for team, plants in teams.items() for plant in plants],
        schema={"of": pl.String, "team": pl.String}, orient="row",
    )  # fmt: skip
    rows = {name: frame for name in program.blocks if (frame := _rows(program, name, members)).height}
    for name, frame in rows.items():
        labels = program.blocks[name].index
        free = program.bounds(name).join(frame.select(labels).unique(), on=labels, how="semi", nulls_equal=True)
        other.set_bounds(name, free.with_columns(lower=pl.min_horizontal("lower", 0.0),
                                                 upper=pl.max_horizontal("upper", 0.0)))  # fmt: skip
    most = implied_upper(other.arrays())
    here = other.variables(PRESENT, pl.DataFrame({"team": sorted(teams)}), upper=1.0, integer=True)
    for name, frame in rows.items():
        block = program.blocks[name]
        numbered = block.frame.with_columns(upper=pl.Series(np.minimum(most[block.numbers], 1e300)))
        _tie(other, name, frame.join(numbered, on=block.index, nulls_equal=True), here)
    return other


def _rows(program: Program, name: str, members: pl.DataFrame) -> pl.DataFrame:
    """Give the labels of a block, each with the team it belongs to and its lower bound."""
    sides = [c for c in SIDES if c in program.blocks[name].index]
    if "plant" not in sides:
        return pl.DataFrame()
    bounds = program.bounds(name).drop("upper")
    found = [bounds.with_columns(of=pl.col(side).cast(pl.String)).join(members, on="of").drop("of") for side in sides]
    return pl.concat(found).unique(maintain_order=True)


def _tie(program: Program, name: str, frame: pl.DataFrame, here: Expression) -> None:
    """Hold a block's variables between their bounds times `present` of their team."""
    labels = [*program.blocks[name].index, "team"]
    endless = frame.filter(pl.col("upper") >= 1e300)
    if endless.height:
        plant = endless["plant"].cast(pl.String)[0]
        raise WrongUse(
            f"{plant} could be built or run without limit, so no group can be looked for among so many tenants. Give "
            "it a max_capacity (table plants) or its technology one, or let a sample be drawn (--method sampled)."
        )
    each = program.expression(name).times(frame.with_columns(one=pl.lit(1.0)).select(*labels, "one"), "one")
    low = frame.filter(pl.col("lower") > 0)
    for side, rows, size in (("most", frame, "upper"), ("least", low, "lower")):
        there = here.times(rows.select(*labels, size), size)
        tied = each.within(rows.select(labels)) - there if side == "least" else there - each
        program.constraint(f"{PRESENT} {side} {name}", rows.select(labels), tied, lower=0.0)
