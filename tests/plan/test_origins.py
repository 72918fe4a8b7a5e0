"""Origins through the chain, by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.plan import Plan
from punos.study.study import Study

SETTINGS = {
    "study": {"name": "origins", "currency": "EUR"},
    "time": {"price_year": 2025, "base_year": 2025, "discount_rate": 0.0, "salvage": "none"},
}

TABLES: dict[str, dict[str, Any]] = {
    "periods": {"period": ["2025"], "start": [2025], "years": [1]},
    "places": {"place": ["market", "town"], "country": ["DE", "FI"]},
    "commodities": {
        "commodity": ["ore", "metal", "scrap", "additive", "product", "power"],
        "unit": ["t", "t", "t", "t", "t", "MWh"],
        "mass": [1.0, 1.0, 1.0, 1.0, 1.0, None],
    },
    "technologies": {"technology": ["furnace", "press"], "unit": ["t", "t"]},
    "processes": {"process": ["smelt", "melt", "form"], "technology": ["furnace", "furnace", "press"]},
    "flows": {
        "process": ["smelt", "smelt", "smelt", "melt", "melt", "form", "form", "form", "form"],
        "commodity": ["ore", "power", "metal", "scrap", "metal", "metal", "additive", "product", "scrap"],
        "quantity": [-1.0, -1.0, 1.0, -1.0, 1.0, -1.5, -0.5, 1.0, 0.5],
    },
    "plants": {
        "plant": ["f", "p"], "place": ["town", "town"], "technology": ["furnace", "press"], "status": "operating",
        "capacity": ["inf", "inf"],
    },
    "routes": {"route": ["r"], "from": ["town"], "to": ["market"], "cost": [1.0]},
    "supplies": {
        "supply": ["ore_cl", "ore_fi", "add", "power"], "commodity": ["ore", "ore", "additive", "power"],
        "place": "town", "origin": ["CL", "FI", "CN", "SE"], "price": [10.0, 20.0, 5.0, 1.0],
        "capacity": [80.0, None, None, None],
    },
    "demands": {"demand": ["d"], "commodity": ["product"], "place": ["market"], "kind": ["must"], "quantity": [100.0]},
}  # fmt: skip


def plan(**changed: dict[str, Any]) -> Plan:
    tables = {**TABLES, **changed}
    return Study.from_frames(SETTINGS, {n: pl.DataFrame(t, strict=False) for n, t in tables.items()}).plan()


def shares(made: Plan, place: str, commodity: str) -> dict[str, float]:
    at = (pl.col("place") == place) & (pl.col("commodity") == commodity)
    rows = made.origins().filter(at)
    return dict(zip(rows["origin"], rows["share"], strict=True))


@pytest.fixture(scope="module")
def loop() -> Plan:
    return plan()


def test_purchases_mix_in_proportion(loop: Plan) -> None:
    # 100 t of product take 150 t of metal: 50 of scrap, 100 of ore, of which 80 are of Chile
    assert shares(loop, "town", "ore") == pytest.approx({"CL": 0.8, "FI": 0.2})


def test_a_recycling_loop_is_solved_at_once(loop: Plan) -> None:
    """metal m = (100 ore + 50 scrap) / 150 and scrap = product = (150 m + 50 additive) / 200.

    So m = 2/3 ore + 1/3 (3/4 m + 1/4 CN), m = 8/9 ore + 1/9 CN.
    """
    assert shares(loop, "town", "metal") == pytest.approx({"CL": 0.8 * 8 / 9, "FI": 0.2 * 8 / 9, "CN": 1 / 9})
    product = {"CL": 0.75 * 0.8 * 8 / 9, "FI": 0.75 * 0.2 * 8 / 9, "CN": 0.75 / 9 + 0.25}
    assert shares(loop, "town", "product") == pytest.approx(product)
    assert shares(loop, "town", "scrap") == pytest.approx(product)
    assert shares(loop, "market", "product") == pytest.approx(product)


def test_goods_without_mass_do_not_count_in_products(loop: Plan) -> None:
    assert shares(loop, "town", "power") == pytest.approx({"SE": 1.0})
    assert "SE" not in shares(loop, "town", "metal")


def test_shares_add_to_one_and_amounts_to_what_comes(loop: Plan) -> None:
    sums = loop.origins().group_by("place", "commodity").agg(pl.col("share", "amount").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)
    amounts = {(r["place"], r["commodity"]): r["amount"] for r in sums.to_dicts()}
    assert amounts["town", "metal"] == pytest.approx(150)
    assert amounts["town", "scrap"] == pytest.approx(50)
    assert amounts["market", "product"] == pytest.approx(100)
    assert loop.origins().columns == ["period", "place", "commodity", "origin", "share", "amount", "unit"]


def test_what_is_won_is_of_the_country_and_what_is_not_said_is_unknown() -> None:
    processes = {"process": ["smelt", "melt", "form", "dig"], "technology": ["furnace", "furnace", "press", "furnace"]}
    flows = {name: [*TABLES["flows"][name], value] for name, value in
             {"process": "dig", "commodity": "ore", "quantity": 1.0}.items()}  # fmt: skip
    supplies = {**TABLES["supplies"], "origin": [None, "FI", None, "SE"], "price": [-10.0, 20.0, 5.0, 1.0]}
    made = plan(processes=processes, flows=flows, supplies=supplies)
    assert shares(made, "town", "ore") == pytest.approx({"unknown": 0.8, "FI": 0.2})


def test_utilities_leave_no_origin_in_a_product() -> None:
    """Tonnes of cooling water do not make metal Swedish; what is made of water alone is of its place."""
    goods = {**TABLES["commodities"], "mass": [1.0] * 6, "kind": ["material"] * 5 + ["utility"]}
    made = plan(commodities=goods)
    assert shares(made, "town", "metal") == pytest.approx({"CL": 0.8 * 8 / 9, "FI": 0.2 * 8 / 9, "CN": 1 / 9})
    flows = {**TABLES["flows"], "quantity": [0.0, -1.0, 1.0, -1.0, 1.0, -1.5, -0.5, 1.0, 0.5]}
    from_water = shares(plan(commodities=goods, flows=flows), "town", "metal")
    assert from_water == pytest.approx({"FI": 8 / 9, "CN": 1 / 9})


def test_trains_carry_the_mix_of_all_their_stops() -> None:
    """Two gateways put 30 and 70 on one train, and half is lost on the last leg."""
    made = plan(
        places={"place": ["a", "b", "c", "town"]},
        commodities={"commodity": ["ore"], "unit": ["t"], "mass": [1.0]},
        technologies={"technology": []}, processes={"process": [], "technology": []},
        flows={"process": [], "commodity": [], "quantity": []},
        plants={"plant": [], "place": [], "technology": [], "status": []},
        modes={"mode": ["rail"], "cost_per_tkm": [0.0]},
        terminals={"place": ["a", "b", "town"], "mode": "rail", "handling_cost": 0.0},
        routes={"route": ["r1", "r2", "r3"], "from": ["a", "b", "c"], "to": ["c", "c", "town"], "mode": "rail",
                "loss": [0.0, 0.0, 0.5]},
        supplies={"supply": ["x", "y"], "commodity": "ore", "place": ["a", "b"], "origin": ["CL", "AU"],
                  "price": [1.0, 2.0], "capacity": [30.0, None]},
        demands={"demand": ["d"], "commodity": ["ore"], "place": ["town"], "kind": ["must"], "quantity": [50.0]},
    )  # fmt: skip
    assert shares(made, "town", "ore") == pytest.approx({"CL": 0.3, "AU": 0.7})
    town = made.origins().filter(pl.col("place") == "town")
    assert town["amount"].sum() == pytest.approx(50)
    assert set(made.origins()["place"]) == {"a", "b", "town"}


def test_attributes_carry_the_origin_of_the_goods_that_hold_them() -> None:
    """Contained metal is wanted: a tonne of ore holds 0.5, of additive 0.25; 40 t of product take 60 of it."""
    made = plan(
        commodities={"commodity": ["ore", "additive", "held", "product"], "unit": "t", "mass": [1.0, 1.0, None, 1.0]},
        contents={"commodity": ["ore", "additive"], "attribute": "held", "quantity": [0.5, 0.25]},
        processes={"process": ["form"], "technology": ["press"]},
        flows={"process": ["form", "form"], "commodity": ["held", "product"], "quantity": [-1.5, 1.0]},
        supplies={"supply": ["ore_cl", "add"], "commodity": ["ore", "additive"], "place": "town",
                  "origin": ["CL", "CN"], "price": [10.0, 20.0], "capacity": [80.0, None]},
        demands={"demand": ["d"], "commodity": ["product"], "place": ["market"], "kind": ["must"], "quantity": [40.0]},
    )  # fmt: skip
    # 80 t of ore yield 40, the other 20 come of 80 t of additive
    expected = pytest.approx({"CL": 2 / 3, "CN": 1 / 3})
    assert shares(made, "town", "held") == expected
    assert shares(made, "market", "product") == expected


def test_a_circle_that_nothing_enters_is_of_unknown_origin() -> None:
    import numpy as np
    from scipy.sparse import csc_matrix

    from punos.plan.origins import _shares

    # 0 <-> 1 turn by themselves, 2 is fed by a purchase, 3 by 1 and 2 alike
    flow = csc_matrix(np.array([[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 0, 0], [0, 4, 4, 0]], dtype=float))
    given = np.zeros((4, 2))
    given[2, 0] = 8.0
    found, total = _shares(flow, given, unknown=1)
    assert found.tolist() == [[0, 1], [0, 1], [1, 0], [0.5, 0.5]]
    assert total.tolist() == [5, 5, 8, 8]
