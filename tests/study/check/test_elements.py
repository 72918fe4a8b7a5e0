"""Formulas of goods, and recipes from which more of an element comes than goes in."""

from __future__ import annotations

import pytest

from punos.study.faults import Severity
from punos.study.study import Study
from tests.study.check.chain import Row, chain, found, where

ERROR, WARNING, NOTE = Severity
CODE = "element-out-of-nothing"


def smelting(metal: float = 1.0, ore: str | None = "Fe2O3", **ore_cells: object) -> Study:
    """Iron from 1.5 t of ore, which holds 1.0492 t of it if it is pure."""
    goods: list[Row] = [
        {"commodity": "ore", "unit": "t", "mass": 1, "kind": "material", "formula": ore, **ore_cells},
        {"commodity": "metal", "unit": "t", "mass": 1, "kind": "product", "formula": "Fe"},
        {"commodity": "power", "unit": "MWh"},
    ]
    flows: list[Row] = [
        {"process": "smelting", "commodity": "ore", "quantity": -1.5},
        {"process": "smelting", "commodity": "power", "quantity": -2},
        {"process": "smelting", "commodity": "metal", "quantity": metal},
    ]
    return chain(commodities=goods, flows=flows)


def test_a_formula_that_cannot_be_read_is_an_error_with_its_cell() -> None:
    (fault,) = found(smelting(ore="FE2O3"), "not-a-formula")
    assert (fault.severity, fault.table, fault.row, fault.column, fault.value) == (
        ERROR, "commodities", 2, "formula", "FE2O3",
    )  # fmt: skip
    assert "There is no element E" in fault.message
    assert fault.remedy


def test_more_of_an_element_than_goes_in() -> None:
    """1.5 t × 2 × 55.845 / 159.687 = 1.0492 t of iron; 2 % above that is rounding."""
    assert found(smelting(1.07), CODE) == []
    (fault,) = found(smelting(1.08), CODE)
    assert (fault.severity, fault.table, fault.row, fault.column) == (WARNING, "flows", 2, "quantity")
    assert "What smelting makes holds 1.08 t of iron, and what it takes 1.04915 t." in fault.message


@pytest.mark.parametrize(
    ("metal", "faults"), [(1.0, 0), (1.4, 0), (1.52, 0), (1.54, 1)], ids=["less", "of the rest", "rounding", "more"]
)
def test_what_has_no_formula_may_be_anything(metal: float, faults: int) -> None:
    """1.5 t of unknown ore may hold 1.5 t of iron, and no more."""
    told = found(smelting(metal, ore=None), CODE)
    assert len(told) == faults
    assert all("what it takes at most 1.5 t" in fault.message for fault in told)


def test_an_assay_says_all_there_is_of_its_element_and_nothing_of_others() -> None:
    """Ore of 60 % iron holds 0.9 t; its rest of 0.6 t may hold any copper."""
    assert found(smelting(0.91, ore="Fe", formula_share=0.6), CODE) == []
    (fault,) = found(smelting(0.95, ore="Fe", formula_share=0.6), CODE)
    assert "what it takes 0.9 t" in fault.message
    assert found(smelting(0.61, ore="Cu", formula_share=0.6), CODE) == []
    (fault,) = found(smelting(0.62, ore="Cu", formula_share=0.6), CODE)
    assert "at most 0.6 t" in fault.message


def test_air_and_water_bring_what_they_hold() -> None:
    study = smelting(1.0, ore="Fe")
    goods = study.table("commodities").to_dicts()
    goods[1]["formula"] = "FeO"  # takes oxygen of the air
    assert found(chain(commodities=[{k: v for k, v in row.items() if k != "row"} for row in goods]), CODE) == []


def test_the_worst_element_and_the_others() -> None:
    goods: list[Row] = [
        {"commodity": "ore", "unit": "t", "mass": 1, "kind": "material", "formula": "NiCo3"},
        {"commodity": "metal", "unit": "t", "mass": 1, "kind": "product", "formula": "Ni3CoS2"},
        {"commodity": "power", "unit": "MWh"},
    ]
    (fault,) = found(chain(commodities=goods), CODE)
    assert "of sulphur, and what it takes 0 t" in fault.message
    assert "The same holds of nickel." in fault.message


def test_mass_is_that_of_the_unit_and_goods_not_shipped_weigh_what_they_are_counted() -> None:
    light = smelting(1.0, mass=0.5)  # 1.5 m3 weigh 0.75 t
    (fault,) = found(light, CODE)
    assert "what it takes 0.524573 t" in fault.message
    assert found(smelting(1.0, mass=None), CODE) == []
    assert len(found(smelting(1.08, mass=None), CODE)) == 1


def test_a_narrow_row_is_weighed_with_the_wide_ones_beside_it() -> None:
    study = smelting()
    flows = [{k: v for k, v in row.items() if k != "row"} for row in study.table("flows").to_dicts()]
    flows.append({"process": "smelting", "commodity": "ore", "period": "2030", "quantity": -1.2})
    goods = [{k: v for k, v in row.items() if k != "row"} for row in study.table("commodities").to_dicts()]
    (fault,) = found(chain(commodities=goods, flows=flows), CODE)
    assert "0.839317 t in period 2030." in fault.message


def test_what_takes_nothing_with_mass_is_not_judged() -> None:
    goods: list[Row] = [
        {"commodity": "ore", "unit": "m3", "kind": "material"},
        {"commodity": "metal", "unit": "t", "mass": 1, "kind": "product", "formula": "Fe"},
        {"commodity": "power", "unit": "MWh"},
    ]
    assert found(chain(commodities=goods), CODE) == []


def test_a_formula_of_what_has_no_mass_says_nothing() -> None:
    goods: list[Row] = [
        {"commodity": "ore", "unit": "m3", "kind": "material", "formula": "Fe2O3"},
        {"commodity": "metal", "unit": "t", "mass": 1, "kind": "product"},
        {"commodity": "power", "unit": "MWh"},
    ]
    (fault,) = found(chain(commodities=goods), "without-effect")
    assert (fault.severity, fault.row, fault.column) == (NOTE, 2, "formula")


def test_studies_without_formulas_are_not_judged() -> None:
    assert found(chain(), CODE) == []
    assert where(found(chain(), "not-a-formula")) == []
