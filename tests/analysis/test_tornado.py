from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest

from punos.analysis import moves
from punos.analysis.figures import figures_of
from punos.analysis.measure import Result
from punos.analysis.tornado import Tornado, tornado
from punos.errors import WrongUse
from punos.runner import many
from tests.analysis.chain import CAPEX, FREIGHT, IMPORT, METAL, ORE, chain, seen

BASE = 2400.0
"""100 units at 14 and 10 of capex."""


def row_of(found: Tornado, select: str) -> dict[str, object]:
    rows = found.frame.filter(pl.col("select") == select).to_dicts()
    assert len(rows) == 1
    return rows[0]


@pytest.fixture(scope="module")
def found() -> Tornado:
    plan = chain(evidence=[CAPEX, ORE, METAL, FREIGHT]).plan()
    assert plan.objective == pytest.approx(BASE)
    return tornado(plan, "make[commodity=metal]")


def test_effects_by_hand(found: Tornado) -> None:
    """low and high of each figure: what 100 units cost then, the cheaper of smelting and importing."""
    expected = {
        "technology=smelter": (100 * (14 + 5) - BASE, IMPORT - BASE),
        "supply=mine": (100 * (2 * 4 + 4 + 10) - BASE, IMPORT - BASE),
        "supply=import": (2000 - BASE, 0.0),
        "route=ab": (0.0, 100.0),
    }
    for select, (low, high) in expected.items():
        row = row_of(found, select)
        assert row["cost_low"] == pytest.approx(low), select
        assert row["cost_high"] == pytest.approx(high), select
        assert row["effect"] == pytest.approx(max(abs(low), abs(high)))
    assert found.objective == pytest.approx(BASE)
    effects = found.frame["effect"].to_list()
    assert effects == sorted(effects, reverse=True)


def test_flips_by_hand(found: Tornado) -> None:
    """Smelting ends at capex 16, ore at 8, imports at 24; the search ends within 2 % beyond that."""
    turns = {("technology=smelter", "high"): 16.0, ("supply=mine", "high"): 8.0, ("supply=import", "low"): 24.0}
    for (select, side), value in turns.items():
        row = row_of(found, select)
        assert row["flips"]
        assert row[f"turn_{side}"] == "− s1"
        assert row[f"flip_{side}"] == pytest.approx(value, rel=0.0201)
        other = "low" if side == "high" else "high"
        assert row[f"turn_{other}"] == ""
        assert row[f"flip_{other}"] is None
    assert row_of(found, "supply=mine")["flip_high"] >= 8.0  # type: ignore[operator]
    assert not row_of(found, "route=ab")["flips"]


def test_the_indicator_there(found: Tornado) -> None:
    assert found.indicator_base == pytest.approx(100)
    assert found.indicator_unit == "t"
    row = row_of(found, "technology=smelter")
    assert row["indicator_low"] == pytest.approx(100)
    assert row["indicator_high"] == pytest.approx(0)


def test_what_a_row_says(found: Tornado) -> None:
    row = row_of(found, "technology=smelter")
    assert row["figure"] == "capex of Smelter (technologies)"
    assert (row["base"], row["low"], row["high"]) == (10, 5, 20)
    assert (row["basis"], row["source"], row["confidential"]) == ("recalled", "a fair", False)
    assert row["unit"] == "money / capacity unit"
    assert "capex of Smelter (technologies) (recalled)" in str(found)
    assert "3 of 4 figures change what is built" in str(found)


def test_rows_that_cannot_be_used_are_told() -> None:
    rows = [
        CAPEX,
        seen("routes", "route=ab", "cost", None, None),
        seen("supplies", "supply=nowhere", "price", 1, 2),
        seen("supplies", "supply=mine", "colour", 1, 2),
    ]
    found = figures_of(chain(evidence=rows))
    assert [f.select for f in found.figures] == ["technology=smelter"]
    assert found.skipped["select"].to_list() == ["route=ab", "supply=nowhere", "supply=mine"]
    assert found.skipped["why"][0] == "no range"
    assert "nowhere" in found.skipped["why"][1]
    assert "colour" in found.skipped["why"][2]


def test_rows_without_range_are_counted() -> None:
    made = tornado(chain(evidence=[CAPEX, seen("routes", "route=ab", "cost", None, None)]).plan())
    assert made.frame.height == 1
    assert made.skipped["why"].to_list() == ["no range"]


def test_one_side_of_a_range_is_enough() -> None:
    made = tornado(chain(evidence=[seen("technologies", "technology=smelter", "capex", None, 12)]).plan())
    row = made.frame.to_dicts()[0]
    assert row["low"] is None
    assert row["cost_low"] == 0.0
    assert row["cost_high"] == pytest.approx(200)


def test_a_course_over_time_moves_in_proportion() -> None:
    """The range speaks of the row without period; 100 and 50 units become 50 and 25."""
    demand = {"commodity": "metal", "place": "b", "kind": "must"}
    tables = {
        "periods": [{"period": str(y), "start": y, "years": 1.0} for y in (2025, 2026)],
        "demands": [
            {"demand": "d", "period": None, **demand, "quantity": 100},
            {"demand": "d", "period": "2026", **dict.fromkeys(demand), "quantity": 50},
        ],
        "technologies": [{"technology": "smelter", "unit": "t/a"}],
        "plants": [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 500}],
    }
    made = tornado(chain(evidence=[seen("demands", "demand=d", "quantity", 50, 100)], **tables).plan())
    row = made.frame.to_dicts()[0]
    assert made.objective == pytest.approx(14 * 150)
    assert (row["base"], row["cells"]) == (100, 2)
    assert row["cost_low"] == pytest.approx(-14 * 75)
    assert row["cost_high"] == 0.0


def test_no_plan_at_an_end_is_told() -> None:
    """Without imports 100 units of metal must be smelted; with 80 of capacity there is no plan."""
    supplies = [{"supply": "mine", "commodity": "ore", "place": "a", "price": 5}]
    rows = [seen("plants", "plant=s1", "max_capacity", 80, 120)]
    made = tornado(chain(evidence=rows, supplies=supplies).plan())
    row = made.frame.to_dicts()[0]
    assert row["cost_low"] is None
    assert row["turn_low"] == "no plan"
    assert row["remark"] == "low: no plan"
    assert row["flips"]
    assert row["flip_low"] == pytest.approx(100, rel=0.0201)
    assert row["cost_high"] == 0.0


def test_the_widest_come_first() -> None:
    """Of 2400 the ore is 1000 and its range spans its price; freight is 300, its range a third of that."""
    made = tornado(chain(evidence=[FREIGHT, ORE]).plan(), top=1)
    assert made.frame["select"].to_list() == ["supply=mine"]
    assert made.left_out == 1
    assert made.guessed == pytest.approx(100)
    assert "1 figures that are guessed to matter less" in str(made)


def test_what_is_within_the_gaps_is_no_difference() -> None:
    plan = chain(evidence=[CAPEX]).plan()
    run = moves.Moves.of(plan, None, None, 1, None)
    assert run.difference(Result(BASE + 5, BASE - 1, math.nan, ())) == 0.0
    assert run.difference(Result(BASE + 5, BASE + 4, math.nan, ())) == pytest.approx(5)
    assert run.difference(Result(BASE - 1e-9, BASE - 1e-9, math.nan, ())) == 0.0


def test_solved_once_kept_for_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study = chain(evidence=[FREIGHT])
    plan, keep = study.plan(), tmp_path / "tornado.jsonl"
    first = tornado(plan, keep=keep)

    def never(*_: object, **__: object) -> object:
        raise AssertionError("solved again")

    monkeypatch.setattr(many.Base, "session", never)
    assert tornado(plan, keep=keep).frame.equals(first.frame)
    other = study.changed("supplies[supply=import].price = 31").plan()
    with pytest.raises(AssertionError, match="solved again"):
        tornado(other, keep=keep)


def test_a_stop_keeps_what_is_done(tmp_path: Path) -> None:
    """Freight has one end to solve, import prices two, of which only one turns the plan."""
    plan, keep = chain(evidence=[FREIGHT, METAL]).plan(), tmp_path / "tornado.jsonl"

    def stop(done: int, total: int, words: str) -> None:
        assert total == 3
        if done == 2:
            raise KeyboardInterrupt

    stopped = tornado(plan, keep=keep, progress=stop)
    assert not stopped.complete
    assert 1 <= stopped.frame.height <= 2
    assert "stopped before the end" in str(stopped)
    told: list[tuple[int, int]] = []
    whole = tornado(plan, keep=keep, progress=lambda done, total, words: told.append((done, total)))
    assert told == [(1, 1), (1, 1)]  # the third of three solves, and the search for a flip
    assert whole.complete
    rows = whole.frame.select("select", "cost_low", "cost_high").rows()
    assert rows == [
        ("supply=import", pytest.approx(2000 - BASE), 0),
        ("route=ab", 0, pytest.approx(100)),
    ]


@pytest.mark.heavy  # processes start slowly
def test_side_by_side_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = chain(evidence=[CAPEX, ORE, METAL, FREIGHT]).plan()
    alone = tornado(plan, workers=1)
    monkeypatch.setattr(many, "WORTH", 0.0)
    assert tornado(plan, workers=2).frame.equals(alone.frame)


def test_whole_numbers() -> None:
    """A charge of 1000 instead of capex a unit: smelting costs 2400 while the charge is below 1600."""
    technologies = [{"technology": "smelter", "name": "Smelter", "unit": "t/a", "fixed_capex": 1000}]
    rows = [seen("technologies", "technology=smelter", "fixed_capex", 500, 2000)]
    row = tornado(chain(evidence=rows, technologies=technologies).plan()).frame.to_dicts()[0]
    assert row["cost_low"] == pytest.approx(-500)
    assert row["cost_high"] == pytest.approx(IMPORT - BASE)
    assert row["turn_high"] == "− s1"
    assert row["flip_high"] == pytest.approx(1600, rel=0.0201)


def test_words_that_make_no_sense() -> None:
    plan = chain(evidence=[CAPEX]).plan()
    with pytest.raises(WrongUse):
        tornado(plan, "brew[commodity=metal]")
    with pytest.raises(WrongUse, match="at least one"):
        tornado(plan, top=0)


def test_a_study_without_evidence() -> None:
    made = tornado(chain().plan())
    assert made.frame.is_empty()
    assert "fill low and high" in str(made)
