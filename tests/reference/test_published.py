"""Published cases as studies reach their published optima, proved, with money that adds up."""

from __future__ import annotations

from pathlib import Path

import pytest

import punos
from tests.reference.expected import CANAD, FIXED_CHARGE, SINGLE, WAREHOUSES, Case
from tests.reference.writing import write_study

SLOW = {
    "canad-network-design c25_100_10_F_T_5",
    "canad-network-design c35",
    "canad-network-design r01.5",
    "canad-network-design r03.5",
    "fixed-charge-network fixnet6",
    "fixed-charge-network g50x170",
    "fixed-charge-network p50x288",
    "orlib-warehouse cap64 capacitated",
    "orlib-warehouse cap84 capacitated",
    "orlib-warehouse cap94 capacitated",
    "orlib-warehouse cap114 capacitated",
    "orlib-warehouse cap124 capacitated",
    "orlib-warehouse capa capacitated 14000",
    "orlib-warehouse capa uncapacitated",
}


def _marked(case: Case) -> object:
    """Leave what takes long out of the quick run."""
    return pytest.param(case, id=case.name, marks=[pytest.mark.heavy] if case.name in SLOW else [])


CASES = [_marked(case) for case in [*SINGLE, *CANAD, *FIXED_CHARGE, *WAREHOUSES]]


@pytest.mark.parametrize("case", CASES)
def test_reaches_the_published_optimum(case: Case, tmp_path: Path) -> None:
    study = punos.load(write_study(tmp_path / "study", *case.build()))
    faults = study.check()
    assert not faults.errors, str(faults)

    plan = study.plan()

    assert plan.summary.gap <= 1e-9  # proved
    assert plan.summary.objective == pytest.approx(case.objective, rel=case.tolerance)
    assert plan.audit.clean, plan.audit.broken
