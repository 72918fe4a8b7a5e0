"""What a session answers is what planning the changed study from scratch finds."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos import Infeasible, Study
from punos.errors import WrongUse
from punos.lp.resolver import Way
from punos.session import Ask, Policy, Session, with_policies
from punos.tables.rules import Over
from tests.analysis.chain import chain
from tests.model import hand


def industry(binary: bool) -> Study:
    """Two years; three ways to have metal at b: a standing smelter, a candidate, an idle one; or imports."""
    technologies = [
        {"technology": "smelter", "unit": "t/a", "capex": 6, "fixed_om": 1, "lifetime": 5, "fixed_capex": 300 * binary},
        {"technology": "works", "unit": "t/a", "capex": 4, "lifetime": 3},
    ]
    plants = [
        {"plant": "old", "place": "a", "technology": "smelter", "status": "operating", "capacity": 30},
        {"plant": "new", "place": "a", "technology": "smelter", "status": "candidate", "max_capacity": 90},
        {"plant": "small", "place": "b", "technology": "works", "status": "candidate", "max_capacity": 60},
        {
            "plant": "idle", "place": "a", "technology": "smelter", "status": "idle", "capacity": 40,
            "restart_cost": 200 * binary,
        },
    ]  # fmt: skip
    processes = [
        {"process": "smelt", "technology": "smelter", "variable_cost": 1},
        {"process": "work", "technology": "works", "variable_cost": 2},
    ]
    flows = [
        {"process": p, "commodity": c, "quantity": q}
        for p, ore in (("smelt", -2), ("work", -2.5))
        for c, q in (("ore", ore), ("metal", 1), ("slag", 0.5))
    ]
    commodities = [
        {"commodity": "ore", "unit": "t", "mass": 1, "disposal_cost": None},
        {"commodity": "metal", "unit": "t", "mass": 1, "disposal_cost": None},
        {"commodity": "slag", "unit": "t", "mass": 1, "disposal_cost": 0.5},
    ]
    supplies = [
        {"supply": "mine", "commodity": "ore", "place": "a", "price": 5, "capacity": 180},
        {"supply": "far", "commodity": "ore", "place": "b", "price": 8, "capacity": None},
        {"supply": "import", "commodity": "metal", "place": "b", "price": 30, "capacity": None},
    ]
    demands = [
        {"demand": "d", "commodity": "metal", "place": "b", "kind": "must", "quantity": 100, "price": 0},
        {"demand": "more", "commodity": "metal", "place": "b", "kind": "may", "quantity": 40, "price": 22},
    ]
    return hand.study(
        time={"discount_rate": 0.05, "salvage": "straight-line"},
        periods=hand.years(2025, 2026),
        technologies=technologies,
        plants=plants,
        processes=processes,
        flows=flows,
        commodities=commodities,
        supplies=supplies,
        demands=demands,
        routes=[{"route": "ab", "from": "a", "to": "b", "cost": 3, "capacity": 150, "both_ways": "yes"}],
    )


FIGURES = [
    "technologies[technology=smelter].capex",
    "technologies[technology=smelter].fixed_om",
    "technologies[technology=works].lifetime",
    "plants[plant=old].capacity",
    "plants[plant=small].max_capacity",
    "processes[process=smelt].variable_cost",
    "flows[process=smelt, commodity=ore].quantity",
    "flows[process=work, commodity=slag].quantity",
    "supplies[supply=mine].price",
    "supplies[supply=mine].capacity",
    "supplies[supply=import, period=2026].price",
    "demands[demand=d].quantity",
    "demands[demand=more].price",
    "routes[route=ab].cost",
    "routes[route=ab].capacity",
    "commodities[commodity=slag].disposal_cost",
]
CHARGES = ["technologies[technology=smelter].fixed_capex", "plants[plant=idle].restart_cost"]


def from_scratch(study: Study) -> float:
    try:
        return study.plan().objective
    except Infeasible:
        return math.inf


def changes(figures: list[str]) -> st.SearchStrategy[list[str]]:
    factor = st.floats(0.3, 2.5).map(lambda f: round(f, 3))
    one = st.tuples(st.sampled_from(figures), factor).map(lambda pair: f"{pair[0]} *= {pair[1]!r}")
    return st.lists(one, min_size=1, max_size=3)


@settings(max_examples=4, deadline=None)
@given(st.lists(changes(FIGURES), min_size=2, max_size=3))
def test_linear_studies(asked: list[list[str]]) -> None:
    study = industry(binary=False)
    session = Session(study)
    for some in asked:
        answer = session.answer(Ask(changes=tuple(some)))
        assert answer.objective == pytest.approx(from_scratch(study.changed(*some)), rel=1e-7)


@settings(max_examples=4, deadline=None)
@given(st.lists(changes(FIGURES + CHARGES), min_size=2, max_size=3))
def test_studies_with_openings(asked: list[list[str]]) -> None:
    study = industry(binary=True)
    session = Session(study)
    for some in asked:
        answer = session.answer(Ask(changes=tuple(some)))
        assert answer.objective == pytest.approx(from_scratch(study.changed(*some)), rel=1e-7)
        assert answer.bound == pytest.approx(answer.objective, rel=1e-7)


@pytest.fixture(scope="module")
def session() -> Session:
    return Session(chain(capex=10.0))


def test_the_base_itself(session: Session) -> None:
    answer = session.answer()
    assert answer.feasible
    assert answer.objective == pytest.approx(2400)
    assert answer.indicator("make[commodity=metal]")["value"].to_list() == pytest.approx([100])
    plan = answer.plan()
    assert plan.audit.clean
    assert plan.objective == pytest.approx(2400)


def test_figures_only_keep_what_is_loaded(session: Session) -> None:
    session.answer()
    assert session.answer(Ask(changes=("supplies[supply=mine].price = 6",))).way is Way.KEPT
    more = chain(capex=10.0, places=[{"place": "a"}, {"place": "b"}, {"place": "c"}], routes=[
        {"route": "ab", "from": "a", "to": "b", "cost": 3}, {"route": "bc", "from": "b", "to": "c", "cost": 1},
    ])  # fmt: skip
    answer = session.answer(Ask(study=more))
    assert (answer.way, answer.objective) == (Way.RELABELLED, pytest.approx(2400))


def test_a_rule_more(session: Session) -> None:
    """At least half must be imported: 50 at 24 and 50 at 30."""
    rule = Policy("half", "buy[supply=import] >= value", 50.0)
    assert session.answer(Ask(policies=(rule,))).objective == pytest.approx(50 * 24 + 50 * 30)
    over = Policy("most", "build[plant=s1] <= value", 20.0, over=Over.HORIZON)
    assert session.answer(Ask(policies=(over,))).objective == pytest.approx(20 * 24 + 80 * 30)
    assert session.answer().objective == pytest.approx(2400)


def test_a_rule_can_be_changed_like_any_other() -> None:
    study = with_policies(chain(capex=10.0), [Policy("most", "build[plant=s1] <= value", 1e9, over=Over.HORIZON)])
    session = Session(study)
    answer = session.answer(Ask(changes=("policies[policy=most].value = 20",)))
    assert answer.objective == pytest.approx(20 * 24 + 80 * 30)
    assert study.table("policies").height == 1


def test_decisions_fixed(session: Session) -> None:
    held = {"build": pl.DataFrame({"plant": ["s1"], "period": ["2025"], "lower": [30.0], "upper": [30.0]})}
    answer = session.answer(Ask(fixed=held))
    assert answer.objective == pytest.approx(30 * 24 + 70 * 30)
    less = {"build": held["build"].with_columns(lower=pl.lit(0.0), upper=pl.lit(0.0))}
    assert session.again(answer, less).objective == pytest.approx(3000)


def test_another_aim(session: Session) -> None:
    """How little can be built within 5 per cent of the least cost: 6 a unit are lost, 120 may be."""
    least = session.answer(Ask(seek="build[plant=s1]", ceiling=2400 * 1.05))
    assert least.objective == pytest.approx(80)
    most = session.answer(Ask(seek="buy[supply=import]", most=True, ceiling=2400 * 1.05))
    assert -most.objective == pytest.approx(20)


def test_no_plan_is_an_answer(session: Session) -> None:
    answer = session.answer(Ask(changes=("demands[demand=d].quantity = 1000", "supplies[supply=import].capacity = 0")))
    assert not answer.feasible
    assert answer.objective == math.inf
    assert session.answer().objective == pytest.approx(2400)


def test_a_change_that_cannot_be(session: Session) -> None:
    with pytest.raises(WrongUse, match="nowhere"):
        session.answer(Ask(changes=("supplies[supply=nowhere].price = 1",)))


def test_from_a_plan_and_handed_on() -> None:
    """A plan's choices spare the first search; what a session keeps serves another."""
    study = industry(binary=True)
    plan = study.plan()
    one = Session(study, known=plan.choices)
    assert one.answer().objective == pytest.approx(plan.objective)
    other = Session(study, tree=one.tree)
    dearer = ("technologies[technology=smelter].fixed_capex = 900",)
    assert other.answer(Ask(changes=dearer)).objective == pytest.approx(from_scratch(study.changed(*dearer)))


def test_quickly_only_known_openings_are_tried() -> None:
    """A smelter for 1000 at once is worth it while imports cost 30, at 20 no more; quickly it is kept, at 14 a unit."""
    technologies = [{"technology": "smelter", "unit": "t/a", "fixed_capex": 1000}]
    session = Session(chain(technologies=technologies))
    cheap = Ask(changes=("supplies[supply=import].price = 20",))
    assert session.answer(cheap, quick=True).objective == pytest.approx(1000 + 1400)
    assert session.answer(cheap).objective == pytest.approx(2000)
    assert session.answer(cheap, quick=True).objective == pytest.approx(2000)
