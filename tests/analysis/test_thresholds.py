"""Prices, capital cost and grants at which a plant turns, by hand and by brute force."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from punos import Study
from punos.analysis.flips import Differs, flips
from punos.analysis.seeking import Point, seek
from tests.analysis.chain import chain

LOCAL = [
    {"supply": "mine", "commodity": "ore", "place": "a", "price": 5},
    {"supply": "import", "commodity": "metal", "place": "a", "price": 27},
]
"""Metal may be bought at a for 27: 30 at b. A smelter makes it at 11 and its capital cost."""


def turned(study: Study) -> dict[str, object]:
    return flips(study.plan(), workers=1).frame.to_dicts()[0]


def test_a_refused_plant_waits_for_a_price() -> None:
    """With capital cost of 20 a unit smelted metal costs 31 at a, 4 more than bought: for society and owner alike."""
    row = turned(chain(capex=20.0, supplies=LOCAL))
    assert row["turn_price"] == pytest.approx(31, rel=0.02)
    assert row["price_change"] == pytest.approx(4, abs=0.02 * 31)
    assert row["pays_price"] == pytest.approx(31, rel=0.02)
    assert row["pays_factor"] == pytest.approx(16 / 20, rel=0.02)
    assert row["pays_grant"] == pytest.approx(400)
    assert row["differs"] is None


def test_a_built_plant_bears_a_price() -> None:
    """With a capital cost of 10 it smelts for 21: dropped where bought metal is cheaper than that."""
    row = turned(chain(capex=10.0, supplies=LOCAL))
    assert row["decision"] == "built"
    assert row["turn_price"] == pytest.approx(21, rel=0.02)
    assert row["pays_price"] == pytest.approx(21, rel=0.02)
    assert row["pays_factor"] == pytest.approx(1.6, rel=0.02)
    assert row["pays_grant"] == pytest.approx(-600)


def test_a_price_beyond_the_range_is_not_told() -> None:
    """Metal at 1 a unit: it would have to cost 31 times as much."""
    supplies = [LOCAL[0], {**LOCAL[1], "price": 1}]
    row = turned(chain(capex=20.0, supplies=supplies))
    assert row["turn_price"] is None
    assert row["price_change"] is None
    assert row["pays_price"] is None


def test_an_idle_plant_waits_for_a_price() -> None:
    """Restarted for 2000, 100 units cost 11 + 20 at a."""
    plant = {"plant": "s1", "place": "a", "technology": "smelter", "status": "idle", "capacity": 100}
    row = turned(chain(plants=[{**plant, "restart_cost": 2000}], supplies=LOCAL))
    assert row["decision"] == "idle"
    assert row["turn_price"] == pytest.approx(31, rel=0.02)
    assert row["pays_grant"] == pytest.approx(400)
    assert row["pays_factor"] is None


def test_society_and_owner_part() -> None:
    """A unit that lacks costs all together 100; the owner sells at 20, the price of a supply that brings only five."""
    supplies = [LOCAL[0], {**LOCAL[1], "capacity": 5, "price": 20}]
    demand = {"demand": "need", "commodity": "metal", "place": "b", "quantity": 100, "kind": "must"}
    row = turned(chain(capex=20.0, supplies=supplies, demands=[{**demand, "shortfall_cost": 100}]))
    assert row["decision"] == "built"
    assert row["npv"] is not None
    assert float(str(row["npv"])) < 0 < float(str(row["worth"]))
    assert row["differs"] == Differs.NEEDED


@pytest.mark.parametrize("capex", [4.0, 13.0, 18.0, 33.0])
def test_brute_force_over_prices(capex: float) -> None:
    """The plan changes its mind between 2 per cent below the price found and 2 per cent above it."""
    study = chain(capex=capex, supplies=LOCAL)
    row = turned(study)
    price = float(str(row["turn_price"]))

    def built(at: float) -> bool:
        plan = study.changed(f"supplies[supply=import].price = {at!r}").plan()
        return bool(plan.frame("build")["value"].sum() > 1)

    assert not built(price * 0.98)
    assert built(price * 1.02)


@given(
    root=st.floats(1.05, 2.9),
    bends=st.lists(st.tuples(st.floats(1.0, 3.0), st.floats(0.1, 5.0)), max_size=3),
    known=st.booleans(),
)
def test_a_bent_line_is_followed_to_where_it_is_nothing(
    root: float, bends: list[tuple[float, float]], known: bool
) -> None:
    """A falling figure with kinks: found to 2 per cent, or not told; never told wrongly."""

    def height(at: float) -> float:
        return -at - sum(steeper * max(at - where, 0.0) for where, steeper in bends)

    def slope(at: float) -> float:
        return -1.0 - sum(steeper for where, steeper in bends if at > where) if known else 0.0

    found = seek(
        lambda at: Point(height(at) - height(root), slope(at)), Point(height(1.0) - height(root), slope(1.0)), 3.0
    )
    if known:
        assert not math.isnan(found)
    assert math.isnan(found) or found == pytest.approx(root, rel=0.02)


def test_nothing_beyond_the_border() -> None:
    assert math.isnan(seek(lambda at: Point(10.0 - at, -1.0), Point(9.0, -1.0), 3.0))
    assert math.isnan(seek(lambda at: None, Point(1.0, -1.0), 3.0))
    assert seek(lambda at: None, Point(0.5, -1.0, small=0.6), 3.0) == 1.0
