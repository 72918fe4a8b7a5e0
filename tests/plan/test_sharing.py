"""Who delivers how much under a contract, and whose surplus is thrown away: by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import polars as pl
import pytest

from punos.plan import By, Plan
from punos.plan.economics.agreed import deliveries
from punos.plan.economics.sharing import discarded, net_flows
from tests.plan.smelter import plan, with_rows


def flows(*rows: tuple[str, str, float]) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["plant", "place", "amount"], orient="row")
    return frame.with_columns(period=pl.lit("p1"), commodity=pl.lit("ore"))


def delivered(contracts: list[tuple[str, str, str]], net: pl.DataFrame) -> dict[str, float]:
    signed = pl.DataFrame(contracts, schema=["contract", "seller", "buyer"], orient="row").with_columns(
        period=pl.lit("p1"), commodity=pl.lit("ore"), price=pl.lit(1.0), delivered_price=pl.lit(1.0)
    )
    found = deliveries(signed, net)
    return dict(zip(found["contract"], found["amount"], strict=True))


def test_a_contract_covers_what_both_sides_have() -> None:
    net = flows(("mine", "a", 100.0), ("mill", "b", -60.0))
    assert delivered([("k", "mine", "mill")], net) == {"k": 60}


def test_a_seller_offers_his_buyers_by_their_need() -> None:
    net = flows(("mine", "a", 90.0), ("mill", "b", -60.0), ("works", "b", -120.0))
    assert delivered([("k", "mine", "mill"), ("l", "mine", "works")], net) == pytest.approx({"k": 30, "l": 60})


def test_neither_side_is_asked_for_more_than_it_has() -> None:
    """Mine 90 offers mill and works 45 each, pit 10 all to the mill; the mill asks the mine for 90 of its 100."""
    net = flows(("mine", "a", 90.0), ("pit", "a", 10.0), ("mill", "b", -100.0), ("works", "b", -100.0))
    found = delivered([("k", "mine", "mill"), ("l", "mine", "works"), ("m", "pit", "mill")], net)
    assert found == pytest.approx({"k": 45, "l": 45, "m": 10})


def test_who_makes_no_ore_delivers_none() -> None:
    net = flows(("mine", "a", -5.0), ("mill", "b", -60.0))
    assert delivered([("k", "mine", "mill"), ("l", "unknown", "mill")], net) == {}


def thrown(net: pl.DataFrame, *discards: tuple[str, float]) -> dict[tuple[str, str], float]:
    rows = [{"period": "p1", "place": place, "commodity": "ore", "value": value} for place, value in discards]
    fake = cast(Plan, SimpleNamespace(frame=lambda name: pl.DataFrame({"discard": rows}[name])))
    found = discarded(fake, net)
    return {(r["plant"], r["place"]): r["amount"] for r in found.to_dicts()}


def test_surplus_is_of_those_who_make_it_there() -> None:
    net = flows(("big", "a", 75.0), ("small", "a", 25.0), ("far", "b", 50.0))
    assert thrown(net, ("a", 40.0)) == pytest.approx({("big", "a"): 30, ("small", "a"): 10})


def test_what_exceeds_the_making_there_is_everybodys() -> None:
    """120 are thrown away where 100 are made: those 100, and 20 of the 50 made elsewhere; 10 where nothing is made."""
    net = flows(("big", "a", 75.0), ("small", "a", 25.0), ("far", "b", 30.0), ("farther", "c", 20.0))
    found = thrown(net, ("a", 120.0), ("d", 10.0))
    local = {("big", "a"): 75, ("small", "a"): 25}
    afar = {("far", "a"): 12, ("farther", "a"): 8, ("far", "d"): 6, ("farther", "d"): 4}
    assert found == pytest.approx(local | afar)


def test_nobody_throws_away_more_than_he_makes() -> None:
    assert thrown(flows(("far", "b", 30.0)), ("a", 45.0), ("c", 15.0)) == pytest.approx(
        {("far", "a"): 22.5, ("far", "c"): 7.5}
    )
    assert thrown(flows(("mill", "b", -30.0)), ("a", 45.0)) == {}


def test_a_contract_without_a_way_is_not_delivered_under() -> None:
    """The mine's ore cannot reach the buyer named in its contract: traded prices count."""
    tables: dict[str, Any] = {
        "plants": {
            "plant": ["mine", "s1", "s2"], "place": ["town", "town", "world"],
            "technology": ["pit", "smelter", "smelter"], "status": "operating", "capacity": [2000.0, 1000.0, 10.0],
        },
        "technologies": {"technology": ["pit", "smelter"], "unit": "t/a"},
        "processes": {"process": ["dig", "smelt"], "technology": ["pit", "smelter"]},
        "flows": {"process": ["dig", "smelt", "smelt"], "commodity": ["ore", "metal", "ore"],
                  "quantity": [1.0, 1.0, -2.0]},
        "impacts": {}, "impact_factors": {}, "operators": {},
        "contracts": {"contract": ["k"], "seller": ["mine"], "buyer": ["s2"], "commodity": ["ore"], "price": [1.0]},
    }  # fmt: skip
    one_way = with_rows("routes", both_ways="no")
    market = with_rows("demands", place="town")
    made = plan(tables, one_way, market)
    basis = made.ledger("agreed").filter(pl.col("commodity") == "ore").select("plant", "contract", "basis").unique()
    assert set(basis.rows()) == {(plant, None, "import") for plant in ("mine", "s1", "s2")}


def test_closing_takes_from_the_vintage_that_is_closed() -> None:
    """300 t are built in p1 and the old 600 t closed in p2, so that all money of p2 is that of the new ones."""
    shrinking = {
        "demands": {"demand": ["metal_w", "metal_w"], "period": ["p1", "p2"], "commodity": "metal", "place": "world",
                    "kind": "may", "price": 2200.0, "quantity": [1000.0, 300.0]}
    }  # fmt: skip
    closable = with_rows("plants", status="operating", capacity=600.0, expandable="yes", closable="yes")
    made = plan(shrinking, closable, with_rows("technologies", fixed_om=400.0))
    assert made.economics(by=By.PERIOD)["capacity"].to_list() == pytest.approx([900, 300])
    old, new = made.economics(by=By.VINTAGE).sort("vintage", nulls_last=False).to_dicts()
    early, late = (sum(1.1 ** -(y + 0.5) for y in years) for years in (range(5), range(5, 10)))
    assert old["revenue"] == pytest.approx(600 * 2170 * early)
    assert new["revenue"] == pytest.approx(300 * 2170 * (early + late))
    assert old["fixed"] == pytest.approx(600 * 400 * early)
    assert new["fixed"] == pytest.approx(300 * 400 * (early + late))
    assert old["npv"] + new["npv"] == pytest.approx(made.economics()["npv"].item())


def test_net_flows_leave_out_the_rounding_of_what_cancels() -> None:
    rows = {"period": ["p1"], "plant": ["s"], "place": ["a"], "commodity": ["ore"]}
    tables = {"make": {**rows, "value": [1e6]}, "use": {**rows, "value": [1e6 - 1e-4]}}
    fake = cast(Plan, SimpleNamespace(frame=lambda name: pl.DataFrame(tables[name])))
    assert net_flows(fake).is_empty()
