"""What is wrong with the words of a rule is found without a model, all of it at once."""

from __future__ import annotations

import pytest

from punos.indicators import parse_rule, rule_faults
from tests.indicators.fakes import FOLLOW, PERIODS

KNOWN = FOLLOW | {"period": PERIODS}


@pytest.mark.parametrize(
    ("text", "each"),
    [
        ("buy[commodity=graphite, origin=CN] <= 0.65 * use[commodity=graphite]", ()),
        ("run[plant.tag_owner!=city] <= capacity * technology.availability", ("plant",)),
        ("build * technology.area_ha <= 5", ("place.country",)),
        ("spend[kind=capex, place.country=FI] <= 2e9", ()),
        ("buy <= 0.65 * buy[origin=*]", ("origin", "period")),
    ],
)
def test_a_sound_rule_has_no_faults(text: str, each: tuple[str, ...]) -> None:
    assert rule_faults(parse_rule(text), KNOWN, each) == ()


def test_all_faults_are_listed_at_once() -> None:
    rule = parse_rule("make[commodity=grafite, place.contry=FI] * plant.tag_owner <= 3 * buy[period=2032]")
    faults = rule_faults(rule, KNOWN, ["colour"])
    assert [(f.code, f.value, f.remedy) for f in faults[:-1]] == [
        ("unknown-name", "grafite", "Did you mean 'graphite'?"),
        ("unknown-column", "contry", "Did you mean 'country'?"),
        ("language", "plant.tag_owner", ""),
        ("unknown-name", "2032", "Did you mean '2031'?"),
    ]
    assert (faults[-1].code, faults[-1].value) == ("wrong-each", "colour")


@pytest.mark.parametrize(
    ("text", "each", "code"),
    [
        ("buy * origin.risk <= 5", (), "language"),
        ("buy * place.aera <= 5", (), "unknown-column"),
        ("buy * plac.area_ha <= 5", (), "unknown-column"),
        ("buy <= 5", ("place.contry",), "unknown-column"),
        ("buy[origin=*] <= 5", ("origin",), "wrong-each"),
        ("buy <= run", ("origin", "plant"), "wrong-each"),
        ("spend[kind=sales] <= 5", (), "unknown-name"),
        ("emit[of=bake] <= 5", (), "unknown-name"),
        ("load[direction=up] <= 5", (), "unknown-name"),
    ],
)
def test_one_fault(text: str, each: tuple[str, ...], code: str) -> None:
    assert [fault.code for fault in rule_faults(parse_rule(text), KNOWN, each)] == [code]
