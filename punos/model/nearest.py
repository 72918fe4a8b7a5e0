"""Among equally good plans, the one nearest to another plan (Semantics 38).

A planner who changes one figure wants to see what that figure moves, not which of several equal optima the solver
happened to meet. So a second solve, inside the gap of the first, seeks the least total change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from punos.lp import Options, Program, Solution, Start
from punos.lp.become import relaxed
from punos.lp.matrix import Floats
from punos.lp.solve import LARGE

DECISIONS = ("build", "open", "open_route", "open_terminal", "restart", "closed_share", "closed_new", "curve_segment")
FLOWS = ("run", "ship", "buy", "sell")
FLOW_WEIGHT = 0.01
"""A decision weighs as much as a hundred flows: a plant that stays is worth more than a ton that stays."""

EXACT = 1e-9
"""Relative room of a plan that was solved exactly: rounding of the objective."""


def nearest(program: Program, solution: Solution, choices: Mapping[str, pl.DataFrame], options: Options) -> Solution:
    """The solution of no greater cost (within the gap) that changes least against earlier choices.

    Parameters
    ----------
    choices
        For each block of variables its labels and ``value`` in the earlier plan.
    options
        Options of the first solve; its gap says how much dearer the nearer plan may be.

    Returns
    -------
    The nearer solution with the costs of its own values and the prices of the first; the first itself where none
    nearer was found in reasonable time.
    """
    large = program.arrays().nonzeros > LARGE
    near = relaxed(program) if large else program.copy()
    room = max(options.gap * abs(solution.objective), solution.objective - solution.bound) if _whole(program) else 0.0
    ceiling = solution.objective + max(EXACT * _moved(solution), room - (solution.objective - solution.bound), 0.0)
    one = pl.DataFrame({"label": ["total"]})
    near.constraint("no dearer", one, near.total_cost().labelled(label="total"), upper=ceiling)
    names = [n for n in (*DECISIONS, *FLOWS) if n in choices and n in program.blocks and program.blocks[n].count]
    if not names:
        return solution
    for name in names:
        _add_distance(near, name, solution, choices[name])
    near.pursue(*(f"change of {n}" for n in names))
    limit = max(10.0, 2.0 * solution.seconds)
    found = _searched(near, program, solution, choices, replace(options, gap=0.01, time_limit=limit))
    return _merged(solution, found, program) if found is not None else solution


def _searched(
    near: Program, program: Program, solution: Solution, choices: Mapping[str, pl.DataFrame], options: Options
) -> Solution | None:
    """The nearest plan of a small program; of a large one, that with the whole numbers of either plan.

    A search for the nearest whole numbers of a large program would take longer than the plan itself. The earlier
    plan's are tried first: with them nothing has to be opened or closed. Where they no longer do, or are too dear, the
    new plan's stay.
    """
    arrays = program.arrays()
    if not arrays.whole or arrays.nonzeros <= LARGE:
        found = near.solve(options)
        return found if found.has_plan else None
    start = Start(basis=solution.basis)
    now = {n: _values(b.frame, solution.values[b.numbers]) for n, b in program.blocks.items()}
    for values in (choices, now):
        _fix(near, program, values)
        found = near.solve(options, start=start)
        if found.has_plan:
            return found
    return None


def _values(labels: pl.DataFrame, values: Floats) -> pl.DataFrame:
    return labels.with_columns(pl.Series("value", values))


def _fix(near: Program, program: Program, values: Mapping[str, pl.DataFrame]) -> None:
    """Fix the whole numbers at those of a plan, 0 where it has none."""
    integer = program.arrays().integer
    for name, block in program.blocks.items():
        if not block.count or not integer[block.numbers].any():
            continue
        bounds = program.bounds(name)
        known = _matched(values.get(name), block.frame)
        at = pl.col("value").fill_null(0.0).round().clip(pl.col("lower"), pl.col("upper"))
        near.set_bounds(name, bounds.with_columns(known).with_columns(lower=at, upper=at).drop("value"))


def _matched(earlier: pl.DataFrame | None, labels: pl.DataFrame) -> pl.Series:
    """``value`` of an earlier plan at each label, blank where it had none."""
    if earlier is None:
        return pl.Series("value", [None] * labels.height, dtype=pl.Float64)
    keys = labels.columns
    known = earlier.select(*keys, "value").with_columns(
        pl.col(c).cast(pl.String).cast(labels.schema[c], strict=False) for c in keys
    )
    return labels.join(known, on=keys, how="left", nulls_equal=True, maintain_order="left")["value"]


def _whole(program: Program) -> bool:
    return bool(program.arrays().whole)


def _moved(solution: Solution) -> float:
    """Money that moves: the scale of the objective even where it is near 0."""
    return sum(abs(solution.cost(name)) for name in solution.costs) or 1.0


def _add_distance(program: Program, name: str, solution: Solution, earlier: pl.DataFrame) -> None:
    """distance >= |x - earlier|, costed as a share of the size of each."""
    block = program.blocks[name]
    labels = list(block.index)
    now = block.frame.with_columns(pl.Series("now", solution.values[block.numbers]))
    both = now.with_columns(_matched(earlier, block.frame)).with_columns(earlier=pl.col("value").fill_null(0.0))
    scale = pl.max_horizontal(pl.col("earlier").abs(), pl.col("now").abs())
    typical = pl.max_horizontal(scale.mean(), 1e-9)
    weight = 1.0 if name in DECISIONS else FLOW_WEIGHT
    both = both.with_columns(weight=weight / pl.max_horizontal(scale, typical), minus=-pl.col("earlier"))
    distance = program.variables(f"distance {name}", both.select(labels))
    x = program.expression(name)
    program.constraint(f"above {name}", both.select(*labels, "minus"), distance - x, lower="minus")
    program.constraint(f"below {name}", both.select(*labels, "earlier"), distance + x, lower="earlier")
    program.cost(f"change of {name}", distance.times(both.select(*labels, "weight"), "weight").over())


def _merged(solution: Solution, near: Solution, program: Program) -> Solution:
    """Values of the nearer plan, with the first's bound and prices."""
    values = near.values[: program.arrays().columns]
    merged = replace(solution, values=values)
    objective = sum(merged.cost(name) for name in solution.costs)
    gap = abs(objective - solution.bound) / max(abs(objective), 1e-12)
    return replace(merged, objective=objective, gap=gap)
