"""Changes, with figures worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import punos
from punos.errors import StudyFaults, WrongUse
from punos.study.study import Study

SETTINGS = {"study": {"name": "base", "currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.06}}

TABLES: dict[str, dict[str, list[Any]]] = {
    "periods": {"period": ["2025", "2031", "2036"], "start": [2025, 2031, 2036], "years": [6, 5, 5]},
    "places": {"place": ["kokkola", "hamina", "lulea"], "country": ["FI", "FI", "SE"], "area_ha": [100, None, 50]},
    "commodities": {"commodity": ["ni", "co"], "unit": ["t", "t"]},
    "technologies": {
        "technology": ["refinery", "refinery", "mill"],
        "plant": [None, "kok_ref", None],
        "unit": ["t/a", None, "t/a"],
        "capex": [10.0, None, 7.0],
        "availability": [None, None, 0.9],
        "fixed_om": [1.0, 2.0, None],
        "lifetime": [25.0, None, None],
    },
    "plants": {
        "plant": ["kok_ref", "ham_ref", "old_ref"],
        "place": ["kokkola", "hamina", "hamina"],
        "technology": ["refinery"] * 3,
        "status": ["operating", "candidate", "closed"],
        "earliest": [None, 2028, None],
        "active": [None, None, False],
        "tag_owner": ["city", "fmg", "fmg"],
    },
    "supplies": {
        "supply": ["ni_cn", "ni_cn", "ni_fi", "co_late"],
        "commodity": ["ni", None, "ni", "co"],
        "place": ["hamina", None, "kokkola", "hamina"],
        "origin": ["CN", None, "FI", "CN"],
        "period": [None, "2031", None, "2036"],
        "price": [100.0, 120.0, 90.0, 30.0],
        "capacity": [None, None, 500.0, 10.0],
    },
    "impacts": {"impact": ["salt"], "unit": ["t"]},
    "impact_caps": {"impact": ["salt", "salt"], "place": ["kokkola", "hamina"], "cap": [1000.0, 800.0]},
    "policies": {"policy": ["share"], "rule": ["buy[origin=CN] <= value * buy"], "value": [0.65]},
    "changes": {
        "scenario": ["dear", "dear", "green", "broken", "broken"],
        "table": ["supplies", "supplies", "impact_caps", "supplies", "supples"],
        "select": ["origin=CN", "supply=ni_cn", None, "origin=XX", None],
        "column": ["price", "price", "cap", "price", "price"],
        "period": [None, "2036", None, None, None],
        "op": ["scale", "add", "scale", "scale", "set"],
        "value": ["2", "5", "0.5", "2", "1"],
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def study() -> Study:
    made = Study.from_frames(SETTINGS, TABLES)
    assert not made.faults, str(made.faults)
    return made


def cells(study: Study, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return study.table(table).select(columns).rows()


def test_scaling_one_cell(study: Study) -> None:
    salt = study.changed("impact_caps[impact=salt, place=kokkola].cap *= 0.5", name="salt halved")
    assert cells(salt, "impact_caps", "place", "cap") == [("kokkola", 500.0), ("hamina", 800.0)]
    assert salt.name == "salt halved"
    assert cells(study, "impact_caps", "place", "cap") == [("kokkola", 1000.0), ("hamina", 800.0)]  # untouched
    (done,) = salt.changes
    assert (str(done), done.cells, done.before, done.after) == (
        "impact_caps[impact=salt, place=kokkola].cap *= 0.5", 1, "1000", "500",
    )  # fmt: skip


def test_without_a_period_every_row_found_is_changed_narrow_ones_too(study: Study) -> None:
    dear = study.changed("supplies[origin=CN|FI].price *= 2")
    # The row of 2031 says no origin of its own: it is that of its supply.
    assert cells(dear, "supplies", "supply", "period", "price") == [
        ("ni_cn", None, 200.0), ("ni_cn", "2031", 240.0), ("ni_fi", None, 180.0), ("co_late", "2036", 60.0),
    ]  # fmt: skip
    dear = study.changed("supplies[supply=ni_cn].price += -10")
    assert cells(dear, "supplies", "period", "price")[:2] == [(None, 90.0), ("2031", 110.0)]


def test_with_a_period_the_figure_in_force_is_written_to_its_row(study: Study) -> None:
    narrow = study.changed("supplies[supply=ni_cn, period=2031].price *= 1.5")
    assert cells(narrow, "supplies", "period", "price")[:2] == [(None, 100.0), ("2031", 180.0)]
    assert narrow.table("supplies").height == 4
    wide = study.changed("supplies[supply=ni_cn, period=2036].price *= 1.5")
    assert cells(wide, "supplies", "supply", "period", "price", "commodity", "row")[4:] == [
        ("ni_cn", "2036", 150.0, None, 6)
    ]  # the other cells stay blank: they are those of the wide row
    assert wide.changes[0].before == "100"


def test_all_periods_but_one(study: Study) -> None:
    some = study.changed("supplies[supply=ni_fi, period!=2031].price += 1")
    assert cells(some, "supplies", "supply", "period", "price")[4:] == [
        ("ni_fi", "2025", 91.0), ("ni_fi", "2036", 91.0),
    ]  # fmt: skip
    late = study.changed("supplies[supply=ni_fi, period.start=2031|2036].price = 1")
    assert [row[1] for row in cells(late, "supplies", "supply", "period")[4:]] == ["2031", "2036"]


def test_a_change_makes_nothing_exist_where_it_did_not(study: Study) -> None:
    with pytest.raises(WrongUse, match="does not exist in these periods"):
        study.changed("supplies[supply=co_late, period=2031].price *= 2")
    both = study.changed("supplies[origin=CN, period=2031].price *= 2")  # co_late is not there in 2031
    assert cells(both, "supplies", "supply", "period", "price") == [
        ("ni_cn", None, 100.0), ("ni_cn", "2031", 240.0), ("ni_fi", None, 90.0), ("co_late", "2036", 30.0),
    ]  # fmt: skip


def test_a_blank_counts_as_its_default(study: Study) -> None:
    worse = study.changed("technologies.availability *= 0.5")
    # The row of the plant stays blank: it inherits from the wide row, which was 1.
    assert cells(worse, "technologies", "plant", "availability") == [(None, 0.5), ("kok_ref", None), (None, 0.45)]
    late = study.changed("technologies[technology=mill, period=2031].fixed_om += 3")
    assert cells(late, "technologies", "technology", "period", "fixed_om")[3:] == [("mill", "2031", 3.0)]


def test_what_has_no_limit_stays_so_and_is_told_if_it_is_alone(study: Study) -> None:
    less = study.changed("places.area_ha *= 0.5")
    assert cells(less, "places", "area_ha") == [(50.0,), (float("inf"),), (25.0,)]
    with pytest.raises(WrongUse, match="without limit"):
        study.changed("places[place=hamina].area_ha *= 0")
    with pytest.raises(WrongUse, match="nothing to scale"):
        study.changed("commodities.disposal_cost *= 2")
    assert cells(study.changed("places[place=hamina].area_ha = inf"), "places", "area_ha")[1] == (float("inf"),)


def test_a_figure_of_a_plant_overrides_in_its_period(study: Study) -> None:
    changed = study.changed("technologies[technology=refinery, period=2031].fixed_om *= 10")
    assert cells(changed, "technologies", "plant", "period", "fixed_om")[3:] == [
        (None, "2031", 10.0), ("kok_ref", "2031", 20.0),
    ]  # fmt: skip


def test_selections_follow_references_and_tags(study: Study) -> None:
    sweden = study.changed("supplies[place.country=FI].price = 1")
    assert cells(sweden, "supplies", "price") == [(1.0,)] * 4
    fmg = study.changed("plants[tag_owner=fmg].capex_factor *= 1.2")
    assert cells(fmg, "plants", "plant", "capex_factor") == [("kok_ref", None), ("ham_ref", 1.2)]


def test_dates_statuses_and_switches(study: Study) -> None:
    late = study.changed("plants[plant=ham_ref].earliest += 2", "plants[plant=ham_ref].status = committed")
    assert cells(late, "plants", "plant", "earliest", "status")[1] == ("ham_ref", 2030, "committed")
    assert [change.cells for change in late.changes] == [1, 1]
    on = study.changed("plants[plant=old_ref].active = yes")
    assert "old_ref" in on.table("plants")["plant"].to_list()
    off = study.changed("plants[plant=ham_ref].active = ei")
    assert "ham_ref" not in off.table("plants")["plant"].to_list()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("supples.price *= 2", "Did you mean 'supplies'?"),
        ("supplies.prize *= 2", "Did you mean 'price'?"),
        ("supplies[supply=ni_cm].price *= 2", "ni_cn"),
        ("supplies[colour=red].price *= 2", "colour"),
        ("supplies[origin=SE].price *= 2", "No row of supplies"),
        ("supplies[supply=ni_cn, period=2030].price *= 2", "2030"),
        ("plants[plant=old_ref].capacity = 5", "no plant 'old_ref'"),
        ("plants[plant=kok_ref].place = hamina", "says what the row is"),
        ("plants[plant=kok_ref].plant = kok", "says what the row is"),
        ("supplies[supply=ni_cn].period = 2031", "says what the row is"),
        ("policies.rule = x", "says what the row is"),
        ("plants[plant=kok_ref, period=2031].status = idle", "same in every period"),
        ("plants[plant=kok_ref].status = idel", "Did you mean 'idle'?"),
        ("plants[plant=kok_ref].status *= 2", "cannot be scaled"),
        ("plants[plant=ham_ref].earliest *= 2", "cannot be scaled"),
        ("supplies[supply=ni_cn].price = dear", "not a number"),
        ("supplies[supply=ni_cn].price *= inf", "finite"),
        ("supplies[supply=ni_cn].price = 0,5", "decimal points"),
        ("supplies[supply=ni_cn].price == 5", ""),
        ("routes.cost *= 2", "Add rows"),
    ],
)
def test_what_cannot_be_changed_is_refused_with_words(study: Study, change: str, words: str) -> None:
    with pytest.raises(WrongUse) as refusal:
        study.changed(change)
    assert words in str(refusal.value)


def test_a_scenario_applies_its_rows_in_order(study: Study) -> None:
    dear = study.scenario("dear")
    assert cells(dear, "supplies", "supply", "period", "price") == [
        ("ni_cn", None, 200.0), ("ni_cn", "2031", 240.0), ("ni_fi", None, 90.0), ("co_late", "2036", 60.0),
        ("ni_cn", "2036", 205.0),
    ]  # fmt: skip
    assert dear.name == "dear"
    assert [change.scenario for change in dear.changes] == ["dear", "dear"]
    assert cells(study.scenario("green"), "impact_caps", "cap") == [(500.0,), (400.0,)]


def test_faults_of_a_scenario_come_together_with_their_rows(study: Study) -> None:
    with pytest.raises(StudyFaults) as caught:
        study.scenario("broken")
    assert [(f.table, f.row) for f in caught.value.faults] == [("changes", 5), ("changes", 6)]
    assert "Did you mean 'supplies'?" in str(caught.value)
    with pytest.raises(WrongUse, match="Did you mean 'green'"):
        study.scenario("grean")


@pytest.mark.parametrize("form", ["csv", "finnish", "frame", "xlsx", "folder"])
def test_changes_from_elsewhere(tmp_path: Path, study: Study, form: str) -> None:
    own = pl.DataFrame(
        {"table": ["supplies", "supplies"], "select": ["supply=ni_fi", "supply=ni_fi, place=kokkola"],
         "column": ["price", "capacity"], "op": ["scale", "add"], "value": ["1.5", "-100"]}
    )  # fmt: skip
    given: Any = own
    if form == "csv":
        given = tmp_path / "own.csv"
        own.write_csv(given)
    elif form == "finnish":
        given = tmp_path / "own.csv"
        text = own.with_columns(pl.col("value").str.replace(".", ",", literal=True)).write_csv(separator=";")
        given.write_bytes(text.encode("cp1252"))
    elif form != "frame":
        given = tmp_path / ("own.xlsx" if form == "xlsx" else "own")
        Study.from_frames(SETTINGS, {"changes": own}).save(given)
    done = study.with_changes(given, name="ours")
    assert cells(done, "supplies", "supply", "price", "capacity")[2] == ("ni_fi", 135.0, 400.0)
    assert done.name == "ours"


def test_one_scenario_of_a_file(study: Study) -> None:
    only = study.with_changes(pl.DataFrame(TABLES["changes"]), scenario="green")
    assert cells(only, "impact_caps", "cap") == [(500.0,), (400.0,)]
    assert len(only.changes) == 1


def test_changes_that_cannot_be_read(tmp_path: Path, study: Study) -> None:
    own = tmp_path / "own.csv"
    own.write_text("table,select,colunm,op,value\nsupplies,,price,scale,2\n")
    with pytest.raises(StudyFaults, match="Did you mean 'column'"):
        study.with_changes(own)
    own.write_text(
        "table,select,column,op,value\nsupplies,,price,,2\nsupplies,a==,price,set,2\nsupplies,,price,multiply,2\n"
    )
    with pytest.raises(StudyFaults) as caught:
        study.with_changes(own)
    assert {fault.row for fault in caught.value.faults} >= {4}
    with pytest.raises(StudyFaults, match="no file"):
        study.with_changes(tmp_path / "none.csv")


def test_a_changed_study_is_saved_as_it_is(tmp_path: Path, study: Study) -> None:
    dear = study.changed("supplies[supply=ni_cn, period=2036].price *= 1.5")
    dear.save(tmp_path / "dear")
    again = punos.load(tmp_path / "dear")
    assert again.tables["supplies"].equals(dear.tables["supplies"])
