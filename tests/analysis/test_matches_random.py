"""Matches of random studies: what must hold of them whatever the study is."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings

from punos.analysis.matches import Matches
from punos.errors import Infeasible, StudyFaults, Unbounded
from punos.plan.plan import Plan
from tests.model.planning import plan_of
from tests.model.strategies import Study, Tables, studies

FEW = settings(
    max_examples=6,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
MANY = settings(FEW, max_examples=80, derandomize=False)


def with_users(study: Study) -> Study:
    """A little slag may be sold at one place as filler, and could be cleaned to ore in a plant that nobody has."""
    settings, tables = study
    slag = [{**row, "kind": "by-product"} if row["commodity"] == "slag" else row for row in tables["commodities"]]
    filler = {"demand": "filler", "commodity": "slag", "place": "bay", "kind": "may", "quantity": 0.5, "price": 4.0}
    added: Tables = {
        "demands": [filler],
        "technologies": [{"technology": "cleaner", "unit": "t/a", "capex": 5.0, "lifetime": 10.0}],
        "processes": [{"process": "cleaning", "technology": "cleaner", "variable_cost": 0.1}],
        "flows": [{"process": "cleaning", "commodity": "slag", "quantity": -1.0},
                  {"process": "cleaning", "commodity": "ore", "quantity": 0.6}],
    }  # fmt: skip
    places = [{**row, "lat": 60.0 + i, "lon": 20.0} for i, row in enumerate(tables["places"])]
    more = {name: [*tables.get(name, []), *rows] for name, rows in added.items()}
    return settings, {**tables, **more, "commodities": slag, "places": places}


def _planned(study: Study) -> Plan:
    try:
        return plan_of(*with_users(study))
    except (Infeasible, StudyFaults, Unbounded):
        assume(condition=False)
        raise


def _holds(study: Study) -> None:
    plan = _planned(study)
    found = plan.matches()
    _nothing_is_given_twice(found)
    _money_adds_up(found)
    away = plan.frame("discard").filter(pl.col("value") > 1e-6)
    thrown = found.offers.filter(now="thrown away")
    assert thrown["amount"].sum() == pytest.approx(away["value"].sum(), rel=1e-4, abs=1e-4)
    assert str(found)


def _nothing_is_given_twice(found: Matches) -> None:
    """Nobody gives more than is left over, nor gets more than is needed."""
    tiny = 1e-6
    assert found.offers.filter(pl.col("used") > pl.col("amount") * (1 + tiny) + tiny).is_empty()
    assert found.needs.filter(pl.col("covered") > pl.col("amount") * (1 + tiny) + tiny).is_empty()
    assert found.frame.filter(pl.col("chosen") > pl.col("left_over") * (1 + tiny) + tiny).is_empty()


def _money_adds_up(found: Matches) -> None:
    rows = found.frame
    parts = pl.col("disposal_saved") + pl.col("replaced_value") - pl.col("transport_cost") - pl.col("treatment_cost")
    assert rows.filter((parts - pl.col("gain_a_unit")).abs() > 1e-9 * (1 + pl.col("gain_a_unit").abs())).is_empty()
    assert rows.filter(pl.col("chosen") > 0, pl.col("gain_a_unit") <= 0).is_empty()
    assert rows["gain"].sum() == pytest.approx((rows["chosen"] * rows["gain_a_unit"]).sum(), rel=1e-9, abs=1e-9)
    assert rows.filter(pl.col("gain_a_unit").is_nan() | pl.col("planned").is_nan()).is_empty()


@FEW
@given(studies())
def test_a_few_studies(study: Study) -> None:
    _holds(study)


@pytest.mark.heavy
@MANY
@given(studies())
def test_many_studies(study: Study) -> None:
    _holds(study)
