"""A known year of a chain known by hand: 100 of metal at b, 2 of ore each at 5, 14 a unit delivered."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos import Study
from punos.analysis.hindcast import Hindcast, Verdict, hindcast
from punos.analysis.known_year import known_year
from punos.errors import WrongUse
from tests.model import hand

Rows = list[dict[str, Any]]


def seen(name: str, indicator: str, value: float, year: int = 2024, **more: Any) -> dict[str, Any]:
    return {"observation": name, "indicator": indicator, "value": value, "year": year, "basis": "read", **more}


def chain(*observations: dict[str, Any], **tables: Rows) -> Study:
    """The chain from 2025 on, with what is known of 2024."""
    columns = ("observation", "indicator", "value", "year", "basis", "low", "high", "given", "why")
    rows = [{c: o.get(c) for c in columns} for o in observations]
    said: dict[str, Any] = {"periods": hand.years(2025, 2026), "observations": rows, **tables}
    return hand.study(**{k: v for k, v in said.items() if v})


def verdicts(found: Hindcast) -> dict[str, str]:
    return dict(found.frame.select("observation", "verdict").iter_rows())


def test_within_the_tolerance_outside_explained_or_not() -> None:
    found = hindcast(
        chain(
            seen("close", "make[commodity=metal]", 110),  # the model makes 100: 9 % less
            seen("edge", "make[commodity=metal]", 100 / 0.85 + 0.01),  # a hair more than 15 % less
            seen("far", "buy[commodity=ore]", 400, why="stocks were filled"),
            seen("wide", "buy[commodity=ore]", 400, low=150, high=500),
        )
    )
    assert verdicts(found) == {
        "close": Verdict.FITS, "edge": Verdict.UNEXPLAINED, "far": Verdict.EXPLAINED, "wide": Verdict.FITS,
    }  # fmt: skip
    assert found.frame["model"].to_list() == pytest.approx([100, 100, 200, 200])
    assert found.frame["ratio"].to_list()[2] == pytest.approx(0.5)
    assert "meets 2 within 15% or the range that is known; 1 are missed for a reason" in str(found)
    assert str(found).endswith("that the study gives; 1 are missed without one.")
    assert hindcast(chain(seen("far", "buy[commodity=ore]", 400)), tolerance=0.5).count(Verdict.FITS) == 1


def test_what_the_study_was_made_from_proves_nothing_when_met() -> None:
    """100 are made of 200 of ore: one figure given and met, one given and missed, one not given."""
    found = hindcast(
        chain(
            seen("recipe", "buy[commodity=ore] / make[commodity=metal]", 2, given="yes"),
            seen("sold", "sell[commodity=metal]", 200, given="yes"),
            seen("made", "make[commodity=metal]", 100, given="no"),
        )
    )
    assert verdicts(found) == {"recipe": Verdict.GIVEN, "sold": Verdict.UNEXPLAINED, "made": Verdict.FITS}
    assert found.tests == 2
    assert str(found).startswith("Of 2 known figures the model of 2024 meets 1 within")
    assert str(found).endswith("1 more were used to make the study, so they prove nothing.")


def test_prices_are_those_of_one_more_unit() -> None:
    found = hindcast(
        chain(
            seen("metal at b", "price[commodity=metal, place=b]", 14),
            seen("paid for ore", "spend[kind=supply] / buy[commodity=ore]", 5),
        )
    )
    assert found.frame["model"].to_list() == pytest.approx([14, 5])
    assert found.frame["unit"].to_list()[0] == "EUR / t"


def test_quotients_of_nothing_have_no_figure() -> None:
    found = hindcast(chain(seen("share", "short[commodity=metal] / discard[commodity=metal]", 0.5)))
    assert verdicts(found) == {"share": Verdict.NO_FIGURE}


def test_nothing_is_built_restarted_or_closed() -> None:
    plants: Rows = [
        {"plant": "old", "status": "operating", "capacity": 60.0, "opened": 2000, "closable": "yes"},
        {"plant": "grown", "status": "operating", "capacity": 10.0, "expandable": "yes"},
        {"plant": "later", "status": "committed", "capacity": 500.0, "opened": 2025},
        {"plant": "asleep", "status": "idle", "capacity": 500.0},
        {"plant": "dreamt", "status": "candidate"},
    ]
    columns = ("plant", "status", "capacity", "opened", "closable", "expandable")
    sited = [{c: p.get(c) for c in columns} | {"place": "a", "technology": "smelter"} for p in plants]
    may = [{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100, "price": 50}]
    found = hindcast(chain(seen("made", "make[commodity=metal]", 70), plants=sited, demands=may))
    assert found.frame["model"].to_list() == pytest.approx([70])  # what stood: 60 and 10


def test_the_scenario_of_the_year_gives_its_figures() -> None:
    changes = [
        {"scenario": "year_2024", "table": "demands", "select": "demand=d", "column": "quantity", "op": "set",
         "value": "80"},
        {"scenario": "boom", "table": "demands", "select": "demand=d", "column": "quantity", "op": "set",
         "value": "120"},
    ]  # fmt: skip
    study = chain(seen("made", "make[commodity=metal]", 80), changes=changes)
    assert hindcast(study).frame["model"].to_list() == pytest.approx([80])
    assert hindcast(study, scenario="boom").frame["model"].to_list() == pytest.approx([120])
    assert hindcast(study, year=2023).frame["model"].to_list() == pytest.approx([100])
    with pytest.raises(WrongUse, match="no scenario 'gone'"):
        hindcast(study, scenario="gone")


def test_figures_of_the_first_period_hold_and_later_ones_do_not() -> None:
    supplies: Rows = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5.0},
        {"supply": "mine", "period": "2025", "price": 6.0},
        {"supply": "mine", "period": "2026", "price": 60.0},
    ]
    study = chain(seen("paid", "spend[kind=supply] / buy[commodity=ore]", 6), supplies=supplies)
    assert hindcast(study).frame["model"].to_list() == pytest.approx([6])
    year = known_year(study, 2024)
    assert year.table("periods").select("start", "years").rows() == [(2024, 1.0)]
    assert not year.check().errors


def test_what_would_have_to_be_opened_is_shut() -> None:
    ends = {"from": "a", "to": "b"}
    routes: Rows = [
        {"route": "ab", **ends, "cost": 3.0},
        {"route": "short", **ends, "cost": 1.0, "capex": 5.0, "capacity": 500.0},
    ]
    study = chain(seen("freight", "spend[kind=freight]", 300), routes=routes)
    assert hindcast(study).frame["model"].to_list() == pytest.approx([300])


def test_refusals() -> None:
    with pytest.raises(WrongUse, match="no table observations"):
        hindcast(chain())
    with pytest.raises(WrongUse, match="tolerance"):
        hindcast(chain(seen("made", "make[]", 80)), tolerance=0)
    one = hand.study(observations=[seen("made", "make[commodity=metal]", 100)])
    with pytest.raises(WrongUse, match="no periods"):
        hindcast(one, year=2024)
    assert hindcast(one, year=2025).count(Verdict.FITS) == 1


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (seen("made", "mke[commodity=metal]", 80), "unknown-indicator"),
        (seen("made", "price[commodity=gold]", 80), "unknown-name"),
        (seen("made", "price[plant=s1]", 80), "unknown-column"),
        (seen("made", "make[commodity=metal]", 80, low=90, high=100), "outside-range"),
        (seen("made", "make[commodity=metal]", 0), "nothing-known"),
    ],
)
def test_faults(row: dict[str, Any], code: str) -> None:
    faults = chain(row).check()
    assert [(f.table, f.row, f.code) for f in faults if f.table == "observations"] == [("observations", 2, code)]


def test_kept_and_read_back(tmp_path: Any) -> None:
    from punos.analysis.findings import Findings

    plan = chain(seen("made", "make[commodity=metal]", 80)).plan()
    folder = plan.save(tmp_path / "plan")
    found = plan.hindcast()
    Findings(hindcast=found).keep(folder)
    read = Findings.read(folder).hindcast
    assert read is not None
    assert read.frame.equals(found.frame)
    assert isinstance(found.frame, pl.DataFrame)
    assert (read.year, read.tolerance) == (2024, 0.15)
