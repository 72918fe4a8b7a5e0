"""Rules as rows of a model, each worked out by hand from the made-up model (Semantics 31 to 36)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from punos.indicators import (
    LanguageError,
    MixedBases,
    MixedUnits,
    NoFigure,
    NothingFound,
    Quantity,
    RuleRows,
    UnknownColumn,
    UnknownIndicator,
    UnknownName,
    WrongEach,
    parse_rule,
    rule_rows,
)
from punos.tables import Over
from tests.indicators.fakes import BUY, FOLLOW, PERIODS, model

Label = tuple[str, ...]
Coefficients = Mapping[Label, Mapping[int, float]]
INF = float("inf")


def rows_of(text: str, **options: Any) -> RuleRows:
    return rule_rows(parse_rule(text), model(), follow=FOLLOW, periods=PERIODS, **options)


def coefficients(rows: RuleRows) -> dict[Label, dict[int, float]]:
    """Give column and coefficient by label, also of rows without entries; nothing may stand beside the rows."""
    told: dict[Label, dict[int, float]] = {label: {} for label in rights(rows)}
    for *label, column, coefficient in rows.entries.iter_rows():
        assert column not in told[tuple(label)]
        told[tuple(label)][column] = pytest.approx(coefficient)
    return told


def rights(rows: RuleRows) -> dict[Label, float]:
    labels = rows.rows.select(rows.index).rows() if rows.index else [()] * rows.rows.height
    return dict(zip(labels, rows.rows["right"], strict=True))


def test_what_no_filter_names_is_summed_and_there_is_one_rule_a_period() -> None:
    rows = rows_of("buy[commodity=graphite, origin=CN] <= 0.65 * use[commodity=graphite]")
    assert rows.index == ("period",)
    assert coefficients(rows) == {
        ("2025",): {0: 1, 2: 1, 10: -1.3, 11: -0.325},
        ("2031",): {3: 1, 12: -1.3},
    }
    assert rights(rows) == {("2025",): 0, ("2031",): 0}
    assert rows.rows["unit"].to_list() == ["t", "t"]


def test_alternatives_negation_and_references() -> None:
    assert coefficients(rows_of("buy[commodity=graphite, supply=cheap|dear] <= 1")) == {
        ("2025",): {0: 1, 1: 1},
        ("2031",): {3: 1, 4: 1},
    }
    # The salt of blank origin is different from China too.
    assert coefficients(rows_of("buy[origin!=CN, commodity!=salt] <= 1")) == {("2025",): {1: 1}, ("2031",): {4: 1}}
    assert coefficients(rows_of("buy[place.country=SE, commodity=graphite] <= 1")) == {("2025",): {2: 1}, ("2031",): {}}
    assert coefficients(rows_of("make[process.tag_recycling=yes] >= 1")) == {("2025",): {11: 0.25}, ("2031",): {}}
    assert coefficients(rows_of("run[plant.tag_owner!=city] <= 1")) == {("2025",): {11: 1}, ("2031",): {}}
    assert coefficients(rows_of("run[plant.place.country=FI, period=2031] <= 1")) == {
        ("2025",): {},
        ("2031",): {12: 1},
    }


def test_constants_stand_on_either_side_and_go_right() -> None:
    rows = rows_of("10 + buy[origin=CN] - 4 <= 0.5 * run + 20")
    assert rights(rows) == {("2025",): 14, ("2031",): 14}
    assert coefficients(rows) == {("2025",): {0: 1, 2: 1, 10: -0.5, 11: -0.5}, ("2031",): {3: 1, 12: -0.5}}


def test_the_same_column_in_several_terms_adds_up() -> None:
    # 10 makes 1 cell, runs once, uses twice: 3 × 1 + 2 − 5 × 1 = 0 leaves it out.
    rows = rows_of("3 * run[plant=old] + use[commodity=graphite, plant=old] >= 5 * run[plant=old] - 1")
    assert coefficients(rows) == {("2025",): {}, ("2031",): {}}
    assert rights(rows) == {("2025",): -1, ("2031",): -1}


@pytest.mark.parametrize(("sense", "bounds"), [("<=", (-INF, 7)), (">=", (7, INF)), ("=", (7, 7))])
def test_bounds(sense: str, bounds: tuple[float, float]) -> None:
    rows = rows_of(f"run {sense} 7")
    assert rows.bounds.rows() == [("2025", *bounds), ("2031", *bounds)]


def test_each_makes_a_rule_of_every_combination_found_and_a_star_sums_out() -> None:
    rows = rows_of("buy[commodity=graphite] <= 0.65 * buy[commodity=graphite, origin=*]", each=["origin"])
    assert rows.index == ("period", "origin")
    assert coefficients(rows) == {
        ("2025", "CN"): {0: 0.35, 2: 0.35, 1: -0.65},
        ("2025", "FI"): {1: 0.35, 0: -0.65, 2: -0.65},
        ("2031", "CN"): {3: 0.35, 4: -0.65},
        ("2031", "FI"): {4: 0.35, 3: -0.65},
    }


def test_a_term_that_lacks_a_column_is_the_same_in_all() -> None:
    rows = rows_of("buy[commodity=graphite] <= 0.5 * use[commodity=graphite]", each=["place", "origin"])
    # `use` has a place and no origin: it meets its place, for every origin; Luleå buys nothing in 2031.
    assert coefficients(rows) == {
        ("2025", "kokkola", "CN"): {0: 1, 10: -1},
        ("2025", "kokkola", "FI"): {1: 1, 10: -1},
        ("2025", "luleå", "CN"): {2: 1, 11: -0.25},
        ("2031", "kokkola", "CN"): {3: 1, 12: -1},
        ("2031", "kokkola", "FI"): {4: 1, 12: -1},
    }


def test_a_term_that_lacks_all_columns_is_the_same_everywhere() -> None:
    rows = rows_of("buy[commodity=graphite] <= 100 + run", each=["origin", "supply"])
    assert coefficients(rows)[("2025", "FI", "dear")] == {1: 1, 10: -1, 11: -1}
    assert coefficients(rows)[("2031", "CN", "cheap")] == {3: 1, 12: -1}
    assert set(rights(rows).values()) == {100}
    assert len(rights(rows)) == 5


def test_combinations_come_from_every_term_that_is_complete() -> None:
    # The press of 2031 is found by `capacity` alone: its run is an empty sum.
    rows = rows_of("run <= capacity * technology.availability", each=["plant"])
    assert coefficients(rows) == {
        ("2025", "old"): {10: 1, 20: -0.9},
        ("2025", "new"): {11: 1},
        ("2031", "old"): {12: 1, 20: -0.8, 21: -0.8},
        ("2031", "new"): {22: -0.8},
    }


def test_each_does_not_depend_on_the_order_of_terms() -> None:
    one = rows_of("buy[commodity=graphite] <= 0.5 * use[commodity=graphite]", each=["origin"])
    other = rows_of("-0.5 * use[commodity=graphite] + buy[commodity=graphite] <= 0", each=["origin"])
    assert coefficients(one) == coefficients(other)


def test_period_in_each_goes_without_saying() -> None:
    assert coefficients(rows_of("run <= 5", each=["period", "plant"])) == coefficients(
        rows_of("run <= 5", each=["plant"])
    )


def test_each_along_a_reference() -> None:
    rows = rows_of("buy[commodity=graphite] <= 9", each=["place.country"])
    assert rows.index == ("period", "place.country")
    assert coefficients(rows) == {
        ("2025", "FI"): {0: 1, 1: 1},
        ("2025", "SE"): {2: 1},
        ("2031", "FI"): {3: 1, 4: 1},
    }


def test_a_blank_is_no_combination() -> None:
    labels = coefficients(rows_of("buy <= 5", each=["origin"])).keys()
    assert {origin for _, origin in labels} == {"CN", "FI"}
    assert coefficients(rows_of("run <= 5", each=["plant.tag_owner"])).keys() == {("2025", "city"), ("2031", "city")}


def test_empty_sums_are_nothing_and_the_row_stays() -> None:
    rows = rows_of("make[commodity=salt] >= use[commodity=salt]")
    assert coefficients(rows) == {("2025",): {}, ("2031",): {12: -7}}


def test_a_rule_that_finds_nothing_in_a_period_still_holds_there() -> None:
    rows = rows_of("use[commodity=salt] >= 4")
    assert coefficients(rows) == {("2025",): {}, ("2031",): {12: 7}}
    assert rows.bounds.rows() == [("2025", 4, INF), ("2031", 4, INF)]


def test_a_rule_whose_terms_all_find_nothing_is_refused() -> None:
    with pytest.raises(NothingFound, match=r"No term of 'make\[commodity=unused\] <= 3' finds anything"):
        rows_of("make[commodity=unused] <= 3")
    with pytest.raises(NothingFound):
        # Found in 2031 only, and the rule ends before.
        rows_of("use[commodity=salt] <= 3", last=2030)
    rows_of("make[commodity=unused] <= use[commodity=graphite]")


def test_over_the_horizon_flows_count_by_years() -> None:
    rows = rows_of("buy[commodity=graphite] <= 1000", over=Over.HORIZON)
    assert rows.index == ()
    assert coefficients(rows) == {(): {0: 5, 1: 5, 2: 5, 3: 10, 4: 10}}
    assert rights(rows) == {(): 1000}


def test_over_the_horizon_what_is_of_the_period_counts_once() -> None:
    assert coefficients(rows_of("build[plant=old] <= 3", over=Over.HORIZON)) == {(): {20: 1, 21: 1}}
    assert coefficients(rows_of("spend[kind=capex] <= 2e9", over=Over.HORIZON)) == {(): {20: 300, 21: 250}}


def test_over_the_horizon_running_money_counts_by_years_and_adds_to_capital() -> None:
    assert coefficients(rows_of("spend <= 2e9", over=Over.HORIZON)) == {(): {20: 300, 21: 250, 0: 20, 3: 50}}


def test_over_the_horizon_with_each_and_a_lesser_term() -> None:
    rows = rows_of(
        "buy[commodity=graphite] <= 0.5 * use[commodity=graphite]", each=["origin"], over=Over.HORIZON, first=2026
    )
    assert rows.index == ("origin",)
    assert coefficients(rows) == {("CN",): {3: 10, 12: -10}, ("FI",): {4: 10, 12: -10}}


@pytest.mark.parametrize(
    ("first", "last", "periods"),
    [
        (None, None, ["2025", "2031"]),
        (2025, 2031, ["2025", "2031"]),
        (2026, None, ["2031"]),
        (None, 2030, ["2025"]),
        (2031, 2031, ["2031"]),
        (2026, 2030, []),
        (2032, None, []),
    ],
)
def test_a_rule_holds_in_periods_that_start_within_its_years(
    first: int | None, last: int | None, periods: list[str]
) -> None:
    rows = rows_of("run <= 5", first=first, last=last)
    assert rows.rows["period"].to_list() == periods
    assert set(rows.entries["period"]) == set(periods)


def test_over_a_horizon_without_periods_there_is_no_row() -> None:
    rows = rows_of("run <= 5", over=Over.HORIZON, first=2032)
    assert (rows.rows.height, rows.entries.height) == (0, 0)


def test_value_multiplies_and_stands_alone() -> None:
    rows = rows_of("buy[origin=CN] <= value * use[commodity=graphite] + 2 * value", value=0.5)
    assert coefficients(rows)[("2031",)] == {3: 1, 12: -1}
    assert rights(rows) == {("2025",): 1, ("2031",): 1}


def test_value_differs_by_period() -> None:
    value = pl.DataFrame({"period": ["2025", "2031"], "value": [0.5, 0.25]})
    rows = rows_of("buy[origin=CN] <= value * use[commodity=graphite] + value", value=value)
    assert coefficients(rows) == {("2025",): {0: 1, 2: 1, 10: -1, 11: -0.25}, ("2031",): {3: 1, 12: -0.5}}
    assert rights(rows) == {("2025",): 0.5, ("2031",): 0.25}
    horizon = rows_of("value * use[commodity=graphite] <= 8", value=value, over=Over.HORIZON)
    assert coefficients(horizon) == {(): {10: 5, 11: 1.25, 12: 5}}


def test_a_rule_holds_only_in_the_periods_its_rows_speak_of() -> None:
    value = pl.DataFrame({"period": ["2031"], "value": [3.0]})
    assert rights(rows_of("run <= value", value=value)) == {("2031",): 3}


def test_no_limit_is_no_row() -> None:
    value = pl.DataFrame({"period": ["2025", "2031"], "value": [INF, 3.0]})
    rows = rows_of("run <= value", value=value)
    assert rights(rows) == {("2031",): 3}
    assert coefficients(rows) == {("2031",): {12: 1}}
    assert rights(rows_of("value >= run", value=INF)) == {}
    assert rights(rows_of("run <= value", value=INF, over=Over.HORIZON)) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("run >= value", INF),
        ("run = value", INF),
        ("run <= value * use[commodity=graphite]", INF),
        ("run <= value", None),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(text: str, value: float | None) -> None:
    with pytest.raises(NoFigure):
        rows_of(text, value=value)


def test_a_period_without_its_value_is_named() -> None:
    value = pl.DataFrame({"period": ["2025", "2031"], "value": [1.0, None]})
    with pytest.raises(NoFigure, match="gives none in period 2031"):
        rows_of("run <= value", value=value)


def test_one_value_over_the_horizon() -> None:
    value = pl.DataFrame({"period": ["2025", "2031"], "value": [1.0, 2.0]})
    with pytest.raises(NoFigure, match="its value differs by period"):
        rows_of("run <= value", value=value, over=Over.HORIZON)


def test_attributes_multiply_and_narrower_rows_override() -> None:
    rows = rows_of("build * technology.area_ha <= 50", each=["place"])
    assert coefficients(rows) == {
        ("2025", "kokkola"): {20: 2},
        ("2031", "kokkola"): {21: 2},
        ("2031", "luleå"): {22: 3},
    }
    assert coefficients(rows_of("2 * build * plant.place.area_ha <= 1")) == {
        ("2025",): {20: 200},
        ("2031",): {21: 200, 22: 100},
    }


def test_a_blank_attribute_has_the_meaning_its_table_gives_it() -> None:
    # technologies.availability: blank is 1.
    follow = FOLLOW | {"technology": pl.DataFrame({"technology": ["kiln"], "availability": [None]})}
    rows = rule_rows(
        parse_rule("capacity * technology.availability >= 1"), model(), follow=follow, periods=PERIODS, last=2030
    )
    assert coefficients(rows) == {("2025",): {20: 1}}


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        # places.area_ha: blank is no limit; technologies.lifetime: blank never ends.
        ("build * technology.lifetime <= 5", NoFigure, "'technology.lifetime' is blank or unlimited for 'kiln'"),
        ("build * plant.closable <= 5", LanguageError, "holds words and cannot multiply"),
        ("build * place.country <= 5", LanguageError, "'place.country' holds words and cannot multiply"),
        ("build * place.area <= 5", UnknownColumn, "'place' has no column 'area'"),
        ("build * plce.area_ha <= 5", UnknownColumn, "'build' has no column 'plce'"),
        ("buy * origin.population <= 5", LanguageError, "'origin' refers to no table"),
    ],
)
def test_attributes_that_are_no_numbers_are_refused(text: str, error: type[LanguageError], words: str) -> None:
    with pytest.raises(error, match=words):
        rows_of(text)


def test_different_units_are_refused_and_both_named() -> None:
    with pytest.raises(MixedUnits) as refusal:
        rows_of("buy <= 5")
    assert "buy adds what is in m3 and what is in t (period=2025)" in str(refusal.value)
    with pytest.raises(MixedUnits) as refusal:
        rows_of("make[commodity=cell] <= 0.5 * buy[commodity=graphite]")
    assert "make[commodity=cell] is in pcs, buy[commodity=graphite] is in t" in str(refusal.value)


def test_units_may_differ_between_rows() -> None:
    rows = rows_of("buy <= 5", each=["commodity"])
    assert rows.rows.select("period", "commodity", "unit").rows() == [
        ("2025", "graphite", "t"),
        ("2025", "salt", "m3"),
        ("2031", "graphite", "t"),
    ]


def test_different_bases_are_refused_and_both_named() -> None:
    with pytest.raises(MixedBases) as refusal:
        rows_of("run <= 0.9 * capacity")
    assert "run is a year, capacity is of the period (period=2025)" in str(refusal.value)
    assert "technology.availability" in str(refusal.value)
    with pytest.raises(MixedBases, match="spend adds what is of the period and what is a year"):
        rows_of("spend <= 5")
    rows_of("spend <= 5", each=["kind"])
    rows_of("run <= 0.9 * capacity", over=Over.HORIZON)


def test_capital_as_an_annuity_is_yearly() -> None:
    spend = model()["spend"]
    yearly = Quantity("spend", spend.index, spend.base, spend.frame.with_columns(base=pl.lit("year")))
    rows = rule_rows(parse_rule("spend <= 5"), {"spend": yearly}, follow=FOLLOW, periods=PERIODS, over=Over.HORIZON)
    assert coefficients(rows) == {(): {20: 1500, 21: 2500, 0: 20, 3: 50}}


def test_an_attribute_makes_the_unit_that_of_the_other_side() -> None:
    # Cells are pieces and graphite tonnes; a plant's land says nothing about either.
    rows = rows_of("make[commodity=cell] * place.area_ha <= 3 * use[commodity=graphite]")
    assert coefficients(rows)[("2031",)] == {12: 100 - 6}
    assert rows.rows["unit"].to_list() == ["t", "t"]
    assert rows_of("build * technology.area_ha <= 4").rows["unit"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("text", "each", "words"),
    [
        (
            "buy <= use[commodity=graphite]",
            ["origin", "plant"],
            "No term of .* keeps apart all of period, origin, plant",
        ),
        ("buy[origin=*] <= 5", ["origin"], "sums none of them out"),
        ("run <= 5", ["colour"], "period, colour"),
    ],
)
def test_each_needs_a_term_that_has_all_its_columns(text: str, each: list[str], words: str) -> None:
    with pytest.raises(WrongEach, match=words):
        rows_of(text, each=each)


def test_a_horizon_has_no_period_each() -> None:
    with pytest.raises(WrongEach, match="adds up all periods"):
        rows_of("run <= 5", each=["period"], over=Over.HORIZON)


@pytest.mark.parametrize(
    ("text", "error", "remedy"),
    [
        ("use[commodity=grafite] <= 5", UnknownName, "Did you mean 'graphite'?"),
        ("use[period=2032] <= 5", UnknownName, "Did you mean '2031'?"),
        ("spend[kind=capx] <= 5", UnknownName, "Did you mean 'capex'?"),
        ("spend[kind=sales] <= 5", UnknownName, ""),
        ("use[place.contry=FI] <= 5", UnknownColumn, "Did you mean 'country'?"),
        ("discard <= 5", UnknownIndicator, ""),
    ],
)
def test_unknown_words(text: str, error: type[LanguageError], remedy: str) -> None:
    with pytest.raises(error) as refusal:
        rows_of(text)
    assert refusal.value.remedy == remedy


def test_coded_names_and_words_mix() -> None:
    places, years = pl.Enum(["luleå", "kokkola"]), pl.Enum(["2025", "2031"])
    goods = pl.Enum(["salt", "graphite"])
    coded = BUY.cast({"place": places, "period": years, "commodity": goods})
    quantities = {"buy": Quantity.of("buy", [coded]), "use": model()["use"]}
    for periods in (PERIODS, PERIODS.cast({"period": years})):
        for value in (0.5, pl.DataFrame({"period": ["2025", "2031"], "value": [0.5, 0.5]})):
            rows = rule_rows(
                parse_rule("buy[commodity=graphite] <= value * use[commodity=graphite] + value"),
                quantities,
                follow=FOLLOW,
                periods=periods,
                each=["place", "origin"],
                value=value,
                first=2026,
            )
            assert coefficients(rows) == {
                ("2031", "kokkola", "CN"): {3: 1, 12: -1},
                ("2031", "kokkola", "FI"): {4: 1, 12: -1},
            }
            assert set(rights(rows).values()) == {0.5}


def test_a_name_without_code_finds_nothing() -> None:
    coded = BUY.cast({"origin": pl.Enum(["CN", "FI"])})
    rows = rule_rows(
        parse_rule("buy[origin=KR] + buy[origin=CN] <= 5"),
        {"buy": Quantity.of("buy", [coded])},
        follow=FOLLOW,
        periods=PERIODS,
    )
    assert coefficients(rows) == {("2025",): {0: 1, 2: 1}, ("2031",): {3: 1}}


def test_an_indicator_without_rows_is_an_empty_sum() -> None:
    nothing = Quantity.of("make", [pl.DataFrame(schema=dict.fromkeys(model()["make"].frame.columns, pl.Null))])
    rows = rule_rows(
        parse_rule("make >= 0.5 * use[commodity=graphite]"),
        {**model(), "make": nothing},
        follow=FOLLOW,
        periods=PERIODS,
        each=["place"],
    )
    assert coefficients(rows) == {
        ("2025", "kokkola"): {10: -1},
        ("2025", "luleå"): {11: -0.25},
        ("2031", "kokkola"): {12: -1},
    }
