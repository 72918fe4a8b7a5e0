"""Parks side by side, by hand and against a second, slow counting in fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos import Study, StudyFaults, WrongUse
from punos.analysis.scoring import Scores

Row = dict[str, Any]
YES_NO = {"kind": "indicator", "sense": "yes_no", "threshold": None, "start": None}
AT_LEAST = {"kind": "indicator", "sense": "at_least", "threshold": 80.0, "start": None}
AT_MOST = {"kind": "indicator", "sense": "at_most", "threshold": 50.0, "start": 100.0}
BLANK: Row = {"criterion": None, "applies": None, "answer": None, "observed": None, "score": None, "name": None,
              "evidence": None, "source": None, "year": None}  # fmt: skip


def criterion(name: str, like: Row, /, **cells: Any) -> Row:
    return {"criterion": name, "framework": "f", "category": "c", "basis": "read", "unit": "%", **like, **cells}


def park(place: str, name: str, /, **cells: Any) -> Row:
    """What a park is known to do for a criterion of the same name."""
    return {"practice": name, "place": place, "basis": "read", **BLANK, "criterion": name, **cells}


def study(criteria: list[Row], practices: list[Row], places: str = "a b c") -> Study:
    tables = {
        "places": {"place": places.split()},
        "criteria": pl.DataFrame(criteria, infer_schema_length=None) if criteria else None,
        "practices": pl.DataFrame(practices, infer_schema_length=None) if practices else None,
    }
    said = {"study": {"name": "parks", "currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.0}}
    return Study.from_frames(said, {name: frame for name, frame in tables.items() if frame is not None})


def item(like: Row, **cells: Any) -> tuple[str, float | None]:
    """How one park stands in one item."""
    (row,) = study([criterion("x", like)], [park("a", "x", **cells)]).score().items.to_dicts()
    return row["standing"], row["score"]


@pytest.mark.parametrize(
    ("like", "seen", "points"),
    [
        (AT_LEAST, 80.0, 1), (AT_LEAST, 79.9, 0.5), (AT_LEAST, 40.0, 0.5), (AT_LEAST, 39.9, 0),
        (AT_LEAST | {"start": 60.0}, 70.0, 0.5), (AT_LEAST | {"start": 60.0}, 69.0, 0),
        (AT_LEAST | {"threshold": 0.3, "start": 0.1}, 0.2, 0.5),  # in binary digits a little less than half way
        (AT_LEAST | {"threshold": 0.2, "start": 0.1}, 0.15, 0.5),
        (AT_LEAST | {"threshold": -10.0, "start": -50.0}, -30.0, 0.5),
        (AT_MOST, 50.0, 1), (AT_MOST, 0.0, 1), (AT_MOST, 50.1, 0.5), (AT_MOST, 75.0, 0.5), (AT_MOST, 75.1, 0),
        (AT_MOST | {"start": None}, 50.0, 1), (AT_MOST | {"start": None}, 50.1, 0),
        (AT_LEAST, 1e30, 1), (AT_MOST, 1e30, 0), (AT_LEAST, -1e30, 0),
        (AT_MOST | {"threshold": 0.0, "start": 10.0}, 5.0, 0.5),
    ],
)  # fmt: skip
def test_half_way_to_a_threshold(like: Row, seen: float, points: float) -> None:
    standing = {1: "met", 0.5: "partly", 0: "not met"}[points]
    assert item(like, observed=seen) == (standing, points)


def test_words_and_what_assessors_give() -> None:
    assert item(YES_NO, answer="yes") == ("met", 1)
    assert item(YES_NO, answer="partly") == ("partly", 0.5)
    assert item(YES_NO, answer="no") == ("not met", 0)
    assert item(AT_LEAST, score=0.7) == ("partly", 0.7)
    assert item(AT_MOST, score=1.0) == ("met", 1)


def test_not_known_is_not_no_and_not_apart() -> None:
    assert item(AT_LEAST) == ("not known", None)  # a row that says nothing
    assert item(YES_NO, applies="no") == ("does not apply", None)
    criteria = [criterion("x", YES_NO), criterion("y", YES_NO), criterion("z", YES_NO)]
    told = [park("a", "x", answer="yes"), park("a", "y", applies="no"), park("b", "x", answer="no")]
    found = study(criteria, told).score()
    assert found.items.filter(place="a")["standing"].to_list() == ["met", "does not apply", "not known"]
    assert found.items.filter(place="b")["standing"].to_list() == ["not met", "not known", "not known"]
    one, other = found.frameworks.to_dicts()
    assert (one["known"], one["unknown"], one["apart"], one["share_known"]) == (1, 1, 1, 0.5)
    assert (one["exact"], one["lowest"], one["highest"], one["gaps"]) == ("1/1", 0.5, 1.0, "")
    assert (other["exact"], other["lowest"], other["highest"], other["gaps"]) == ("0/1", 0.0, pytest.approx(2 / 3), "x")


@pytest.mark.parametrize(
    ("first", "second", "verdict"),
    [
        ({"answer": "yes"}, {"answer": "yes"}, "qualifies"),
        ({"answer": "yes"}, {"answer": "partly"}, "does not qualify"),
        ({"answer": "yes"}, {"applies": "no"}, "qualifies"),
        ({"answer": "yes"}, None, "not known"),
        ({"answer": "no"}, None, "does not qualify"),
        ({"score": 0.99}, {"answer": "yes"}, "does not qualify"),
        ({"applies": "no"}, {"applies": "no"}, "no prerequisites"),
        (None, None, "not known"),
    ],
)
def test_prerequisites_decide(first: Row | None, second: Row | None, verdict: str) -> None:
    """However good all else is; and never on what is not known."""
    needed = YES_NO | {"kind": "prerequisite"}
    criteria = [criterion("x", needed), criterion("y", needed), criterion("z", YES_NO)]
    told = [park("a", name, **cells) for name, cells in (("x", first), ("y", second)) if cells is not None]
    (row,) = study(criteria, [*told, park("a", "z", answer="yes")]).score().frameworks.to_dicts()
    assert row["verdict"] == verdict


def test_lists_without_prerequisites_qualify_nobody() -> None:
    (row,) = study([criterion("x", YES_NO)], [park("a", "x", answer="yes")]).score().frameworks.to_dicts()
    assert row["verdict"] == "no prerequisites"


def test_each_framework_is_scored_by_itself_and_categories_count_alike() -> None:
    criteria = [
        criterion("x", YES_NO, category="one"), criterion("y", YES_NO, category="one"),
        criterion("z", YES_NO, category="two"), criterion("w", YES_NO, framework="g"),
        criterion("u", YES_NO, category="three"),
    ]  # fmt: skip
    answers = {"x": "yes", "y": "partly", "z": "no", "w": "yes"}
    found = study(criteria, [park("a", name, answer=said) for name, said in answers.items()]).score()
    one, other = found.frameworks.to_dicts()
    assert (one["framework"], one["exact"], one["by_category_exact"]) == ("f", "1/2", "3/8")
    assert (other["framework"], other["exact"], other["by_category_exact"]) == ("g", "1/1", "1/1")
    categories = found.categories.filter(framework="f").select("category", "exact", "lowest", "highest").rows()
    assert categories == [("one", "3/4", 0.75, 0.75), ("two", "0/1", 0, 0), ("three", None, 0, 1)]


def takes(found: Scores, place: str) -> list[tuple[Any, ...]]:
    return found.takes.filter(place=place).select("item", "here", "from", "there").rows()


def test_what_one_park_could_take_from_another() -> None:
    figure = {"kind": "figure", "sense": "at_least", "threshold": None, "start": None}
    criteria = [criterion("x", YES_NO), criterion("y", AT_LEAST), criterion("jobs", figure)]
    told = [
        park("a", "x", answer="no"), park("b", "x", answer="partly"),
        park("c", "x", answer="yes", evidence="a hotline", source="visit", year=2024),
        park("b", "y", observed=90.0), park("c", "y", observed=10.0),
        park("a", "jobs", observed=3.0), park("b", "jobs", observed=9.0), park("c", "jobs", observed=15.0),
        park("b", "heat", criterion=None, answer="yes", name="Heat to the town"),
        park("a", "heat", criterion=None, applies="no"), park("c", "heat", criterion=None, answer="no"),
    ]  # fmt: skip
    found = study(criteria, told).score()
    assert takes(found, "a") == [
        ("x", "not met", "b", "partly"),
        ("x", "not met", "c", "met"),
        ("jobs", "compared", "c", "compared"),  # of figures only the best
        ("y", "not known", "b", "met"),  # after what is known; heat cannot be asked of a
    ]
    assert takes(found, "b") == [("x", "partly", "c", "met"), ("jobs", "compared", "c", "compared")]
    assert takes(found, "c") == [("y", "not met", "b", "met"), ("heat", "not met", "b", "met")]
    (row,) = found.takes.filter(place="b", item="x").to_dicts()
    assert (row["evidence"], row["source"], row["year"], row["basis"]) == ("a hotline", "visit", 2024, "read")
    assert found.takes.filter(item="heat")["name"].to_list() == ["Heat to the town"]
    assert found.frameworks["known"].to_list() == [1, 2, 2]  # figures and free practices are not scored


def test_of_figures_less_may_be_better() -> None:
    figure = {"kind": "figure", "sense": "at_most", "threshold": None, "start": None}
    told = [park("a", "lorries", observed=30.0), park("b", "lorries", observed=20.0)]
    assert takes(study([criterion("lorries", figure)], told).score(), "a") == [("lorries", "compared", "b", "compared")]
    assert takes(study([criterion("lorries", figure)], told).score(), "b") == []


def test_one_park() -> None:
    held = study([criterion("x", YES_NO)], [park("a", "x", answer="no"), park("b", "x", answer="yes")])
    found = held.score("a")
    assert set(found.items["place"]) == set(found.frameworks["place"]) == {"a"}
    assert found.takes["from"].to_list() == ["b"]
    unknown = held.score("c")
    assert unknown.items["standing"].to_list() == ["not known"]
    assert str(unknown) == "Nothing is known of c by f."
    with pytest.raises(WrongUse, match="no place 'd'"):
        held.score("d")


def test_faults_of_these_tables_are_told_and_those_of_others_do_not_stand_in_the_way() -> None:
    held = study([criterion("x", AT_LEAST | {"threshold": None})], [park("a", "x", observed=3.0)])
    with pytest.raises(StudyFaults, match="no threshold"):
        held.score()
    good = study([criterion("x", AT_LEAST)], [park("a", "x", observed=3.0)])
    assert {fault.table for fault in good.check().errors} == {"commodities"}  # nothing to plan, and yet scored
    assert good.score().frameworks["exact"].to_list() == ["0/1"]


def test_a_change_is_scored() -> None:
    held = study([criterion("x", AT_LEAST)], [park("a", "x", observed=30.0)])
    after = held.changed("practices[practice=x, place=a].observed = 81", "criteria[criterion=x].threshold = 82")
    assert (held.score().items["score"].item(), after.score().items["score"].item()) == (0, 0.5)


def test_nothing_to_score() -> None:
    found = study([], []).score()
    assert found.items.is_empty()
    assert found.takes.is_empty()
    assert found.frameworks.schema["score"] == pl.Float64
    assert "fill the tables criteria and practices" in str(found)
    (row,) = study([criterion("x", YES_NO)], []).score("a").frameworks.to_dicts()
    assert (row["known"], row["unknown"], row["score"], row["verdict"]) == (0, 1, None, "no prerequisites")


TENTHS = st.integers(-30, 30).map(lambda n: n / 10)
SAID = st.one_of(
    st.none(),
    st.just({"applies": "no"}),
    st.sampled_from(["yes", "partly", "no"]).map(lambda a: {"answer": a}),
    TENTHS.map(lambda n: {"observed": n}),
)
ASKED = st.tuples(
    st.sampled_from(["prerequisite", "indicator"]), st.sampled_from(["yes_no", "at_least", "at_most"]),
    TENTHS, st.one_of(st.none(), TENTHS), st.sampled_from(["c1", "c2"]),
)  # fmt: skip


def by_hand(asked: tuple[Any, ...], said: Row) -> Fraction | None:
    """Points of one item, counted in fractions of tenths."""
    _, sense, threshold, start, _ = asked
    if "applies" in said:
        return None
    if sense == "yes_no":
        return {"yes": Fraction(1), "partly": Fraction(1, 2), "no": Fraction(0)}[said["answer"]]
    seen, aim = Fraction(str(said["observed"])), Fraction(str(threshold))
    begin = None if start is None else Fraction(str(start))
    if sense == "at_least":
        begin = begin or Fraction(0)
        return Fraction(1) if seen >= aim else Fraction(1, 2) if seen >= (begin + aim) / 2 else Fraction(0)
    half = begin is not None and seen <= (begin + aim) / 2
    return Fraction(1) if seen <= aim else Fraction(1, 2) if half else Fraction(0)


def begins_where_it_is_not_met(kind: str, sense: str, threshold: float, start: float | None, category: str) -> bool:
    if sense == "at_least":
        return (start or 0.0) < threshold
    return sense == "yes_no" or start is None or start > threshold


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ASKED, SAID), min_size=1, max_size=6))
def test_against_a_second_counting(drawn: list[tuple[tuple[Any, ...], Row | None]]) -> None:
    sound = [(a, s) for a, s in drawn if begins_where_it_is_not_met(*a)]
    fits = [(a, s) for a, s in sound if s is None or "applies" in s or ("answer" in s) == (a[1] == "yes_no")]
    if not fits:
        return
    names = [f"i{n}" for n in range(len(fits))]
    rows = [
        criterion(name, {"kind": a[0], "sense": a[1], "threshold": None if a[1] == "yes_no" else a[2],
                         "start": None if a[1] == "yes_no" else a[3]}, category=a[4])
        for name, (a, _) in zip(names, fits, strict=True)
    ]  # fmt: skip
    told = [park("a", name, **s) for name, (_, s) in zip(names, fits, strict=True) if s is not None]
    (row,) = study(rows, told).score("a").frameworks.to_dicts()
    points = [(a, by_hand(a, s)) for a, s in fits if s is not None and "applies" not in s]
    counted = [p for _, p in points if p is not None]
    unknown = sum(s is None for _, s in fits)
    mean = sum(counted, Fraction(0)) / len(counted) if counted else None
    assert (None if row["exact"] is None else Fraction(row["exact"])) == mean
    means = []
    for category in ("c1", "c2"):
        here = [p for a, p in points if a[4] == category and p is not None]
        means += [sum(here, Fraction(0)) / len(here)] if here else []
    exact = row["by_category_exact"]
    assert (None if exact is None else Fraction(exact)) == (sum(means, Fraction(0)) / len(means) if means else None)
    assert (row["known"], row["unknown"]) == (len(counted), unknown)
    needed = [(s, None if s is None else by_hand(a, s)) for a, s in fits if a[0] == "prerequisite"]
    needed = [(s, p) for s, p in needed if s is None or "applies" not in s]
    missed, open_ = any(s is not None and p != 1 for s, p in needed), any(s is None for s, _ in needed)
    verdict = "does not qualify" if missed else "not known" if open_ else "qualifies"
    assert row["verdict"] == (verdict if needed else "no prerequisites")
