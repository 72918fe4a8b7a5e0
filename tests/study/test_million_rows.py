"""A study of a million rows is loaded and checked in seconds: columns are checked as columns."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

import punos
from benchmarks.wide import write

AT_MOST = 15.0
"""Seconds for what takes 3 on two idle cores; row by row it took 22."""


@pytest.mark.heavy
def test_a_million_rows_are_loaded_and_checked_in_seconds(tmp_path: Path) -> None:
    write(tmp_path)
    began = time.perf_counter()
    study = punos.load(tmp_path)
    faults = study.check()
    seconds = time.perf_counter() - began
    assert sum(frame.height for frame in study.tables.values()) > 990_000
    assert not list(faults)
    assert seconds < AT_MOST
