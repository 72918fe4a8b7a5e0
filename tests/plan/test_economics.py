"""Plant economics by hand: present values, return, payback, break-even, shares of impacts and waste."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.errors import WrongUse
from punos.plan import By, Plan, PriceBasis
from punos.plan.economics import Remark, at_prices
from tests.plan.smelter import TABLES, plan, with_rows

COSTS = ("inputs", "running", "fixed", "opening", "impacts", "disposal", "restart", "capex")


def worth(yearly: float, rate: float, first: int = 0, years: int = 10, shift: float = 0.5) -> float:
    """Present value of a yearly sum, added up year by year."""
    return sum(yearly / (1 + rate) ** (y + shift) for y in range(first, first + years))


def row(made: Plan, plant: str = "s1", **options: Any) -> dict[str, Any]:
    return made.economics(**options).filter(pl.col("plant") == plant).row(0, named=True)


@pytest.fixture(scope="module")
def base() -> Plan:
    return plan()


def test_money_of_a_year(base: Plan) -> None:
    """1000 t: metal 2170; ore 2 x 530, power 3 x 40; 100 to run, 50 to keep, 80 for CO2, half a tonne of slag at 20."""
    for period in ("p1", "p2"):
        year = base.economics(by=By.PERIOD).filter(pl.col("period") == period).row(0, named=True)
        expected = {
            "revenue": 2_170_000, "inputs": 1_180_000, "running": 100_000, "fixed": 50_000, "opening": 0,
            "impacts": 80_000, "disposal": 10_000, "value_added": 990_000, "operating_result": 750_000,
            "capacity": 1000, "jobs": 10, "hectares": 1, "value_added_per_ha": 990_000, "jobs_per_ha": 10,
        }  # fmt: skip
        assert {name: year[name] for name in expected} == pytest.approx(expected)
        # annuity of 2 million over 20 years at 10 %: factor 0.11746 of any table
        assert year["capital_charge"] == pytest.approx(2e6 * 0.117459625, rel=1e-8)
        assert year["result"] == pytest.approx(750_000 - 234_919.25, rel=1e-8)
        assert year["unit"] == "EUR / year"


def test_present_values_at_the_owners_rate(base: Plan) -> None:
    found = row(base)
    # what is left after 10 of 20 years at the study's 6 %: annuity factors 7.360087 / 11.469921
    left = 2e6 * 7.36008705 / 11.46992122 / 1.1**10
    npv = worth(750_000, 0.10) - 2e6 + left
    assert found["rate"] == 0.10
    assert found["npv"] == pytest.approx(npv, rel=1e-7)
    assert found["revenue"] == pytest.approx(worth(2_170_000, 0.10))
    assert found["salvage"] == pytest.approx(left, rel=1e-7)
    assert found["revenue"] + found["salvage"] - sum(found[c] for c in COSTS) == pytest.approx(found["npv"])


def test_return_payback_and_break_even(base: Plan) -> None:
    found = row(base)
    left = 2e6 * 7.36008705 / 11.46992122
    at = found["irr"]
    assert worth(750_000, at) - 2e6 + left / (1 + at) ** 10 == pytest.approx(0, abs=1)
    assert found["payback_years"] == pytest.approx(2e6 / 750_000)
    # 1000 t a year for ten years at a price that brings nothing
    assert worth(1000 * (found["break_even_price"] - 1420), 0.10) == pytest.approx(2e6 - left / 1.1**10, rel=1e-7)
    expected = ("metal", "export", "EUR / t", None, None)
    names = ("main_product", "product_basis", "price_unit", "unpriced", "remark")
    assert tuple(found[name] for name in names) == expected
    assert found["product_price"] == pytest.approx(2170)


def test_without_a_rate_of_its_own_the_studys_counts() -> None:
    found = row(plan({"operators": {}}, with_rows("plants", operator=None), salvage="none"))
    assert found["rate"] == 0.06
    assert found["npv"] == pytest.approx(worth(750_000, 0.06) - 2e6)


@pytest.mark.parametrize(("when", "shift"), [("start", 0.0), ("end", 1.0)])
def test_when_in_the_year_money_falls(when: str, shift: float) -> None:
    found = row(plan(running_at=when, salvage="none"))
    assert found["npv"] == pytest.approx(worth(750_000, 0.10, shift=shift) - 2e6)


def test_an_investment_that_dies_within_the_horizon_leaves_nothing() -> None:
    found = row(
        plan(with_rows("technologies", lifetime=5.0), with_rows("plants", max_build=[1000.0]), salvage="annuity")
    )
    # built anew in 2030
    assert found["salvage"] == pytest.approx(0)
    assert found["invested"] == pytest.approx(4e6)
    assert found["npv"] == pytest.approx(worth(750_000, 0.10) - 2e6 - 2e6 / 1.1**5)


def test_weights_given_by_the_study_count_for_the_owner_too() -> None:
    weighted = {"periods": {**TABLES["periods"], "weight": [1.0, 2.0]}}
    found = row(plan(weighted, with_rows("operators", discount_rate=None), with_rows("technologies", capex=20.0)))
    left = 20e3 * 7.36008705 / 11.46992122 / 1.06**10
    assert found["npv"] == pytest.approx(3 * 750_000 - 20e3 + left, rel=1e-7)


def test_what_stands_has_no_return(base: Plan) -> None:
    stands = with_rows("plants", status="operating", capacity=1000.0)
    found = row(plan(stands))
    assert found["npv"] == pytest.approx(worth(750_000, 0.10))
    assert (found["irr"], found["payback_years"], found["invested"]) == (None, None, 0)
    assert found["remark"] == Remark.NOTHING_INVESTED.value


def test_restarting_is_an_investment() -> None:
    found = row(plan(with_rows("plants", status="idle", capacity=1000.0, restart_cost=1_500_000.0)))
    assert found["invested"] == pytest.approx(1_500_000)
    assert found["npv"] == pytest.approx(worth(750_000, 0.10) - 1_500_000)
    assert found["payback_years"] == pytest.approx(2.0)
    assert worth(750_000, found["irr"]) == pytest.approx(1_500_000)


def test_additions_have_a_return_of_their_own() -> None:
    """600 t stand, 400 more are built: capex, and 40 per cent of all yearly money."""
    made = plan(with_rows("plants", status="operating", capacity=600.0, expandable="yes"), salvage="none")
    whole = row(made)
    assert whole["npv"] == pytest.approx(worth(750_000, 0.10) - 800_000)
    assert (whole["irr"], whole["remark"]) == (None, Remark.STANDS.value)
    old, new = made.economics(by=By.VINTAGE).sort("vintage", nulls_last=False).to_dicts()
    assert (old["vintage"], new["vintage"]) == (None, "p1")
    assert old["npv"] == pytest.approx(worth(450_000, 0.10))
    assert new["npv"] == pytest.approx(worth(300_000, 0.10) - 800_000)
    assert worth(300_000, new["irr"]) == pytest.approx(800_000)
    assert new["payback_years"] == pytest.approx(8 / 3)
    assert (old["irr"], new["remark"]) == (None, None)


def test_vintages_add_up_to_the_plant() -> None:
    limits = {"max_build": [400.0], "max_capacity": [1000.0]}
    made = plan(with_rows("plants", **limits), with_rows("technologies", lifetime=8.0))
    parts = made.economics(by=By.VINTAGE)
    assert parts["vintage"].to_list() == ["p1", "p2"]
    whole = row(made)
    for column in ("npv", "revenue", "inputs", "capex", "salvage", "invested"):
        assert parts[column].sum() == pytest.approx(whole[column])
    # both stand in p2 only
    assert parts["capex"].to_list() == pytest.approx([800_000, 800_000 / 1.1**5])


def test_capital_as_an_annuity_has_no_sum_to_earn_on() -> None:
    found = row(plan(capital="annuity"))
    assert found["npv"] == pytest.approx(worth(750_000 - 2e6 * 0.117459625, 0.10), rel=1e-7)
    assert (found["irr"], found["remark"]) == (None, Remark.ANNUITY.value)
    assert found["capital_charge"] == pytest.approx(2e6 * 0.117459625, rel=1e-7)


def test_what_is_not_built_has_no_row() -> None:
    made = plan(with_rows("demands", price=100.0))
    assert made.economics().is_empty()
    assert made.economics(by=By.OPERATOR).is_empty()


TWO = {
    "plants": {
        "plant": ["big", "small"], "place": "town", "technology": ["smelter", "other"], "operator": ["acme", "acme"],
        "status": "operating", "capacity": [3000.0, 1000.0],
    },
    "technologies": {"technology": ["smelter", "other"], "unit": "t/a", "fixed_om": [50.0, 10.0]},
    "processes": {"process": ["smelt", "melt"], "technology": ["smelter", "other"], "variable_cost": 100.0},
    "flows": {
        "process": ["smelt"] * 3 + ["melt"] * 3, "commodity": ["metal", "ore", "slag"] * 2,
        "quantity": [1.0, -2.0, 0.5, 1.0, -2.0, 0.5],
    },
    "impact_factors": {
        "impact": ["co2", "jobs", "jobs"], "of": ["discard", "capacity", "capacity"],
        "key": ["slag", "big", "other"], "quantity": [1.0, 0.01, 0.02],
    },
    "commodities": {**TABLES["commodities"], "commodity": ["ore", "metal", "slag", "power"]},
}  # fmt: skip


def test_waste_and_impacts_are_shared_by_what_each_does() -> None:
    """2000 t of slag: 900 can be sold at 5, 1100 are thrown away, three quarters of it the big smelter's."""
    demands = {"demand": ["metal_w", "road"], "commodity": ["metal", "slag"], "place": ["world", "town"],
               "kind": "may", "price": [2200.0, 5.0], "quantity": [None, 900.0]}  # fmt: skip
    made = plan({**TWO, "demands": demands}, salvage="none")
    years = {r["plant"]: r for r in made.economics(by=By.PERIOD).filter(pl.col("period") == "p1").to_dicts()}
    assert [years[p]["disposal"] for p in ("big", "small")] == pytest.approx([0.75 * 1100 * 20, 0.25 * 1100 * 20])
    assert [years[p]["impacts"] for p in ("big", "small")] == pytest.approx([0.75 * 1100 * 80, 0.25 * 1100 * 80])
    assert [years[p]["jobs"] for p in ("big", "small")] == pytest.approx([30, 20])
    # what is thrown away earns nothing
    assert years["big"]["revenue"] == pytest.approx(3000 * 2170 + 675 * 5)
    operator = made.economics(by=By.OPERATOR).row(0, named=True)
    both = made.economics()
    assert (operator["operator"], operator["plants"], operator["plants_without_npv"]) == ("acme", 2, 0)
    for column in ("npv", "revenue", "disposal", "jobs", "value_added"):
        assert operator[column] == pytest.approx(both[column].sum())


def test_shared_money_adds_up_to_the_plans(base: Plan) -> None:
    lines = base.ledger()
    for item, kind in {"impacts": "impact", "disposal": "disposal", "running": "running"}.items():
        spent = base.frame("spend").filter(pl.col("kind") == kind)["value"].sum()
        assert -lines.filter(pl.col("item") == item)["money"].sum() == pytest.approx(spent)


CHAIN = {
    "plants": {
        "plant": ["mine", "s1"], "place": "town", "technology": ["pit", "smelter"], "operator": ["acme", None],
        "status": "operating", "capacity": [5000.0, 1000.0],
    },
    "technologies": {"technology": ["pit", "smelter"], "unit": "t/a", "fixed_om": [1.0, 50.0]},
    "processes": {"process": ["dig", "smelt"], "technology": ["pit", "smelter"], "variable_cost": [20.0, 100.0]},
    "flows": {"process": ["dig", "smelt", "smelt"], "commodity": ["ore", "metal", "ore"], "quantity": [1.0, 1.0, -2.0]},
    "supplies": {}, "impacts": {}, "impact_factors": {},
}  # fmt: skip


def test_a_good_that_nobody_trades_leaves_both_sides_without_a_value() -> None:
    made = plan(CHAIN)
    for plant in ("mine", "s1"):
        found = row(made, plant)
        assert (found["npv"], found["irr"], found["break_even_price"]) == (None, None, None)
        assert (found["unpriced"], found["remark"]) == ("ore", Remark.UNPRICED.value)
        assert found["jobs"] is None
    operators = made.economics(by=By.OPERATOR)
    assert operators.select("operator", "plants", "plants_without_npv", "npv").rows() == [
        ("acme", 1, 1, None), (None, 1, 1, None),
    ]  # fmt: skip


def test_agreed_prices_value_what_is_not_traded() -> None:
    contracts = {"contract": ["ore"], "seller": ["mine"], "buyer": ["s1"], "commodity": ["ore"], "price": [300.0]}
    made = plan({**CHAIN, "contracts": contracts})
    mine, smelter = (row(made, p, prices="agreed") for p in ("mine", "s1"))
    assert mine["npv"] == pytest.approx(worth(2000 * 300 - 2000 * 20 - 5000, 0.10))
    assert smelter["npv"] == pytest.approx(worth(1000 * (2170 - 600 - 100 - 50), 0.06))
    assert (mine["product_basis"], mine["prices"]) == ("agreed", "agreed")
    assert row(made, "mine")["npv"] is None


def test_what_no_contract_covers_is_traded() -> None:
    """Ore is also bought: the mine has 1000 of the 2000 t, and delivers from port by rail."""
    mine = {**CHAIN["plants"], "place": ["port", "town"], "capacity": [1000.0, 1000.0]}
    contracts = {"contract": ["ore"], "seller": ["mine"], "buyer": ["s1"], "commodity": ["ore"], "price": [300.0]}
    supplies = {name: TABLES["supplies"][name] for name in TABLES["supplies"]}
    made = plan({**CHAIN, "plants": mine, "contracts": contracts, "supplies": supplies})
    lines = made.ledger("agreed").filter((pl.col("commodity") == "ore") & (pl.col("period") == "p1"))
    found = lines.select("plant", "contract", "amount", "price", "basis", "money").sort("plant", "basis").rows()
    assert found == [
        ("mine", "ore", pytest.approx(1000), pytest.approx(300), "agreed", pytest.approx(300_000)),
        ("s1", "ore", pytest.approx(1000), pytest.approx(310), "agreed", pytest.approx(-310_000)),
        ("s1", None, pytest.approx(1000), pytest.approx(530), "import", pytest.approx(-530_000)),
    ]


def test_a_plant_with_two_recipes_sells_only_what_it_does_not_use() -> None:
    flows = {"process": ["smelt", "smelt", "roll", "roll"], "commodity": ["metal", "ore", "slag", "metal"],
             "quantity": [1.0, -2.0, 1.0, -1.0]}  # fmt: skip
    processes = {"process": ["smelt", "roll"], "technology": "smelter", "capacity_use": [1.0, 0.0]}
    stands = with_rows("plants", status="operating", capacity=1000.0)
    asked = {"demand": ["slag_w", "metal_w"], "commodity": ["slag", "metal"], "place": ["town", "world"],
             "kind": ["must", "may"], "quantity": [400.0, None], "price": [None, 2200.0]}  # fmt: skip
    made = plan({"flows": flows, "processes": processes, "demands": asked}, stands)
    metal = made.ledger().filter((pl.col("commodity") == "metal") & (pl.col("period") == "p1"))
    assert metal.select("item", "amount").rows() == [("revenue", pytest.approx(600))]


def test_words_are_checked(base: Plan) -> None:
    assert base.economics("traded").equals(base.economics(PriceBasis.TRADED))
    with pytest.raises(WrongUse, match="choose one of: traded, agreed"):
        base.economics("marginal")
    with pytest.raises(WrongUse, match="plant, vintage, period, operator"):
        base.economics(by="colour")


def test_the_folder_of_a_plan_holds_its_economics(base: Plan, tmp_path: Path) -> None:
    from punos.plan import load_plan

    folder = base.save(tmp_path / "plan")
    assert pl.read_parquet(folder / "economics.parquet").equals(base.economics())
    again = load_plan(folder)
    assert again.economics().equals(base.economics())
    assert again.origins().equals(base.origins())


figure = st.floats(0.0, 5000.0)


@settings(max_examples=25, deadline=None)
@given(metal=st.floats(1.0, 9000.0), ore=figure, power=figure)
def test_at_the_break_even_price_nothing_is_earned(base: Plan, metal: float, ore: float, power: float) -> None:
    def prices(metal: float) -> pl.DataFrame:
        goods = pl.DataFrame({"commodity": ["metal", "ore", "power"], "price": [metal, ore, power]})
        return goods.join(pl.DataFrame({"period": ["p1", "p2"]}), how="cross").with_columns(place=pl.lit("town"))

    even = at_prices(base, prices(metal)).row(0, named=True)["break_even_price"]
    found = at_prices(base, prices(even)).row(0, named=True)
    assert abs(found["npv"]) <= 1e-9 * (found["revenue"] + sum(found[c] for c in COSTS))
