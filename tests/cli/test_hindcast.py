"""``punos hindcast``: a known year on a terminal, in a file and in the plan's folder."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from punos.analysis.findings import Findings
from punos.cli.status import ExitStatus
from tests.analysis.chain import chain
from tests.cli.conftest import Run, words

SEEN = [
    {"observation": "made", "name": "Metal made", "indicator": "make[commodity=metal]", "year": 2024, "value": 95,
     "basis": "read", "why": None},
    {"observation": "bought", "name": "Ore bought", "indicator": "buy[commodity=ore]", "year": 2024, "value": 400,
     "basis": "read", "why": "stocks were filled"},
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan of a smelter that stood in 2024 and makes 100 of metal of 200 of ore."""
    plants = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 100}]
    periods = [{"period": "p1", "start": 2025, "years": 5}]
    return chain(observations=SEEN, plants=plants, periods=periods).plan().save(tmp_path / "plan")


def test_it_tells_writes_and_keeps(punos: Run, folder: Path) -> None:
    done = punos("hindcast", folder, "-o", "known.csv")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "Of 2 known figures the model of 2024 meets 1 within 15%" in said
    assert "Metal made 2024 95 100 t 1.05 fits" in said
    assert "Ore bought 2024 400 200 t 0.50 explained stocks were filled" in said
    written = pl.read_csv("known.csv")
    assert written["model"].to_list() == pytest.approx([100, 200])
    kept = Findings.read(folder).hindcast
    assert kept is not None
    assert kept.frame["verdict"].to_list() == ["fits", "explained"]
    assert punos("hindcast", folder, "-o", "known.csv").exit_code == ExitStatus.WRONG_USE


def test_a_tolerance_can_be_asked_for(punos: Run, folder: Path) -> None:
    done = punos("hindcast", folder, "--tolerance", "0.01")
    assert "meets 0 within 1%" in words(done.stdout)
    assert punos("hindcast", folder, "--tolerance", "0").exit_code == ExitStatus.WRONG_USE


def test_a_study_without_observations(punos: Run, made: Path) -> None:
    done = punos("hindcast", made / "base")
    assert done.exit_code == ExitStatus.WRONG_USE
    assert "no table observations" in words(done.output)
