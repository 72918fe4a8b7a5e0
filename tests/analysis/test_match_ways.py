"""Ways of goods and who made them: against traded prices, which spread over the same routes by other code."""

from __future__ import annotations

import polars as pl
import pytest

from punos.analysis.matches.ways import DistanceBasis, ways
from punos.instance.year import of_year
from punos.plan.origins import BOUGHT, makers
from punos.plan.plan import Plan
from tests.model import hand

PLACES = ("a", "b", "c", "d", "e")


def network(sold_at: str = "a") -> Plan:
    """Ore at 100; a railway with terminals at a and c, lorries from a to d with a loss, a ship; e is an island."""
    routes = [
        {"route": "rail ab", "from": "a", "to": "b", "mode": "rail", "distance_km": 100.0},
        {"route": "rail bc", "from": "b", "to": "c", "mode": "rail", "distance_km": 150.0},
        {"route": "lorry ab", "from": "a", "to": "b", "mode": "lorry", "distance_km": 90.0, "both_ways": True},
        {"route": "slow ab", "from": "a", "to": "b", "mode": "lorry", "distance_km": 95.0},
        {"route": "lorry bc", "from": "b", "to": "c", "mode": "lorry", "distance_km": 140.0},
        {"route": "lorry cd", "from": "c", "to": "d", "mode": "lorry", "distance_km": 30.0, "loss": 0.2},
        {"route": "ship", "from": "a", "to": "c", "mode": "sea", "cost": 24.0, "distance_km": 400.0},
    ]  # fmt: skip
    return hand.planned(
        places=[{"place": p, "lat": 60.0, "lon": 20.0 + i} for i, p in enumerate(PLACES)],
        modes=[{"mode": "rail", "cost_per_tkm": 0.04}, {"mode": "lorry", "cost_per_tkm": 0.1},
               {"mode": "sea", "cost_per_tkm": 0.01}],
        terminals=[{"place": p, "mode": "rail", "handling_cost": 5.0} for p in "ac"],
        routes=routes,
        supplies=[{"supply": "mine", "commodity": "ore", "place": sold_at, "price": 100.0}],
        plants=[{"plant": "s1", "place": "c", "technology": "smelter", "status": "operating", "capacity": 1000.0}],
        demands=[{"demand": "d", "commodity": "metal", "place": "c", "kind": "may", "quantity": 10.0, "price": 900.0}],
    )  # fmt: skip


def way(plan: Plan, start: str, end: str) -> dict[str, object]:
    wanted = pl.DataFrame({"commodity": ["ore"], "period": ["2025"], "from": [start], "to": [end]})
    (row,) = ways(plan, of_year(plan.instance), wanted).to_dicts()
    return row


def test_cheapest_way_with_handling() -> None:
    """Rail 0.04 x 250 + 2 x 5 = 20, before the ship at 24 and lorries at 23."""
    row = way(network(), "a", "c")
    assert (row["cost"], row["distance_km"], row["kept"]) == (pytest.approx(20), pytest.approx(250), 1.0)
    row = way(network(), "a", "b")  # no terminal at b, and the shorter of two roads
    assert (row["cost"], row["distance_km"]) == (pytest.approx(9), pytest.approx(90))


def test_losses_on_the_way() -> None:
    row = way(network(), "a", "d")
    assert (row["cost"], row["kept"]) == (pytest.approx(23), pytest.approx(0.8))
    assert row["basis"] == DistanceBasis.ROUTES


@pytest.mark.parametrize("end", ["b", "c"])
def test_a_way_costs_what_a_good_is_dearer_at_its_end(end: str) -> None:
    """The import price spreads over the same routes by code of its own."""
    plan = network()
    dearer = plan.traded_prices().filter(place=end, commodity="ore")["import_price"][0] - 100.0
    assert way(plan, "a", end)["cost"] == pytest.approx(dearer)


def test_no_way_back_but_as_the_crow_flies() -> None:
    """Nothing leads to the island, nor from c to a: a lorry needs no terminal, a ship neither, and is cheaper."""
    row = way(network(), "c", "a")
    assert row["basis"] == DistanceBasis.GREAT_CIRCLE
    assert row["cost"] == pytest.approx(0.01 * float(str(row["distance_km"])))
    assert way(network(), "a", "e")["basis"] == DistanceBasis.GREAT_CIRCLE
    assert way(network(), "e", "e")["basis"] == DistanceBasis.SAME_PLACE


def test_who_made_what_comes_to_a_place() -> None:
    """10 of metal are wanted at b: a makes 6 of bought ore, 4 are bought at b, and a sends all."""
    plan = hand.planned(
        supplies=[{"supply": "mine", "commodity": "ore", "place": "a", "price": 5.0},
                  {"supply": "import", "commodity": "metal", "place": "b", "price": 90.0}],
        plants=[{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 6.0}],
        demands=[{"demand": "d", "commodity": "metal", "place": "b", "kind": "must", "quantity": 10.0}],
    )  # fmt: skip
    told = {(r["place"], r["commodity"], r["maker"]): r["share"] for r in makers(plan, plan.instance).to_dicts()}
    assert told == pytest.approx(
        {("a", "ore", BOUGHT): 1.0, ("a", "metal", "a"): 1.0, ("b", "metal", "a"): 0.6, ("b", "metal", BOUGHT): 0.4}
    )
