"""Goods that cannot get to where they are needed; and that what is told as impossible is so in every plan."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from punos.errors import StudyFaults
from punos.instance.instance import build_instance
from punos.lp import Options, Solution, Status
from punos.model.model import Model, build_model
from punos.study.check.network import network
from punos.study.check.subject import Subject
from punos.study.faults import Severity
from punos.study.study import Study
from tests.model import strategies
from tests.study.check.chain import TABLES, Row, chain, changed, found, where, with_rows

ERROR, WARNING, NOTE = Severity


def test_a_must_demand_that_nothing_can_reach_is_an_error() -> None:
    (fault, may) = found(chain(routes=[]), "demand-out-of-reach")
    assert (fault.severity, fault.row, fault.column, fault.value) == (ERROR, 2, "place", "town")
    assert "made or bought at mine" in fault.message
    assert (may.severity, may.row) == (WARNING, 3)


def test_one_that_may_fall_short_is_a_warning() -> None:
    short = changed("demands", 2, shortfall_cost=5000)
    assert [f.severity for f in found(chain(routes=[], **short), "demand-out-of-reach")] == [WARNING, WARNING]


def test_a_good_that_nobody_makes_or_buys() -> None:
    rows = with_rows("commodities", {"commodity": "gold", "unit": "t", "mass": 1})
    asked = changed("demands", 2, commodity="gold")
    (fault,) = found(chain(**rows, **asked), "demand-out-of-reach")
    assert (fault.row, fault.column, fault.value) == (2, "commodity", "gold")
    assert "nobody makes or buys any" in fault.message


def test_a_route_leads_one_way_unless_it_says_both() -> None:
    back = changed("routes", 2, **{"from": "town", "to": "mine"})
    assert len(found(chain(**back), "demand-out-of-reach")) == 2
    back["routes"][0]["both_ways"] = True
    assert found(chain(**back), "demand-out-of-reach") == []


def test_a_route_of_one_good_carries_no_other() -> None:
    ore_only = changed("routes", 2, commodity="ore")
    assert len(found(chain(**ore_only), "demand-out-of-reach")) == 2
    assert found(chain(**changed("routes", 2, commodity="metal")), "demand-out-of-reach") == []


def test_an_input_that_nobody_has() -> None:
    no_ore = {"supplies": TABLES["supplies"][1:]}
    (fault,) = found(chain(**no_ore), "nobody-makes")
    assert (fault.severity, fault.table, fault.row, fault.column, fault.value) == (
        WARNING,
        "flows",
        2,
        "commodity",
        "ore",
    )
    assert "new, old" in fault.message
    # what follows from it: nobody makes metal any more, so that the demand is out of reach
    assert found(chain(**no_ore), "demand-out-of-reach")[0].severity is ERROR


def test_an_input_that_cannot_arrive() -> None:
    far = changed("supplies", 2, place="town")  # ore has no route to the mine
    faults = found(chain(**far), "cannot-arrive")
    assert where(faults) == [("plants", 2, "place"), ("plants", 3, "place")]
    assert "no ore can get to mine" in faults[0].message
    assert "town" in faults[0].expected
    without_mass = changed("supplies", 3, place="town")  # power cannot be shipped at all
    both_ways = changed("routes", 2, both_ways=True)
    assert [f.row for f in found(chain(**without_mass, **both_ways), "cannot-arrive")] == [2, 3]
    assert found(chain(**far, **both_ways), "cannot-arrive") == []


def slag(**cells: Any) -> dict[str, list[Row]]:
    """The smelter makes slag beside its metal."""
    good = {"commodity": "slag", "unit": "t", "mass": 1, **cells}
    flow = {"process": "smelting", "commodity": "slag", "quantity": 0.3}
    return {**with_rows("commodities", good), **with_rows("flows", flow)}


def test_an_output_that_nobody_takes() -> None:
    (fault,) = found(chain(**slag()), "nobody-takes")
    assert (fault.severity, fault.row, fault.column, fault.value) == (WARNING, 5, "commodity", "slag")
    assert found(chain(**slag(disposal_cost=5)), "nobody-takes") == []
    sold = with_rows("demands", {"demand": "s", "commodity": "slag", "place": "town", "kind": "may", "price": 1})
    assert found(chain(**slag(), **sold), "nobody-takes") == []
    at_mine = changed("routes", 2, commodity="metal")
    assert [f.row for f in found(chain(**slag(), **sold, **at_mine), "cannot-leave")] == [2, 3]


def test_an_output_that_can_only_be_lost_on_the_way() -> None:
    lossy = changed("routes", 2, loss=0.01, both_ways=True)
    study = chain(**slag(), **lossy)
    assert [f.severity for f in found(study, "nobody-takes")] == [WARNING]
    # a plan there is: slag goes to and fro until it is gone
    assert {f.severity for f in found(study, "demand-out-of-reach")} == {WARNING}
    assert solved(study)[1].status is Status.OPTIMAL


def test_a_loop_that_feeds_itself_is_let_be() -> None:
    solvent = with_rows(
        "commodities", {"commodity": "clean", "unit": "t", "mass": 1}, {"commodity": "foul", "unit": "t", "mass": 1}
    )
    flows = with_rows(
        "flows", {"process": "smelting", "commodity": "clean", "quantity": -1},
        {"process": "smelting", "commodity": "foul", "quantity": 1},
        {"process": "washing", "commodity": "foul", "quantity": -1},
        {"process": "washing", "commodity": "clean", "quantity": 1},
    )  # fmt: skip
    washer = {
        **with_rows("technologies", {"technology": "washer", "unit": "t/a"}),
        **with_rows("processes", {"process": "washing", "technology": "washer"}),
        **with_rows(
            "plants", {"plant": "wash", "place": "mine", "technology": "washer", "status": "operating", "capacity": 200}
        ),
    }
    study = chain(**solvent, **flows, **washer)
    assert not study.check().errors
    assert not study.check().warnings
    assert study.plan().summary.status is Status.OPTIMAL


def test_goods_held_for_an_attribute() -> None:
    tables = {
        **with_rows("commodities", {"commodity": "gwh", "unit": "GWh"}),
        "contents": [{"commodity": "metal", "attribute": "gwh", "quantity": 2}],
        **with_rows("demands", {"demand": "store", "commodity": "gwh", "place": "town", "kind": "must", "quantity": 6}),
    }
    assert not chain(**tables).check().errors
    assert len(found(chain(**tables, routes=[]), "demand-out-of-reach")) == 3


@pytest.mark.parametrize(("transit", "out"), [(None, 0), ("no", 2)])
def test_nothing_passes_through_a_place_without_transit(transit: str | None, out: int) -> None:
    tables = {
        **with_rows("places", {"place": "gate", "transit": transit}),
        "routes": [
            {"route": "a", "from": "mine", "to": "gate", "cost": 1},
            {"route": "b", "from": "gate", "to": "town", "cost": 1},
        ],
    }
    assert len(found(chain(**tables), "demand-out-of-reach")) == out


def test_a_process_without_the_other_unit_it_needs_does_not_run() -> None:
    tables = {
        **with_rows("technologies", {"technology": "boiler", "unit": "MW"}),
        "uses": [{"process": "smelting", "technology": "boiler"}],
        **with_rows(
            "plants", {"plant": "kettle", "place": "town", "technology": "boiler", "status": "operating", "capacity": 9}
        ),
    }
    assert found(chain(**tables), "demand-out-of-reach")[0].severity is ERROR
    tables["plants"][-1]["place"] = "mine"
    assert found(chain(**tables), "demand-out-of-reach") == []


def test_supplies_of_no_use() -> None:
    gold = with_rows("commodities", {"commodity": "gold", "unit": "t", "mass": 1})
    bought = with_rows("supplies", {"supply": "gold", "commodity": "gold", "place": "mine", "price": 9})
    (fault,) = found(chain(**gold, **bought), "supply-of-no-use")
    assert (fault.severity, fault.row, fault.column) == (WARNING, 4, "commodity")
    nowhere = with_rows("supplies", {"supply": "late", "commodity": "ore", "place": "town", "price": 90})
    (fault,) = found(chain(**nowhere), "supply-of-no-use")
    assert (fault.severity, fault.row, fault.column) == (NOTE, 4, "place")


def test_rail_is_boarded_and_left_at_terminals_only() -> None:
    """kokkola – oulu – tornio by one gauge, tornio – haparanda – lulea by the other; tornio has a yard of each."""
    places = [{"place": p} for p in ("kokkola", "oulu", "tornio", "haparanda", "lulea")]
    legs = [
        ("kokkola", "oulu", "wide"),
        ("oulu", "tornio", "wide"),
        ("tornio", "haparanda", "narrow"),
        ("haparanda", "lulea", "narrow"),
    ]
    routes = [{"route": f"{a}-{b}", "from": a, "to": b, "mode": m, "cost": 1} for a, b, m in legs]
    yards = [
        {"place": p, "mode": m}
        for p, m in (("kokkola", "wide"), ("tornio", "wide"), ("tornio", "narrow"), ("lulea", "narrow"))
    ]

    def reached(yards: list[Row]) -> list[str]:
        modes = [{"mode": "wide"}, {"mode": "narrow"}]
        net = network(Subject(chain(places=places, routes=routes, terminals=yards, modes=modes)))
        start = np.array([net.places.to_list().index("kokkola")])
        return sorted(net.places.filter(pl.Series(net.reached("ore", True, start))))

    assert reached(yards) == ["kokkola", "lulea", "tornio"]  # oulu and haparanda are passed without a stop
    assert reached([y for y in yards if y != {"place": "tornio", "mode": "narrow"}]) == ["kokkola", "tornio"]
    assert reached([*yards, {"place": "haparanda", "mode": "narrow"}]) == ["haparanda", "kokkola", "lulea", "tornio"]


SOME = settings(
    max_examples=15, derandomize=True, deadline=None, phases=[Phase.generate],  # a study says enough unshrunken
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
MANY = settings(SOME, max_examples=500, derandomize=False)


def solved(study: Study) -> tuple[Model, Solution]:
    """A study planned without being checked."""
    model = build_model(build_instance(study))
    return model, model.program.solve(Options(gap=1e-6))


def told_by_reach(study: Study) -> bool:
    """Whether a study has no errors but of goods that cannot get somewhere; with others nobody looks at these."""
    return all(fault.code == "demand-out-of-reach" for fault in study.check().errors)


def _only_impossible_things_are_told(drawn: strategies.Study) -> None:
    settings, tables = drawn
    study = Study.from_frames(settings, strategies.frames(tables))
    faults = study.check()
    if not told_by_reach(study):
        return
    model, solution = solved(study)
    if solution.status is not Status.OPTIMAL:
        return
    assert not faults.errors
    if any(row.get("loss") for row in tables["routes"]):
        return  # what is told as having no taker can be lost on the way, which nobody means
    done = {name: _active(model, solution, name) for name in ("run", "sell", "buy")}
    idle = {
        (f.message.split(" at ")[0], f.message.split(" ")[2])
        for f in faults
        if f.code in ("cannot-arrive", "cannot-leave")
    }
    assert not idle & set(done["run"].select("process", "plant").rows())
    nowhere = {f.message.split(" ")[0] for f in faults if f.code in ("nobody-makes", "nobody-takes")}
    assert not nowhere & set(done["run"]["process"])
    rows = {table: dict(study.table(table).select("row", table[:-1] if table == "demands" else "supply").iter_rows())
            for table in ("demands", "supplies")}  # fmt: skip
    lacking = {rows["demands"][f.row] for f in faults if f.code == "demand-out-of-reach"}
    assert not lacking & set(done["sell"]["demand"])
    useless = {rows["supplies"][f.row] for f in faults if f.code == "supply-of-no-use"}
    assert not useless & set(done["buy"]["supply"])


def _active(model: Model, solution: Solution, name: str) -> pl.DataFrame:
    frame = model.quantities[name].frame
    used = frame.with_columns(value=pl.Series(solution.values[frame["column"].to_numpy()]) * frame["coefficient"])
    return used.filter(pl.col("value") > 1e-6).with_columns(pl.col(pl.Enum).cast(pl.String))


def _a_plan_without_shortfall_is_refused_rightly(drawn: strategies.Study) -> None:
    settings, tables = deepcopy(drawn)
    for row in tables.get("demands", []):
        row.pop("shortfall_cost", None)
    study = Study.from_frames(settings, strategies.frames(tables))
    if study.check().errors and told_by_reach(study):
        assert solved(study)[1].status is Status.INFEASIBLE


@SOME
@given(strategies.studies())
def test_only_what_no_plan_does_is_told_as_impossible(drawn: strategies.Study) -> None:
    _only_impossible_things_are_told(drawn)


@SOME
@given(strategies.studies())
def test_a_demand_out_of_reach_makes_a_study_infeasible(drawn: strategies.Study) -> None:
    _a_plan_without_shortfall_is_refused_rightly(drawn)


@pytest.mark.heavy
@MANY
@given(strategies.studies())
def test_many_studies_are_refused_rightly(drawn: strategies.Study) -> None:
    _only_impossible_things_are_told(drawn)
    _a_plan_without_shortfall_is_refused_rightly(drawn)


def unlimited(drawn: strategies.Study) -> Study:
    """A study without any limit of size, and with a charge on every opening."""
    settings, tables = deepcopy(drawn)
    limits = {"plants": ("max_build", "max_capacity"), "technologies": ("max_capacity",), "places": ("area_ha",),
              "routes": ("capacity",)}  # fmt: skip
    for table, columns in limits.items():
        for row in tables.get(table, []):
            for column in columns:
                row.pop(column, None)
    for row in tables["technologies"]:
        row.setdefault("fixed_capex", 3.0)
    return Study.from_frames(settings, strategies.frames({**tables, "policies": []}))


def refused_by_model(study: Study) -> set[str]:
    """Names of plants, routes and terminals that the model refuses to open without a size."""
    try:
        build_model(build_instance(study))
    except StudyFaults as refused:
        return {f.message for f in refused.faults if f.code == "opening-without-size"}
    return set()


def _endless_openings_are_refused_by_the_model_too(drawn: strategies.Study) -> None:
    study = unlimited(drawn)
    told = [f for f in study.check().errors if f.code == "opening-without-size"]
    refused = refused_by_model(study)
    if told:
        assert refused
    plants = {f.message.split(" ")[0] for f in told if f.table == "plants"}
    assert not plants or plants <= {message.split(" ")[0] for message in refused}


@SOME
@given(strategies.studies())
def test_endless_openings_are_refused_by_the_model_too(drawn: strategies.Study) -> None:
    _endless_openings_are_refused_by_the_model_too(drawn)


@pytest.mark.heavy
@MANY
@given(strategies.studies())
def test_many_endless_openings_are_refused_by_the_model_too(drawn: strategies.Study) -> None:
    _endless_openings_are_refused_by_the_model_too(drawn)


def endless(**tables: list[Row]) -> list[tuple[str, int | None, str]]:
    return where(found(chain(**tables), "opening-without-size"))


def test_an_opening_with_a_charge_needs_a_size() -> None:
    charge = changed("technologies", 2, fixed_capex=1000)
    assert endless(**charge) == []  # max_capacity of the plant
    free = changed("plants", 3, max_capacity=None)
    # the may-demand of 90 and the must-demand of 60 bound what can be of use: metal may not be thrown away
    assert endless(**charge, **free) == []
    anything = changed("demands", 3, quantity=None)
    assert endless(**charge, **free, **anything) == [("plants", 3, "max_capacity")]
    assert endless(**free, **anything) == []  # without a charge any size will do
    ore = changed("supplies", 2, capacity=500)  # no more ore than that, so no more metal
    assert endless(**charge, **free, **anything, **ore) == []
    spilt = with_rows("routes", {"route": "pipe", "from": "mine", "to": "town", "loss": 0.1})  # ore may get lost
    assert endless(**charge, **free, **anything, **ore, **spilt) == [("plants", 3, "max_capacity")]
    spilt["routes"][-1]["opens"] = 2999  # not in this plan
    assert endless(**charge, **free, **anything, **ore, **spilt) == []
    dump = changed("commodities", 3, disposal_cost=1)  # metal may be thrown away: demands bound nothing
    assert endless(**charge, **free, **dump) == [("plants", 3, "max_capacity")]


def test_a_rule_that_counts_openings_needs_sizes() -> None:
    tables = {**changed("plants", 3, max_capacity=None), **changed("demands", 3, quantity=None)}
    rule = [{"policy": "few", "rule": "open[technology=smelter] <= 1"}]
    assert endless(**tables, policies=rule) == [("plants", 3, "max_capacity")]


def test_routes_and_terminals_to_open_need_a_capacity() -> None:
    unlimited = changed("demands", 3, quantity=None)
    route = changed("routes", 2, capex=5000)
    assert endless(**route) == []  # smelters and demands bound what can move on it
    assert endless(**route, **unlimited, **changed("plants", 3, max_capacity=None)) == [("routes", 2, "capacity")]
    assert (
        endless(**changed("routes", 2, capex=5000, capacity=70), **unlimited, **changed("plants", 3, max_capacity=None))
        == []
    )
    yards = [{"place": "mine", "mode": "road", "capex": 900}, {"place": "town", "mode": "road"}]
    assert endless(terminals=yards) == [("terminals", 2, "capacity")]
