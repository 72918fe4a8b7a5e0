"""Resolved programs cost what the solver's own search from scratch says, and less than no choice of openings does."""

from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from punos.lp import Options, Program, Status
from punos.lp.resolver import Resolver, Way
from tests.lp.frames import MARKETS, transport
from tests.lp.test_become import scaled

EXACT = Options(gap=0.0)
SITES, TOWNS = ["a", "b", "c", "d"], ["x", "y", "z"]


def location(
    charges: list[float], demands: list[float], freight: list[float], capacity: float = 10.0, towns: list[str] = TOWNS
) -> Program:
    """Sites opened at a charge serve towns at freight; what is short costs 20 a unit."""
    program = Program()
    arcs = pl.DataFrame({"site": site, "town": town} for site in SITES for town in TOWNS).with_columns(
        freight=pl.Series(freight)
    ).filter(pl.col("town").is_in(towns))  # fmt: skip
    need = pl.DataFrame({"town": TOWNS, "need": demands}).filter(pl.col("town").is_in(towns))
    sites = pl.DataFrame({"site": SITES, "charge": charges})
    open_ = program.variables("open", sites.select("site"), upper=1.0, integer=True)
    flow = program.variables("flow", arcs.select("site", "town"))
    short = program.variables("short", need.select("town"))
    program.constraint("served", need, flow.over("town") + short, lower="need", upper="need")
    room = sites.select("site", room=pl.lit(capacity))
    program.constraint("room", sites.select("site"), flow.over("site") - open_.times(room, "room"), upper=0.0)
    program.cost("charges", open_.times(sites, "charge").over())
    program.cost("freight", flow.times(arcs, "freight").over())
    program.cost("shortage", short.scaled(20.0).over())
    return program


def by_brute_force(program: Program) -> float:
    """The cheapest of all choices of openings, each a linear program."""
    best = float("inf")
    for choice in itertools.product((0.0, 1.0), repeat=len(SITES)):
        tried = program.copy()
        both = pl.Series(choice)
        tried.set_bounds("open", pl.DataFrame({"site": SITES}).with_columns(lower=both, upper=both))
        solution = tried.solve(EXACT)
        if solution.has_plan:
            best = min(best, solution.objective)
    return best


charges = st.lists(st.floats(0, 60), min_size=4, max_size=4)
# A demand below the solver's feasibility tolerance may be left unmet at any price: nothing, or something one can see.
demands = st.lists(st.just(0.0) | st.floats(0.001, 12), min_size=3, max_size=3)
freights = st.lists(st.floats(-2, 9), min_size=12, max_size=12)
cases = st.tuples(charges, demands, freights, st.floats(1, 15))


@settings(max_examples=12, deadline=None)
@given(cases, st.lists(cases, min_size=1, max_size=4))
def test_a_sweep_finds_what_brute_force_finds(first: tuple, others: list[tuple]) -> None:  # type: ignore[type-arg]
    resolver = Resolver(location(*first))
    for case in [first, *others]:
        program = location(*case)
        solution = resolver.solve(program, EXACT)
        assert solution.status is Status.OPTIMAL
        expected = by_brute_force(program)
        scale = max(abs(expected), 1.0)
        assert solution.objective == pytest.approx(expected, abs=1e-7 * scale)
        assert solution.bound == pytest.approx(expected, abs=1e-7 * scale)
        solution.check()
        assert program.violations(solution).is_empty()


@settings(max_examples=8, deadline=None)
@given(cases, cases)
def test_within_the_gap_asked_for(first: tuple, other: tuple) -> None:  # type: ignore[type-arg]
    resolver, options = Resolver(location(*first)), Options(gap=0.05)
    resolver.solve(location(*first), options)
    program = location(*other)
    solution, expected = resolver.solve(program, options), by_brute_force(program)
    room = 1e-7 * max(abs(expected), 1.0)
    assert solution.bound <= expected + room
    assert solution.objective >= expected - room
    assert solution.objective - solution.bound <= 0.05 * abs(solution.objective) + room


def test_kept_until_labels_differ() -> None:
    first = ([30.0] * 4, [5.0, 6.0, 7.0], [1.0] * 12)
    resolver = Resolver(location(*first))
    resolver.solve(location(*first), EXACT)
    dearer = location([31.0] * 4, *first[1:])
    assert resolver.solve(dearer, EXACT).objective == pytest.approx(by_brute_force(dearer))
    assert resolver.way is Way.KEPT
    fewer = location(*first, towns=["x", "z"])
    assert resolver.solve(fewer, EXACT).objective == pytest.approx(by_brute_force(fewer))
    assert resolver.way is Way.RELABELLED
    assert resolver.solve(dearer, EXACT).objective == pytest.approx(by_brute_force(dearer))
    assert resolver.way is Way.KEPT


def test_held_is_the_cost_of_the_first_openings() -> None:
    """One site serves all at first; dear freight from it makes others open, at less than what holding on costs."""
    near = [1.0] * 3 + [8.0] * 9
    resolver = Resolver(location([20.0] * 4, [3.0, 3.0, 3.0], near, capacity=20.0))
    resolver.solve(resolver.first, EXACT)
    far = [8.0] * 3 + [1.0] * 3 + [8.0] * 6
    solution = resolver.solve(location([20.0] * 4, [3.0, 3.0, 3.0], far, capacity=20.0), EXACT)
    assert resolver.held == pytest.approx(20 + 9 * 8)
    assert solution.objective == pytest.approx(20 + 9 * 1)


def test_nothing_fits() -> None:
    first = ([30.0] * 4, [5.0, 6.0, 7.0], [1.0] * 12)
    resolver = Resolver(location(*first))
    program = location(*first, capacity=1.0)
    program.set_bounds("short", pl.DataFrame({"town": TOWNS, "upper": [0.0] * 3}))
    assert resolver.solve(program, EXACT).status is Status.INFEASIBLE
    assert resolver.solve(location(*first), EXACT).status is Status.OPTIMAL


def test_what_is_kept_can_be_handed_on() -> None:
    first = ([30.0, 25.0, 20.0, 15.0], [5.0, 6.0, 7.0], list(np.linspace(0, 6, 12)))
    tree = Resolver(location(*first)).tree(EXACT)
    assert tree.complete
    other = Resolver(location(*first), tree=tree)
    program = location([10.0] * 4, *first[1:])
    assert other.solve(program, EXACT).objective == pytest.approx(by_brute_force(program))
    assert other.way is Way.KEPT


def test_a_linear_program_goes_on_from_the_last_basis() -> None:
    program, _ = transport()
    resolver = Resolver(program)
    assert resolver.solve(program).objective == pytest.approx(153.675)
    half, _ = transport(markets=scaled(MARKETS, "demand", [0.5] * 3))
    assert resolver.solve(half).objective == pytest.approx(half.copy().solve().objective)
    assert resolver.way is Way.KEPT
