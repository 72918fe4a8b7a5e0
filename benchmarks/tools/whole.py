"""Punos as people use it: from the files of a study to the tables of a plan, all checks and indicators included."""

from __future__ import annotations

from pathlib import Path

import punos
from benchmarks.tools.tool import Options, Tables, Tool
from punos.instance.instance import build_instance
from punos.lp import Options as LpOptions
from punos.lp.solve import Task, read
from punos.model.model import build_model
from punos.planner import Request, read_plan


class Whole(Tool):
    """Load, check, resolve, model; then every indicator with its unit, prices and the audit."""

    name = "Punos, study to plan"

    def prepare(self, frames: Path) -> None:  # type: ignore[override]
        self.folder = frames / "study"

    def build(self) -> None:
        self.study = punos.load(self.folder)
        self.study.check().raise_for_faults()
        self.model = build_model(build_instance(self.study))
        self.model.program.arrays()

    def hand_over(self) -> None:
        self.engine = self.model.program.load()

    def solve(self, options: Options) -> None:
        self.engine.set(**options)
        self.engine.run()

    def read(self) -> Tables:
        program = self.model.program
        outcome = read(Task(self.engine, program.arrays(), LpOptions(), None, 0.0))
        self.plan = read_plan(self.model, program._solution(outcome, 0.0), Request(self.study), 0.0)
        return {name: quantity.frame for name, quantity in self.plan.quantities.items()}

    def objective(self) -> float:
        return self.plan.objective
