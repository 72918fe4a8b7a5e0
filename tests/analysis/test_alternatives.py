from __future__ import annotations

import pytest

from punos.analysis.alternatives import Alternative, alternatives
from punos.analysis.flips import flips
from punos.plan import Plan
from tests.analysis.chain import IMPORT, chain


def found(plan: Plan) -> list[tuple[object, ...]]:
    return alternatives(flips(plan, workers=1), plan).rows()


@pytest.mark.parametrize(
    ("capex", "what"), [(16.02, Alternative.BUILT), (15.98, Alternative.LEFT_OUT)], ids=["refused", "built"]
)
def test_one_plant_more_or_less_for_two(capex: float, what: Alternative) -> None:
    """At a capex of 16 a unit smelting and importing are equal at 3000; at 0.02 a unit from it they are 2 apart."""
    ((plant, told, cost, share),) = found(chain(capex=capex).plan())
    assert (plant, told) == ("s1", what)
    assert cost == pytest.approx(2, rel=1e-3)
    assert share == pytest.approx(2 / IMPORT, rel=1e-3)


@pytest.mark.parametrize("capex", [16.04, 15.95])
def test_further_than_a_thousandth_is_another_plan(capex: float) -> None:
    """4 or 5 of 3000."""
    assert found(chain(capex=capex).plan()) == []


def test_a_difference_within_the_gaps_is_none() -> None:
    """At 16 exactly there is no telling."""
    ((plant, _what, cost, share),) = found(chain(capex=16.0).plan())
    assert (plant, cost, share) == ("s1", 0, 0)


def test_an_idle_plant_restarted() -> None:
    """Restarted for 1602, 100 units cost 3002 beside 3000."""
    plant = {"plant": "s1", "place": "a", "technology": "smelter", "status": "idle", "capacity": 100}
    ((_plant, what, cost, _share),) = found(chain(plants=[{**plant, "restart_cost": 1602}]).plan())
    assert (what, cost) == (Alternative.RESTARTED, pytest.approx(2, rel=1e-3))
    ((_plant, what, cost, _share),) = found(chain(plants=[{**plant, "restart_cost": 1598}]).plan())
    assert (what, cost) == (Alternative.LEFT_IDLE, pytest.approx(2, rel=1e-3))
