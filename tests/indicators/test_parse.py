"""Reading the language: what is understood, and how what is not is refused."""

from __future__ import annotations

import pytest

from punos.errors import PunosError, WrongUse
from punos.indicators import (
    Filter,
    LanguageError,
    NotLinear,
    NotUnderstood,
    Reference,
    Selection,
    Sense,
    Term,
    UnknownColumn,
    UnknownIndicator,
    parse_change,
    parse_formula,
    parse_indicator,
    parse_rule,
    parse_selection,
)
from punos.tables import Operation


def reference(indicator: str, **names: str) -> Reference:
    return Reference(indicator, Selection(tuple(Filter((c,), (n,)) for c, n in names.items())))


def test_a_selection_holds_alternatives_references_and_negations() -> None:
    assert parse_selection("impact=salt, place=kokkola|vaasa, from.country!=FI") == Selection(
        (
            Filter(("impact",), ("salt",)),
            Filter(("place",), ("kokkola", "vaasa")),
            Filter(("from", "country"), ("FI",), negated=True),
        )
    )


@pytest.mark.parametrize("text", ["", "   ", "[]", "[ ]"])
def test_an_empty_selection_selects_everything(text: str) -> None:
    assert parse_selection(text) == Selection()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("place=Ylä-Häme 2", "Ylä-Häme 2"),
        ("place= a+b.c_d - e ", "a+b.c_d - e"),
        ("place=东港", "东港"),
        ("place=<>", "<>"),
        ("place=value", "value"),
        ("place=2031", "2031"),
        ("place='with, comma | and \"quotes\"'", 'with, comma | and "quotes"'),
        ('place="it\'s"', "it's"),
        ("place=a/b×c", "a/b×c"),
        ("place=make(x)", "make(x)"),
    ],
)
def test_names_hold_any_letters_and_most_signs(text: str, name: str) -> None:
    assert parse_selection(text).filters[0].names == (name,)


def test_brackets_and_a_last_comma_are_accepted() -> None:
    assert parse_selection("[a=b, c=d,]") == parse_selection("a=b,c=d")


def test_the_same_alternative_twice_counts_once() -> None:
    assert parse_selection("a=b|c|b").filters[0].names == ("b", "c")


def test_a_star_sums_a_column_out() -> None:
    selection = parse_selection("commodity=graphite, origin=*")
    assert selection.summed_out == {"origin"}
    assert selection.conditions == (Filter(("commodity",), ("graphite",)),)


@pytest.mark.parametrize("text", ["make", "make[]", " make [ ] "])
def test_an_indicator_needs_no_selection(text: str) -> None:
    assert parse_indicator(text) == Reference("make")


def test_a_rule_becomes_terms() -> None:
    rule = parse_rule("buy[commodity=graphite, origin=CN] <= 0.65 * use[commodity=graphite]")
    assert rule.left == (Term(1.0, reference=reference("buy", commodity="graphite", origin="CN")),)
    assert rule.sense is Sense.AT_MOST
    assert rule.right == (Term(0.65, reference=reference("use", commodity="graphite")),)


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("run <= use * 0.65", [Term(1, 0, reference("run"))], [Term(0.65, 0, reference("use"))]),
        ("run <= 2e9", [Term(1, 0, reference("run"))], [Term(2e9)]),
        ("5 >= run", [Term(5)], [Term(1, 0, reference("run"))]),
        ("run <= value", [Term(1, 0, reference("run"))], [Term(1, 1)]),
        ("run <= 2 * value * use * 3", [Term(1, 0, reference("run"))], [Term(6, 1, reference("use"))]),
        ("run / 4 = 1", [Term(0.25, 0, reference("run"))], [Term(1)]),
        (
            "run - (use - 2) * 3 >= -.5",
            [Term(1, 0, reference("run")), Term(-3, 0, reference("use")), Term(6)],
            [Term(-0.5)],
        ),
        (
            "run <= capacity * technology.availability",
            [Term(1, 0, reference("run"))],
            [Term(1, 0, reference("capacity"), (("technology", "availability"),))],
        ),
        (
            "plant.place.area_ha * build * 1e-3 ≤ +7",
            [Term(1e-3, 0, reference("build"), (("plant", "place", "area_ha"),))],
            [Term(7)],
        ),
    ],
)
def test_linear_forms(text: str, left: list[Term], right: list[Term]) -> None:
    rule = parse_rule(text)
    assert (list(rule.left), list(rule.right)) == (left, right)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("make[commodity=a] / use[commodity=b] >= 0.06", "Write make[commodity=a] >= 0.06 * use[commodity=b]"),
        ("0.06 <= make / use", "Write make >= 0.06 * use"),
        ("make / (use + buy) = value", "Write make = value * (use + buy)"),
        ("make / use <= 1", "Write make <= use"),
        ("make / use <= buy / sell", "as in make[commodity=a] >= 0.06 * use[commodity=b]"),
    ],
)
def test_a_quotient_is_refused_and_written_linearly(text: str, advice: str) -> None:
    with pytest.raises(NotLinear) as refusal:
        parse_rule(text)
    assert "cannot divide" in str(refusal.value)
    assert advice in str(refusal.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("make * use <= 3", "cannot multiply make with use"),
        ("value * value * make <= 3", "'value' is multiplied with itself"),
        ("make <= 5 / value", "cannot divide by 'value'"),
        ("make <= use / 0", "'0' is 0"),
        ("make <= use / (1 - 1)", "is 0 and cannot be divided by"),
        ("3 <= 5", "names no indicator"),
        ("make <= place.area_ha", "'place.area_ha' stands without an indicator"),
    ],
)
def test_what_is_not_linear_is_refused(text: str, words: str) -> None:
    with pytest.raises(NotLinear, match="(?s)" + words.replace("*", r"\*").replace("(", r"\(")):
        parse_rule(text)


def test_the_advice_of_a_quotient_is_a_rule() -> None:
    with pytest.raises(NotLinear) as refusal:
        parse_rule("make[commodity=a] / use[commodity=b] >= 0.06")
    advised = refusal.value.remedy.removeprefix("Write ")
    assert parse_rule(advised) == parse_rule("make[commodity=a] >= 0.06 * use[commodity=b]")


@pytest.mark.parametrize(
    ("text", "operation", "value", "number"),
    [
        ("impact_caps[impact=salt, place=kokkola].cap *= 0.5", Operation.SCALE, "0.5", 0.5),
        ("demands.quantity += -4e3", Operation.ADD, "-4e3", -4000.0),
        ("impact_caps[impact=salt].cap = inf", Operation.SET, "inf", float("inf")),
        ("technologies[technology=x].active = no", Operation.SET, "no", None),
        ("policies[policy=p].rule = buy[origin=CN] <= 3", Operation.SET, "buy[origin=CN] <= 3", None),
        ("places[place=a].name = 'Two words'  ", Operation.SET, "Two words", None),
        ('places.tag_x = ""', Operation.SET, "", None),
    ],
)
def test_changes(text: str, operation: Operation, value: str, number: float | None) -> None:
    change = parse_change(text)
    assert (change.operation, change.value, change.number) == (operation, value, number)


def test_a_change_says_table_rows_and_column() -> None:
    change = parse_change("impact_caps[impact=salt, place=kokkola].cap *= 0.5")
    assert (change.table, change.column) == ("impact_caps", "cap")
    assert change.selection == parse_selection("impact=salt, place=kokkola")


@pytest.mark.parametrize(
    ("text", "position", "expected", "hint"),
    [
        ("make[commodity pcam] <= 3", 15, "= or !=", ""),
        ("make[commodity=pcam <= 3", 21, "]", ""),
        ("make[commodity=pcam] < 3", 21, "<=, >= or =", "Write <= for 'at most'."),
        ("make[commodity=pcam] > 3", 21, "<=, >= or =", "Write >= for 'at least'."),
        ("make == 3", 6, "a number", "Write a single =."),
        ("make => 3", 6, "a number", "Write >= for 'at least'."),
        ("make[place<>a] <= 5", 10, "= or !=", "Write != for 'not'."),
        ("make[place==a] <= 5", 11, "a name", "Write a single =."),
        ("make <= 0,65 * use", 9, "the end", "Write decimals with a point"),
        ("make <= 60 000", 11, "the end", "no separators of thousands"),
        ("make <= 65 % * use", 11, "the end", "0.65, not 65 %"),
        ("make <= use ** 2", 13, "a number", "Powers"),
        ("make <= use ^ 2", 12, "the end", "Powers"),
        ("make <= use <= 5", 12, "the end", "write two rules"),
        ("make <=", 7, "an indicator", ""),
        ("make", 4, "<=, >= or =", ""),
        ("", 0, "an indicator", ""),
        ("make[commodity=] <= 3", 15, "a name", ""),
        ("make[=a] <= 3", 5, "a column", ""),
        ("make[commodity=a||b] <= 3", 17, "a name", ""),
        ("make[place='a] <= 5", 11, "a name", ""),
        ("make[commodity='a' 'b'] <= 3", 19, "]", ""),
        ("make[a]b] <= 5", 6, "= or !=", ""),
        ("(make <= 5", 6, ")", ""),
        ("make) <= 5", 4, "<=, >= or =", ""),
        ("make <= 5 $", 10, "the end", ""),
        ("make <= import os", 15, "the end", ""),
        ("2make <= 5", 1, "*", ""),
    ],
)
def test_a_rule_that_cannot_be_read(text: str, position: int, expected: str, hint: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_rule(text)
    fault = refusal.value
    assert fault.position == position
    assert expected in fault.expected
    assert hint in fault.remedy
    lines = str(fault).splitlines()
    assert "Example: buy[commodity=graphite, origin=CN] <= 0.65 * use[commodity=graphite]" in lines[-1]
    if text:
        assert lines[1].strip() == text
        assert lines[2].index("^") - lines[1].index(text[0]) == position


@pytest.mark.parametrize(
    ("text", "expected", "hint"),
    [
        ("caps[impact=salt].cap -= 4", "=, *= or +=", "write += and a negative number"),
        ("caps[impact=salt].cap /= 4", "=, *= or +=", "write *= and a fraction"),
        ("caps[impact=salt].cap == 4", "a value", "single ="),
        ("caps[impact=salt] *= 4", "a dot before the column", ""),
        ("caps[impact=salt].cap *=", "a value", ""),
        ("caps[impact=salt].cap", "=, *= or +=", ""),
        ("caps[impact=salt].cap *= half", "a number", ""),
        (".cap = 4", "a table", ""),
        ("caps. = 4", "a column", ""),
        ("", "a table", ""),
    ],
)
def test_a_change_that_cannot_be_read(text: str, expected: str, hint: str) -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_change(text)
    assert expected in refusal.value.expected
    assert hint in refusal.value.remedy


@pytest.mark.parametrize(
    "text", ["place", "place=", "=a", "place=a,,x=b", "a=b]", "[a=b", "a=b c=d", "place.=a", "a=b;c=d"]
)
def test_a_selection_that_cannot_be_read(text: str) -> None:
    with pytest.raises(NotUnderstood, match=r"Example: impact=salt"):
        parse_selection(text)


@pytest.mark.parametrize("text", ["place=a|*", "place!=*", "place.country=*", "place=*|b"])
def test_a_star_stands_alone(text: str) -> None:
    with pytest.raises(NotUnderstood, match="stands beside something else"):
        parse_selection(text)


@pytest.mark.parametrize("text", ["make[place=a] + 3", "make <= 3", "3", "make make", "make[place=a"])
def test_an_indicator_that_cannot_be_read(text: str) -> None:
    with pytest.raises(NotUnderstood, match="Cannot read the indicator"):
        parse_indicator(text)


def test_an_unknown_indicator_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownIndicator) as refusal:
        parse_rule("make <= mkae[place=a]")
    fault = refusal.value
    assert fault.value == "mkae"
    assert fault.remedy == "Did you mean 'make'?"
    assert "build, open, close" in fault.expected
    assert fault.position == 8


def test_an_unknown_column_is_named_with_the_nearest() -> None:
    with pytest.raises(UnknownColumn) as refusal:
        parse_formula("make / buy[comodity=a]")
    fault = refusal.value
    assert str(fault).startswith("'buy' has no column 'comodity'.")
    assert fault.known == ("period", "slice", "supply", "place", "commodity", "origin")
    assert fault.remedy == "Did you mean 'commodity'?"
    assert fault.position == 11


def test_refusals_can_be_caught_as_any_refusal_of_punos() -> None:
    for kind in (NotUnderstood, NotLinear, UnknownColumn, UnknownIndicator):
        assert issubclass(kind, LanguageError)
        assert issubclass(kind, WrongUse)
        assert issubclass(kind, PunosError)


def test_a_fault_of_a_text_with_several_lines_shows_its_line() -> None:
    with pytest.raises(NotUnderstood) as refusal:
        parse_rule("make[place=a]\n  <= 5 5")
    lines = str(refusal.value).splitlines()
    assert lines[1] == "      <= 5 5"
    assert lines[2] == "           ^"


def test_value_is_a_column_where_a_column_stands() -> None:
    change = parse_change("policies[policy=crma, value=0.65].value *= 0.9")
    assert change.column == "value"
    assert change.selection.filters[1].path == ("value",)
