"""The study object: what `table` gives."""

from __future__ import annotations

import pickle

import polars as pl
import pytest

from punos.errors import WrongUse
from punos.study.study import Study
from punos.tables import TABLES
from tests.study.small import SETTINGS, same, study

DTYPES = {"name": pl.String, "text": pl.String, "choice": pl.String, "rule": pl.String, "number": pl.Float64,
          "year": pl.Int64, "yes or no": pl.Boolean}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_every_table_has_every_column_in_its_type(name: str) -> None:
    frame = study().table(name)
    expected = {column.name: DTYPES[column.type.value] for column in TABLES[name].all_columns} | {"row": pl.Int64}
    assert {c: t for c, t in frame.schema.items() if not c.startswith("tag_")} == expected


def test_only_active_rows_and_tags_before_the_row() -> None:
    supplies = study().table("supplies")
    assert supplies["supply"].to_list() == ["ni_world", "ni_world"]
    assert supplies["row"].to_list() == [2, 3]
    assert supplies["active"].to_list() == [True, True]
    assert study().table("places").columns[-2:] == ["tag_coast", "row"]
    assert study().tables["supplies"].height == 3  # as written


def test_blanks_stay_blank() -> None:
    assert study().table("places")["transit"].to_list() == [None, False]
    assert study().table("supplies")["price"].to_list() == [12345.678, -0.5]


def test_a_table_that_is_not_there() -> None:
    assert study().table("routes").is_empty()
    with pytest.raises(WrongUse, match="Did you mean 'routes'"):
        study().table("rutes")
    with pytest.raises(WrongUse, match="Did you mean 'places'"):
        Study.from_frames(SETTINGS, {"place": {"place": ["a"]}})


def test_unknown_columns_stay_with_the_rows_but_not_in_the_table() -> None:
    made = Study.from_frames(SETTINGS, {"places": {"place": ["a"], "colour": ["red"]}})
    assert made.tables["places"]["colour"].to_list() == ["red"]
    assert "colour" not in made.table("places").columns
    assert [fault.code for fault in made.faults] == ["unknown-column"]


def test_a_study_in_memory_takes_figures_and_text_alike() -> None:
    made = Study.from_frames(
        SETTINGS,
        {
            "plants": {
                "plant": ["a", "b"],
                "capacity": ["inf", "5"],
                "opened": [2031, None],
                "closable": ["kyllä", None],
            }
        },
    )
    assert not made.faults
    assert made.tables["plants"].rows() == [("a", float("inf"), 2031, True, 2), ("b", 5.0, None, None, 3)]
    assert made.name == "small"
    assert "small" in repr(made)


def test_a_figure_that_is_none_is_told_in_memory_too() -> None:
    made = Study.from_frames(SETTINGS, {"plants": {"plant": ["a"], "capacity": [float("nan")]}})
    assert [(fault.code, fault.row) for fault in made.faults] == [("not-a-number", 2)]


def test_a_study_travels_to_other_processes() -> None:
    made = study().changed("supplies[supply=ni_world].price *= 2")
    again = pickle.loads(pickle.dumps(made))
    assert same(again, made)
    assert (again.changes, again.faults, again.name) == (made.changes, made.faults, made.name)


def test_long_tables_keep_their_figures_and_rows() -> None:
    n = 200_000
    frame = pl.DataFrame({"process": ["p"] * n, "commodity": ["c"] * n, "quantity": pl.int_range(n, eager=True) / 3})
    made = Study.from_frames(SETTINGS, {"flows": frame})
    assert made.table("flows")["quantity"].sum() == pytest.approx(n * (n - 1) / 6)
    assert made.table("flows")["row"].to_list()[-1] == n + 1


def test_rows_are_appended_below_those_there_are_and_numbered_on() -> None:
    study = Study.from_frames(SETTINGS, {"places": [{"place": "a"}, {"place": "b", "active": "no"}]})
    more = study.appended("places", [{"place": "c", "lat": 61.5}, {"place": "d"}])
    assert more.tables["places"].select("place", "row").rows() == [("a", 2), ("b", 3), ("c", 4), ("d", 5)]
    assert more.table("places")["place"].to_list() == ["a", "c", "d"]  # what is switched off stays so
    assert more.table("places")["lat"].to_list() == [None, 61.5, None]
    assert study.table("places")["place"].to_list() == ["a"]
    first = study.appended("modes", [{"mode": "road"}])
    assert first.table("modes").select("mode", "row").rows() == [("road", 2)]
    with pytest.raises(WrongUse):
        study.appended("nothing", [{"place": "e"}])


def test_an_unknown_place_is_refused_with_what_may_be_meant() -> None:
    study = Study.from_frames(SETTINGS, {"places": [{"place": "kokkola"}, {"place": "vaasa"}]})
    study.refuse_unknown_place("vaasa", "kokkola")
    with pytest.raises(WrongUse, match=r"no place 'kokola'\. Did you mean 'kokkola'"):
        study.refuse_unknown_place("vaasa", "kokola")
    with pytest.raises(WrongUse, match=r"no place 'x'\. It has: kokkola, vaasa"):
        study.refuse_unknown_place("x")
