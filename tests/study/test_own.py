"""Figures that somebody adds from home are confidential: the study says so itself."""

from __future__ import annotations

from typing import Any

import polars as pl

from punos import Study
from tests.model.hand import study

OWN = pl.DataFrame(
    {
        "scenario": ["own", "own"],
        "table": ["plants", "supplies"],
        "select": ["plant=s1", None],
        "column": ["capacity", "price"],
        "op": ["set", "scale"],
        "value": ["777", "2"],
    }
)


def confidential(made: Study) -> list[tuple[Any, ...]]:
    said = made.table("evidence").filter(pl.col("confidential").fill_null(value=False))
    return said.select("table", "select", "column").rows()


def test_own_figures_are_marked() -> None:
    made = study().with_changes(OWN, confidential=True)
    assert made.table("plants")["capacity"].to_list() == [777]
    assert confidential(made) == [("plants", "plant=s1", "capacity"), ("supplies", None, "price")]
    assert not made.check().errors


def test_a_scenario_of_the_study_is_not() -> None:
    assert confidential(study().with_changes(OWN)) == []


def test_evidence_that_is_there_keeps_its_range() -> None:
    row = {"table": "plants", "select": "plant=s1", "column": "capacity", "low": 500, "high": 2000, "basis": "assumed"}
    made = study(evidence=[row]).with_changes(OWN, confidential=True)
    first = made.table("evidence").row(0, named=True)
    assert (first["low"], first["high"], first["basis"], first["confidential"]) == (500, 2000, "assumed", True)
    assert made.table("evidence")["row"].to_list() == [2, 3]


def test_marks_survive_saving(tmp_path: Any) -> None:
    import punos

    study().with_changes(OWN, confidential=True).save(tmp_path / "study")
    assert len(confidential(punos.load(tmp_path / "study"))) == 2
