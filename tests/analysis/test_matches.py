"""Matches of by-products by hand: an ash that is dumped, a works that buys sand, a road between them."""

from __future__ import annotations

import math
from typing import Any

import polars as pl
import pytest

from punos.analysis.matches import Could, DistanceBasis, Matches
from punos.errors import WrongUse
from punos.plan.plan import Plan
from tests.analysis.matching import ANNUITY, TABLES, Rows, by_product_study
from tests.model import hand
from tests.reference.cases.by_product_exchange import read
from tests.reference.expected import DATA, read_expected


def found(rows: dict[str, Rows] | None = None, **tables: Rows) -> Matches:
    """Matches in the plan of `by_product_study`."""
    return plan_of(rows, **tables).matches()


def plan_of(rows: dict[str, Rows] | None = None, **tables: Rows) -> Plan:
    plan = by_product_study(rows, **tables).plan()
    assert plan.audit.clean, plan.audit.broken
    return plan


PART = 100 / 3
"""What is left of the ash for the mill, where bricks take 60 / 0.9 of it."""


def only(frame: pl.DataFrame, **where: Any) -> dict[str, Any]:
    (row,) = frame.filter(**where).to_dicts()
    return row


def test_the_same_good_elsewhere() -> None:
    """100 of ash are dumped at 8; the brickworks buys 60 of ash at 30; the lorry takes 0.1 x 50 km, and loses a tenth.

    A unit saves 8 and replaces 0.9 x 30, less freight of 5: 30. The works is full with 60 / 0.9; the rest is ground.
    """
    row = only(found().frame, replaces="ash")
    assert (row["from"], row["to"], row["treatment"], row["could"]) == ("plant", "works", None, Could.YES)
    assert (row["distance_km"], row["distance_basis"]) == (50.0, DistanceBasis.ROUTES)
    assert row["left_over"] == pytest.approx(100)
    assert row["gain_a_unit"] == pytest.approx(8 + 27 - 5)
    assert row["chosen"] == pytest.approx(60 / 0.9)
    assert row["gain"] == pytest.approx(30 * 60 / 0.9)
    assert row["planned"] == 0


def test_through_a_process_of_the_study() -> None:
    """Two of ash and 1 of lime at 4 make 1.5 of sand, at 3; sand is bought at 30 by the glass works, on the same site.

    A mill costs 1000 and 20 a run, with an annuity over 10 years at 5 %, and 2 a run of upkeep. Bricks gain more and
    take 66.67 of the ash first. So the mill is for 16.67 runs, with the same charge for a third of the ash.
    """
    row = only(found().frame, replaces="sand")
    assert (row["treatment"], row["treated_at"], row["distance_basis"]) == ("grind", "plant", DistanceBasis.SAME_PLACE)
    assert row["yield"] == pytest.approx(0.75)
    capital = (1000 + 20 * 50 / 3) * ANNUITY + 2 * 50 / 3
    assert row["treatment_cost"] == pytest.approx((3 + 4) / 2 + capital / PART)
    assert row["replaced_value"] == pytest.approx(0.75 * 30)
    assert row["gain_a_unit"] == pytest.approx(8 + 22.5 - 3.5 - capital / PART)
    assert row["could"] == Could.NO_PLANT
    assert row["idle"] is False


def test_a_small_plant_costs_as_much_as_the_least_that_is_built() -> None:
    row = only(found({"technologies": [{"technology": "mill", "min_capacity": 80.0}]}).frame, replaces="sand")
    assert row["treatment_cost"] == pytest.approx(3.5 + ((1000 + 20 * 80) * ANNUITY + 2 * 80) / PART)


def test_capital_by_a_curve() -> None:
    """A charge of 500, then 25 a unit up to 40, then 10, and on at 10 beyond the end of the curve at 45.

    Beside the brickworks 16.67 are built; without it 50, for all of the ash.
    """
    curve = [{"technology": "mill", "capacity": c, "capex": m} for c, m in ((0, 500), (40, 1500), (45, 1550))]
    row = only(found(capex_curve=curve).frame, replaces="sand")
    assert row["treatment_cost"] == pytest.approx(3.5 + ((500 + 25 * 50 / 3) * ANNUITY + 2 * 50 / 3) / PART)
    no_bricks = [d for d in TABLES["demands"] if d["commodity"] != "brick"]
    row = only(found(capex_curve=curve, demands=no_bricks).frame, replaces="sand")
    assert row["treatment_cost"] == pytest.approx(3.5 + (1600 * ANNUITY + 2 * 50) / 100)


@pytest.mark.parametrize(("idle", "capital"), [(50.0, 0.0), (49.0, 1.0)])
def test_a_plant_that_stands_idle_costs_no_capital(idle: float, capital: float) -> None:
    """It has room for all of the ash, or it does not: then a new one is counted.

    The plan would use it; a limit on the process keeps it from doing so.
    """
    mill = {"plant": "old_mill", "place": "plant", "technology": "mill", "status": "operating", "capacity": idle}
    stopped = [{"process": "grind", "max_activity": 0.0}]
    row = only(found({"plants": [mill], "processes": stopped}).frame, replaces="sand")
    assert (row["idle"], row["could"]) == (capital == 0, Could.YES)
    assert row["treatment_cost"] == pytest.approx(3.5 + capital * ((1000 + 20 * 50 / 3) * ANNUITY + 2 * 50 / 3) / PART)


def test_no_treatment_without_what_else_it_needs() -> None:
    """Nobody sells lime: grinding cannot be valued, and is not told."""
    told = found(supplies=[s for s in TABLES["supplies"] if s["commodity"] != "lime"])
    assert told.frame.filter(replaces="sand").is_empty()


def test_as_the_crow_flies_where_there_is_no_route() -> None:
    """0.4 degrees of longitude on the equator are 44.478 km; a quarter more by road, at 0.1 a tonne and km."""
    row = only(found(routes=[]).frame, replaces="ash")
    km = math.radians(0.4) * 6371.0088 * 1.25
    assert row["distance_km"] == pytest.approx(km)
    assert row["transport_cost"] == pytest.approx(0.1 * km)
    assert (row["distance_basis"], row["could"]) == (DistanceBasis.GREAT_CIRCLE, Could.NO_ROUTE)


def test_what_has_no_mass_stays_where_it_is() -> None:
    told = found({"commodities": [{"commodity": "ash", "mass": None}]}, routes=[])
    assert told.frame["replaces"].to_list() == ["sand"]


def test_what_the_plan_does_already() -> None:
    """With a road that may be used, the works takes its 60 of ash: planned, and nothing is left to gain.

    Of the ash that is sent a tenth is lost, so 33.33 are dumped.
    """
    told = found({"routes": [{"route": "road", "capacity": None}]})
    row = only(told.frame, replaces="ash")
    assert row["planned"] == pytest.approx(60)
    assert row["left_over"] == pytest.approx(100 - 60 / 0.9)
    assert (row["need"], row["chosen"]) == (0.0, 0.0)


def test_a_demand_that_is_not_met_pays() -> None:
    """Somebody at the works would take 20 of ash at 28: less than bricks gain, more than sand does."""
    wish = {"demand": "wish", "commodity": "ash", "place": "works", "kind": "may", "quantity": 20.0, "price": 28.0}
    told = found({"demands": [wish]})
    row = only(told.frame, user="wish")
    assert row["gain_a_unit"] == pytest.approx(8 + 0.9 * 28 - 5)
    assert row["chosen"] == pytest.approx(20 / 0.9)
    assert told.frame.filter(replaces="ash")["chosen"].to_list() == pytest.approx([60 / 0.9, 20 / 0.9])


def test_given_away_spares_what_is_paid_to_be_rid_of_it() -> None:
    """A farmer takes 40 of ash and is paid 3; the other 60 are dumped at 8."""
    farmer = {"demand": "farmer", "commodity": "ash", "place": "plant", "kind": "may", "quantity": 40.0, "price": -3.0}
    offers = found({"demands": [farmer]}).offers.sort("now")
    assert offers["now"].to_list() == ["given away", "thrown away"]
    assert offers["amount"].to_list() == pytest.approx([40, 60])
    assert offers["disposal"].to_list() == pytest.approx([3, 8])


def test_priced_impacts_and_permits_of_throwing_away() -> None:
    """A unit of ash is 0.5 of dust at 6: 3 more are spared. The permit is full; its worth is told, not counted."""
    impacts = [{"impact": "dust", "unit": "t", "price": 6.0}]
    factors = [{"impact": "dust", "of": "discard", "key": "ash", "quantity": 0.5}]
    told = found(impacts=impacts, impact_factors=factors)
    assert only(told.frame, replaces="ash")["disposal_saved"] == pytest.approx(11)
    assert only(told.frame, replaces="ash")["permit_worth"] == 0
    # energy sells at 20 a unit and costs 5; with room for 40 of dust only 80 are made, and one more of room makes 2
    caps = [{"impact": "dust", "place": "plant", "cap": 40.0}]
    tight = found(impacts=impacts, impact_factors=factors, impact_caps=caps)
    row = only(tight.frame, replaces="ash")
    assert row["left_over"] == pytest.approx(80)
    assert row["permit_worth"] == pytest.approx(20 - 5 - 11)


def test_only_of_some_places() -> None:
    plan = plan_of()
    assert plan.matches(["works"]).offers.is_empty()
    assert plan.matches(["plant"]).frame.equals(plan.matches().frame)
    with pytest.raises(WrongUse, match="no place 'mars'"):
        plan.matches(["mars"])
    with pytest.raises(WrongUse, match="no period '1999'"):
        plan.matches().told("1999")


def test_in_words() -> None:
    """Bricks gain 30 a unit, sand 27 less 6.18 of capital, of which there is a third: 2000 and 694."""
    assert str(found()) == (
        "In 2025 the plan throws away or gives away 100 t of ash in plant. The best exchange would gain 2,694 EUR a "
        "year: 66.67 t of ash of plant for users in works, 33.33 t of ash of plant, as sand for users in plant, "
        "treated in plant (grind)."
    )


def test_in_words_if_nothing_pays() -> None:
    """The lorry at 1 a tonne and km takes 50, grinding at 100 a run 50 more."""
    modes = [{"mode": "lorry", "cost_per_tkm": 1.0}]
    dear = found({"processes": [{"process": "grind", "variable_cost": 100.0}]}, modes=modes)
    assert str(dear).endswith(
        "No use of it pays: the nearest is ash of plant for users in works, which would lose 15 EUR a t."
    )


def test_slices_do_not_wait_for_each_other() -> None:
    """Heat is left over in summer; the town lacks it in winter. Ash that balances over the year waits for both."""
    slices = [{"slice": "summer", "share": 0.5}, {"slice": "winter", "share": 0.5}]
    heat = {"commodity": "heat", "unit": "MWh", "kind": "utility", "disposal_cost": 0.0, "balance": "slice"}
    town = [
        {
            "demand": "town",
            "commodity": "heat",
            "place": "plant",
            "kind": "may",
            "price": 7.0,
            "slice": s,
            "quantity": q,
        }
        for s, q in (("summer", 10.0), ("winter", 90.0))
    ]
    demands = [{**row, "slice": None} for row in TABLES["demands"]] + town
    flows = [*TABLES["flows"], {"process": "burn", "commodity": "heat", "quantity": 1.0}]
    told = found({"commodities": [heat]}, slices=slices, demands=demands, flows=flows)
    summer = told.offers.filter(commodity="heat")
    assert (summer["slice"].to_list(), summer["amount"].to_list()) == (["summer"], pytest.approx([40]))
    assert told.frame.filter(replaces="heat", slice="winter", left_over=40).is_empty()
    assert told.frame.filter(commodity="heat")["gain"].sum() == 0
    assert told.frame.filter(replaces="ash")["chosen"].sum() == pytest.approx(60 / 0.9)


def test_published_case_found_in_a_plan() -> None:
    """The firms of the published case, who know nothing of each other, dump all and buy all.

    The study has the treatments as processes, of technologies that nobody owns. What the plan then misses is the
    published optimum.
    """
    folder = DATA / "by-product-exchange"
    expected = read_expected(folder.name)
    told = strangers(*read(folder)).plan().matches()
    assert told.frame["gain"].sum() == pytest.approx(expected["optimum_eur_per_year"], rel=1e-9)
    assert told.frame["chosen"].sum() == pytest.approx(expected["diverted_tonnes"], rel=1e-9)
    assert told.frame["covers"].sum() == pytest.approx(expected["need_covered_tonnes"], rel=1e-9)
    gains = {f"{r['from'][1:]}->{r['to'][1:]}": r["gain_a_unit"] for r in told.frame.to_dicts()}
    assert gains == pytest.approx(expected["unit_gain"])
    assert set(told.frame["could"]) == {Could.NO_PLANT}


def strangers(offers: pl.DataFrame, needs: pl.DataFrame, pairs: pl.DataFrame) -> Any:
    """The firms of the published case: o0 makes by-product s0 of its product p0, n0 uses the good g0."""
    makers, users, ways = offers.to_dicts(), needs.to_dicts(), pairs.to_dicts()
    name = {id(w): f"turn {w['offer']} {w['need']}" for w in ways}
    return hand.study(
        places=[{"place": f"o{o['offer']}"} for o in makers] + [{"place": f"n{n['need']}"} for n in users],
        commodities=[
            {"commodity": f"s{o['offer']}", "unit": "t", "mass": 1.0, "kind": "by-product",
             "disposal_cost": float(o["disposal"])} for o in makers
        ] + [{"commodity": f"p{o['offer']}", "unit": "t"} for o in makers]
        + [{"commodity": f"g{n['need']}", "unit": "t"} for n in users],
        technologies=[{"technology": f"make {o['offer']}", "unit": "t/a"} for o in makers]
        + [{"technology": name[id(w)], "unit": "t/a"} for w in ways],
        processes=[{"process": f"make {o['offer']}", "technology": f"make {o['offer']}"} for o in makers]
        + [{"process": name[id(w)], "technology": name[id(w)], "variable_cost": w["treatment"]} for w in ways],
        flows=[{"process": f"make {o['offer']}", "commodity": f"{good}{o['offer']}", "quantity": 1.0}
               for o in makers for good in "sp"]
        + [{"process": name[id(w)], "commodity": f"s{w['offer']}", "quantity": -1.0} for w in ways]
        + [{"process": name[id(w)], "commodity": f"g{w['need']}", "quantity": w["yield"]} for w in ways],
        plants=[{"plant": f"f{o['offer']}", "place": f"o{o['offer']}", "technology": f"make {o['offer']}",
                 "status": "operating", "capacity": float("inf")} for o in makers],
        routes=[{"route": f"r{w['offer']} {w['need']}", "from": f"o{w['offer']}", "to": f"n{w['need']}",
                 "cost": w["transport"], "distance_km": float(w["distance_km"])} for w in ways],
        supplies=[{"supply": f"virgin {n['need']}", "commodity": f"g{n['need']}", "place": f"n{n['need']}",
                   "price": float(n["price"])} for n in users],
        demands=[{"demand": f"d{o['offer']}", "commodity": f"p{o['offer']}", "place": f"o{o['offer']}", "kind": "must",
                  "quantity": float(o["amount"])} for o in makers]
        + [{"demand": f"e{n['need']}", "commodity": f"g{n['need']}", "place": f"n{n['need']}", "kind": "must",
            "quantity": float(n["amount"])} for n in users],
    )  # fmt: skip


def test_what_waits_in_an_idle_kiln_is_a_match() -> None:
    """Nobody sells ash to the works, so 60 of bricks that would pay 100 are not made, and its kiln stands idle.

    A unit of ash saves 8 and makes 0.9 of brick, less freight of 5; the kiln costs nothing.
    """
    no_ash = [s for s in TABLES["supplies"] if s["commodity"] != "ash"]
    row = only(found(supplies=no_ash).frame, replaces="brick")
    assert (row["treatment"], row["treated_at"], row["user"], row["idle"]) == ("fire", "works", "brick", False)
    assert row["gain_a_unit"] == pytest.approx(8 + 90 - 5)
    assert row["chosen"] == pytest.approx(60 / 0.9)
