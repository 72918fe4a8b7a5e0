"""The published scoring of an eco-industrial park, to the last fraction."""

from __future__ import annotations

from fractions import Fraction

import pytest

from punos.analysis.scoring import Scores
from tests.reference.cases.eip_scoring import PARK, study
from tests.reference.expected import DATA, read_expected

EXPECTED = read_expected("eip-scoring")


@pytest.fixture(scope="module")
def found() -> Scores:
    held = study(DATA / "eip-scoring")
    told = [str(fault) for fault in held.check() if fault.table in ("criteria", "practices")]
    assert told == []
    return held.score()


def test_every_item(found: Scores) -> None:
    told = {item: None if t is None else Fraction(t["fraction"]) for item, t in EXPECTED["item_scores"].items()}
    scores = dict(found.items.select("item", "score").iter_rows())
    assert {item: None if score is None else Fraction(score) for item, score in scores.items()} == told
    assert len(scores) == 21
    apart = found.items.filter(standing="does not apply")["item"].to_list()
    assert apart == [item for item, score in told.items() if score is None]


def test_every_category(found: Scores) -> None:
    told = {name: Fraction(score["fraction"]) for name, score in EXPECTED["category_scores"].items()}
    assert {name: Fraction(exact) for name, exact in found.categories.select("category", "exact").iter_rows()} == told


def test_the_park(found: Scores) -> None:
    (row,) = found.frameworks.to_dicts()
    assert Fraction(row["exact"]) == Fraction(EXPECTED["overall_mean_of_items"]["fraction"])
    assert Fraction(row["by_category_exact"]) == Fraction(EXPECTED["overall_mean_of_categories"]["fraction"])
    assert row["score"] == pytest.approx(EXPECTED["overall_mean_of_items"]["value"], rel=1e-12)
    assert (row["place"], row["known"], row["unknown"], row["apart"]) == (PARK, 20, 0, 1)
    assert (row["prerequisites"], row["prerequisites_met"]) == (4, 3)
    assert row["verdict"] == "does not qualify"
    assert EXPECTED["qualifies"] is EXPECTED["prerequisites_met"] is False
    assert row["gaps"].split(", ") == EXPECTED["gaps"]


def test_it_is_said(found: Scores) -> None:
    said = "park scores 0.80 (4/5) on 20 items; it does not qualify (prerequisites met: 3 of 4)."
    assert str(found) == f"Eco-industrial parks: {said}"
