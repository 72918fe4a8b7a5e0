"""The description of the tables must hold together: everything else is made from it."""

from __future__ import annotations

import math
import string

import pytest

from punos.tables import COMMON, FORBIDDEN_IN_NAMES, KEY_TABLES, TABLES, Column, ImpactSource, Slices, Table, Type

EVERY = [pytest.param(t, c, id=f"{t.name}.{c.name}") for t in TABLES.values() for c in t.all_columns]

# The tables of the design, written out again by hand: a table lost from a strand would not show otherwise.
DESIGN = """periods slices places commodities contents technologies capex_curve processes uses flows plants modes
conversions terminals routes supplies demands contracts impacts impact_caps impact_factors operators currencies policies
stocks objectives actions criteria practices changes evidence observations"""

KEYS = {
    "capex_curve": ("technology", "capacity"),
    "uses": ("process", "technology"),
    "conversions": ("technology_from", "technology_to"),
    "flows": ("process", "commodity"),
    "terminals": ("place", "mode"),
    "contents": ("commodity", "attribute"),
    "stocks": ("place", "commodity"),
    "impact_caps": ("impact", "place"),
    "impact_factors": ("impact", "of", "key"),
    "changes": ("scenario", "table", "select", "column", "period"),
    "evidence": ("table", "select", "column", "period"),
    "plants": ("plant",),
    "policies": ("policy",),
    "objectives": ("objective",),
    "actions": ("action",),
    "criteria": ("criterion",),
    "practices": ("practice", "place"),
    "currencies": ("currency",),
}

UNQUALIFIED = {"periods", "slices", "operators", "objectives", "actions", "criteria", "practices", "changes",
               "evidence", "observations"}  # fmt: skip
BY_PLANT = {"technologies", "capex_curve", "processes", "uses", "flows"}
BY_SLICE = {"technologies", "processes", "uses", "flows", "terminals", "routes", "supplies", "demands"}


def test_the_tables_of_the_design_are_there() -> None:
    assert sorted(TABLES) == sorted(DESIGN.split())


@pytest.mark.parametrize(("name", "keys"), KEYS.items())
def test_keys(name: str, keys: tuple[str, ...]) -> None:
    assert TABLES[name].keys == keys


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_qualifiers(table: Table) -> None:
    expected = () if table.name in UNQUALIFIED else ("period",)
    expected += ("slice",) if table.name in BY_SLICE else ()
    expected += ("plant",) if table.name in BY_PLANT else ()
    assert tuple(qualifier.value for qualifier in table.qualifiers) == expected


@pytest.mark.parametrize("table", TABLES.values(), ids=list(TABLES))
def test_column_names_are_unique_and_the_key_comes_first(table: Table) -> None:
    names = [column.name for column in table.all_columns]
    assert len(names) == len(set(names))
    assert tuple(names[: len(table.keys)]) == table.keys
    assert {column.name for column in COMMON} <= set(names)
    assert "row" not in names  # reserved for the row number of the spreadsheet


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_references_point_to_a_table_keyed_by_one_name(table: Table, column: Column) -> None:
    if column.refers:
        assert TABLES[column.refers].column(TABLES[column.refers].keys[0]).type is Type.NAME
        assert column.type is Type.NAME


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_defaults_are_legal_cells(table: Table, column: Column) -> None:
    value = column.default
    if value is None:
        return
    assert not column.required, "a required cell has no default"
    if column.type is Type.NUMBER:
        assert isinstance(value, float)
        assert column.infinite or math.isfinite(value)
        assert column.minimum is None or value >= column.minimum
        assert column.maximum is None or value <= column.maximum
        assert column.above is None or value > column.above
    elif column.type is Type.FLAG:
        assert isinstance(value, bool)
    else:
        assert column.choices is not None
        assert value in list(column.choices)


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_a_blank_always_has_a_meaning(table: Table, column: Column) -> None:
    if column.type is Type.NUMBER and not column.required and table.name not in {"policies", "evidence"}:
        plain = column.name in {"lat", "lon", "distance_km"}  # blank is simply unknown
        assert plain or (column.default is not None) != bool(column.blank)


@pytest.mark.parametrize(("table", "column"), EVERY)
def test_descriptions_are_complete(table: Table, column: Column) -> None:
    assert column.meaning[0].isalpha()
    assert column.meaning.endswith(".") or column.name == "key"
    assert (column.type is Type.CHOICE) == (column.choices is not None)
    assert not (column.infinite and column.type is not Type.NUMBER)
    if column.type is Type.NUMBER and column.name not in {"capex_factor", "value"}:
        assert column.unit


def test_blanks_of_semantics_7_to_9() -> None:
    blank = {(t.name, c.name): c.default for t in TABLES.values() for c in t.all_columns}
    inf = math.inf
    limits = [
        ("plants", "max_capacity"), ("plants", "max_build"), ("technologies", "max_capacity"),
        ("terminals", "capacity"), ("routes", "capacity"), ("supplies", "capacity"), ("supplies", "reserve"),
        ("impacts", "cap"), ("impact_caps", "cap"), ("places", "area_ha"), ("demands", "quantity"),
        ("technologies", "lifetime"), ("routes", "lifetime"),
    ]  # fmt: skip
    zero = [
        ("plants", "capacity"), ("plants", "min_build"), ("technologies", "min_capacity"), ("routes", "loss"),
        ("technologies", "capex"), ("technologies", "fixed_om"), ("terminals", "handling_cost"),
        ("demands", "price"), ("impacts", "price"), ("plants", "restart_cost"), ("modes", "cost_per_tkm"),
    ]  # fmt: skip
    one = [("technologies", "availability"), ("processes", "capacity_use"), ("uses", "capacity_use")]
    stays = [
        ("commodities", "disposal_cost"), ("demands", "shortfall_cost"), ("routes", "cost"),
        ("routes", "capex"), ("commodities", "mass"), ("periods", "weight"), ("supplies", "price"),
    ]  # fmt: skip
    assert {blank[cell] for cell in limits} == {inf}
    assert {blank[cell] for cell in zero} == {0.0}
    assert {blank[cell] for cell in one} == {1.0}
    assert {blank[cell] for cell in stays} == {None}
    assert blank["places", "transit"] is True
    assert blank["plants", "closable"] is False
    assert TABLES["supplies"].column("price").required


def test_prices_may_be_negative_and_limits_may_not() -> None:
    for table in TABLES.values():
        for column in table.columns:
            if column.name in {"price", "capex", "cost", "disposal_cost", "variable_cost"}:
                assert column.minimum is None or table.name == "actions"  # what somebody spends is no price
            if column.infinite and table.name != "evidence":
                assert column.minimum == 0 or column.above == 0


def test_every_source_of_an_impact_names_where_its_key_is_found() -> None:
    assert set(KEY_TABLES) == set(ImpactSource)
    assert all(name in TABLES for tables in KEY_TABLES.values() for name in tables)


def test_choices_are_names_a_selection_can_hold() -> None:
    for table in TABLES.values():
        for column in table.columns:
            for choice in column.choices or ():
                assert not set(choice) & set(FORBIDDEN_IN_NAMES + string.whitespace)


def test_columns_are_found_by_name() -> None:
    routes = TABLES["routes"]
    assert routes.column("period").refers == "periods"
    assert routes.column("note").type is Type.TEXT
    assert routes.column("tag_owner").type is Type.TEXT
    assert "tag_owner" in routes
    assert routes.column("slice").refers == "slices"
    contracts = TABLES["contracts"]
    assert "slice" not in contracts
    with pytest.raises(KeyError):
        contracts.column("slice")


def test_only_what_may_differ_between_slices_says_what_it_means_there() -> None:
    for table in TABLES.values():
        may = [column.name for column in table.columns if column.in_slices]
        assert bool(may) == (table.name in BY_SLICE)
        assert not any(column.fixed or column.key for column in table.columns if column.in_slices)
        amounts = {column.name for column in table.columns if column.in_slices is Slices.AMOUNT}
        assert amounts <= {"capacity", "quantity"}
