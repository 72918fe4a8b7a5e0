"""Exact elimination, against FLINT."""

from __future__ import annotations

from fractions import Fraction

import flint
from hypothesis import given
from hypothesis import strategies as st

from punos.exact.elimination import Clash, Free, Solved, solve

CELLS = st.sampled_from([Fraction(n, d) for n in range(-3, 4) for d in (1, 1, 3, 5)])


@st.composite
def systems(draw: st.DrawFn) -> tuple[list[list[Fraction]], list[Fraction]]:
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    rows = [[draw(CELLS) for _ in range(width)] for _ in range(height)]
    if draw(st.booleans()):  # a right side that can be met
        values = [draw(CELLS) for _ in range(width)]
        return rows, [sum((a * b for a, b in zip(row, values, strict=True)), Fraction(0)) for row in rows]
    return rows, [draw(CELLS) for _ in range(height)]


def rank(rows: list[list[Fraction]]) -> int:
    cells = [[flint.fmpq(cell.numerator, cell.denominator) for cell in row] for row in rows]
    return int(flint.fmpq_mat(cells).rref()[1])


@given(systems())
def test_each_answer_is_what_it_says(system: tuple[list[list[Fraction]], list[Fraction]]) -> None:
    rows, right = system
    width = len(rows[0])
    whole = rank([[*row, side] for row, side in zip(rows, right, strict=True)])
    match solve(rows, right):
        case Clash(times, gap):
            assert whole > rank(rows)
            assert gap != 0
            assert sum(t * side for t, side in zip(times, right, strict=True)) == gap
            assert all(sum(t * row[at] for t, row in zip(times, rows, strict=True)) == 0 for at in range(width))
        case Free(direction):
            assert whole == rank(rows) < width
            assert any(direction)
            assert all(sum(a * b for a, b in zip(row, direction, strict=True)) == 0 for row in rows)
        case Solved(values):
            assert whole == rank(rows) == width
            found = [sum(a * b for a, b in zip(row, values, strict=True)) for row in rows]
            assert found == right
