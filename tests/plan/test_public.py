"""What a public report may tell: an attacker who knows every published row learns no protected plant's output."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from punos.errors import Infeasible, StudyFaults
from punos.instance.instance import build_instance
from punos.plan import Plan
from punos.plan.compare import compare
from punos.plan.public import WITHHELD, PublicPlan, public
from punos.plan.secrets import EVERYWHERE, secrets_of, union
from punos.plan.worth import worth
from tests.model import test_constraints_conversions as conversions
from tests.model.hand import planned, study
from tests.model.planning import plan_of
from tests.model.strategies import Study, studies

QUICK = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # each study is planned: shrinking takes minutes
)
RUNS = 1e-6
MANY = settings(QUICK, max_examples=300, derandomize=False)
FLOWS = ("make", "use", "buy", "sell", "discard")


def secret(table: str, select: str, column: str) -> dict[str, Any]:
    return {"table": table, "select": select, "column": column, "basis": "read", "confidential": "yes"}


def smelters(*operators: str, secrets: tuple[str, ...] = ("s1",)) -> Plan:
    """The chain of one smelter, with one for each operator, each of 40 t; the demand of 100 t needs them."""
    plants = [
        {"plant": f"s{n}", "place": "a", "technology": "smelter", "status": "operating", "capacity": 40, "operator": o}
        for n, o in enumerate(operators, start=1)
    ]
    evidence = [secret("plants", f"plant={name}", "capacity") for name in secrets]
    owners = [{"operator": o} for o in dict.fromkeys(operators)]
    demand = [{"demand": "d", "commodity": "metal", "place": "b", "kind": "may", "quantity": 100, "price": 50}]
    return planned(plants=plants, evidence=evidence, operators=owners, demands=demand)


def test_a_plan_without_secrets_stays_as_it_is() -> None:
    plan = planned()
    assert not secrets_of(plan)
    assert public(plan) is plan


def test_two_operators_can_be_told_apart_by_the_third_so_the_trade_goes_too() -> None:
    plan = smelters("x", "y", "z")
    shown = public(plan)
    assert isinstance(shown, PublicPlan)
    assert shown.secrets.plants == {"s1"}
    assert sorted(shown.frame("make")["plant"].unique()) == ["s2", "s3"]
    assert shown.secrets.goods.rows() == [("metal", EVERYWHERE), ("ore", "a")]
    assert all(shown.frame(name).is_empty() for name in ("buy", "sell", "ship"))


def test_three_protected_operators_are_a_crowd() -> None:
    shown = public(smelters("x", "y", "z", secrets=("s1", "s2", "s3")))
    assert shown.frame("make").is_empty()
    assert shown.frame("sell")["value"].sum() == pytest.approx(100)
    assert shown.frame("buy")["value"].sum() == pytest.approx(200)


def test_three_protected_plants_of_one_operator_are_no_crowd() -> None:
    shown = public(smelters("x", "x", "x", secrets=("s1", "s2", "s3")))
    assert shown.frame("sell").is_empty()


def test_the_money_shown_adds_up_to_the_net_cost_shown() -> None:
    plan = smelters("x", "y", "z")
    shown = public(plan)
    assert shown.objective != pytest.approx(plan.objective)
    assert float(worth(shown)["worth"].sum()) == pytest.approx(shown.objective)
    assert sum(shown.summary.costs.values()) == pytest.approx(shown.objective)
    assert shown.summary.objective - shown.summary.bound == pytest.approx(plan.objective - plan.summary.bound)


def test_the_study_shows_neither_the_cell_nor_the_plant() -> None:
    shown = public(smelters("x", "y", "z"))
    assert sorted(shown.study.table("plants")["plant"]) == ["s2", "s3"]
    assert shown.study.table("evidence").is_empty()


def test_a_confidential_price_protects_who_uses_the_good() -> None:
    plan = planned(evidence=[secret("supplies", "supply=mine", "price")])
    shown = public(plan)
    assert isinstance(shown, PublicPlan)
    assert shown.secrets.plants == {"s1"}
    assert shown.study.table("supplies")["price"].to_list() == [None]
    assert shown.frame("spend").filter(pl.col("kind") == "supply").is_empty()
    assert shown.traded_prices().filter(pl.col("commodity") == "ore").is_empty()
    assert shown.economics().is_empty()
    assert shown.ledger().is_empty()


def test_a_confidential_recipe_protects_every_plant_that_runs_it() -> None:
    plan = planned(evidence=[secret("flows", "process=smelt, commodity=ore", "quantity")])
    assert secrets_of(plan).plants == {"s1"}


def test_impacts_of_a_protected_plant_go_with_the_cap_that_would_show_them() -> None:
    plan = planned(
        evidence=[secret("plants", "plant=s1", "capacity")],
        impacts=[{"impact": "dust", "unit": "t"}, {"impact": "noise", "unit": "h"}],
        impact_factors=[{"impact": "dust", "of": "run", "key": "smelt", "quantity": 0.1}],
        impact_caps=[{"impact": "dust", "place": "a", "cap": 10}, {"impact": "noise", "place": "a", "cap": 10}],
    )
    shown = public(plan)
    assert plan.frame("emit")["value"].sum() == pytest.approx(10)
    assert shown.frame("emit").is_empty()
    assert shown.study.table("impact_caps")["impact"].to_list() == ["noise"]


def test_what_a_protected_plant_becomes_is_protected_too() -> None:
    hidden = [secret("plants", "plant=old", "capacity")]
    plan = conversions.plan(evidence=hidden)
    assert plan.frame("convert").filter(pl.col("value") > 0)["plant"].to_list() == ["s1"]
    told = public(plan)
    assert secrets_of(plan).plants == {"old", "s1"}
    assert told.frame("convert").filter(pl.col("value") > 0).is_empty()
    assert told.frame("capacity").is_empty()


def test_advice_on_units_names_figures_and_is_not_told() -> None:
    mine = {"supply": "mine", "commodity": "ore", "place": "a", "price": 5, "capacity": 4e12}
    plan = planned(supplies=[mine], evidence=[secret("supplies", "supply=mine", "capacity")])
    assert "supplies.capacity: 4e+12" in plan.summary.advice[0]
    assert public(plan).summary.advice == ()


def test_changes_of_confidential_cells_are_not_told() -> None:
    plants = [{"plant": "s1", "place": "a", "technology": "smelter", "status": "operating", "capacity": 1000}]
    whole = study(plants=plants, evidence=[secret("plants", "plant=s1", "capacity")])
    changed = whole.changed("plants[plant=s1].capacity = 777", "demands[demand=d].quantity = 90")
    shown = public(changed.plan())
    assert shown.summary.changes == (WITHHELD, "demands[demand=d].quantity = 90")
    assert [str(c) for c in shown.study.changes] == ["demands[demand=d].quantity = 90"]


def test_two_plans_hide_what_either_hides() -> None:
    one, other = smelters("x", "y", "z", secrets=("s1",)), smelters("x", "y", "z", secrets=("s2",))
    both = union([secrets_of(one), secrets_of(other)])
    assert sorted(public(one, both).frame("make")["plant"].unique()) == ["s3"]


def test_a_public_comparison_hides_in_both_plans_what_came_from_home() -> None:
    plants = [
        {"plant": f"s{n}", "place": "a", "technology": "smelter", "status": "operating", "capacity": 60} for n in (1, 2)
    ]
    base = study(plants=plants)
    own = pl.DataFrame({"scenario": ["own"], "table": ["plants"], "select": ["plant=s1"], "column": ["capacity"],
                        "op": ["set"], "value": ["83"]})  # fmt: skip
    both = compare(base.plan(), base.with_changes(own, confidential=True).plan())
    assert both.changes["after"].to_list() == ["83"]
    shown = both.public()
    assert shown.changes.is_empty()
    assert shown.before.frame("make")["plant"].unique().to_list() == ["s2"]
    assert shown.frame("capacity").is_empty()


@QUICK
@given(studies(), st.data())
def test_no_protected_output_follows_from_published_rows(made: Study, data: st.DataObject) -> None:
    attack(made, data)


@pytest.mark.heavy
@MANY
@given(studies(), st.data())
def test_none_follows_in_many_studies(made: Study, data: st.DataObject) -> None:
    attack(made, data)


def attack(made: Study, data: st.DataObject) -> None:
    """Whatever is not published is unknown; a balance in which only one protected plant's runs are unknown tells it."""
    try:
        plan = plan_of(*made)
    except (Infeasible, StudyFaults):
        assume(False)
        raise
    running = sorted(plan.frame("run").filter(pl.col("value") > RUNS)["plant"].unique())
    assume(running)
    plants = data.draw(st.lists(st.sampled_from(running), min_size=1, max_size=2, unique=True))
    said = study(evidence=[secret("plants", f"plant={p}", "status") for p in plants]).tables["evidence"]
    hidden = replace(plan, study=replace(plan.study, tables={**plan.study.tables, "evidence": said}))
    secrets = secrets_of(hidden)
    assert set(plants) <= secrets.plants
    shown = public(hidden)
    assert not set(plants) & set(shown.frame("make")["plant"].unique())
    matrix, told = _balances(plan, shown, secrets.plants)
    for column in told:
        assert not _determined(matrix, column)


def _balances(plan: Plan, shown: Plan, plants: frozenset[str]) -> tuple[np.ndarray, list[int]]:
    """Balances of mass as equations over what is not published: coefficients, and the columns of protected runs.

    Runs of one process of one protected plant in one period are one unknown: its recipe is public.
    """
    key = ["period", "place", "commodity"]
    unknowns: dict[tuple[Any, ...], int] = {}
    entries: list[tuple[tuple[Any, ...], int, float]] = []
    runs = {(r["period"], r["process"], r["plant"]): r["value"] for r in plan.frame("run").iter_rows(named=True)}
    for name, sign in zip(FLOWS, (1, -1, 1, -1, -1), strict=True):
        every, told = plan.frame(name), shown.frame(name)
        labels = [c for c in every.columns if c not in ("value", "unit")]
        for row in every.join(told, on=labels, how="anti", nulls_equal=True).iter_rows(named=True):
            own = name in ("make", "use") and row["plant"] is not None
            if own and runs[row["period"], row["process"], row["plant"]] <= RUNS:
                continue
            what = ("run", row["period"], row["process"], row["plant"]) if own else (name, *(row[c] for c in labels))
            size = row["value"] / runs[what[1:]] if own else 1.0  # type: ignore[index]
            column = unknowns.setdefault(what, len(unknowns))
            entries.append((tuple(row[c] for c in key), column, sign * size))
    entries += _moved(plan, shown, unknowns)
    entries += _stored(plan, shown, unknowns)
    rows = {label: n for n, label in enumerate(dict.fromkeys(e[0] for e in entries))}
    matrix = np.zeros((len(rows), len(unknowns)))
    for label, column, size in entries:
        matrix[rows[label], column] += size
    return matrix, [n for what, n in unknowns.items() if what[0] == "run" and what[3] in plants]


def _moved(
    plan: Plan, shown: Plan, unknowns: dict[tuple[Any, ...], int]
) -> list[tuple[tuple[Any, ...], int, float]]:  # fmt: skip
    """Shipments that are not published, at both ends, less what is lost."""
    every, told = plan.frame("ship"), shown.frame("ship")
    labels = [c for c in every.columns if c not in ("value", "unit")]
    arcs = build_instance(plan.study).transport.arcs.with_columns(pl.col(pl.Enum).cast(pl.String))
    kept = every.join(told, on=labels, how="anti", nulls_equal=True).join(
        arcs.select("route", "from", "to", "commodity", "period", "loss"),
        on=["route", "from", "to", "commodity", "period"],
        how="left",
    )
    made = []
    for row in kept.iter_rows(named=True):
        column = unknowns.setdefault(("ship", *(row[c] for c in labels)), len(unknowns))
        made.append(((row["period"], row["from"], row["commodity"]), column, -1.0))
        made.append(((row["period"], row["to"], row["commodity"]), column, 1.0 - (row["loss"] or 0.0)))
    return made


def _stored(
    plan: Plan, shown: Plan, unknowns: dict[tuple[Any, ...], int]
) -> list[tuple[tuple[Any, ...], int, float]]:  # fmt: skip
    """Stocks that are not published: a period is given what is left of the one before, and takes what it ends with."""
    labels = ["period", "place", "commodity"]
    frame = build_instance(plan.study).stocks.with_columns(pl.col(pl.Enum).cast(pl.String))
    hidden = plan.frame("store").join(shown.frame("store"), on=labels, how="anti")
    levels = {tuple(row): n for n, row in enumerate(hidden.select(labels).iter_rows(), start=len(unknowns))}
    unknowns.update({("store", *label): column for label, column in levels.items()})
    made = []
    for row in frame.iter_rows(named=True):
        here = (row["period"], row["place"], row["commodity"])
        for label, share in ((here, -1.0), ((row["before"], *here[1:]), row["keep"])):
            if label in levels:
                made.append((here, levels[label], share / row["years"]))
    return made


def _determined(matrix: np.ndarray, column: int) -> bool:
    """Whether one unknown follows from the equations: its unit vector lies in their row space."""
    unit = np.zeros((1, matrix.shape[1]))
    unit[0, column] = 1.0
    return bool(np.linalg.matrix_rank(np.vstack([matrix, unit])) == np.linalg.matrix_rank(matrix))
