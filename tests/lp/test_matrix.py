"""Entries in canonical order, however many there are and in whatever order they come."""

from __future__ import annotations

import numpy as np
import pytest

from punos.lp import matrix
from punos.lp.matrix import added_up, summed


def entries(seed: int, count: int, twice: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    if twice:
        row, column = rng.integers(0, 300, count), rng.integers(0, 300, count)
    else:
        row, column = np.divmod(rng.permutation(400 * 400)[:count], 400)
    value = rng.normal(size=count) * 10.0 ** rng.integers(-3, 6, count)
    value[rng.random(count) < 0.1] = 0.0
    return row, column, value


@pytest.mark.parametrize("twice", [True, False])
@pytest.mark.parametrize("count", [0, 1, 50, 30_000])
def test_the_order_of_entries_changes_nothing_not_even_the_last_digit(count: int, twice: bool) -> None:
    row, column, value = entries(3, count, twice)
    one = added_up(row, column, value, 401)
    order = np.random.default_rng(5).permutation(count)
    other = added_up(row[order], column[order], value[order], 401)
    for name in ("start", "column", "value"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    dense = np.zeros((401, 401))
    np.add.at(dense, (row, column), value)
    found = np.zeros((401, 401))
    found[one.row(), one.column] = one.value
    assert np.allclose(dense, found, rtol=1e-12, atol=1e-6)
    assert np.array_equal(one.row(np.arange(len(one.value))), one.row())
    assert len(one.start) == 402
    assert (one.value != 0).all()


def test_both_ways_of_sorting_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    given = entries(7, 30_000, twice=False)
    fast = added_up(*given, 400)
    monkeypatch.setattr(matrix, "_MANY", 10**9)
    slow = added_up(*given, 400)
    for name in ("start", "column", "value"):
        assert np.array_equal(getattr(fast, name), getattr(slow, name))


def test_sums_by_place_leave_out_what_cancels() -> None:
    place, value = summed(np.array([4, 1, 4, 2, 1]), np.array([1.5, 2.0, 1.0, 0.0, -2.0]))
    assert place.tolist() == [4]
    assert value.tolist() == [2.5]
