"""Which rows a selection finds, in tables of a study and along references (Semantics 32)."""

from __future__ import annotations

import polars as pl
import pytest

from punos.indicators import LanguageError, UnknownColumn, UnknownName, matches, parse_selection, select
from tests.indicators.fakes import FOLLOW

ROUTES = pl.DataFrame(
    {
        "route": ["north", "south", "loose"],
        "from": ["kokkola", "luleå", None],
        "to": ["luleå", "vaasa", "vaasa"],
        "capacity": [1.0, 2.0, float("inf")],
        "opens": [2025, 2031, None],
        "both_ways": [True, False, None],
        "mode": ["rail", "sea", "sea"],
    }
)


def found(text: str) -> list[str]:
    return select(ROUTES, parse_selection(text), FOLLOW)["route"].to_list()


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("", ["north", "south", "loose"]),
        ("route=north", ["north"]),
        ("route=south|north", ["north", "south"]),
        ("to=vaasa, mode=sea", ["south", "loose"]),
        ("to=vaasa, route=north", []),
        ("from=kokkola", ["north"]),
        # A blank never equals a name, so it is always different from it.
        ("from!=kokkola", ["south", "loose"]),
        ("from!=kokkola|luleå", ["loose"]),
        ("from.country=FI", ["north"]),
        ("from.country!=FI", ["south", "loose"]),
        ("from.country=FI|SE", ["north", "south"]),
        ("to.country!=SE", ["south", "loose"]),
        ("to.tag_coast=yes", ["south", "loose"]),
        ("to.tag_coast!=yes", ["north"]),
        ("from.country=SE, to.country=FI", ["south"]),
        ("capacity=2", ["south"]),
        ("capacity=1.0|inf", ["north", "loose"]),
        ("capacity!=2", ["north", "loose"]),
        ("opens=2031", ["south"]),
        ("opens=2031.5", []),
        ("opens!=2031", ["north", "loose"]),
        ("both_ways=yes", ["north"]),
        ("both_ways=NO", ["south"]),
        ("both_ways!=yes", ["south", "loose"]),
        ("mode=*", ["north", "south", "loose"]),
        ("from.area_ha=100", ["north"]),
        ("from.country=DK", []),
        ("mode=air", []),
    ],
)
def test_selections_of_a_table(text: str, routes: list[str]) -> None:
    assert found(text) == routes
    mask = matches(ROUTES, parse_selection(text), FOLLOW)
    assert mask.dtype == pl.Boolean
    assert ROUTES.filter(mask)["route"].to_list() == routes


def test_a_chain_of_references_is_followed() -> None:
    frame = pl.DataFrame({"plant": ["old", "new", None]})
    kept = select(frame, parse_selection("plant.place.country=SE"), FOLLOW)
    assert kept["plant"].to_list() == ["new"]


@pytest.mark.parametrize(
    ("text", "kind", "remedy"),
    [
        ("too=vaasa", UnknownColumn, "Did you mean 'to'?"),
        ("to.contry=FI", UnknownColumn, "Did you mean 'country'?"),
        ("to=vasa", UnknownName, "Did you mean 'vaasa'?"),
        ("to!=vasa|kokkola", UnknownName, "Did you mean 'vaasa'?"),
        ("to=zzz", UnknownName, ""),
    ],
)
def test_unknown_words_are_named_with_the_nearest(text: str, kind: type[LanguageError], remedy: str) -> None:
    with pytest.raises(kind) as refusal:
        found(text)
    assert refusal.value.remedy == remedy


def test_an_unknown_name_says_of_what_and_lists_what_there_is() -> None:
    with pytest.raises(UnknownName) as refusal:
        found("from=vasa")
    assert refusal.value.message == "There is no place 'vasa'."
    assert refusal.value.expected == "one of kokkola, luleå, vaasa"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("capacity=much", "'capacity' holds numbers and 'much' is none"),
        ("both_ways=perhaps", "'both_ways' is yes or no and not 'perhaps'"),
        ("mode.cost=1", "'mode' refers to no table"),
        ("from.area_ha=big", "'from.area_ha' holds numbers"),
    ],
)
def test_what_does_not_fit_the_column_is_refused(text: str, words: str) -> None:
    with pytest.raises(LanguageError, match=words):
        found(text)


def test_enums_compare_with_words() -> None:
    place = pl.Enum(["kokkola", "vaasa"])
    frame = pl.DataFrame({"place": ["kokkola", "vaasa", None]}, schema={"place": place})
    assert select(frame, parse_selection("place=vaasa"), FOLLOW)["place"].to_list() == ["vaasa"]
    # Known to the table of places, but not used here: no match, no fault.
    assert select(frame, parse_selection("place=luleå"), FOLLOW).is_empty()
    assert select(frame, parse_selection("place!=luleå"), FOLLOW).height == 3
    assert select(frame, parse_selection("place.country=FI"), FOLLOW).height == 2
    with pytest.raises(UnknownName, match="There is no place 'turku'"):
        select(frame, parse_selection("place=turku"), FOLLOW)


def test_a_name_that_only_the_frame_knows_is_known() -> None:
    # Operators may stand in plants without a row of their own.
    frame = pl.DataFrame({"operator": ["city", "fmg"]})
    operators = {"operator": pl.DataFrame({"operator": ["city"], "name": ["City"]})}
    assert select(frame, parse_selection("operator=fmg"), operators)["operator"].to_list() == ["fmg"]


def test_columns_that_are_all_blank_match_nothing() -> None:
    frame = pl.DataFrame({"place": [None, None]})
    assert select(frame, parse_selection("place=vaasa"), FOLLOW).is_empty()
    assert select(frame, parse_selection("place!=vaasa"), FOLLOW).height == 2
    assert select(frame, parse_selection("place.country=FI"), FOLLOW).is_empty()
