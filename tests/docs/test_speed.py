"""The figures of the page on speed: complete, and within what Punos promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.measure import TOOLS, together

ROOT = Path(__file__).resolve().parents[2]
RESULTS: dict[str, Any] = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
LARGE = [size for size in RESULTS["sizes"].values() if size["nonzeros"] > 1e6]


def test_every_tool_stands_in_the_table() -> None:
    assert list(RESULTS["tools"]) == list(TOOLS)
    for size in RESULTS["sizes"].values():
        assert set(TOOLS) - {"pypsa"} <= set(size["rows"])


@pytest.mark.parametrize("size", LARGE, ids=lambda size: f"{size['nonzeros']:.0e}")
def test_building_handing_over_and_reading_back_stay_near_the_floor(size: dict[str, Any]) -> None:
    floor, layer = size["rows"]["floor"], size["rows"]["layer"]
    assert together(layer) <= 1.5 * together(floor)
    assert layer["memory"] <= 1.5 * floor["memory"]


def test_all_tools_found_the_same_optimum() -> None:
    for size in RESULTS["sizes"].values():
        values = [row["objective"] for row in size["rows"].values()]
        assert max(values) - min(values) <= 1e-7 * max(values)
