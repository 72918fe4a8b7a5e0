"""Comparisons as tables: differences by hand."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from punos.errors import WrongUse
from punos.indicators import Quantity
from punos.instance.weights import money_weights
from punos.plan.compare import Comparison, compare
from punos.plan.study_changes import changed_cells
from punos.plan.worth import worth
from punos.study.study import Study
from tests.pages.fixtures.small import PERIODS, small_plan, small_study


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(small_plan(), small_plan("another name", cap=15000.0, second=False))


def test_differences_are_after_less_before(comparison: Comparison) -> None:
    rows = comparison.frame("build")
    assert rows.select("plant", "period", "before", "after", "difference").rows() == [
        ("kotka_cam", "2033", 20e3, 0.0, -20e3)
    ]


def test_what_is_equal_is_left_out(comparison: Comparison) -> None:
    assert comparison.frame("buy").is_empty()
    assert compare(small_plan(), small_plan()).frame("make").is_empty()


def test_yearly_figures_are_the_mean_year(comparison: Comparison) -> None:
    """40,000 t in 8 years and 20,000 t in 4 of 15: 26,667 t; with 20,000 t in both 16,000 t."""
    made = comparison.totals("make", ["commodity"]).filter(pl.col("commodity") == "cam")
    assert made["before"][0] == pytest.approx((20e3 * 4 + 40e3 * 8) / 15)
    assert made["after"][0] == pytest.approx((20e3 * 4 + 20e3 * 8) / 15)


def test_what_building_causes_counts_once_in_the_mean_year() -> None:
    """150 t of building, once in 15 years, are 10 t a year; 150 t a year in 4 of 15 years are 40."""
    plan = small_plan()
    rows = {"period": ["2029"], "impact": ["dust"], "of": ["build"], "value": [150.0], "unit": ["t"]}
    once = pl.DataFrame({**rows, "base": ["period"]})
    yearly = once.with_columns(of=pl.lit("run"), base=pl.lit("year"))
    for frame, expected in ((once, 10.0), (yearly, 40.0)):
        emit = Quantity.of("emit", [frame])
        dusty = replace(plan, quantities={**plan.quantities, "emit": emit})
        found = compare(plan, dusty).totals("emit", ["impact"]).filter(pl.col("impact") == "dust")
        assert found["after"].to_list() == pytest.approx([expected])


def test_money_by_kind_adds_up_to_the_difference(comparison: Comparison) -> None:
    assert comparison.money["difference"].sum() == pytest.approx(comparison.difference)
    capex = comparison.money.filter(pl.col("kind") == "capex")["difference"][0]
    assert capex == pytest.approx(-20e3 * 14e3 * 0.67)


def test_a_difference_within_the_gaps_is_none(comparison: Comparison) -> None:
    assert comparison.differs
    assert comparison.tolerance == pytest.approx(2 * 9e4, rel=0.1)
    assert not compare(small_plan(), small_plan()).differs


def test_different_currencies_are_refused() -> None:
    plan = small_plan()
    settings = plan.study.settings.model_dump(mode="json", exclude_none=True)
    settings["study"]["currency"] = "USD"
    dollars = Study.from_frames(settings, {})
    with pytest.raises(WrongUse, match=r"EUR, .* in USD"):
        compare(plan, type(plan)(dollars, *(getattr(plan, n) for n in list(plan.__dataclass_fields__)[1:])))


def test_an_unknown_indicator_is_refused(comparison: Comparison) -> None:
    with pytest.raises(WrongUse, match="no indicator 'profits'"):
        comparison.frame("profits")


def test_studies_differ_in_cells_rows_and_settings() -> None:
    one = small_study()
    tables = dict(one.tables)
    tables["plants"] = tables["plants"].filter(pl.col("plant") != "vaasa_cells")
    tables["technologies"] = tables["technologies"].with_columns(
        capex=pl.when(pl.col("technology") == "pcam_making").then(8000.5).otherwise("capex")
    )
    settings = one.settings.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    settings["time"]["discount_rate"] = 0.08
    other = Study.from_frames(settings, {n: f.drop("row") for n, f in tables.items()})
    assert changed_cells(one, other).rows() == [
        ("study.toml", "time", "discount_rate", "0.06", "0.08"),
        ("technologies", "technology=pcam_making", "capex", "9000", "8000.5"),
        ("plants", "plant=vaasa_cells", None, "yes", None),
    ]
    assert changed_cells(one, small_study("another name")).is_empty()


def test_money_counts_as_in_the_objective() -> None:
    """Running money by weight, capex by discount, the end value from the end of the horizon (2041, base 2026)."""
    weights = money_weights(PERIODS, small_study().settings)
    found = {(k, p): w for k, p, w in weights.iter_rows()}
    assert found["supply", "2029"] == 3.05
    assert found["capex", "2033"] == 0.67
    assert found["restart", "2029"] == 0.84
    assert found["salvage", "2033"] == pytest.approx(1.06**-15)


def test_worth_is_the_objective_row_by_row() -> None:
    plan = small_plan()
    rows = worth(plan)
    assert rows["worth"].sum() == pytest.approx(plan.summary.objective)
    assert (rows.filter(pl.col("kind") == "sales")["worth"] < 0).all()
