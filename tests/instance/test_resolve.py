"""Overrides (Semantics 2-6): which row fills which cell, and where a thing exists."""

from __future__ import annotations

from itertools import product
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos import StudyFaults
from punos.instance.instance import build_instance
from punos.instance.resolve import resolve
from punos.tables import TABLES
from tests.model.hand import TABLES as CHAIN
from tests.model.hand import study, years

PERIODS = pl.DataFrame({"period": ["1", "2"]})
SITES = pl.DataFrame({"technology": ["t", "t"], "plant": ["p", "q"]})
SCHEMA = {"technology": pl.String, "period": pl.String, "plant": pl.String, "capex": pl.Float64, "fixed_om": pl.Float64}


def resolved(*rows: dict[str, Any]) -> dict[tuple[str, str], tuple[float, float]]:
    frame = pl.DataFrame(list(rows), schema=SCHEMA)
    full = resolve(TABLES["technologies"], frame, [SITES, PERIODS])
    return {(r["plant"], r["period"]): (r["capex"], r["fixed_om"]) for r in full.iter_rows(named=True)}


def test_a_wide_row_speaks_everywhere_and_blanks_take_their_meaning() -> None:
    assert resolved({"technology": "t", "capex": 5}) == dict.fromkeys(product("pq", "12"), (5.0, 0.0))


def test_a_narrower_row_fills_only_the_cells_it_fills() -> None:
    found = resolved(
        {"technology": "t", "capex": 5, "fixed_om": 1},
        {"technology": "t", "period": "2", "capex": 6},
        {"technology": "t", "period": "2", "plant": "q", "fixed_om": 3},
    )
    assert found == {("p", "1"): (5, 1), ("q", "1"): (5, 1), ("p", "2"): (6, 1), ("q", "2"): (6, 3)}


def test_only_narrow_rows_speak_only_there() -> None:
    assert set(resolved({"technology": "t", "plant": "q", "capex": 5})) == {("q", "1"), ("q", "2")}
    assert set(resolved({"technology": "t", "period": "1", "capex": 5})) == {("p", "1"), ("q", "1")}


def test_a_row_for_a_plant_of_another_technology_finds_nothing() -> None:
    assert resolved({"technology": "t", "plant": "z", "capex": 5}) == {}


@st.composite
def layers(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Rows without clashes: the qualifiers of any two that share a cell are nested."""
    first = draw(st.sampled_from(["period", "plant"]))
    rows: list[dict[str, Any]] = []
    number = st.one_of(st.none(), st.integers(0, 9))

    def row(**where: str) -> dict[str, Any]:
        return {"technology": "t", "capex": draw(number), "fixed_om": draw(number), **where}

    if draw(st.booleans()):
        rows.append(row())
    names = {"period": ["1", "2"], "plant": ["p", "q"]}
    some = draw(st.lists(st.sampled_from(names[first]), unique=True))
    rows += [row(**{first: one}) for one in some]
    pairs = draw(st.lists(st.sampled_from(list(product("12", "pq"))), unique=True))
    rows += [row(period=period, plant=plant) for period, plant in pairs]
    return rows


@settings(deadline=None, max_examples=60)
@given(layers().filter(bool))
def test_against_reading_row_by_row(rows: list[dict[str, Any]]) -> None:
    expected = {}
    for plant, period in product("pq", "12"):
        here = [r for r in rows if r.get("period", period) == period and r.get("plant", plant) == plant]
        if not here:
            continue
        here.sort(key=lambda r: ("period" in r) + ("plant" in r))
        cells = {}
        for name in ("capex", "fixed_om"):
            said = [r[name] for r in here if r[name] is not None]
            cells[name] = float(said[-1]) if said else 0.0
        expected[plant, period] = (cells["capex"], cells["fixed_om"])
    assert resolved(*rows) == expected


def test_a_price_may_stand_only_in_period_rows_but_must_stand_in_each() -> None:
    both = [{**CHAIN["supplies"][0], "price": None}] + [
        {"supply": "mine", "period": p, "price": x} for p, x in (("2025", 5), ("2026", 7))
    ]
    prices = build_instance(study(periods=years(2025, 2026), supplies=both)).trade.supplies["price"]
    assert prices.to_list() == [5.0, 7.0]
    with pytest.raises(StudyFaults, match="price"):
        study(periods=years(2025, 2026), supplies=both[:2]).plan()


def test_a_flow_is_taken_out_at_one_plant_by_writing_0() -> None:
    plants = [*CHAIN["plants"], {**CHAIN["plants"][0], "plant": "s2"}]
    flows = [*CHAIN["flows"], {"process": "smelt", "commodity": "ore", "plant": "s2", "quantity": 0}]
    found = build_instance(study(plants=plants, flows=flows)).operation.flows
    assert found.filter(pl.col("commodity") == "ore")["plant"].to_list() == ["s1"]
    assert found.filter(pl.col("commodity") == "metal")["plant"].to_list() == ["s1", "s2"]
