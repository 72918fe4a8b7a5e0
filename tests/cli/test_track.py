"""``punos track``: objectives and actions on a terminal and in a file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from punos.cli.status import ExitStatus
from tests.analysis.chain import chain
from tests.cli.conftest import Run, words


def test_track_tells_and_writes(punos: Run, tmp_path: Path) -> None:
    """100 of metal are made, of 130 that are wanted."""
    objectives = [{"objective": "metal", "name": "Metal made here", "indicator": "make[commodity=metal]",
                   "target": 130.0, "owner": "city"}]  # fmt: skip
    actions = [{"action": "drive", "objective": "metal", "cost": 25000.0, "status": "decided"}]
    operators = [{"operator": "city", "name": "City"}]
    chain(objectives=objectives, actions=actions, operators=operators).plan().save(tmp_path / "plan")
    done = punos("track", tmp_path / "plan", "-o", "track.csv")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "0 are met in their year and 1 are missed" in said
    assert "Metal made here 130 100 30" in said
    assert "drive metal 25,000 decided" in said
    (row,) = pl.read_csv("track.csv").to_dicts()
    assert (row["course"], row["actions"]) == ("missed", "drive")
    again = punos("track", tmp_path / "plan", "-o", "track.csv")
    assert again.exit_code == ExitStatus.WRONG_USE


def test_a_study_without_objectives(punos: Run, made: Path) -> None:
    done = punos("track", made / "base")
    assert done.exit_code == ExitStatus.GOOD
    assert "no objectives" in done.stdout
