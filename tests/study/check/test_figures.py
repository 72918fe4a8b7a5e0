"""Mass and magnitude: figures that are possible, and that nobody means."""

from __future__ import annotations

import pytest

from punos.study.faults import Severity
from tests.study.check.chain import TABLES, Row, chain, changed, found, where, with_rows

ERROR, WARNING, NOTE = Severity


def test_mass_out_of_nothing_with_its_figures() -> None:
    (fault,) = found(chain(**changed("flows", 4, quantity=2)), "mass-out-of-nothing")
    assert (fault.severity, fault.table, fault.column) == (WARNING, "flows", "quantity")
    assert "2 t out of 1.5 t" in fault.message
    assert "0.5 t come out of nothing" in fault.message


@pytest.mark.parametrize(("metal", "faults"), [(1.5, 0), (1.514, 0), (1.53, 1)])
def test_a_hundredth_more_is_rounding(metal: float, faults: int) -> None:
    assert len(found(chain(**changed("flows", 4, quantity=metal)), "mass-out-of-nothing")) == faults


def test_mass_is_counted_in_mass_units() -> None:
    light = changed("commodities", 3, unit="m3", mass=0.7)  # 2 m3 weigh 1.4 t
    assert found(chain(**light, **changed("flows", 4, quantity=2)), "mass-out-of-nothing") == []


def test_a_narrow_flow_is_weighed_with_the_wide_ones_beside_it() -> None:
    narrow = with_rows("flows", {"process": "smelting", "commodity": "ore", "plant": "old", "quantity": -0.4})
    (fault,) = found(chain(**narrow), "mass-out-of-nothing")
    assert "1 t out of 0.4 t at plant old" in fault.message


def test_mass_that_leaves_the_study_is_noted() -> None:
    (fault,) = found(chain(**changed("flows", 2, quantity=-4)), "mass-vanishes")
    assert fault.severity is NOTE
    assert found(chain(), "mass-vanishes") == []


def test_a_recipe_a_thousand_times_too_large() -> None:
    (fault,) = found(chain(**changed("flows", 2, quantity=-1500)), "odd-magnitude")
    assert (fault.table, fault.column, fault.severity) == ("flows", "quantity", WARNING)
    assert "1500 times" in fault.message


def test_recipes_that_make_nothing() -> None:
    only_inputs = [row for row in TABLES["flows"] if row["commodity"] != "metal"]
    assert where(found(chain(flows=only_inputs), "makes-nothing")) == [("flows", 2, "quantity")]
    waste = changed("commodities", 2, kind="waste")
    assert found(chain(flows=only_inputs, **waste), "makes-nothing") == []  # that is what it is for


def supply(name: str, price: float, commodity: str = "metal", **cells: object) -> Row:
    return {"supply": name, "commodity": commodity, "place": "town", "price": price, **cells}


def test_a_price_far_from_the_others_of_its_good() -> None:
    rows = with_rows("supplies", supply("a", 850), supply("b", 870), supply("c", 0.9))
    (fault,) = found(chain(**rows), "odd-magnitude")
    assert (fault.table, fault.row, fault.column, fault.value) == ("supplies", 6, "price", "0.9")
    # the usual one of 0.9, 850, 870 and, of the demand, 900 lies between the middle two: the root of 850 × 870
    assert "859.942" in fault.message


def test_of_two_prices_far_apart_both_are_named() -> None:
    (fault,) = found(chain(**with_rows("supplies", supply("a", 0.85))), "odd-magnitude")
    assert "900" in fault.message
    assert "0.85" in fault.message
    assert found(chain(**with_rows("supplies", supply("a", 1.0))), "odd-magnitude") == []  # 900 times: it may be


def test_prices_are_compared_in_one_money() -> None:
    yen = {"currencies": [{"currency": "JPY", "rate": 0.001}]}
    rows = with_rows("supplies", supply("a", 850), supply("b", 870), supply("c", 860_000, currency="JPY"))
    assert found(chain(**yen, **rows), "odd-magnitude") == []


def test_a_price_of_another_sign() -> None:
    rows = with_rows("supplies", supply("a", -850))
    assert where(found(chain(**rows), "negative-price")) == [("supplies", 4, "price")]
    fee = changed("supplies", 2, price=-20)  # ore is waste that somebody pays for: the only price of it
    assert found(chain(**fee), "negative-price") == []


def test_a_period_far_from_the_others() -> None:
    narrow = with_rows("supplies", {"supply": "ore_mine", "period": "2030", "price": 95_000})
    faults = found(chain(**narrow), "odd-magnitude")
    assert [(f.table, f.row, f.column) for f in faults][:1] == [("supplies", 4, "price")]
    assert "90 of the row for all" in faults[0].message


def test_like_figures_of_a_column() -> None:
    modes = [{"mode": m, "cost_per_tkm": c} for m, c in (("road", 0.1), ("rail", 0.03), ("sea", 0.01), ("barge", 20.0))]
    (fault,) = found(chain(modes=modes), "odd-magnitude")
    assert (fault.table, fault.row, fault.column) == ("modes", 5, "cost_per_tkm")


def test_many_periods_of_one_thing_do_not_outvote_the_others() -> None:
    names = [f"{2025 + i}" for i in range(9)]
    periods = [{"period": n, "start": int(n), "years": 1} for n in names]
    small = [{"demand": "metal_more", "period": n, "quantity": 0.01} for n in names[1:]]
    others = [
        {"demand": f"d{i}", "commodity": "metal", "place": "town", "kind": "may", "quantity": 70, "price": 900}
        for i in range(3)
    ]
    odd = {f.row for f in found(chain(periods=periods, **with_rows("demands", *small, *others)), "odd-magnitude")}
    assert odd == set(range(4, 12))  # the eight small ones, not the three others


@pytest.mark.parametrize(
    ("table", "row", "cells"),
    [
        ("technologies", 2, {"capex": -500}),
        ("routes", 2, {"cost": -5}),
        ("modes", 2, {"cost_per_tkm": -0.1}),
        ("commodities", 2, {"disposal_cost": -3}),
        ("processes", 2, {"variable_cost": -3}),
    ],
)
def test_costs_below_nothing(table: str, row: int, cells: Row) -> None:
    assert where(found(chain(**changed(table, row, **cells)), "negative-cost")) == [(table, row, *cells)]


@pytest.mark.parametrize(
    ("table", "cells"),
    [("technologies", {"lifetime": 2000}), ("technologies", {"lifetime": 0.5}),
     ("technologies", {"availability": 0.0092}),
     ("technologies", {"build_years": 300}), ("plants", {"capex_factor": 110})],
)  # fmt: skip
def test_figures_nobody_means(table: str, cells: Row) -> None:
    assert where(found(chain(**changed(table, 2, **cells)), "odd-magnitude")) == [(table, 2, *cells)]


@pytest.mark.parametrize(
    ("unit", "mass", "mass_unit", "odd"),
    [("t", 1, "t", False), ("t", 1000, "t", True), ("kg", 0.001, "t", False), ("kg", 1, "t", True),
     ("t", 1000, "kg", False),
     ("t", 1, "kg", True), ("m3", 0.8, "t", False), ("cells", 350, "kg", False)],
)  # fmt: skip
def test_units_of_mass_weigh_what_they_are(unit: str, mass: float, mass_unit: str, odd: bool) -> None:
    others = [{**row, "mass": 1 if mass_unit == "t" else 1000} for row in TABLES["commodities"][1:2]]
    goods = [{"commodity": "ore", "unit": unit, "mass": mass}, *others, TABLES["commodities"][2]]
    faults = found(chain({"study": {"mass_unit": mass_unit}}, commodities=goods), "odd-mass")
    assert where(faults) == ([("commodities", 2, "mass")] if odd else [])


def test_a_wage_of_a_month_among_wages_of_a_year() -> None:
    more = [{"place": f"p{n}", "wage": wage} for n, wage in enumerate((48000, 50000, 52000, 40))]
    (fault,) = found(chain(**with_rows("places", *more)), "odd-magnitude")
    assert (fault.table, fault.column, fault.value) == ("places", "wage", "40")


def test_a_conversion_that_would_be_paid_for() -> None:
    pair = {"technology_from": "smelter", "technology_to": "works", "cost": -250.0, "fixed_cost": -1.0}
    faults = found(chain(conversions=[pair]), "negative-cost")
    assert [fault.column for fault in faults] == ["cost", "fixed_cost"]
