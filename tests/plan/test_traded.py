"""Traded prices by hand: cheapest delivered supply, best net-back, and which of them counts."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.plan import Plan
from tests.plan.smelter import TABLES, plan, with_rows


def price(made: Plan, place: str, commodity: str, period: str = "p1") -> dict[str, Any]:
    at = (pl.col("place") == place) & (pl.col("commodity") == commodity) & (pl.col("period") == period)
    return made.traded_prices().filter(at).row(0, named=True)


@pytest.fixture(scope="module")
def base() -> Plan:
    return plan()


def test_import_price_has_freight_and_handling(base: Plan) -> None:
    # 500 + 6 loading + 2000 km x 0.005 + 4 unloading = 520 in port; + 200 km x 0.05 = 530 in town
    assert price(base, "port", "ore")["import_price"] == pytest.approx(520)
    town = price(base, "town", "ore")
    assert town["import_price"] == pytest.approx(530)
    assert (town["supply"], town["unit"]) == ("ore_w", "EUR / t")
    assert (town["input_price"], town["input_basis"]) == (pytest.approx(530), "import")


def test_net_back_has_freight_and_handling(base: Plan) -> None:
    # 2200 - 6 - 10 - 4 in port, - 10 in town
    town = price(base, "town", "metal")
    assert (town["export_price"], town["demand"]) == (pytest.approx(2170), "metal_w")
    assert (town["product_price"], town["product_basis"]) == (pytest.approx(2170), "export")


def test_what_is_not_traded_has_no_price(base: Plan) -> None:
    slag = price(base, "town", "slag")
    assert [slag[c] for c in ("import_price", "export_price", "product_price", "product_basis")] == [None] * 4


def test_goods_without_mass_stay_where_they_are(base: Plan) -> None:
    assert price(base, "town", "power")["import_price"] == pytest.approx(40)
    rows = base.traded_prices().filter(pl.col("commodity") == "power")
    assert rows["place"].unique().to_list() == ["town"]


def test_loss_makes_dearer_what_arrives_and_cheaper_what_leaves() -> None:
    made = plan(with_rows("routes", loss=[0.5, 0.0]))
    assert price(made, "town", "ore")["import_price"] == pytest.approx((520 + 10) / 0.5)
    assert price(made, "town", "metal")["export_price"] == pytest.approx(0.5 * 2180 - 10)


def test_mass_of_a_unit_counts() -> None:
    made = plan(with_rows("commodities", mass=[2.0, 1.0, 1.0, None]))
    assert price(made, "town", "ore")["import_price"] == pytest.approx(500 + 2 * 30)


def test_nothing_passes_a_place_without_transit() -> None:
    made = plan(with_rows("places", transit=["no", "yes", "yes"]))
    assert price(made, "port", "ore")["import_price"] == pytest.approx(520)
    assert price(made, "town", "ore")["import_price"] is None
    assert price(made, "port", "metal")["export_price"] == pytest.approx(2180)
    assert price(made, "town", "metal")["export_price"] is None


def test_what_is_bought_at_a_place_without_transit_may_leave_it() -> None:
    here = with_rows("supplies", place=["port", "town"])
    made = plan(with_rows("places", transit=["no", "yes", "yes"]), here)
    assert price(made, "town", "ore")["import_price"] == pytest.approx(510)


def test_ships_run_on_without_handling() -> None:
    # world - isle - port: the ship passes the isle, which has no quay
    routes = {
        "route": ["rail1", "sea1", "sea2"], "from": ["port", "world", "isle"], "to": ["town", "isle", "port"],
        "mode": ["rail", "sea", "sea"], "distance_km": [200.0, 1000.0, 1000.0], "both_ways": "yes",
    }  # fmt: skip
    made = plan({"routes": routes, "places": {"place": ["isle", "port", "town", "world"]}})
    assert price(made, "town", "ore")["import_price"] == pytest.approx(530)
    assert price(made, "isle", "ore")["import_price"] is None


def test_a_route_counts_only_where_the_plan_opened_it_and_while_it_lives() -> None:
    routes = {
        "route": ["rail1", "sea1", "track"], "from": ["port", "world", "port"], "to": ["town", "port", "town"],
        "mode": ["rail", "sea", None], "distance_km": [200.0, 2000.0, None], "both_ways": "yes",
        "cost": [None, None, 1.0], "capacity": [None, None, 1e6], "lifetime": [None, None, 5.0],
    }  # fmt: skip
    # 3000 t a year save 9 a tonne: 27000 a year, 117116 over five years at 6 %
    cheap = plan({"routes": {**routes, "capex": [None, None, 100_000.0]}})
    assert [price(cheap, "town", "ore", p)["import_price"] for p in ("p1", "p2")] == pytest.approx([521, 521])
    late = plan({"routes": {**routes, "capex": [None, None, 100_000.0], "opens": [None, None, 2030]}})
    assert [price(late, "town", "ore", p)["import_price"] for p in ("p1", "p2")] == pytest.approx([530, 521])
    dear = plan({"routes": {**routes, "capex": [None, None, 150_000.0]}})
    assert [price(dear, "town", "ore", p)["import_price"] for p in ("p1", "p2")] == pytest.approx([530, 530])


def test_several_supplies_at_a_place_are_one_curve() -> None:
    # 2000 t are needed: 500 at 400, the rest at 500
    steps = {
        "supply": ["ore_a", "ore_b", "ore_c", "power_fi"], "commodity": ["ore", "ore", "ore", "power"],
        "place": ["world", "world", "world", "town"], "price": [400.0, 500.0, 600.0, 40.0],
        "capacity": [500.0, None, None, None],
    }  # fmt: skip
    bought = price(plan({"supplies": steps}), "world", "ore")
    assert bought["import_price"] == pytest.approx((500 * 400 + 1500 * 500) / 2000)
    assert bought["supply"] == "ore_b"
    nothing = {"demands": {**TABLES["demands"], "price": [1.0]}, "supplies": steps}
    idle = price(plan(nothing), "world", "ore")
    assert (idle["import_price"], idle["supply"]) == (pytest.approx(400), "ore_a")


def test_falling_demand_steps_are_one_curve() -> None:
    steps = {
        "demand": ["first", "second"], "commodity": "metal", "place": "world", "kind": "may", "price": [3000.0, 2200.0],
        "quantity": [250.0, 5000.0],
    }  # fmt: skip
    sold = price(plan({"demands": steps}), "world", "metal")
    assert (sold["export_price"], sold["demand"]) == (pytest.approx(0.25 * 3000 + 0.75 * 2200), "second")


def test_an_attribute_pays_for_the_good_that_holds_it() -> None:
    goods = {"commodity": ["ore", "metal", "slag", "power", "iron"], "unit": ["t", "t", "t", "MWh", "t Fe"],
             "mass": [1.0, 1.0, 1.0, None, None], "disposal_cost": [None, None, 20.0, None, None]}  # fmt: skip
    contents = {"commodity": ["metal"], "attribute": ["iron"], "quantity": [0.5]}
    asked = {**TABLES["demands"], "commodity": ["iron"], "price": [4400.0]}
    made = plan({"commodities": goods, "contents": contents, "demands": asked})
    metal = price(made, "town", "metal")
    assert (metal["export_price"], metal["product_basis"]) == (pytest.approx(0.5 * 4400 - 30), "export")


def test_a_product_that_stays_at_home_is_worth_what_it_saves() -> None:
    # metal must be had in town; it can be had from overseas at 3000 + 30, or smelted
    supplies = {
        "supply": ["ore_w", "power_fi", "metal_s"], "commodity": ["ore", "power", "metal"],
        "place": ["world", "town", "world"], "price": [500.0, 40.0, 3000.0],
    }  # fmt: skip
    demands = {
        "demand": ["metal_w", "home"], "commodity": "metal", "place": ["world", "town"], "kind": ["may", "must"],
        "price": [100.0, None], "quantity": [None, 500.0],
    }  # fmt: skip
    metal = price(plan({"supplies": supplies, "demands": demands}), "town", "metal")
    assert metal["export_price"] == pytest.approx(70)
    assert (metal["product_price"], metal["product_basis"]) == (pytest.approx(3030), "import")
    assert (metal["input_price"], metal["input_basis"]) == (pytest.approx(3030), "import")


def test_who_uses_what_is_exported_forgoes_the_net_back() -> None:
    # metal is sold overseas and none is bought: a tonne used in town is a tonne not sold
    supplies = {
        "supply": ["ore_w", "power_fi", "metal_s"], "commodity": ["ore", "power", "metal"],
        "place": ["world", "town", "world"], "price": [500.0, 40.0, 3000.0],
    }  # fmt: skip
    metal = price(plan({"supplies": supplies}), "town", "metal")
    assert metal["import_price"] == pytest.approx(3030)
    assert (metal["input_price"], metal["input_basis"]) == (pytest.approx(2170), "export")


def test_order_of_rows_changes_nothing(base: Plan) -> None:
    turned = {n: {c: v[::-1] for c, v in t.items()} for n, t in TABLES.items()}
    assert plan(turned).traded_prices().equals(base.traded_prices())
