"""The framework that comes along holds together, and is the one of the Finnish study."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

import punos
from punos.study.frameworks import eco_industrial_parks
from tests.reference.cases.eip_scoring import study as published
from tests.reference.expected import DATA

FINLAND = Path(__file__).resolve().parents[2] / "studies" / "finland_batteries"

# The two lists that recall the framework name things in their own words; the same item has the same threshold in both.
SAME = {
    "PM2": "eip1", "PM3": "eip2", "EN2": "eip4", "EN3": "eip5", "EN4": "eip6", "EN5": "eip24", "EN6": "eip7",
    "EN7": "eip8", "EN8": "eip11", "SO2": "eip12", "SO3": "eip13", "SO4": "eip14", "SO5": "eip15", "EC2": "eip17",
    "EC4": "eip18", "EC5": "eip20", "PM1": "eip22", "EN1": "eip23", "SO1": "eip25", "EC1": "eip26",
}  # fmt: skip
DIFFERS = {"EC3": "eip21"}


def test_the_finnish_study_has_the_framework_that_comes_along() -> None:
    ours, theirs = eco_industrial_parks(), pl.read_csv(FINLAND / "criteria.csv", infer_schema=False)
    same = theirs.filter(pl.col("framework").is_in(ours["framework"].unique().implode()))
    assert same.equals(ours)
    assert ours.height == 26
    assert (ours["kind"] == "prerequisite").sum() == 4


def test_thresholds_are_those_of_the_public_case_or_say_that_they_are_not() -> None:
    columns = ("kind", "sense", "threshold")
    case = {row["criterion"]: row for row in published(DATA / "eip-scoring").table("criteria").to_dicts()}
    ours = {row["criterion"]: row for row in punos.load(FINLAND).table("criteria").to_dicts()}
    assert set(case) == {*SAME, *DIFFERS}
    for theirs, mine in SAME.items():
        assert [case[theirs][c] for c in columns] == [ours[mine][c] for c in columns], theirs
    for theirs, mine in DIFFERS.items():
        (said,) = re.findall(r"the public scoring case recalls (\d+) %", ours[mine]["note"])
        assert case[theirs]["threshold"] == float(said) != ours[mine]["threshold"]


def test_every_threshold_says_that_it_is_recalled() -> None:
    assert eco_industrial_parks()["basis"].unique().to_list() == ["recalled"]
    assert eco_industrial_parks()["source"].null_count() == 0
