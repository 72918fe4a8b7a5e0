"""The planner: a study in, a plan out.

Analyses hand it requests; it checks the study, builds the model, solves it, and reads the plan back. It is the only
place that knows both the solver and the plan.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from punos.errors import NotProved
from punos.indicators import Quantity
from punos.instance.instance import build_instance
from punos.instance.names import names_as_text
from punos.lp import Method, Options, Progress, Solution, Start, Status
from punos.lp.order import sort_keys
from punos.model.constraints.policy import PREFIX
from punos.model.explain import infeasible, unbounded
from punos.model.model import Model, build_model
from punos.model.nearest import nearest
from punos.model.scaling import advice
from punos.plan.audit import audit
from punos.plan.plan import Plan
from punos.plan.prices import marginal_values
from punos.plan.summary import Size, Summary, versions
from punos.study.study import Study

Listener = Callable[[Progress], None]


@dataclass(frozen=True)
class Request:
    """What is asked of the planner.

    Attributes
    ----------
    study
        The study, changes included.
    start
        A plan to start from: its choices are offered to the solver, and among equally good plans the one nearest to it
        is taken.
    gap, time_limit, threads
        Override the study's solver settings.
    method
        How linear programs are solved.
    """

    study: Study
    start: Plan | None = None
    gap: float | None = None
    time_limit: float | None = None
    threads: int | None = None
    method: Method | None = None

    @property
    def options(self) -> Options:
        """Solver options: the study's, where nothing else is asked."""
        said = self.study.settings.solver
        return Options(
            method=self.method or Method(said.method.value),
            gap=said.gap if self.gap is None else self.gap,
            time_limit=said.time_limit if self.time_limit is None else self.time_limit,
            threads=said.threads if self.threads is None else self.threads,
        )


def plan(request: Request, progress: Listener | None = None) -> Plan:
    """Plan a study.

    Parameters
    ----------
    progress
        Hears of bound, best plan, gap and time while the solver works.

    Raises
    ------
    StudyFaults
        The study has errors; all of them are listed.
    Infeasible
        No plan meets all wishes; says which clash, and the least change that would help.
    Unbounded
        Something earns without end; names it.
    NotProved
        Stopped before the gap was reached; ``.plan`` holds the best plan found, if there is one.
    """
    began = time.perf_counter()
    request.study.check().raise_for_faults()
    model = build_model(build_instance(request.study))
    solution = _solve(model, request, progress)
    made = read_plan(model, solution, request, time.perf_counter() - began)
    if solution.status is not Status.OPTIMAL:
        raise NotProved(
            f"Stopped after {made.summary.seconds:.0f} s; the plan found may be {solution.gap:.2%} from the best."
            f"{_and_advice(made.summary.advice)}",
            plan=made,
            gap=solution.gap,
        )
    return made


def _solve(model: Model, request: Request, progress: Listener | None) -> Solution:
    start = Start(values=request.start.choices) if request.start is not None else None
    solution = model.program.solve(request.options, progress, start)
    if solution.status is Status.INFEASIBLE:
        raise infeasible(model)
    if solution.status is Status.UNBOUNDED:
        raise unbounded(model, solution)
    if not solution.has_plan:
        told = "Stopped before any plan was found; allow more time, or a larger gap."
        raise NotProved(told + _and_advice(advice(model)))
    solution.check()
    if request.start is not None:
        return nearest(model.program, solution, request.start.choices, request.options)
    return solution


def _and_advice(told: tuple[str, ...]) -> str:
    """Units that may be why the solver had a hard time."""
    return "".join(f"\n{text}" for text in told)


def read_plan(model: Model, solution: Solution, request: Request, seconds: float) -> Plan:
    """The plan that a solution of a model means."""
    quantities = {name: valued(q, solution) for name, q in model.quantities.items()}
    costs = {
        kind.value: solution.cost(kind.value) for kind in (*model.money.spend, *model.money.earn)
    }  # fmt: skip
    checks = audit(model.instance, quantities, costs, solution.objective, model.money.weights)
    return Plan(
        study=request.study,
        summary=_summary(model, solution, request, costs, seconds),
        audit=checks,
        quantities=quantities,
        prices=marginal_values(model, solution, PREFIX),
        periods=model.instance.periods.with_columns(pl.col("period").cast(pl.String)),
        choices=choices(solution),
    )


def valued(quantity: Quantity, solution: Solution) -> Quantity:
    """Values instead of columns and coefficients, names as strings, in the order of the index."""
    frame = quantity.frame
    labels = [c for c in frame.columns if c not in ("column", "coefficient")]
    amount = pl.Series("value", frame["coefficient"].to_numpy() * solution.values[frame["column"].to_numpy()])
    ordered = [*quantity.index, *(c for c in labels if c not in quantity.index)]
    valued = _sorted(frame[ordered].hstack([amount]), ordered)
    keep = [*quantity.index, "value", *(c for c in labels if c not in quantity.index)]
    return replace(quantity, frame=names_as_text(valued[keep]))


def _sorted(frame: pl.DataFrame, labels: list[str]) -> pl.DataFrame:
    """Rows in the order of their labels, those of the same labels added up."""
    keys = sort_keys(frame, labels)
    if (keys[1:] > keys[:-1]).all():
        return frame
    order = np.argsort(keys, kind="stable")
    keys, frame = keys[order], frame[order]
    first = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    if len(first) == len(keys):
        return frame
    sums = np.add.reduceat(frame["value"].to_numpy(), first)
    return frame[first].with_columns(value=pl.Series(sums))


def _summary(model: Model, solution: Solution, request: Request, costs: dict[str, float], seconds: float) -> Summary:
    study, arrays = request.study, model.program.arrays()
    options = request.options
    return Summary(
        name=study.name,
        status=solution.status,
        objective=solution.objective,
        bound=solution.bound,
        gap=solution.gap,
        seconds=seconds,
        currency=study.settings.study.currency,
        goal=study.settings.study.goal.value,
        size=Size(arrays.rows, arrays.columns, int(arrays.integer.sum()), arrays.nonzeros),
        costs=costs,
        changes=tuple(str(c) for c in study.changes),
        options={"gap": options.gap, "time_limit": options.time_limit, "threads": options.threads,
                 "method": options.method.value},
        versions=versions(),
        started_from=request.start.name if request.start else None,
        advice=advice(model),
    )  # fmt: skip


def choices(solution: Solution) -> dict[str, pl.DataFrame]:
    """Every variable by block, names as strings, to start another plan from."""
    return {
        name: names_as_text(block.frame).with_columns(pl.Series("value", solution.values[block.numbers]))
        for name, block in solution.blocks.items()
        if block.count
    }
