"""What building ahead of demand costs, by hand, in the park with the boiler (tests/analysis/boiler.py)."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest

from punos.analysis.share import Share, ahead
from punos.plan.plan import Plan
from punos.session import Policy, with_policies
from punos.tables.rules import Over
from tests.analysis import boiler

YEARS = [{"period": p, "start": 2025 + n, "years": 1} for n, p in enumerate("abc")]
PLANTS = [
    {"plant": "boiler", "place": "park", "technology": "boiler", "status": "candidate", "max_capacity": 200},
    *({"plant": f"plant_{t}", "place": "park", "technology": f"works_{t}", "operator": t, "status": "operating",
       "capacity": need} for t, need in boiler.NEEDS.items()),
]  # fmt: skip


def growing(early: float = 4.0, **tables: Any) -> Plan:
    """Steam is needed for `early` of good in 2025, and for all 110 from 2026; a boiler costs 1000, and 100 a year."""
    technologies = [
        {"technology": "boiler", "unit": "MWh/a", "fixed_capex": 1000, "open_om": 100},
        *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
    ]
    less = [{"demand": f"market_{t}", "period": "a", "quantity": early if t == "t1" else 0.0} for t in boiler.NEEDS]
    return boiler.planned(more={"demands": less}, **{"periods": YEARS, "technologies": technologies, **tables})


def test_a_boiler_a_year_earlier_and_later() -> None:
    """Earlier it saves 20 for each of 4 and costs 100; later 20 for each of 110 are lost and 100 saved."""
    found = growing().share("park")
    (row,) = found.ahead.to_dicts()
    assert (row["plant"], row["services"], row["unit"], row["period"], row["earlier"]) == (
        "boiler", "steam", "MWh/a", "b", "a",
    )  # fmt: skip
    assert (row["early"], row["late"]) == pytest.approx((100 - 80, 2200 - 100))
    assert row["chance"] == pytest.approx(20 / 2120)
    assert row["remark"] == ""


def test_what_is_built_as_early_as_it_can_is_not_asked() -> None:
    assert growing(early=40.0).share("park").ahead.is_empty()


def test_a_boiler_that_is_not_built() -> None:
    """A second one, of 80, would cost 1000 and 100 a year for nothing; nothing is lost without it."""
    spare = {"plant": "spare", "place": "park", "technology": "boiler", "status": "candidate",
             "max_capacity": 80}  # fmt: skip
    found = growing(plants=[*PLANTS, spare]).share("park")
    row = found.ahead.filter(plant="spare").to_dicts()[0]
    assert (row["period"], row["earlier"], row["size"]) == (None, "c", 80)
    assert (row["early"], row["late"], row["chance"]) == pytest.approx((1100, 0, 1))


def test_what_cannot_be_earlier_is_said() -> None:
    """The boiler that is needed for 110 may be no more than 40 in 2025."""
    narrow = {"plant": "boiler", "period": "a", "max_build": 40}
    row = growing(plants=[*PLANTS, narrow]).share("park").ahead.to_dicts()[0]
    assert (row["early"], row["chance"]) == (None, None)
    assert row["remark"] == "it cannot be built in a: some limit or rule forbids it"


def test_what_is_known_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, kept = growing(), tmp_path / "solved.jsonl"
    first = plan.share("park", keep=kept)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(ahead, "cost_of", refuse)
    again = plan.share("park", keep=kept)
    assert again.ahead.equals(first.ahead)


def test_ctrl_c_keeps_the_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ahead, "cost_of", stop)
    found: Share = growing().share("park", keep=tmp_path / "solved.jsonl")
    assert not found.complete


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 8])
def test_random_growth_against_plans_with_rules(seed: int) -> None:
    """The same asked of the study itself, by rules: as much built the year before, nothing built until after."""
    chance = Random(seed)
    some = {"a": (0.0, 2.0), "b": (0.0, 2.0, 10.0, 20.0), "c": (20.0,)}
    goods = [
        {"demand": f"market_{t}", "period": p, "quantity": chance.choice(sizes)}
        for t in boiler.NEEDS
        for p, sizes in some.items()
    ]
    technologies = [
        {"technology": "boiler", "unit": "MWh/a", "fixed_capex": chance.randint(100, 900), "capex": 3,
         "open_om": chance.randint(20, 200)},
        *({"technology": f"works_{t}", "unit": "t/a"} for t in boiler.NEEDS),
    ]  # fmt: skip
    plan = boiler.planned(more={"demands": goods}, periods=YEARS, technologies=technologies)
    (row,) = plan.share("park").ahead.to_dicts()
    until = "abc"[: "abc".index(row["period"]) + 1]
    rules = {
        "early": (f"build[plant=boiler, period={row['earlier']}] >= value", row["size"]),
        "late": (f"build[plant=boiler, period={'|'.join(until)}] <= value", 0.0),
    }
    for name, (rule, value) in rules.items():
        other = with_policies(plan.study, [Policy("shift", rule, value, over=Over.HORIZON)]).plan()
        assert row[name] == pytest.approx(other.objective - plan.objective, abs=1e-2)
