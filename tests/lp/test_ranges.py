from __future__ import annotations

import polars as pl

from punos.lp import Figure, Program
from tests.lp.frames import transport


def test_ranges_of_the_transport_problem() -> None:
    rows = {(row["figure"], row["name"]): row for row in transport()[0].ranges().iter_rows(named=True)}
    assert set(rows) == {
        (Figure.COEFFICIENT, "supply"),
        (Figure.COEFFICIENT, "demand"),
        (Figure.SIDE, "supply"),
        (Figure.SIDE, "demand"),
        (Figure.COST, "freight"),
    }  # the bounds 0 and infinite are no figures
    demand = rows[Figure.SIDE, "demand"]
    assert (demand["smallest"], demand["largest"], demand["count"]) == (275.0, 325.0, 3)
    freight = rows[Figure.COST, "freight"]
    assert (freight["smallest"], freight["largest"]) == (0.09 * 1.4, 0.09 * 2.5)


def test_sizes_count_not_signs() -> None:
    program = Program()
    x = program.variables("x", pl.DataFrame({"i": [1, 2], "low": [-5.0, 0.0]}), lower="low", upper=1e6)
    program.cost("c", -x)
    rows = {row["figure"]: row for row in program.ranges().iter_rows(named=True)}
    assert (rows["bound"]["smallest"], rows["bound"]["largest"], rows["bound"]["count"]) == (5.0, 1e6, 3)
    assert rows["cost"]["smallest"] == 1.0
