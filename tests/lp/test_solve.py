from __future__ import annotations

import itertools
import math
import threading
import time

import numpy as np
import polars as pl
import pytest

from punos.lp import Expression, LpError, Method, Options, Phase, Program, Progress, Status, unanswered
from punos.lp import engine as engine_module
from punos.lp.engine import Engine
from tests.lp.frames import transport

SITES = pl.DataFrame({"place": ["a", "b", "c"]})


def charges(most: float, gap: float = 1e-9) -> tuple[Program, float]:
    """Return a program with fixed charges and a limit `most` on each site, and its optimum by brute force."""
    random = np.random.default_rng(7)
    sites = [f"s{i}" for i in range(6)]
    goods = ["g0", "g1", "g2"]
    charge, need = random.uniform(1e3, 1e6, 6), random.uniform(1, 1000, 3)
    cost = random.uniform(1, 100, (6, 3))
    pairs = pl.DataFrame(
        {"site": np.repeat(sites, 3), "good": goods * 6, "cost": cost.ravel()},
    )
    program = Program()
    places = pl.DataFrame({"site": sites, "charge": charge})
    opened = program.variables("open", places.select("site"), upper=1.0, integer=True)
    make = program.variables("make", pairs.select("site", "good"))
    program.constraint("room", places.select("site"), make.over("site") - opened.scaled(most), upper=0.0)
    program.constraint("need", pl.DataFrame({"good": goods, "need": need}), make.over("good"), lower="need")
    program.cost("charge", opened.times(places, "charge"))
    program.cost("running", make.times(pairs, "cost"))
    best = min(
        charge[list(chosen)].sum() + (need * cost[list(chosen)].min(axis=0)).sum()
        for size in range(1, 7)
        for chosen in itertools.combinations(range(6), size)
    )
    return program, float(best)


def knapsack(count: int = 60) -> Program:
    """Return a problem with correlated weights that takes branch and bound a long time."""
    random = np.random.default_rng(3)
    things = pl.DataFrame({"thing": [f"t{i:03d}" for i in range(count)]})
    program = Program()
    take = program.variables("take", things, upper=1.0, integer=True)
    rows = [f"r{i}" for i in range(12)]
    weight = random.integers(1, 1000, (count, 12))
    weights = pl.DataFrame(
        {
            "thing": np.repeat(things["thing"].to_numpy(), 12),
            "row": rows * count,
            "weight": weight.ravel().astype(float),
        }
    )
    room = pl.DataFrame({"row": rows, "room": np.floor(weight.sum(axis=0) / 2.0)})
    program.constraint("room", room, take.times(weights, "weight").over("row"), upper="room")
    worth = things.with_columns(worth=-(weight.mean(axis=1) + random.integers(0, 30, count)))
    program.cost("worth", take.times(worth, "worth"))
    return program


@pytest.mark.parametrize("method", list(Method))
def test_every_method_gives_the_same_optimum_and_prices(method: Method) -> None:
    solution = transport()[0].solve(Options(method=method))
    assert solution.objective == pytest.approx(153.675, rel=1e-9)
    assert sorted(solution.dual("demand")["dual"]) == pytest.approx([0.126, 0.153, 0.225])
    assert solution.gap == 0.0


@pytest.mark.parametrize("most", [1e4, 1e6, 1e9])
@pytest.mark.parametrize("integrality", [1e-6, 1e-7])
def test_fixed_charges_are_paid_however_large_the_limit(most: float, integrality: float) -> None:
    """With 10^-6 off whole and a limit of 10^9 a plant would make 1000 units for a millionth of its charge."""
    program, best = charges(most)
    solution = program.solve(Options(gap=1e-9, integrality=integrality))
    assert solution.status is Status.OPTIMAL
    assert solution.objective == pytest.approx(best, rel=1e-9)
    opened = solution.values[program.blocks["open"].numbers]
    assert set(opened.tolist()) <= {0.0, 1.0}
    assert program.violations(solution, 1e-9).is_empty()
    solution.check()


def test_a_limit_beyond_all_measure_is_never_a_cheap_plan() -> None:
    program, best = charges(1e13)
    try:
        cost = program.solve(Options(gap=1e-9, integrality=1e-6)).objective
    except LpError as error:
        cost = math.inf if "choose units" in str(error) else -math.inf
    assert cost >= best * (1 - 1e-9)


def test_prices_of_whole_numbers_are_of_the_plan_with_these_fixed() -> None:
    """Two plants for 14 units, 10 each: the price of the last unit is its running cost, the charge is sunk."""
    program = Program()
    frame = pl.DataFrame({"place": ["a", "b"]})
    opened = program.variables("open", frame, upper=1.0, integer=True)
    make = program.variables("make", frame)
    program.constraint("room", frame, make - opened.scaled(10.0), upper=0.0)
    program.constraint("need", pl.DataFrame({"need": [14.0]}), make.over(), lower="need")
    program.cost("charge", opened.scaled(5.0))
    program.cost("running", make.times(frame.with_columns(c=pl.Series([1.0, 2.0])), "c"))
    solution = program.solve()
    assert solution.objective == pytest.approx(10 + 10 + 8)
    assert solution.dual("need")["dual"].to_list() == pytest.approx([2.0])
    assert solution.dual("room")["dual"].to_list() == pytest.approx([-1.0, 0.0])


def test_infeasible() -> None:
    program, ship = transport()
    program.constraint("cap", pl.DataFrame({"most": [899.0]}), ship.over(), upper="most")
    solution = program.solve()
    assert solution.status is Status.INFEASIBLE
    assert not solution.has_plan
    assert math.isnan(solution.objective)
    for read in (lambda: solution.value(ship), lambda: solution.cost("freight"), solution.check):
        with pytest.raises(LpError, match="no plan to read: the solve ended infeasible"):
            read()
    with pytest.raises(LpError, match="no duals of 'supply'"):
        solution.dual("supply")


@pytest.mark.parametrize("integer", [False, True])
def test_unbounded_names_the_culprit(integer: bool) -> None:
    program = Program()
    x = program.variables("sell", SITES, integer=integer)
    rows = pl.DataFrame({"place": ["a", "b"], "most": [5.0, 5.0]})
    program.constraint("cap", rows, x.where(pl.col("place") != "c"), upper="most")
    program.cost("earn", -x)
    solution = program.solve()
    assert solution.status is Status.UNBOUNDED
    assert not solution.has_plan
    assert solution.endless().select("name", "label", "growth").rows() == [("sell", "place=c", 1.0)]


@pytest.mark.parametrize("integer", [False, True])
def test_infeasible_and_endless_is_infeasible(integer: bool) -> None:
    program = Program()
    x = program.variables("sell", SITES, integer=integer)
    program.constraint(
        "cap", pl.DataFrame({"place": ["a"], "most": [-1.0]}), x.where(pl.col("place") == "a"), upper="most"
    )
    program.cost("earn", -x)
    assert program.solve().status is Status.INFEASIBLE


def test_lower_above_upper_is_infeasible_and_named() -> None:
    program = Program()
    x = program.variables("x", SITES.with_columns(low=pl.Series([0.0, 3.0, 0.0])), lower="low", upper=2.0)
    program.cost("cost", x)
    assert program.solve().status is Status.INFEASIBLE
    assert program.iis().select("kind", "name", "side", "label").rows() == [("bound", "x", "both", "place=b")]


def test_the_gap_asked_for_is_kept_and_told() -> None:
    program = knapsack(16)
    solution = program.solve(Options(gap=0.02))
    assert solution.status is Status.OPTIMAL
    assert 0 <= solution.gap <= 0.02
    assert solution.bound <= solution.objective
    assert solution.bound <= program.solve(Options(gap=0.0)).objective <= solution.objective


def test_no_time_at_all_is_a_stop_without_a_plan() -> None:
    solution = knapsack().solve(Options(time_limit=0.0))
    assert solution.status in (Status.STOPPED, Status.GAP)
    assert solution.has_plan is (solution.status is Status.GAP)


def test_time_limit_keeps_the_plan_and_says_the_gap() -> None:
    began = time.perf_counter()
    solution = knapsack().solve(Options(gap=0.0, time_limit=1.0))
    assert time.perf_counter() - began < 8
    assert solution.status is Status.GAP
    assert solution.has_plan
    assert 0 < solution.gap < 1
    solution.check()


def test_ctrl_c_keeps_the_best_plan() -> None:
    heard: list[Progress] = []

    def hear(progress: Progress) -> None:
        heard.append(progress)
        if math.isfinite(progress.objective) and progress.seconds > 0.5:
            raise KeyboardInterrupt

    program = knapsack()
    solution = program.solve(Options(gap=0.0), hear)
    assert solution.status is Status.STOPPED
    assert solution.has_plan
    assert program.violations(solution).is_empty()
    assert solution.bound <= solution.objective <= heard[-1].objective + 1e-6
    assert {progress.phase for progress in heard} <= {Phase.SEARCH, Phase.PRICES}
    # and the program can be used again
    assert program.solve(Options(gap=0.05)).status is Status.OPTIMAL


def test_progress_runs_in_the_thread_of_the_caller_and_its_errors_come_out() -> None:
    threads = set()

    def hear(progress: Progress) -> None:
        threads.add(threading.current_thread())
        raise RuntimeError("the page is gone")

    with pytest.raises(RuntimeError, match="the page is gone"):
        knapsack().solve(Options(gap=0.0), hear)
    assert threads == {threading.main_thread()}


def test_a_solver_that_does_not_answer_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "_GRACE", 0.2)
    heard = Engine._heard

    def deaf(self: Engine, kind: object, message: str, out: object, told: object, data: object) -> None:
        stop, self._stop = self._stop, threading.Event()
        heard(self, kind, message, out, told, data)
        self._stop = stop

    monkeypatch.setattr(Engine, "_heard", deaf)

    def hear(progress: Progress) -> None:
        if math.isfinite(progress.objective) and progress.phase is Phase.SEARCH and progress.seconds > 0.5:
            raise KeyboardInterrupt

    program = knapsack(40)
    began = time.perf_counter()
    solution = program.solve(Options(gap=0.0, time_limit=5.0), hear)
    assert time.perf_counter() - began < 4
    assert solution.status is Status.STOPPED
    assert solution.has_plan
    assert program.violations(solution).is_empty()
    assert program.solve(Options(gap=0.2)).has_plan
    assert unanswered()
    while unanswered():  # its time limit ends it
        time.sleep(0.1)


def test_the_same_seed_gives_the_same_plan() -> None:
    one, other = (knapsack(16).solve(Options(gap=0.0, threads=threads)) for threads in (1, 1))
    assert np.array_equal(one.values, other.values)


def test_threads_can_change_between_solves() -> None:
    for threads in (1, 2, 1):
        assert transport()[0].solve(Options(threads=threads)).status is Status.OPTIMAL


def test_an_option_the_solver_does_not_know_is_an_error() -> None:
    engine = Engine()
    with pytest.raises(LpError, match="refused: option solver = cplex"):
        engine.set(solver="cplex")
    with pytest.raises(LpError, match="refused: option no_such = 1"):
        engine.set(no_such=1)


def test_nothing_is_written_to_the_console(capfd: pytest.CaptureFixture[str]) -> None:
    transport()[0].solve()
    knapsack(14).solve()
    assert capfd.readouterr() == ("", "")


def test_the_check_of_costs_can_fail() -> None:
    program, ship = transport()
    solution = program.solve()
    wrong = object.__new__(type(solution))
    for name in solution.__slots__:
        object.__setattr__(wrong, name, getattr(solution, name))
    object.__setattr__(wrong, "objective", solution.objective * (1 + 1e-7))
    with pytest.raises(LpError, match="add up to"):
        wrong.check()
    assert isinstance(ship, Expression)
