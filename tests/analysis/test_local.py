"""Land, neighbours and residents of a town computed by hand."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from punos.analysis.figures import figures_of
from punos.analysis.headroom import headroom
from punos.analysis.local import Local
from punos.errors import WrongUse
from punos.plan import Plan
from punos.plan.public import public
from tests.analysis.town import TABLES, town
from tests.pages.fixtures.small import small_plan

SMELTER, ROASTER = 100 * (37 - 2 * 5 - 2) + 30, 50 * (40 - 3 * 5 - 1 - 2)
"""Value added: metal is worth 40 - 3 at a; of the heat 30 are sold."""
TAXES = {"s1": 2 * 0.5 * 40000 * 0.1 + 0.05 * (SMELTER - 100), "r1": 10 * 0.5 * 40000 * 0.1 + 0.05 * ROASTER}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return town()


@pytest.fixture(scope="module")
def a(plan: Plan) -> Local:
    return plan.local("a")


def _row(frame: pl.DataFrame, **where: str) -> dict[str, Any]:
    return frame.row(by_predicate=pl.all_horizontal(*(pl.col(c) == v for c, v in where.items())), named=True)


def test_land_plant_by_plant(a: Local) -> None:
    land = a.land()
    assert land["plant"].to_list() == ["s1", "r1"]
    smelter, roaster = (_row(land, plant=plant) for plant in ("s1", "r1"))
    assert smelter["hectares"] == pytest.approx(4)
    assert smelter["value_added"] == pytest.approx(SMELTER)
    assert smelter["value_added_per_ha"] == pytest.approx(SMELTER / 4)
    assert smelter["jobs_per_ha"] == pytest.approx(0.5)
    assert smelter["tax"] == pytest.approx(TAXES["s1"])
    assert smelter["tax_per_ha"] == pytest.approx(TAXES["s1"] / 4)
    assert smelter["below"] is False
    assert roaster["value_added"] == pytest.approx(ROASTER)
    assert roaster["tax"] == pytest.approx(TAXES["r1"])
    assert [roaster[c] for c in ("hectares", "value_added_per_ha", "jobs_per_ha", "tax_per_ha", "below")] == [None] * 5


def test_land_of_the_place_is_that_of_the_plants_whose_land_is_known(plan: Plan, a: Local) -> None:
    (whole,) = a.land("place").to_dicts()
    assert whole["plants"] == 2
    assert whole["without_land"] == 1
    assert whole["value_added"] == pytest.approx(SMELTER + ROASTER)
    assert whole["value_added_per_ha"] == pytest.approx(SMELTER / 4)
    assert (whole["possible"], whole["free"], whole["worth"]) == (pytest.approx(10), pytest.approx(6), 0)
    room = headroom(plan, "a").filter(pl.col("shared") == "land")
    assert whole["hectares"] == pytest.approx(room["used"][0])
    assert a.land("plant")["hectares"].sum() == pytest.approx(room["used"][0])
    assert a.land("operator")["tax"].sum() == pytest.approx(whole["tax"])


def test_who_brings_less_than_one_more_hectare_would_save() -> None:
    """The roaster holds 6 of 6.5 ha; on the rest the smelter, if it had more, would earn 100 units a hectare.

    A unit of metal earns 37 - 10 - 2 - 1 and half a unit of heat at 1; the roaster makes 22 x 50 on 6 ha.
    """
    smelter, roaster = TABLES["plants"]
    technologies = [
        {"technology": "smelter", "unit": "t/a", "area_ha": 0.01, "capex": 0.0},
        {"technology": "roaster", "unit": "t/a", "area_ha": 0.06, "capex": 0.0},
    ]
    plants = [{**smelter, "status": "candidate", "capacity": None, "max_capacity": 1000}, roaster]
    place = {**TABLES["places"][0], "area_ha": 6.5}
    plan = town(technologies=technologies, plants=plants, places=[place, *TABLES["places"][1:]])
    land = plan.local("a").land()
    assert land["worth"].to_list() == pytest.approx([100 * 24.5] * 2)
    assert _row(land, plant="s1")["value_added_per_ha"] == pytest.approx(100 * 25.5)
    assert _row(land, plant="r1")["value_added_per_ha"] == pytest.approx(ROASTER / 6)
    assert [_row(land, plant=plant)["below"] for plant in ("s1", "r1")] == [False, True]


def test_heat_for_others_is_what_is_not_thrown_away(a: Local) -> None:
    (given,) = a.given().to_dicts()
    assert (given["plant"], given["commodity"], given["unit"]) == ("s1", "heat", "MWh")
    assert given["amount"] == pytest.approx(30)
    assert given["per_ha"] == pytest.approx(7.5)
    (sold,) = a.sold().to_dicts()
    assert sold["per_resident"] == pytest.approx(30 / 2000)


def test_impacts_of_their_caps_and_a_resident(a: Local) -> None:
    salt, co2 = (_row(a.impacts(), impact=impact) for impact in ("salt", "co2"))
    assert salt["amount"] == pytest.approx(10 + 15)
    assert salt["cap"] == pytest.approx(40)
    assert salt["share_of_cap"] == pytest.approx(25 / 40)
    assert salt["worth"] == 0
    assert salt["per_resident"] == pytest.approx(25 / 2000)
    # 150 of power at 0.5, and 173 t over 10 km at 0.01; there is no cap
    assert co2["amount"] == pytest.approx(75 + 17.3)
    assert [co2[c] for c in ("cap", "share_of_cap", "worth")] == [None] * 3


def test_who_causes_them(a: Local) -> None:
    causes = a.causes()
    salt = [
        (r["plant"], r["amount"], r["share"], r["share_of_cap"]) for r in causes.to_dicts() if r["impact"] == "salt"
    ]
    approx = pytest.approx
    assert salt == [("r1", approx(15), approx(0.6), approx(15 / 40)), ("s1", approx(10), approx(0.4), approx(10 / 40))]
    co2 = {(r["plant"], r["of"]): r["amount"] for r in causes.to_dicts() if r["impact"] == "co2"}
    assert co2 == {("s1", "buy"): approx(50), ("r1", "buy"): approx(25), (None, "ship"): approx(17.3)}


@pytest.mark.parametrize("place", ["a", "b", "c"])
def test_causes_add_up_to_the_impacts(plan: Plan, place: str) -> None:
    _adds_up(plan, place)


def test_causes_add_up_in_a_plan_of_several_periods() -> None:
    plan = small_plan()
    for place in plan.study.table("places")["place"].unique():
        _adds_up(plan, place)


def _adds_up(plan: Plan, place: str) -> None:
    seen = plan.local(place)
    summed = seen.causes().group_by("impact", "period").agg(told=pl.col("amount").sum(), share=pl.col("share").sum())
    held = seen.impacts().join(summed, on=["impact", "period"], how="left").with_columns(pl.col("told").fill_null(0.0))
    assert held["told"].to_list() == pytest.approx(held["amount"].to_list(), rel=1e-9, abs=1e-9)
    assert held["share"].drop_nulls().to_list() == pytest.approx([1.0] * held["share"].count())


def test_lorries_a_day(a: Local) -> None:
    """73 of scrap pass in loads of 0.2: one a day; 100 of metal leave. Rail has no payload."""
    rows = {(r["mode"], r["way"]): (r["mass"], r["vehicles_a_day"]) for r in a.traffic().to_dicts()}
    assert rows == {
        ("road", "through"): (pytest.approx(73), pytest.approx(1.0)),
        ("road", "out"): (pytest.approx(100), pytest.approx(100 / 0.2 / 365)),
        ("rail", "in"): (pytest.approx(50), None),
    }


def test_what_a_resident_gets(a: Local) -> None:
    (got,) = a.residents().to_dicts()
    assert got["jobs"] == pytest.approx(12)
    assert got["jobs_of_residents"] == pytest.approx(6)
    assert got["jobs_per_1000"] == pytest.approx(6)
    assert got["wage_tax"] == pytest.approx(24000)
    assert got["corporate_tax"] == pytest.approx(0.05 * (SMELTER - 100 + ROASTER))
    assert got["tax"] == pytest.approx(sum(TAXES.values()))
    assert got["tax_per_resident"] == pytest.approx(sum(TAXES.values()) / 2000)


def test_a_loss_pays_no_tax_and_takes_none_away() -> None:
    """Restarting costs nothing, so the smelter stands; at 100 a year and unit of upkeep it loses."""
    smelter, roaster = TABLES["technologies"]
    losing = town(technologies=[{**smelter, "fixed_om": 100.0}, {**roaster, "fixed_om": 0.0}]).local("a")
    assert _row(losing.land(), plant="s1")["tax"] == pytest.approx(4000)
    assert losing.residents()["corporate_tax"].to_list() == pytest.approx([0.05 * ROASTER])


def test_a_product_without_a_price_leaves_its_plant_unknown() -> None:
    metal, *others = TABLES["demands"]
    seen = town(demands=[{**metal, "kind": "must"}, *others]).local("a")
    smelter, roaster = (_row(seen.land(), plant=plant) for plant in ("s1", "r1"))
    assert [smelter[c] for c in ("value_added", "tax", "unpriced")] == [None, None, "metal"]
    assert smelter["jobs"] == pytest.approx(2)
    assert roaster["tax"] == pytest.approx(TAXES["r1"])
    assert [seen.residents()[c][0] for c in ("corporate_tax", "tax")] == [None, None]


def test_what_the_study_does_not_say_is_blank_and_never_nothing(plan: Plan) -> None:
    (got,) = plan.local("b").residents().to_dicts()
    assert got["jobs"] == 0
    unknown = ("population", "jobs_of_residents", "jobs_per_1000", "wage_tax", "corporate_tax", "tax")
    assert [got[c] for c in unknown] == [None] * 6
    assert plan.local("b").land("place").is_empty()
    without = town(impacts=[{"impact": "salt", "unit": "t"}], impact_factors=TABLES["impact_factors"][:1])
    (none,) = without.local("a").residents().to_dicts()
    assert (none["jobs"], none["tax"]) == (None, None)
    assert without.local("a").land()["tax"].to_list() == [None, None]


def test_noise_and_water_are_said_to_be_missing(a: Local) -> None:
    assert a.unsaid() == ("noise", "water")
    water = town(impacts=[*TABLES["impacts"], {"impact": "water", "unit": "m3"}])
    assert water.local("a").unsaid() == ("noise",)


def test_figures_by_period_are_those_of_the_period() -> None:
    later = [
        {"place": "a", "period": None, **{k: v for k, v in TABLES["places"][0].items() if k != "place"}},
        {"place": "a", "period": "2026", "population": 4000},
        *({**place, "period": None} for place in TABLES["places"][1:]),
    ]
    periods = [{"period": year, "start": int(year), "years": 1.0} for year in ("2025", "2026")]
    plan = town(places=later, periods=periods)
    assert plan.local("a").residents()["jobs_per_1000"].to_list() == pytest.approx([6, 3])


def test_nothing_of_it_moves_the_plan(plan: Plan) -> None:
    bare = [{k: v for k, v in place.items() if k in ("place", "area_ha")} for place in TABLES["places"]]
    assert town(places=bare, modes=[{"mode": "road"}, {"mode": "rail"}]).objective == pytest.approx(plan.objective)


def test_figures_that_the_model_does_not_use_are_not_moved_one_by_one() -> None:
    said = [{"table": "places", "select": "place=a", "column": "wage", "low": 1.0, "high": 2.0, "basis": "assumed"}]
    found = figures_of(town(evidence=said).study)
    assert not found.figures
    assert found.skipped["why"].to_list() == ["the model does not use it"]


def test_the_public_is_not_told_of_a_protected_plant() -> None:
    said = [{"table": "plants", "select": "plant=r1", "column": "capacity", "basis": "read", "confidential": True}]
    told = public(town(evidence=said)).local("a")
    assert told.land()["plant"].to_list() == ["s1"]
    assert "r1" not in told.causes()["plant"].to_list()
    assert "salt" not in told.impacts()["impact"].to_list()
    (got,) = told.residents().to_dicts()
    assert (got["jobs"], got["corporate_tax"], got["tax"]) == (None, None, None)


def test_wrong_use(plan: Plan) -> None:
    with pytest.raises(WrongUse, match=r"no place 'd'\. It has: a, b, c"):
        plan.local("d")
    with pytest.raises(WrongUse, match="no rows by 'owner'; choose one of: plant, operator, place"):
        plan.local("a").land("owner")
