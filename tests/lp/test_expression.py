from __future__ import annotations

import polars as pl
import pytest

from punos.lp import Expression, LpError, Program, expression

PLACES = ["oulu", "kokkola", "vaasa"]
ENUM = pl.Enum(PLACES)


def variables(place: pl.Series | None = None) -> tuple[Program, Expression]:
    place = pl.Series(["oulu", "kokkola"]) if place is None else place
    program = Program()
    return program, program.variables("x", pl.DataFrame([place.alias("place"), pl.Series("period", [1, 1])]))


def entries(expression: Expression) -> list[tuple[object, ...]]:
    return sorted(expression.frame.select(*expression.index, "column", "coefficient").iter_rows(), key=str)


def test_a_variable_is_itself_with_coefficient_one() -> None:
    _, x = variables()
    # sorted by label: kokkola is column 0
    assert entries(x) == [("kokkola", 1, 0, 1.0), ("oulu", 1, 1, 1.0)]


def test_times_multiplies_what_is_there_and_leaves_out_the_rest() -> None:
    _, x = variables()
    price = pl.DataFrame({"place": ["oulu", "vaasa"], "price": [3.0, 9.0]})
    assert entries(x.scaled(2.0).times(price, "price")) == [("oulu", 1, 1, 6.0)]


def test_times_takes_further_labels_of_the_parameter() -> None:
    _, x = variables()
    recipe = pl.DataFrame({"place": ["oulu", "oulu"], "commodity": ["salt", "acid"], "quantity": [0.5, -2]})
    made = x.times(recipe, "quantity")
    assert made.index == ("place", "period", "commodity")
    assert entries(made) == [("oulu", 1, "acid", 1, -2.0), ("oulu", 1, "salt", 1, 0.5)]


@pytest.mark.parametrize("left", [pl.String, ENUM])
@pytest.mark.parametrize("right", [pl.String, ENUM, pl.Enum(["vaasa", "turku", "oulu"])])
def test_times_joins_names_of_any_type(left: pl.DataType, right: pl.DataType) -> None:
    _, x = variables(pl.Series(["oulu", "kokkola"], dtype=left))
    price = pl.DataFrame({"place": pl.Series(["oulu", "vaasa"], dtype=right), "price": [3.0, 9.0]})
    product = x.times(price, "price")
    assert entries(product) == [("oulu", 1, 1, 3.0)]
    assert product.frame.schema["place"] == left


def test_times_joins_blank_labels() -> None:
    _, x = variables(pl.Series(["oulu", None]))
    price = pl.DataFrame({"place": [None, "oulu"], "price": [3.0, 9.0]})
    assert sorted(x.times(price, "price").frame["coefficient"]) == [3.0, 9.0]


def test_times_of_all_with_all_is_asked_for() -> None:
    _, x = variables()
    factor = pl.DataFrame({"step": ["low", "high"], "factor": [1.0, 2.0]})
    with pytest.raises(LpError, match="shares no label"):
        x.times(factor, "factor")
    assert len(entries(x.times(factor, "factor", on=()))) == 4


@pytest.mark.parametrize(
    ("parameter", "by", "on", "words"),
    [
        ({"place": ["oulu"], "price": [None]}, "price", None, "blank.*place=oulu"),
        ({"place": ["oulu"], "price": [float("nan")]}, "price", None, "not a number at place=oulu"),
        ({"place": ["oulu"], "price": [1.0]}, "cost", None, "no column 'cost'"),
        ({"place": ["oulu"], "period": [1], "price": [1.0]}, "price", ["place"], "also has the label period"),
        ({"place": ["oulu"], "price": [1.0]}, "price", ["period"], "cannot be joined on period"),
        ({"place": ["oulu"], "price": [1.0], "share": [0.5]}, "price", None, "'share'.*is no label"),
        ({"place": ["oulu"], "value": ["a"], "price": [1.0]}, "price", None, "reserved"),
        ({"place": [7], "price": [1.0]}, "price", None, "'place' holds names on one side"),
    ],
)
def test_times_refuses(parameter: dict[str, list[object]], by: str, on: list[str] | None, words: str) -> None:
    _, x = variables()
    frame = pl.DataFrame(parameter, schema_overrides={"price": pl.Float64})
    with pytest.raises(LpError, match=words):
        x.times(frame, by, on)


def test_over_keeps_labels_and_the_entries_add_up_later() -> None:
    _, x = variables()
    assert entries(x.over("period")) == [(1, 0, 1.0), (1, 1, 1.0)]
    assert x.over().index == ()
    with pytest.raises(LpError, match="No label plant"):
        x.over("plant")


def test_where_keeps_entries_by_label() -> None:
    _, x = variables()
    assert entries(x.where(pl.col("place") == "oulu")) == [("oulu", 1, 1, 1.0)]


def test_rename_and_labelled() -> None:
    _, x = variables()
    renamed = x.rename(place="origin").labelled(kind="freight", plant=None)
    assert renamed.index == ("origin", "period", "kind", "plant")
    assert entries(renamed)[0] == ("kokkola", 1, "freight", None, 0, 1.0)
    with pytest.raises(LpError, match="Cannot rename site"):
        x.rename(site="origin")
    with pytest.raises(LpError, match="not distinct"):
        x.rename(place="period")
    with pytest.raises(LpError, match="Cannot add the label place"):
        x.labelled(place="oulu")


def test_adding_takes_labels_in_any_order_and_refuses_others() -> None:
    program, x = variables()
    y = program.variables("y", pl.DataFrame({"period": [2], "place": ["vaasa"]}))
    assert entries(x - y) == [
        ("kokkola", 1, 0, 1.0),
        ("oulu", 1, 1, 1.0),
        ("vaasa", 2, 2, -1.0),
    ]
    with pytest.raises(LpError, match="only one has period"):
        x + y.over("place")


@pytest.mark.parametrize("other", [pl.String, pl.Enum(["vaasa"])])
def test_adding_joins_names_of_different_types(other: pl.DataType) -> None:
    program, x = variables(pl.Series(["oulu", "kokkola"], dtype=ENUM))
    y = program.variables("y", pl.DataFrame({"place": pl.Series(["vaasa"], dtype=other), "period": [2]}))
    assert [row[0] for row in entries(x + y)] == ["kokkola", "oulu", "vaasa"]


def test_adding_names_to_numbers_is_refused() -> None:
    program, x = variables()
    y = program.variables("y", pl.DataFrame({"place": [4], "period": [2]}))
    with pytest.raises(LpError, match="'place' holds names in one expression and numbers in another"):
        x + y


def test_sum_leaves_blank_what_does_not_apply_and_refuses_what_would_be_lost() -> None:
    _, x = variables()
    total = Expression.sum([x.over("place"), x.over("period")], ("place", "period"))
    assert entries(total)[-1] == (None, 1, 1, 1.0)
    with pytest.raises(LpError, match="beyond the sum: period"):
        Expression.sum([x], ("place",))
    assert Expression.sum([], ("place",)).frame.height == 0


def test_nothing_can_be_added_to_something() -> None:
    _, x = variables()
    both = Expression.empty(("period", "place")) + x
    assert len(entries(both)) == 2


def test_factors_looked_up_by_number_are_those_that_a_join_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    places = pl.DataFrame({"place": [f"p{i}" for i in range(40)] + [None]})
    index = places.join(pl.DataFrame({"period": [*range(2020, 2030)]}), how="cross")
    x = Program().variables("x", index.with_columns(pl.col("place").cast(pl.Enum(places["place"].drop_nulls()))))
    parameters = [
        pl.DataFrame({"place": ["p3", "p7", None, "nowhere"], "f": [2.0, 3, 4, 5]}),
        pl.DataFrame({"period": [2029, 2021, 1999], "place": ["p1", "p2", "p3"], "f": [2, 3, 4]}),
        pl.DataFrame({"place": ["p3", "p3"], "f": [2.0, 3.0]}),
        places.select("place", f=pl.lit(1.5)),
    ]
    joined = [entries(x.times(parameter, "f")) for parameter in parameters]
    monkeypatch.setattr(expression, "_MANY", 0)
    assert [entries(x.times(parameter, "f")) for parameter in parameters] == joined
    assert [len(rows) for rows in joined] == [30, 2, 20, 410]


def test_an_empty_table_of_other_names_changes_nothing() -> None:
    program, x = variables(pl.Series(["oulu", "kokkola"], dtype=ENUM))
    other = pl.Enum(["b", "oulu"])
    none = pl.DataFrame(schema={"place": other, "period": pl.Int64, "lower": pl.Float64})
    program.set_bounds("x", none)
    assert x.times(none.select("place", f="lower"), "f").frame.is_empty()
