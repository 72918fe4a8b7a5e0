"""Numbers as each language writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.pages.numbers import Numbers
from punos.pages.words import words_in
from tests.pages.reading import number

ENGLISH, FINNISH, SWEDISH = (Numbers(words_in(code).locale, "EUR") for code in ("en", "fi", "sv"))


@pytest.mark.parametrize(
    ("value", "english", "finnish"),
    [
        (0.0, "0", "0"),
        (1234567.8, "1,234,568", "1\u00a0234\u00a0568"),
        (12.345, "12.3", "12,3"),
        (-5.5, "−5.5", "−5,5"),
        (99.996, "100", "100"),
        (-0.0, "0", "0"),
        (math.inf, "∞", "∞"),
        (None, "–", "–"),
        (math.nan, "–", "–"),
    ],
)
def test_numbers(value: float | None, english: str, finnish: str) -> None:
    assert ENGLISH.number(value) == english
    assert FINNISH.number(value) == finnish


def test_money_stands_where_the_language_puts_it() -> None:
    assert ENGLISH.money(1.2437e9) == "€1.24\u00a0billion"
    assert ENGLISH.money(-5e6) == "−\u2060€5\u00a0million"
    assert FINNISH.money(1.2437e9) == "1,24\u00a0miljardia\u00a0€"
    assert SWEDISH.money(1.2437e9) == "1,24\u00a0miljarder\u00a0€"
    assert Numbers(words_in("en").locale, "XYZ").money(12.0) == "XYZ\u00a012"


def test_shares() -> None:
    assert ENGLISH.percent(0.4567) == "46%"
    assert ENGLISH.percent(0.00012) == "0.01%"
    assert FINNISH.percent(0.4567).replace("\u202f", "\u00a0") == "46\u00a0%"
    assert ENGLISH.rate(0.06) == "6%"
    assert ENGLISH.rate(0.0725) == "7.25%"


def test_differences_carry_their_sign() -> None:
    assert ENGLISH.signed(12.34) == "+12.3"
    assert ENGLISH.signed(-12.34) == "−12.3"
    assert ENGLISH.signed(0.0) == "0"


def test_plotly_gets_the_marks_of_the_language() -> None:
    assert ENGLISH.separators == ".,"
    assert FINNISH.separators == ",\u00a0"


@settings(deadline=None)
@given(st.floats(min_value=-1e12, max_value=1e12))
def test_a_written_number_reads_back_to_three_figures(value: float) -> None:
    read = number(ENGLISH.number(value))
    assert read == pytest.approx(value, rel=5.1e-3, abs=1e-6)
