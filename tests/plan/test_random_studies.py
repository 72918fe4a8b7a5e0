"""What must hold of every plan: accounts add up, origins add to one."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings

from punos.errors import Infeasible, StudyFaults
from punos.instance.instance import build_instance
from punos.plan import By, Plan
from punos.plan.economics import Item
from tests.model.planning import plan_of
from tests.model.strategies import Study, studies

QUICK = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
MANY = settings(QUICK, max_examples=300)
MONEY = [item.value for item in Item]


def planned(study: Study) -> Plan:
    try:
        return plan_of(*study)
    except (Infeasible, StudyFaults):
        assume(False)
        raise


def accounts_add_up(plan: Plan) -> None:
    lines, plants = plan.ledger(), plan.economics()
    moved = float(plants.select(pl.sum_horizontal(MONEY).sum()).item() or 0.0)
    close = pytest.approx
    signs = {item.value: item.sign for item in Item}
    net = plants.select(total=pl.sum_horizontal(pl.col(c) * sign for c, sign in signs.items()), npv="npv").drop_nulls()
    assert net["total"].to_list() == close(net["npv"].to_list(), abs=1e-9 * moved + 1e-9)
    parts = plan.economics(by=By.VINTAGE).group_by("plant").agg(pl.col(MONEY).sum()).sort("plant")
    assert parts["plant"].to_list() == plants["plant"].to_list()
    for column in MONEY:
        assert parts[column].to_list() == close(plants[column].to_list(), rel=1e-7, abs=1e-9 * moved + 1e-9)
    for item, kind in {"running": "running", "fixed": "fixed", "opening": "opening", "restart": "restart"}.items():
        spent = plan.frame("spend").filter((pl.col("kind") == kind) & pl.col("plant").is_not_null())["value"].sum()
        paid = -lines.filter(pl.col("item") == item)["money"].sum()
        assert paid == close(spent, rel=1e-9, abs=1e-6)
    operators = plan.economics(by=By.OPERATOR)
    assert operators["revenue"].sum() == close(plants["revenue"].sum(), rel=1e-9, abs=1e-9)


def origins_add_up(plan: Plan) -> None:
    """Shares add to 1, and amounts to what is bought, made and arrives, taken from the tables one by one."""
    found = plan.origins()
    assert found["share"].is_between(0, 1 + 1e-9).all()
    key = ["period", "place", "commodity"]
    sums = found.group_by(key).agg(pl.col("share").sum(), pl.col("amount").sum())
    assert sums["share"].to_list() == pytest.approx([1.0] * sums.height)
    arcs = build_instance(plan.study).transport.arcs.with_columns(pl.col(pl.Enum).cast(pl.String))
    handled = plan.study.table("terminals")["mode"].to_list()
    sent = plan.frame("ship", by_slice=True)
    arc = ["route", "from", "to", "commodity", "period", *(["slice"] if "slice" in sent.columns else [])]
    sent = sent.join(arcs.select(*arc, "loss"), on=arc)
    direct = sent.filter(~pl.col("mode").is_in(handled).fill_null(value=False))
    kept = pl.col("value") * (1 - pl.col("loss"))
    arrive = direct.select("period", pl.col("to").alias("place"), "commodity", came=kept)
    unload = plan.frame("load").filter(pl.col("direction") == "out")
    parts = [f.select(*key, came="value") for f in (plan.frame("buy"), plan.frame("make"), unload)]
    came = pl.concat([*parts, arrive]).group_by(key).agg(pl.col("came").sum()).filter(pl.col("came") > 1e-4)
    both = came.join(sums, on=key, how="left")
    assert both["amount"].to_list() == pytest.approx(both["came"].to_list(), rel=1e-5)


@QUICK
@given(studies())
def test_holds_on_random_studies(study: Study) -> None:
    plan = planned(study)
    accounts_add_up(plan)
    origins_add_up(plan)


@pytest.mark.heavy
@MANY
@given(studies())
def test_holds_on_many_random_studies(study: Study) -> None:
    plan = planned(study)
    accounts_add_up(plan)
    origins_add_up(plan)
