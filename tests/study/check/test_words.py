"""What a row says by itself and beside the others: names, blanks, ranges, duplicates, overrides."""

from __future__ import annotations

import polars as pl
import pytest

from punos.study.check.telling import MOST, Kind, shown, tell
from punos.study.faults import Severity
from tests.study.check.chain import TABLES, chain, changed, found, where, with_rows

NARROW = {"process": "smelting", "commodity": "ore"}


def test_the_chain_is_sound() -> None:
    faults = chain().check()
    assert [str(f) for f in faults] == []


def test_an_unknown_name_is_told_with_the_nearest_one() -> None:
    (fault,) = found(chain(**changed("supplies", 2, place="mien")), "unknown-name")
    assert (fault.severity, fault.table, fault.row, fault.column, fault.value) == (
        Severity.ERROR, "supplies", 2, "place", "mien",
    )  # fmt: skip
    assert fault.remedy == "Did you mean 'mine'?"
    assert "table places" in fault.expected


def test_qualifiers_and_periods_are_names_too() -> None:
    rows = with_rows(
        "flows", {**NARROW, "period": "2031", "quantity": -1.4}, {**NARROW, "plant": "odl", "quantity": -1.4}
    )
    faults = found(chain(**rows), "unknown-name")
    assert where(faults) == [("flows", 5, "period"), ("flows", 6, "plant")]
    assert faults[1].remedy == "Did you mean 'old'?"


def test_a_name_switched_off_says_so() -> None:
    (fault,) = found(chain(**with_rows("places", {"place": "port", "active": "no"}),
                           **changed("supplies", 2, place="port")), "unknown-name")  # fmt: skip
    assert "switched off" in fault.remedy


def test_a_missing_table_is_told_once_a_column() -> None:
    faults = found(chain(modes=[]), "unknown-name")
    assert where(faults) == [("routes", 2, "mode")]
    assert "modes is missing" in faults[0].message


def test_the_currency_of_the_study_needs_no_row() -> None:
    assert chain(**changed("supplies", 2, currency="EUR")).check().errors == chain().check().errors
    assert where(found(chain(**changed("supplies", 2, currency="USD")), "unknown-name")) == [
        ("supplies", 2, "currency")
    ]


def test_among_many_names_the_nearest_is_found_without_comparing_all() -> None:
    many = [{"place": f"place_{i:05d}"} for i in range(5000)]
    study = chain(**with_rows("places", *many), **changed("supplies", 2, place="plcae_04321"))
    assert found(study, "unknown-name")[0].remedy == "Did you mean 'place_04321'?"


def test_required_tables() -> None:
    faults = found(chain(places=[]), "missing-table")
    assert where(faults) == [("places", None, "")]


@pytest.mark.parametrize(
    ("table", "row", "column"),
    [("plants", 2, "status"), ("supplies", 3, "price"), ("commodities", 2, "unit"), ("flows", 4, "quantity"),
     ("flows", 2, "commodity"), ("routes", 3, "to"), ("demands", 3, "kind"), ("periods", 3, "years")],
)  # fmt: skip
def test_required_cells(table: str, row: int, column: str) -> None:
    tables = with_rows("routes", {"route": "back", "from": "town", "to": "mine", "cost": 5})
    if table == "routes":
        tables["routes"][1].pop(column)
    else:
        tables |= changed(table, row, **{column: None})
    faults = found(chain(**tables), "required-blank")
    assert where(faults) == [(table, row, column)]
    assert faults[0].severity is Severity.ERROR


def test_a_column_that_is_not_there_at_all_is_told_once() -> None:
    rows = [{k: v for k, v in row.items() if k != "price"} for row in TABLES["supplies"]]
    faults = found(chain(supplies=rows), "missing-column")
    assert where(faults) == [("supplies", 1, "price")]


def test_a_price_may_stand_only_in_rows_of_periods() -> None:
    blank = changed("supplies", 2, price=None)["supplies"]
    narrow = [{"supply": "ore_mine", "period": p, "price": 90} for p in ("2025", "2030")]
    assert found(chain(supplies=[*blank, *narrow]), "required-blank") == []
    (fault,) = found(chain(supplies=[*blank, narrow[0]]), "required-blank")
    assert (fault.row, fault.column) == (2, "price")
    assert "2030" in fault.message


def test_a_flow_at_some_plants_only_exists_only_there() -> None:
    rows = [r for r in TABLES["flows"] if r["commodity"] != "ore"]
    assert found(chain(flows=[*rows, {**NARROW, "plant": "old", "quantity": -1.5}]), "required-blank") == []
    (fault,) = found(chain(flows=[*rows, {**NARROW, "plant": "old", "quantity": None}]), "required-blank")
    assert (fault.row, fault.column) == (4, "quantity")
    assert "plant old" in fault.message


def test_a_must_demand_says_how_much() -> None:
    (fault,) = found(chain(**changed("demands", 2, quantity=None)), "must-without-quantity")
    assert (fault.severity, fault.row, fault.column) == (Severity.ERROR, 2, "quantity")
    assert found(chain(**changed("demands", 2, quantity=float("inf"))), "must-without-quantity")
    assert not found(chain(**changed("demands", 3, quantity=None)), "must-without-quantity")
    only_then = [{"demand": "metal_town", "period": "2030", "quantity": 5}]
    rows = [*changed("demands", 2, quantity=None)["demands"], *only_then]
    assert "2025" in found(chain(demands=rows), "must-without-quantity")[0].message


@pytest.mark.parametrize(
    ("table", "row", "cells", "code"),
    [
        ("supplies", 2, {"capacity": -1}, "out-of-range"),
        ("technologies", 2, {"lifetime": 0}, "out-of-range"),
        ("periods", 3, {"years": 0}, "out-of-range"),
        ("places", 2, {"lat": 91}, "out-of-range"),
        ("routes", 2, {"loss": 1.5}, "out-of-range"),
        ("supplies", 2, {"price": float("inf")}, "infinite-out-of-place"),
        ("supplies", 2, {"capacity": float("-inf")}, "infinite-out-of-place"),
        ("flows", 2, {"quantity": float("-inf")}, "infinite-out-of-place"),
    ],
)
def test_numbers_that_cannot_be(table: str, row: int, cells: dict[str, float], code: str) -> None:
    faults = found(chain(**changed(table, row, **cells)), code)
    assert where(faults) == [(table, row, *cells)]
    assert faults[0].severity is Severity.ERROR


def test_no_limit_is_a_limit() -> None:
    assert not chain(**changed("supplies", 2, capacity=float("inf"))).check().errors


def test_a_percentage_is_shown_as_a_share() -> None:
    (fault,) = found(chain(**changed("technologies", 2, availability=92)), "out-of-range")
    assert fault.remedy == "For 92 % write 0.92."


def test_a_row_that_stands_already() -> None:
    (fault,) = found(chain(**with_rows("flows", {**NARROW, "quantity": -1.6})), "duplicate-row")
    assert (fault.table, fault.row) == ("flows", 5)
    assert "row 2" in fault.message
    narrower = {**NARROW, "period": "2030", "quantity": -1.6}
    assert found(chain(**with_rows("flows", narrower)), "duplicate-row") == []
    assert [f.row for f in found(chain(**with_rows("flows", narrower, narrower)), "duplicate-row")] == [6]


def test_what_a_thing_is_may_not_differ() -> None:
    other = {"supply": "ore_mine", "period": "2030", "place": "town", "commodity": "ore"}
    (fault,) = found(chain(**with_rows("supplies", other)), "differs-within-key")
    assert (fault.row, fault.column, fault.value) == (4, "place", "town")
    assert "'mine' in row 2" in fault.message


def test_clashing_overrides_are_both_refused() -> None:
    period, plant = {**NARROW, "period": "2030"}, {**NARROW, "plant": "old"}
    rows = with_rows("flows", {**period, "quantity": -1.4}, {**plant, "quantity": -1.3})
    faults = found(chain(**rows), "clashing-overrides")
    assert where(faults) == [("flows", 5, "quantity"), ("flows", 6, "quantity")]
    assert "row 6" in faults[0].message
    assert "row 5" in faults[1].message


def test_a_row_for_both_settles_a_clash() -> None:
    both = {**NARROW, "period": "2030", "plant": "old", "quantity": -1.2}
    rows = with_rows(
        "flows", {**NARROW, "period": "2030", "quantity": -1.4}, {**NARROW, "plant": "old", "quantity": -1.3}, both
    )
    assert found(chain(**rows), "clashing-overrides") == []


def test_rows_that_fill_different_cells_do_not_clash() -> None:
    rows = with_rows(
        "technologies", {"technology": "smelter", "period": "2030", "capex": 450},
        {"technology": "smelter", "plant": "old", "fixed_om": 5},
    )  # fmt: skip
    assert found(chain(**rows), "clashing-overrides") == []


def test_a_plant_of_another_technology() -> None:
    boiler = with_rows("technologies", {"technology": "boiler", "unit": "MW", "capex": 1})
    plant = with_rows(
        "plants", {"plant": "kettle", "place": "mine", "technology": "boiler", "status": "operating", "capacity": 1}
    )
    rows = with_rows("flows", {**NARROW, "plant": "kettle", "quantity": -1.4})
    (fault,) = found(chain(**boiler, **plant, **rows), "qualifier-nowhere")
    assert (fault.table, fault.row, fault.column) == ("flows", 5, "plant")
    assert "smelter" in fault.message
    assert "boiler" in fault.message


def test_a_narrow_row_that_says_nothing() -> None:
    (fault,) = found(chain(**with_rows("supplies", {"supply": "ore_mine", "period": "2030"})), "row-says-nothing")
    assert (fault.severity, fault.row) == (Severity.WARNING, 4)


def test_beyond_a_screenful_the_rest_is_counted() -> None:
    rows = pl.DataFrame({"row": range(2, MOST + 12), "price": 1.0})
    told = tell(rows, Kind("odd", "supplies", "price"), "price {price} is odd.")
    assert len(told) == MOST + 1
    assert told[0].row == 2
    assert told[-1].message.startswith("And 10 more")


@pytest.mark.parametrize(
    ("cell", "text"),
    [(0.1 + 0.2, "0.3"), (12000.0, "12000"), (1e20, "1e+20"), (None, ""), (True, "yes"),
     (["a", "b", "c", "d"], "a, b, c and 1 more"),
     (float("inf"), "inf"), (2031, "2031")],
)  # fmt: skip
def test_cells_as_people_write_them(cell: object, text: str) -> None:
    assert shown(cell) == text
