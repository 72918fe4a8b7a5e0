"""Figures so small or so large that the solver cannot do them justice, and the unit that would cure it.

HiGHS keeps equations to 1e-7 of their unit, whatever the unit, and reckons with some sixteen digits. An amount near the
first may as well be nothing; beside one of 1e10, a unit is lost in the second.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from punos.lp import Block, Figure, Program
from punos.model.constraints.policy import PREFIX
from punos.model.model import Model
from punos.model.registry import CONSTRAINTS
from punos.model.wishes import BOUNDS, ROWS, number

SMALL = 1e-4
"""Of an amount below, the solver's tolerance of 1e-7 is more than a thousandth."""
LARGE = 1e10
"""Beside an amount from here on, the solver's tolerance is lost in the digits it reckons with."""
CHEAP = 1e-5
"""Of a cost of a unit below, the solver's tolerance of reduced costs (1e-7) is more than a hundredth."""
DEAR = 1e13
"""Beside a cost from here on, a thousandth of a unit of money is lost."""
APART = 1e10
"""Coefficients of one equation that are so many times apart."""


def advice(model: Model) -> tuple[str, ...]:
    """Say which figures of a model are too small, too large or too far apart, and what to do.

    Returns
    -------
    One or two sentences for each kind of figure, with table and column where they are known, the figure and where it
    stands; none for a study whose units are well chosen.
    """
    rows = model.program.ranges().iter_rows(named=True)
    return tuple(text for row in rows for text in _of(model.program, row))


def _of(program: Program, row: Mapping[str, Any]) -> Iterator[str]:
    match Figure(row["figure"]):
        case Figure.SIDE:
            yield from _amounts(program.rows[row["name"]], row)
        case Figure.BOUND:
            yield from _amounts(program.blocks[row["name"]], row)
        case Figure.COST:
            yield from _costs(row)
        case Figure.COEFFICIENT:
            yield from _apart(program.rows[row["name"]], row)


def _amounts(block: Block, row: Mapping[str, Any]) -> Iterator[str]:
    least, most = row["smallest"], row["largest"]
    if least < SMALL:
        yield (
            f"{_what(row)}: {number(least)} ({block.words(row['at_smallest'])}) is near the 1e-7 to which the solver "
            f"works, so that much of it may be missing. Count it in a unit {_power(1 / least)} times smaller, or write "
            "0 if nothing is meant."
        )
    if most >= LARGE:
        yield (
            f"{_what(row)}: {number(most)} ({block.words(row['at_largest'])}) is so large that small amounts beside it "
            f"are lost. Count it in a unit {_power(most / 1e6)} times larger, or write `inf` if there is no limit."
        )


def _costs(row: Mapping[str, Any]) -> Iterator[str]:
    said, least, most = f"Costs of the kind {row['name']}", row["smallest"], row["largest"]
    if least < CHEAP:
        yield (
            f"{said}: {number(least)} a unit is so little that the solver hardly sees it. Count money in a unit "
            f"{_power(1 / least)} times smaller, or the good in one so many times larger."
        )
    if most >= DEAR:
        yield (
            f"{said}: {number(most)} is so much that small sums beside it are lost. Count money in a unit "
            f"{_power(most / 1e6)} times larger."
        )


def _apart(block: Block, row: Mapping[str, Any]) -> Iterator[str]:
    if row["spread"] is not None and row["spread"] >= APART:
        yield (
            f"{_what(row)}: figures of one equation ({block.words(row['at_spread'])}) are {number(row['spread'])} "
            "times apart, and the solver reckons with some sixteen digits. Choose units for the goods concerned in "
            "which their amounts are alike."
        )


def _what(row: Mapping[str, Any]) -> str:
    """Name the figure: table and column where one is known, the constraint in words otherwise."""
    name, figure = str(row["name"]), Figure(row["figure"])
    if name.startswith(PREFIX):
        return f"policies.value of {name.removeprefix(PREFIX)}"
    kind = {Figure.SIDE: ROWS, Figure.BOUND: BOUNDS}.get(figure, {}).get(name)
    if kind is not None:
        return f"{kind.table}.{kind.column}"
    if figure is not Figure.BOUND and name in CONSTRAINTS:
        return f"{', '.join(CONSTRAINTS[name].tables)} ({CONSTRAINTS[name].sentence.rstrip('.')})"
    return name


def _power(times: float) -> str:
    """The next power of ten, to be read."""
    return f"{10.0 ** max(1, math.ceil(math.log10(times))):,.0f}"
