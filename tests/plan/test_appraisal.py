"""Rates of return and payback, by hand and by the rule that says what they are."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from punos.plan.economics.appraisal import Remark, internal_rates, payback


def rate(*flows: tuple[float, float]) -> tuple[float | None, str | None]:
    cash = pl.DataFrame(flows, schema=["time", "money"], orient="row").cast(pl.Float64)
    row = internal_rates(cash.with_columns(plant=pl.lit("p")), ["plant"]).row(0, named=True)
    return row["irr"], row["irr_remark"]


def test_doubling_in_a_year_is_100_percent() -> None:
    assert rate((0, -100), (1, 200))[0] == pytest.approx(1.0, abs=1e-12)


def test_two_years_at_ten_percent() -> None:
    assert rate((0, -100), (2, 121))[0] == pytest.approx(0.10, abs=1e-12)


def test_published_annuity() -> None:
    # 1000 repaid by 5 payments of 237.396398 is a loan at 6 % (annuity factor 4.212364 of any table)
    assert rate((0, -1000), *((y, 1000 / 4.212364) for y in range(1, 6)))[0] == pytest.approx(0.06, abs=1e-6)


def test_losing_half_is_a_negative_rate() -> None:
    assert rate((0, -100), (1, 50))[0] == pytest.approx(-0.5, abs=1e-12)


def test_payments_at_one_time_are_one() -> None:
    assert rate((0, -100), (1, 300), (1, -190)) == (pytest.approx(0.1), None)


def test_two_turns_have_no_single_rate() -> None:
    # -1000, +2500, -1540: both 10 % and 40 % give nothing
    assert rate((0, -1000), (1, 2500), (2, -1540)) == (None, Remark.SEVERAL.value)


def test_never_earning_and_never_investing() -> None:
    assert rate((0, -10), (1, -1)) == (None, Remark.NEVER.value)
    assert rate((0, 10), (1, 1)) == (None, Remark.NOTHING_INVESTED.value)


def test_beyond_all_measure() -> None:
    assert rate((0, -1), (1, 1e7)) == (None, Remark.EXTREME.value)


def test_many_at_once_and_keys_may_be_blank() -> None:
    cash = pl.DataFrame(
        {"plant": ["a", "a", "a", "a"], "vintage": [None, None, "v", "v"], "time": [0.0, 1.0, 0.0, 1.0],
         "money": [-100.0, 110.0, -100.0, 120.0]}
    )  # fmt: skip
    found = internal_rates(cash, ["plant", "vintage"]).sort("irr")
    assert found["irr"].to_list() == pytest.approx([0.1, 0.2])
    assert found["vintage"].to_list() == [None, "v"]


money = st.floats(1.0, 1e6)


@settings(max_examples=100, deadline=None)
@given(money, st.lists(st.floats(0.0, 1e6), min_size=1, max_size=40), st.floats(0.0, 1.0))
def test_present_value_at_the_rate_of_return_is_nothing(spent: float, earned: list[float], shift: float) -> None:
    assume(1e-2 * spent < sum(earned) < 1e4 * spent)
    flows = [(0.0, -spent), *((y + shift, m) for y, m in enumerate(earned, 1) if m > 1e-6 * spent)]
    found, remark = rate(*flows)
    if found is None:
        assert remark == Remark.EXTREME.value
        return
    present = [m * (1 + found) ** -t for t, m in flows]
    assert abs(sum(present)) <= 1e-9 * sum(map(abs, present))


def years(*rows: tuple[float, float, float], part: float = 1.0) -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema=["year", "once", "money"], orient="row").cast(pl.Float64)
    invested = pl.when(pl.col("once") < 0).then("once").otherwise(0.0)
    return frame.with_columns(plant=pl.lit("p"), part=pl.lit(part), invested=invested)


def paid_back(cash: pl.DataFrame) -> tuple[float | None, str | None]:
    row = payback(cash, ["plant"]).row(0, named=True)
    return row["payback_years"], row["payback_remark"]


def test_payback_within_a_year() -> None:
    # 100 spent in 2030, 40 a year: after two years 80, a half of the third brings the rest
    assert paid_back(years((2030, -100, 40), (2031, 0, 40), (2032, 0, 40))) == (2.5, None)


def test_payback_in_the_year_of_opening() -> None:
    assert paid_back(years((2030, -100, 400))) == (0.25, None)


def test_payback_counts_years_without_figures() -> None:
    # nothing is said of 2031 to 2034
    assert paid_back(years((2030, -100, 40), (2035, 0, 120))) == (5.5, None)


def test_payback_is_for_good() -> None:
    # in 2031 it is back, then more is spent; at the start of 2033 20 are open, 40 a year
    cash = years((2030, -30, 40), (2031, 0, 40), (2032, -110, 40), (2033, 0, 40))
    assert paid_back(cash) == (3.5, None)


def test_not_paid_back_and_nothing_invested() -> None:
    assert paid_back(years((2030, -100, 40), (2031, 0, 40))) == (None, Remark.NOT_PAID_BACK.value)
    assert paid_back(years((2030, 0, 40))) == (None, Remark.NOTHING_INVESTED.value)
