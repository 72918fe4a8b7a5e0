"""Numbers sort as polars sorts the columns they stand for."""

from __future__ import annotations

import random

import numpy as np
import polars as pl
import pytest

from punos.lp.order import sort_keys

KIND = pl.Enum(["c", "a", "b"])


@pytest.mark.parametrize("seed", range(20))
def test_numbers_sort_as_polars_does(seed: int) -> None:
    rng = random.Random(seed)
    height = rng.randint(0, 60)
    columns = {
        "kind": pl.Series([rng.choice(["a", "b", "c", None]) for _ in range(height)], dtype=KIND),
        "text": pl.Series([rng.choice(["x", "ä", "Z", "", None]) for _ in range(height)], dtype=pl.String),
        "year": pl.Series([rng.choice([2025, -3, None]) for _ in range(height)], dtype=pl.Int64),
        "none": pl.Series([None] * height, dtype=pl.Null),
        "whole": pl.Series([rng.choice("ab") for _ in range(height)], dtype=KIND),
    }
    frame = pl.DataFrame(columns).with_columns(place=pl.int_range(pl.len()))
    by = rng.sample(list(columns), rng.randint(1, 5))
    keys = sort_keys(frame, by)
    mine = frame[np.argsort(keys, kind="stable")] if height else frame
    assert mine.equals(frame.sort(by, maintain_order=True))


def test_more_combinations_than_a_number_holds() -> None:
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({f"c{i}": rng.integers(0, 2**40, 500) % rng.integers(1, 2**40) for i in range(8)})
    keys = sort_keys(frame, frame.columns)
    assert frame[np.argsort(keys, kind="stable")].equals(frame.sort(frame.columns))
