"""Figures of a plan, worked out by hand from the made-up model at given values of its columns."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.errors import WrongUse
from punos.indicators import (
    LanguageError,
    MixedBases,
    MixedUnits,
    NotLinear,
    Quantity,
    UnknownColumn,
    UnknownName,
    WrongEach,
    evaluate,
    evaluate_expression,
    parse_indicator,
)
from punos.tables import Over
from tests.indicators.fakes import FOLLOW, PERIODS, plan

VALUES = {0: 30.0, 1: 10.0, 2: 4.0, 3: 5.0, 4: 15.0, 5: 2.0, 10: 20.0, 11: 8.0, 12: 10.0, 20: 3.0, 21: 1.0, 22: 2.0}
INF = float("inf")


def figures(text: str, by: tuple[str, ...] = (), **options: Any) -> list[tuple[Any, ...]]:
    return evaluate_expression(text, plan(VALUES), FOLLOW, by, **options).rows()


def test_one_indicator_by_period() -> None:
    frame = evaluate("buy[commodity=graphite]", plan(VALUES), FOLLOW)
    assert frame.schema == {"period": pl.String, "value": pl.Float64, "unit": pl.String}
    assert frame.rows() == [("2025", 44, "t"), ("2031", 20, "t")]
    assert evaluate(parse_indicator("buy[commodity=graphite]"), plan(VALUES), FOLLOW).equals(frame)


def test_columns_stand_as_asked_for_and_periods_are_never_added_unasked() -> None:
    told = evaluate("buy[commodity=graphite]", plan(VALUES), FOLLOW, ["origin"])
    assert told.columns == ["period", "origin", "value", "unit"]
    assert told.rows() == [
        ("2025", "CN", 34, "t"),
        ("2025", "FI", 10, "t"),
        ("2031", "CN", 5, "t"),
        ("2031", "FI", 15, "t"),
    ]
    turned = evaluate("buy[commodity=graphite]", plan(VALUES), FOLLOW, ["origin", "period"])
    assert turned.rows()[0] == ("CN", "2025", 34, "t")
    assert figures("buy[commodity=graphite, period=2031]") == [("2031", 20, "t")]


def test_blanks_are_a_group_of_their_own() -> None:
    assert figures("run", ("operator", "period")) == [
        (None, "2025", 8, "t"),
        ("city", "2025", 20, "t"),
        ("city", "2031", 10, "t"),
    ]


def test_by_a_reference() -> None:
    assert figures("use[commodity=graphite]", ("place.country",)) == [
        ("2025", "FI", 40, "t"),
        ("2025", "SE", 4, "t"),
        ("2031", "FI", 20, "t"),
    ]


def test_over_the_horizon() -> None:
    over = {"over": Over.HORIZON, "periods": PERIODS}
    assert figures("buy[commodity=graphite]", **over) == [(5 * 44 + 10 * 20, "t")]
    assert figures("build", ("plant",), **over) == [("new", 2, "t"), ("old", 4, "t")]
    # Capital once, supply each year: 900 + 250 + 5 × 120 + 10 × 25.
    assert figures("spend", **over) == [(2000, "EUR")]
    with pytest.raises(WrongEach, match="added up"):
        figures("buy", ("period",), **over)
    with pytest.raises(WrongUse, match="give `periods`"):
        figures("buy", over=Over.HORIZON)


def test_periods_come_in_their_order() -> None:
    starts = pl.DataFrame({"period": ["late", "early"], "start": [2031, 2025], "years": [1.0, 1.0]})
    build = plan(VALUES)["build"]
    renamed = build.frame.with_columns(pl.col("period").replace({"2025": "early", "2031": "late"}))
    quantities = {"build": Quantity("build", build.index, build.base, renamed)}
    told = evaluate("build", quantities, FOLLOW | {"period": starts}, ["plant"])
    assert told.rows() == [("early", "old", 3, "t"), ("late", "new", 2, "t"), ("late", "old", 1, "t")]


def test_a_share() -> None:
    assert figures("buy[commodity=graphite, origin=FI] / buy[commodity=graphite]") == [
        ("2025", pytest.approx(10 / 44), "share"),
        ("2031", 0.75, "share"),
    ]


def test_shares_of_each_by_a_star() -> None:
    told = figures("buy[commodity=graphite] / buy[commodity=graphite, origin=*]", ("origin",))
    assert told == [
        ("2025", "CN", pytest.approx(34 / 44), "share"),
        ("2025", "FI", pytest.approx(10 / 44), "share"),
        ("2031", "CN", 0.25, "share"),
        ("2031", "FI", 0.75, "share"),
    ]


def test_what_lacks_a_column_is_the_same_for_all_and_what_is_not_there_is_nothing() -> None:
    # The new plant uses nothing in 2031, but has capacity.
    assert figures("use[commodity=graphite] / capacity", ("plant",)) == [
        ("2025", "new", None, "share"),
        ("2025", "old", pytest.approx(40 / 3), "share"),
        ("2031", "new", 0, "share"),
        ("2031", "old", 5, "share"),
    ]
    assert figures("use[commodity=graphite] / buy[commodity=graphite]", ("plant",))[0] == (
        "2025",
        "new",
        pytest.approx(4 / 44),
        "share",
    )


def test_division_by_nothing_is_blank() -> None:
    assert figures("1 / use[commodity=salt] - 0", ("commodity",)) == [("2031", "salt", pytest.approx(1 / 70), "1/m3")]
    assert figures("buy[commodity=graphite] / make[commodity=graphite]") == [
        ("2025", 22, "share"),
        ("2031", None, "share"),
    ]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("spend[kind=supply] / buy[supply=cheap]", 4, "EUR/t"),
        ("make[commodity=cell] / spend[kind=supply]", 20 / 120, "pcs/EUR"),
        ("100 * buy[origin=FI] + 3", 1003, "t"),
        ("(buy[origin=FI] - buy[supply=cheap]) * 2 / 4", -10, "t"),
        ("-buy[origin=FI]", -10, "t"),
        ("5 - buy[origin=FI] / 2", 0, "t"),
        ("buy[origin=FI] / buy[supply=cheap] * make[commodity=cell]", 20 / 3, "pcs"),
        ("buy[origin=FI] * make[commodity=cell]", 200, "t × pcs"),
        ("spend[kind=supply] / (buy[origin=FI] * make[commodity=cell])", 0.6, "EUR/(t × pcs)"),
        ("spend[kind=supply] / (spend[kind=supply] / buy[origin=FI])", 10, "EUR/(EUR/t)"),
        ("buy[origin=FI] / (make[commodity=cell] / make[commodity=cell])", 10, "t"),
        ("buy[origin=FI] / (use[commodity=graphite] + 6)", 0.2, "share"),
    ],
)
def test_units(text: str, value: float, unit: str) -> None:
    assert figures(text)[0] == ("2025", pytest.approx(value), unit)


def test_attributes() -> None:
    # 0.9 in 2025, 0.8 in 2031; a share leaves the unit as it is.
    expected = [("2025", pytest.approx(2.7), "t"), ("2031", pytest.approx(0.8 * 6), "t")]
    for text in (
        "capacity * technology.availability",
        "technology.availability * capacity",
        "0.5 * technology.availability * (capacity + capacity)",
        "technology.availability * 1 * capacity / 1",
    ):
        assert figures(text) == expected
    assert figures("build * technology.area_ha")[1] == ("2031", 1 * 2 + 2 * 3, "t × technology.area_ha")


def test_different_units_are_refused_and_both_named() -> None:
    with pytest.raises(MixedUnits, match="buy adds what is in m3 and what is in t") as refusal:
        figures("buy")
    assert "`by`" in refusal.value.remedy
    assert len(figures("buy", ("commodity",))) == 3
    with pytest.raises(MixedUnits, match=r"spend\[kind=supply\] is in EUR, 2 \* buy\[origin=FI\] is in t"):
        figures("spend[kind=supply] - 2 * buy[origin=FI]")


def test_different_bases_are_refused_and_both_named() -> None:
    with pytest.raises(MixedBases, match="spend adds what is of the period and what is a year"):
        figures("spend")
    assert len(figures("spend", ("kind",))) == 4
    with pytest.raises(MixedBases, match="run is a year, capacity is of the period"):
        figures("run + capacity")
    # A quotient compares them: how much of what stands is used.
    assert figures("run[plant=old] / capacity[plant=old]")[0] == ("2025", pytest.approx(20 / 3), "share")


def test_what_finds_nothing_is_not_listed() -> None:
    assert figures("make[commodity=unused]") == []
    assert figures("make[commodity=unused]", over=Over.HORIZON, periods=PERIODS) == [(0, "")]


@pytest.mark.parametrize(
    ("text", "by", "error", "words"),
    [
        ("buy[commodity=graphite]", ("mode",), UnknownColumn, "has no column 'mode'"),
        ("buy[commodity=graphite]", ("orign",), UnknownColumn, "Did you mean 'origin'"),
        ("buy[commodity=graphite]", ("place.contry",), UnknownColumn, "Did you mean 'country'"),
        ("buy[origin=*]", ("origin",), WrongEach, "cannot keep apart period, origin"),
        ("buy / run", ("origin", "plant"), WrongEach, "cannot keep apart period, origin, plant"),
        ("buy[commodity=grafite]", (), UnknownName, "Did you mean 'graphite'"),
        ("value * buy", (), NotLinear, "belongs to policies"),
        ("3 + 4", (), NotLinear, "names no indicator"),
        ("buy[origin=FI] + place.area_ha", (), NotLinear, "stands without an indicator"),
        ("buy[origin=FI] + 2 * place.area_ha", (), NotLinear, "stands without an indicator"),
        ("buy[origin=FI] <= 3", (), LanguageError, "Cannot read the formula at '<= 3'"),
    ],
)
def test_refusals(text: str, by: tuple[str, ...], error: type[LanguageError], words: str) -> None:
    with pytest.raises(error, match=words):
        figures(text, by)
