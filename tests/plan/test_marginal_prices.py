"""Why plant economics do not use the model's own marginal prices.

By duality, whatever is freely sized in a plan earns exactly its capital cost at the plan's marginal prices: if it
earned more, more would be built, if less, less. So at those prices every such plant has a net present value of 0,
good or bad, and one that is opened with a charge loses exactly the charge, which marginal prices never pay for. Traded
prices tell plants apart.
"""

from __future__ import annotations

import polars as pl
import pytest

from punos.plan import Plan
from punos.plan.economics import at_prices
from tests.plan.smelter import TABLES, plan, with_rows

SOCIAL = {"operators": {}, **with_rows("plants", operator=None, max_capacity=None)}
"""The owner counts as the study does, and nothing but what can be sold limits the plant."""

SOLD = {
    "demands": {
        "demand": ["metal_w", "dump"], "commodity": "metal", "place": "world", "kind": "may", "price": [2200.0, 500.0],
        "quantity": [1000.0, 3000.0],
    }
}  # fmt: skip
"""1000 t sell well; 3000 more would not pay. So the plant is 1000 t, well within what it could be."""


def at_marginal_prices(made: Plan) -> float:
    prices = made.prices.filter(pl.col("constraint") == "balance").select("period", "place", "commodity", price="value")
    npv = at_prices(made, prices)["npv"]
    return float(npv.sum())


def size(made: Plan) -> float:
    return float(made.frame("build")["value"].sum())


@pytest.mark.parametrize("salvage", ["none", "annuity", "straight-line"])
@pytest.mark.parametrize("capital", ["overnight", "annuity"])
def test_a_freely_sized_plant_earns_nothing(capital: str, salvage: str) -> None:
    made = plan(SOCIAL, SOLD, capital=capital, salvage=salvage if capital == "overnight" else "none")
    assert size(made) == pytest.approx(1000)
    assert at_marginal_prices(made) == pytest.approx(0, abs=1e-4)
    # worth 3.7 million and more to its owner at traded prices
    assert made.economics()["npv"].sum() > 3e6


def test_however_good_it_is() -> None:
    rich = plan(SOCIAL, {"demands": {**SOLD["demands"], "price": [9000.0, 500.0]}})
    assert at_marginal_prices(rich) == pytest.approx(0, abs=1e-3)
    assert rich.economics()["npv"].sum() > 40e6


@pytest.mark.parametrize("charge", [50_000.0, 400_000.0])
def test_a_plant_with_a_charge_loses_the_charge(charge: float) -> None:
    sized = with_rows("technologies", fixed_capex=charge, max_capacity=5000.0)
    made = plan(SOCIAL, SOLD, sized, salvage="none")
    assert size(made) == pytest.approx(1000)
    assert at_marginal_prices(made) == pytest.approx(-charge, rel=1e-7)


def test_less_what_is_left_of_the_charge() -> None:
    sized = with_rows("technologies", fixed_capex=400_000.0, max_capacity=5000.0)
    made = plan(SOCIAL, SOLD, sized, salvage="straight-line")
    # half of it is left after 10 of 20 years
    assert at_marginal_prices(made) == pytest.approx(-400_000 * (1 - 0.5 / 1.06**10), rel=1e-7)


def test_only_what_something_else_limits_earns_the_rent_of_that_limit() -> None:
    """A permit for 800 t of CO2 a year holds the plant down: it earns what the permit is worth, not its own merit."""
    permit = {"impacts": {**TABLES["impacts"], "cap": [800.0, None]}}
    made = plan(SOCIAL, SOLD, permit)
    limit = made.prices.filter(pl.col("constraint") == "impact_cap").join(
        made.periods.select("period", "weight"), on="period"
    )
    rent = 800 * limit.select((pl.col("value") * pl.col("weight")).sum()).item()
    assert size(made) == pytest.approx(800)
    assert at_marginal_prices(made) == pytest.approx(rent, rel=1e-7)
    assert rent > 1e6
