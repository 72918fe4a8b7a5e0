"""A bound carried over never says more than the changed program costs, and says all of it where nothing changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import Options
from punos.lp.carry import Carry, Proof
from punos.lp.implied import implied_upper
from punos.lp.node import Box, Found, Relaxed
from tests.lp.test_resolver import cases, location


def relaxed(case: tuple) -> Relaxed:  # type: ignore[type-arg]
    made = Relaxed(location(*case))
    made.begin(Options())
    return made


@settings(max_examples=40, deadline=None)
@given(cases, cases, st.lists(st.sampled_from([0, 1, None]), min_size=4, max_size=4))
def test_never_too_much(first: tuple, other: tuple, fixed: list[int | None]) -> None:  # type: ignore[type-arg]
    """From the whole of one program to any box of another."""
    one, two = relaxed(first), relaxed(other)
    node = one.solve(one.root, duals=True)
    proof = Proof(node.bound, node.box, node.duals)
    lower = np.array([0.0 if f is None else float(f) for f in fixed])
    upper = np.array([1.0 if f is None else float(f) for f in fixed])
    truth = two.solve(Box(lower, upper))
    carry = Carry(one.program.arrays(), two.program.arrays(), one.columns)
    assert truth.found is Found.SOLVED
    assert carry.bound(proof, Box(lower, upper)) <= truth.bound + 1e-6 * max(abs(truth.bound), 1.0)


@settings(max_examples=15, deadline=None)
@given(cases)
def test_all_of_it_where_nothing_changed(case: tuple) -> None:  # type: ignore[type-arg]
    one = relaxed(case)
    node = one.solve(one.root, duals=True)
    carry = Carry(one.program.arrays(), one.program.arrays(), one.columns)
    assert carry.bound(Proof(node.bound, node.box, node.duals), one.root) == pytest.approx(node.bound, abs=1e-6)


def test_a_side_moves_the_bound_by_its_price() -> None:
    """One town more to serve at 20 a unit short: that is what the bound rises by."""
    free = ([1000.0] * 4, [1.0, 1.0, 1.0], [5.0] * 12)
    more = ([1000.0] * 4, [2.0, 1.0, 1.0], [5.0] * 12)
    one, two = relaxed((*free, 1.0)), relaxed((*more, 1.0))
    node = one.solve(one.root, duals=True)
    assert node.bound == pytest.approx(60)  # a site of room 1 costs 1000: all is short
    carry = Carry(one.program.arrays(), two.program.arrays(), one.columns)
    assert carry.bound(Proof(node.bound, node.box, node.duals), one.root) == pytest.approx(80)


def test_rows_imply_bounds() -> None:
    """flow + short = need: neither is more than the need; a flow is no more than the room of its site."""
    program = location([10.0] * 4, [3.0, 20.0, 7.0], [1.0] * 12, 10.0)
    upper = implied_upper(program.arrays())
    flow = program.blocks["flow"].frame.with_columns(upper=upper[program.blocks["flow"].numbers])
    for row in flow.iter_rows(named=True):
        need = {"x": 3.0, "y": 20.0, "z": 7.0}[row["town"]]
        assert min(need, 10.0) <= row["upper"] <= need * (1 + 1e-5) + 1e-5
    short = upper[program.blocks["short"].numbers]
    assert short == pytest.approx([3, 20, 7], rel=1e-4)
