"""The independent formulation itself reaches published optima, so what it says of random studies counts."""

from __future__ import annotations

import pytest

from tests.model.oracle import optimum
from tests.reference.expected import ALL, Case

QUICK = [
    "gams-trnsport",
    "mexss",
    "mexls",
    "vietman",
    "osemosys-utopia annual",
    "osemosys-utopia base",
    "canad-network-design r01.1",
    "canad-network-design r01.5",
    "fixed-charge-network k10x90",
    "fixed-charge-network l61x114",
    "orlib-warehouse cap71 uncapacitated",
]


@pytest.mark.parametrize("case", [ALL[name] for name in QUICK], ids=str)
def test_reaches_the_published_optimum(case: Case) -> None:
    answer = optimum(*case.build())
    assert answer.optimal, answer.message
    assert answer.objective == pytest.approx(case.objective, rel=case.tolerance)
