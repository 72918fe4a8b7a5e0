"""Looking up along references, where narrower rows override (Semantics 2 to 4)."""

from __future__ import annotations

import polars as pl
import pytest

from punos.indicators import LanguageError, UnknownColumn, along
from tests.indicators.fakes import FOLLOW, TECHNOLOGIES

PLANTS = pl.DataFrame(
    {
        "technology": ["kiln", "kiln", "kiln", "kiln", "press", "other", None],
        "period": ["2025", "2031", "2025", "2031", "2025", "2025", "2025"],
        "plant": ["old", "old", "new", "new", "old", "old", "old"],
    }
)


def test_the_narrower_row_overrides() -> None:
    share = along(PLANTS, ("technology", "availability"), FOLLOW)
    assert share.to_list() == [0.9, 0.8, 0.9, 0.8, None, None, None]
    land = along(PLANTS, ("technology", "area_ha"), FOLLOW)
    assert land.to_list() == [2.0, 2.0, 3.0, 3.0, None, None, None]


def test_the_row_narrowed_by_both_overrides_all() -> None:
    rows = [("kiln", "2031", "new", 0.5)]
    narrowest = pl.DataFrame(rows, schema=["technology", "period", "plant", "availability"], orient="row")
    table = pl.concat([TECHNOLOGIES, narrowest], how="diagonal")
    share = along(PLANTS, ("technology", "availability"), {"technology": table})
    assert share.to_list()[:4] == [0.9, 0.8, 0.9, 0.5]


def test_what_only_a_narrow_row_says_holds_only_there() -> None:
    table = pl.DataFrame(
        {"technology": ["kiln", "kiln"], "plant": [None, "new"], "tag_green": [None, "yes"]},
    )
    green = along(PLANTS, ("technology", "tag_green"), {"technology": table})
    assert green.to_list()[:4] == [None, None, "yes", "yes"]


def test_full_frames_are_looked_up_by_key_period_and_plant() -> None:
    full = pl.DataFrame(
        {
            "technology": ["kiln"] * 4,
            "period": ["2025", "2031"] * 2,
            "plant": ["old", "old", "new", "new"],
            "availability": [0.1, 0.2, 0.3, 0.4],
        }
    )
    share = along(PLANTS, ("technology", "availability"), {"technology": full})
    assert share.to_list()[:4] == [0.1, 0.2, 0.3, 0.4]


def test_a_figure_that_is_the_same_everywhere_needs_no_narrowing_columns() -> None:
    full = pl.DataFrame(
        {"technology": ["kiln"] * 2, "period": ["2025", "2031"], "plant": ["old", "new"], "stage": ["a", "a"]}
    )
    assert along(pl.DataFrame({"technology": ["kiln"]}), ("technology", "stage"), {"technology": full}).to_list() == [
        "a"
    ]


def test_a_figure_that_differs_by_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(LanguageError, match=r"'technology\.area_ha' differs by plant"):
        along(PLANTS.drop("plant"), ("technology", "area_ha"), FOLLOW)


def test_enums_are_followed_into_tables_of_words_and_back() -> None:
    kinds = pl.Enum(["press", "kiln"])
    coded = PLANTS.with_columns(pl.col("technology").replace("other", None).cast(kinds))
    share = along(coded, ("technology", "availability"), FOLLOW)
    assert share.to_list()[:4] == [0.9, 0.8, 0.9, 0.8]
    other = pl.Enum(["kiln", "saw"])
    table = TECHNOLOGIES.filter(pl.col("technology") == "kiln").with_columns(pl.col("technology").cast(other))
    assert along(coded, ("technology", "availability"), {"technology": table}).to_list()[:4] == [0.9, 0.8, 0.9, 0.8]


def test_a_path_to_nowhere_is_refused() -> None:
    with pytest.raises(UnknownColumn, match="'technology' has no column 'availablity'") as refusal:
        along(PLANTS, ("technology", "availablity"), FOLLOW)
    assert refusal.value.remedy == "Did you mean 'availability'?"
    with pytest.raises(UnknownColumn, match="'the table' has no column 'tech'"):
        along(PLANTS, ("tech", "availability"), FOLLOW)
