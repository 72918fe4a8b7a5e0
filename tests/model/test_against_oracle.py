"""The planner and an independent formulation agree on small random studies."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from punos.errors import Infeasible, StudyFaults
from tests.model.oracle import optimum
from tests.model.planning import plan_of
from tests.model.strategies import Study, studies

# The quick run always draws the same studies, the heavy one others each time.
QUICK = settings(
    max_examples=45,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
MANY = settings(QUICK, max_examples=600, derandomize=False)


def _agree(study: Study) -> None:
    """Both find a plan of the same cost, or neither finds one; and the plan's own audit is clean."""
    want = optimum(*study)
    if not want.optimal:
        with pytest.raises((Infeasible, StudyFaults)):
            plan_of(*study)
        return
    plan = plan_of(*study)
    assert plan.summary.objective == pytest.approx(want.objective, rel=1e-6, abs=1e-6)
    assert plan.audit.clean, plan.audit.broken


@QUICK
@given(studies())
def test_agrees_on_random_studies(study: Study) -> None:
    _agree(study)


@pytest.mark.heavy
@MANY
@given(st.booleans().flatmap(lambda whole: studies(whole=whole)))
def test_agrees_on_many_random_studies(study: Study) -> None:
    _agree(study)
