"""What is printed reads back as the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from punos.indicators import INDICATORS, Filter, Reference, Rule, Selection, Sense, Term
from punos.indicators.ast import Attribute, Formula, Number, Operator, Pair, PolicyValue, number_text
from punos.indicators.parse import parse_change, parse_formula, parse_indicator, parse_rule, parse_selection

SIGNS = " _-.+äöå东ß/()<>!?%&;:#0123456789"
NAMES = (
    st.text(st.sampled_from("abcXYZ" + SIGNS), min_size=1, max_size=8).map(str.strip).filter(lambda name: name != "")
)
ODD_NAMES = st.text(st.sampled_from('ab ,=|[]*"\n'), min_size=1, max_size=6).filter(lambda n: n != "*") | st.just(
    "it's"
)
WORDS = st.text(st.sampled_from("abcdeåß_"), min_size=1, max_size=5).filter(lambda w: w != "value")
NUMBERS = st.floats(0, 1e12, allow_nan=False) | st.sampled_from([0.65, 1e-9, 1e22, 3.0])


def unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


@st.composite
def filters(draw: st.DrawFn, columns: st.SearchStrategy[str] = WORDS) -> Filter:
    column = draw(columns)
    if draw(st.integers(0, 5)) == 0:
        return Filter((column,), ("*",))
    path = (column, *draw(st.lists(WORDS, max_size=2)))
    names = unique(draw(st.lists(NAMES | ODD_NAMES, min_size=1, max_size=3)))
    return Filter(path, names, negated=draw(st.booleans()))


def selections(columns: st.SearchStrategy[str] = WORDS) -> st.SearchStrategy[Selection]:
    return st.lists(filters(columns), max_size=3).map(tuple).map(Selection)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    indicator = INDICATORS[draw(st.sampled_from(sorted(INDICATORS)))]
    return Reference(indicator.name, draw(selections(st.sampled_from(indicator.index))))


ATTRIBUTES = st.lists(WORDS, min_size=2, max_size=3).map(tuple)
TERMS = st.builds(
    Term,
    st.floats(-1e9, 1e9, allow_nan=False) | st.sampled_from([1.0, -1.0, 0.0]),
    st.integers(0, 1),
    references(),
    st.lists(ATTRIBUTES, max_size=2).map(tuple),
) | st.builds(Term, st.floats(-1e9, 1e9, allow_nan=False), st.integers(0, 1))
FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    st.builds(Number, NUMBERS) | st.just(PolicyValue()) | st.builds(Attribute, ATTRIBUTES) | references(),
    lambda parts: st.builds(Pair, st.sampled_from(Operator), parts, parts),
    max_leaves=6,
)


@given(selections())
def test_selections(selection: Selection) -> None:
    assert parse_selection(str(selection)) == selection


@given(references())
def test_indicators(reference: Reference) -> None:
    assert parse_indicator(str(reference)) == reference


@given(FORMULAS)
def test_formulas(formula: Formula) -> None:
    assert parse_formula(str(formula)) == formula


@given(
    st.lists(TERMS, min_size=1, max_size=3),
    st.sampled_from(Sense),
    st.lists(TERMS, min_size=1, max_size=3),
    references(),
)
def test_rules(left: list[Term], sense: Sense, right: list[Term], one: Reference) -> None:
    # At least one term names an indicator.
    rule = Rule((*left, Term(1.0, reference=one)), sense, tuple(right))
    assert parse_rule(str(rule)) == rule


@given(selections(), WORDS, WORDS, st.sampled_from(["=", "*=", "+="]), NUMBERS)
def test_changes_by_numbers(selection: Selection, table: str, column: str, sign: str, number: float) -> None:
    change = parse_change(f"{table}[{selection}].{column} {sign} {number_text(number)}")
    assert (change.table, change.selection, change.column, change.number) == (table, selection, column, number)
    assert parse_change(str(change)) == change


@given(st.text(st.sampled_from("ab ='\"*[]<"), max_size=6), WORDS)
def test_changes_by_words(words: str, column: str) -> None:
    quote = "'" if '"' in words else '"'
    if quote in words:
        return  # no quotes are left to write it with
    change = parse_change(f"t.{column} = {quote}{words}{quote}")
    assert change.value == words
    assert parse_change(str(change)) == change
