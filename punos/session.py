"""A session: many requests about one study, each answered from where the last one ended.

Analyses (tornado, flips, why, stress) ask what the plan would be if a figure were another, a rule were added, a
decision were fixed or something else were sought. Each such request is a study and a model like those of the session:
the model is built anew, which takes a fraction of a second, and solved from what is kept of the base
(:mod:`punos.lp.resolver`).
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
import polars as pl

from punos.indicators import evaluate, parse_indicator, parse_rule, rule_rows
from punos.instance.instance import build_instance
from punos.lp import Expression, Options, Program, Solution, Status
from punos.lp.resolver import Listener, Resolver, Tree, Way
from punos.model.model import Model, build_model
from punos.plan.plan import Plan
from punos.planner import Request, choices, read_plan, valued
from punos.study.study import Study
from punos.tables.rules import Over

NO_DEARER = "no dearer"
"""Name of the row that keeps net cost below a ceiling."""


@dataclass(frozen=True)
class Policy:
    """A rule added for one request, as a row of the table `policies`."""

    policy: str
    rule: str
    value: float | None = None
    each: str | None = None
    over: Over = Over.YEAR


@dataclass(frozen=True)
class Ask:
    """One request.

    Attributes
    ----------
    changes
        Changes of the session's study, in the language of changes.
    study
        Another study instead, changes included.
    policies
        Rules added.
    fixed
        Bounds of decisions, by block of variables: its labels and ``lower``, ``upper`` or both.
    seek
        Indicator to make as small as can be, added over the horizon, instead of net cost.
    most
        As large as can be, instead.
    ceiling
        Net cost that may not be exceeded.
    """

    changes: tuple[str, ...] = ()
    study: Study | None = None
    policies: tuple[Policy, ...] = ()
    fixed: Mapping[str, pl.DataFrame] = field(default_factory=lambda: MappingProxyType({}))
    seek: str | None = None
    most: bool = False
    ceiling: float | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a request.

    Attributes
    ----------
    held
        Net cost with the whole numbers (openings, restarts) of the base plan; infinite if they do not fit, NaN if not
        looked at.
    way
        How it was solved.
    building, seconds
        Seconds that building the model took, and all together.
    """

    study: Study
    model: Model
    solution: Solution
    options: Options
    held: float
    way: Way
    building: float
    seconds: float

    @property
    def feasible(self) -> bool:
        """Whether there is a plan."""
        return self.solution.has_plan

    @property
    def objective(self) -> float:
        """Net cost of the plan (or what was sought); infinite if nothing fits, minus infinity if it has no end."""
        if self.feasible:
            return self.solution.objective
        return -math.inf if self.solution.status is Status.UNBOUNDED else math.inf

    @property
    def bound(self) -> float:
        """The least any plan could have."""
        return self.solution.bound if self.feasible else self.objective

    def choices(self) -> dict[str, pl.DataFrame]:
        """Every variable by block, as :attr:`punos.plan.plan.Plan.choices` has them."""
        return choices(self.solution)

    def indicator(self, text: str, by: Sequence[str] = ()) -> pl.DataFrame:
        """Values of an indicator, as :meth:`punos.plan.plan.Plan.indicator` gives them."""
        reference = parse_indicator(text)
        name = reference.indicator
        quantities = {name: valued(self.model.quantities[name], self.solution)} if name in self.model.quantities else {}
        return evaluate(reference, quantities, self.model.instance.follow, by=tuple(by))

    def plan(self) -> Plan:
        """The whole plan."""
        options = self.options
        request = Request(
            self.study, gap=options.gap, time_limit=options.time_limit, threads=options.threads, method=options.method
        )
        return read_plan(self.model, self.solution, request, self.seconds)


class Session:
    """A solved study that is asked again and again.

    Parameters
    ----------
    study : Study
        The base.
    known : mapping of str to polars.DataFrame, optional
        Choices of a plan of it (:attr:`punos.plan.plan.Plan.choices`): they spare the first search.
    gap, time_limit, threads
        Override the study's solver settings. Many sessions side by side should have one thread each.
    tree : Tree, optional
        What another session of the same base has kept.

    Attributes
    ----------
    base : Model
        The model of the study.
    """

    def __init__(
        self,
        study: Study,
        *,
        known: Mapping[str, pl.DataFrame] | None = None,
        gap: float | None = None,
        time_limit: float | None = None,
        threads: int | None = None,
        tree: Tree | None = None,
    ) -> None:
        self.study = study
        self.options = Request(study, gap=gap, time_limit=time_limit, threads=threads).options
        if known is None:
            study.check().raise_for_faults()
        self.base = build_model(build_instance(study))
        self._resolver = Resolver(self.base.program, known, tree)

    @property
    def tree(self) -> Tree | None:
        """What is kept of the base's search, to hand to a session elsewhere; None for a linear study."""
        return self._resolver.tree(self.options) if self.base.program.arrays().whole else None

    @property
    def choice(self) -> tuple[float, ...]:
        """The whole numbers of the last answer, for `remember` of a session elsewhere; none of a linear study."""
        return () if self._resolver.choice is None else tuple(self._resolver.choice.tolist())

    def remember(self, choice: Sequence[float]) -> None:
        """Try these whole numbers, which another session of the same base has found, on the answers to come."""
        if choice and self.tree is not None:
            self._resolver.remember(np.array(choice))

    @cached_property
    def unchanged(self) -> Answer:
        """The answer to asking nothing: the base itself, from which :meth:`again` asks with decisions fixed."""
        return self.answer()

    def answer(self, ask: Ask | None = None, progress: Listener | None = None, *, quick: bool = False) -> Answer:
        """Answer a request.

        Quickly, only the openings and restarts of plans already found are tried, where one of them fits: the plan is
        one that can be, perhaps not the best. An answer without a plan says why by its status only; plan the study
        for the reasons.

        Raises
        ------
        WrongUse
            A change, a rule or an indicator that cannot be.
        StudyFaults
            The changed study makes no sense.
        KeyboardInterrupt
            Ctrl-C; the session stays good.
        """
        asked, began = ask or Ask(), time.perf_counter()
        study = (asked.study or self.study).changed(*asked.changes)
        study = with_policies(study, asked.policies)
        model = build_model(build_instance(study))
        return self._solved(study, model, asked, began, progress, quick)

    def again(self, answer: Answer, fixed: Mapping[str, pl.DataFrame], *, quick: bool = False) -> Answer:
        """Answer the same request with some decisions fixed."""
        return self._solved(answer.study, answer.model, Ask(fixed=fixed), time.perf_counter(), None, quick)

    def _solved(
        self, study: Study, model: Model, ask: Ask, began: float, progress: Listener | None, quick: bool
    ) -> Answer:  # fmt: skip
        program = _narrowed(model, ask)
        built = time.perf_counter() - began
        solution = self._resolver.solve(program, self.options, progress, quick=quick)
        if solution.has_plan:
            solution.check()
        return Answer(
            study, model, solution, self.options, self._resolver.held, self._resolver.way, built,
            time.perf_counter() - began,
        )  # fmt: skip


def with_policies(study: Study, policies: Sequence[Policy]) -> Study:
    """A study with rules added."""
    if not policies:
        return study
    names = ("policy", "rule", "value", "each", "over")
    rows = pl.DataFrame([{n: getattr(p, n) for n in names} for p in policies], infer_schema_length=None)
    return study.appended("policies", rows)


def _narrowed(model: Model, ask: Ask) -> Program:
    """The model's program with decisions fixed, a ceiling on net cost, another aim."""
    if not ask.fixed and ask.seek is None and ask.ceiling is None:
        return model.program
    program = model.program.copy()
    for name, frame in ask.fixed.items():
        program.set_bounds(name, _typed_like(program.blocks[name].frame, frame))
    if ask.ceiling is not None:
        one = pl.DataFrame({"label": ["total"]})
        program.constraint(NO_DEARER, one, program.total_cost().labelled(label="total"), upper=ask.ceiling)
    if ask.seek is not None:
        program.cost("sought", _over_horizon(model, ask.seek).scaled(-1.0 if ask.most else 1.0))
        program.pursue("sought")
    return program


def _typed_like(labels: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Bounds with labels of the model's types, names of a plan being plain text."""
    return frame.with_columns(pl.col(c).cast(labels.schema[c]) for c in labels.columns)


def _over_horizon(model: Model, text: str) -> Expression:
    """An indicator, or a sum of several, as an expression: yearly figures times the years of their period."""
    instance = model.instance
    rows = rule_rows(
        parse_rule(f"{text} <= 0"),
        model.quantities,
        follow=instance.follow,
        periods=instance.periods.select("period", "start", "years"),
        over=Over.HORIZON,
    )
    return Expression((), rows.entries.select("column", "coefficient"))
