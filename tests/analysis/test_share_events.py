"""Somebody comes, a service fails: by hand, in the park with the boiler (tests/analysis/boiler.py)."""

from __future__ import annotations

import polars as pl
import pytest

from punos.analysis.share.coming import coming
from punos.analysis.share.failing import failing
from punos.errors import WrongUse
from tests.analysis import boiler

MORE = [
    {"demand": f"market_{t}", "commodity": f"good_{t}", "place": "park", "kind": "may",
     "quantity": need * (2 if t == "t1" else 1), "price": 40}
    for t, need in boiler.NEEDS.items()
]  # fmt: skip
"""Twice as much of the good of t1 can be sold."""


def test_who_comes_brings_pays_and_makes_steam_cheaper() -> None:
    """20 more sold at 40 and steam at 10 more each: 600 saved, less 100 of capital."""
    technologies = [
        {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000},
        *({"technology": f"works_{t}", "unit": "t/a", "capex": 5 if t == "t1" else 0} for t in boiler.NEEDS),
    ]
    plan = boiler.planned(demands=MORE, technologies=technologies)
    tariff = plan.share("park").tariff
    found = coming(plan, "The Park", "works_t1", 20.0, tariff=tariff)
    assert found.cost == pytest.approx(-(20 * 40 - 20 * 10 - 20 * 5))
    assert found.account == pytest.approx(20 * 40 - 20 * 5)
    assert found.pays == pytest.approx(40 + 8 * 20 + 10 * 20, rel=1e-5)
    (steam,) = found.needs.iter_rows(named=True)
    assert (steam["service"], steam["booked"], steam["amount"]) == ("steam", pytest.approx(20), pytest.approx(20))
    assert (steam["before"], steam["after"]) == pytest.approx((2100 / 110, 2300 / 130))
    assert found.displaced.select("plant", "before", "after").rows() == [
        ("boiler", pytest.approx(110), pytest.approx(130))
    ]
    assert (found.capacity, found.unit) == (20.0, "t/a")
    # how large the boiler is beyond need costs nothing, so what its headroom is worth is left open here
    assert str(found).startswith(
        "If 20 t/a of works_t1 comes to park, net cost falls by 500 EUR, its own investment included. It earns 700 EUR "
        "before it pays for services, 400 EUR at the tariff found. It takes 20 MWh of steam a year, of which a unit "
        "then costs 17.69 EUR instead of 19.09."
    )


def test_who_comes_to_a_full_market_displaces() -> None:
    """No more of the good can be sold, and its maker is the dearer one by upkeep it cannot save: nothing is gained."""
    plan = boiler.planned(
        processes=[
            {"process": "raise", "technology": "boiler", "variable_cost": 10},
            *({"process": f"make_{t}", "technology": f"works_{t}"} for t in boiler.NEEDS),
            {"process": "make_better", "technology": "works_new"},
        ],
        more={
            "technologies": [{"technology": "works_new", "unit": "t/a"}],
            "flows": [
                {"process": "make_better", "commodity": "steam", "quantity": -0.5},
                {"process": "make_better", "commodity": "good_t1", "quantity": 1},
            ],
        },
    )
    found = coming(plan, "park", "works_new", 20.0)
    assert found.cost == pytest.approx(-10 * 10)  # half of the steam
    assert found.pays is None
    assert dict(found.displaced.select("plant", "after").iter_rows())["plant_t1"] == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize(
    ("technology", "size", "said"),
    [("mine", 5.0, "no technology 'mine'; there are: boiler"), ("works_t1", 0.0, "Give a size above 0")],
)
def test_who_cannot_come(technology: str, size: float, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        coming(boiler.planned(), "park", technology, size)


def test_who_does_not_fit() -> None:
    places = [{"place": "park", "kind": "park", "area_ha": 1}, {"place": "town", "kind": "city"}]
    technologies = [
        {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000},
        *({"technology": f"works_{t}", "unit": "t/a", "area_ha": 0.009} for t in boiler.NEEDS),
    ]
    plan = boiler.planned(places=places, technologies=technologies)
    with pytest.raises(WrongUse, match="does not fit on the land"):
        coming(plan, "park", "works_t1", 20.0)


def _standing(size: float, **more: object) -> list[dict[str, object]]:
    return [
        {"plant": "boiler", "place": "park", "technology": "boiler", "status": "operating", "capacity": size},
        *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t, "status": "operating",
           "capacity": need} for t, need in boiler.NEEDS.items()),
        *([more] if more else []),
    ]  # fmt: skip


def test_headroom_of_a_boiler_that_stands() -> None:
    """Of 200 of steam 110 are used. Who comes with 20 would have to buy steam at 30 that costs 10 to raise."""
    found = coming(boiler.planned(demands=MORE, plants=_standing(200.0)), "park", "works_t1", 20.0)
    assert (found.headroom, found.growth) == (pytest.approx(20 * 20, rel=1e-5), 0.0)
    assert "The headroom that the company's plants have is worth 400 EUR to it." in str(found)


def test_a_full_boiler_may_have_a_second_one_beside_it() -> None:
    """The boiler is full. A small one costs 5 a unit and saves 30 - 10 for each of 20."""
    technologies = [
        {"technology": "boiler", "unit": "MWh/a"},
        {"technology": "small", "unit": "MWh/a", "capex": 5},
        *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
    ]
    small = {"plant": "small", "place": "park", "technology": "small", "status": "candidate", "max_capacity": 50}
    more = {
        "processes": [{"process": "raise_small", "technology": "small", "variable_cost": 10}],
        "flows": [{"process": "raise_small", "commodity": "steam", "quantity": 1}],
    }
    plan = boiler.planned(more=more, demands=MORE, technologies=technologies, plants=_standing(110.0, **small))
    found = coming(plan, "park", "works_t1", 20.0)
    assert (found.headroom, found.growth) == (0.0, pytest.approx(20 * 20 - 20 * 5, rel=1e-5))
    assert "is worth nothing to it, to build more saves 300 EUR." in str(found)


def test_who_comes_stands_still_without_headroom() -> None:
    """Steam cannot be bought: without headroom 20 are not sold at 40, and not raised at 10."""
    plan = boiler.planned(demands=MORE, plants=_standing(200.0), supplies=[
        {"supply": "bought", "commodity": "steam", "place": "town", "price": 30}
    ])  # fmt: skip
    found = coming(plan, "park", "works_t1", 20.0)
    # it is forced in, not forced to run: without steam it stands, and earns nothing
    assert found.headroom == pytest.approx(20 * 40 - 20 * 10, rel=1e-5)


def test_steam_fails() -> None:
    """All stop: 4400 of sales are lost, and 1100 of running saved; the boiler is built and paid for."""
    plan = boiler.planned()
    found = failing(plan, "park", "steam", "2025")
    assert found.cost == pytest.approx(4400 - 1100)
    assert dict(found.stopped.select("plant", "after").iter_rows()) == dict.fromkeys(
        ("boiler", "plant_t1", "plant_t2", "plant_t3"), 0.0
    )
    assert dict(found.short.select("demand", "before").iter_rows()) == pytest.approx(
        {f"market_{t}": need for t, need in boiler.NEEDS.items()}
    )


def test_a_failure_in_words() -> None:
    assert str(failing(boiler.planned(), "park", "steam", "2025")) == (
        "If steam fails at park in 2025, all built as it is, it costs 3,300 EUR. Of what they would, run: boiler 0%, "
        "plant_t1 0%, plant_t2 0%, plant_t3 0%."
    )


def test_waste_heat_goes_on_when_bought_steam_fails() -> None:
    """t3 makes 20 of steam beside its good: t1 or t2 runs on that."""
    plan = boiler.planned(
        flows=[
            {"process": "raise", "commodity": "steam", "quantity": 1},
            *({"process": f"make_{t}", "commodity": "steam", "quantity": -1} for t in ("t1", "t2")),
            *({"process": f"make_{t}", "commodity": f"good_{t}", "quantity": 1} for t in boiler.NEEDS),
            {"process": "make_t3", "commodity": "steam", "quantity": 1 / 3},
        ],
    )
    found = failing(plan, "park", "steam", "2025")
    left = found.stopped.filter(pl.col("plant").is_in(["plant_t1", "plant_t2"]))
    assert left["before"].sum() - left["after"].sum() == pytest.approx(30)
    assert "plant_t3" not in found.stopped["plant"].to_list()


@pytest.mark.parametrize(
    ("service", "period", "said"),
    [("steam", "2099", "no period '2099'; there are: 2025"), ("gold", "2025", "gold is no common service")],
)
def test_what_cannot_fail(service: str, period: str, said: str) -> None:
    with pytest.raises(WrongUse, match=said):
        failing(boiler.planned(), "park", service, period)
