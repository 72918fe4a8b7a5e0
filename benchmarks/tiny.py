"""From the files of a study of a few rows to its plan: seconds by step, the best of some runs.

Run: python -m benchmarks.tiny [folder of a study]
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise

import punos
from punos.instance.instance import build_instance
from punos.model.model import build_model
from punos.planner import Request, read_plan

RUNS = 20
STEPS = ("load", "check", "resolve", "model", "solve", "read")


def once(folder: str) -> list[float]:
    """Seconds of each step."""
    marks = [time.perf_counter()]

    def mark() -> None:
        marks.append(time.perf_counter())

    study = punos.load(folder)
    mark()
    study.check().raise_for_faults()
    mark()
    instance = build_instance(study)
    mark()
    model = build_model(instance)
    mark()
    solution = model.program.solve()
    mark()
    read_plan(model, solution, Request(study), 0.0)
    mark()
    return [after - before for before, after in pairwise(marks)]


def main() -> None:
    """Print the best run; the first ones warm the libraries up."""
    folder = sys.argv[1] if len(sys.argv) > 1 else "studies/teaching_chain"
    best = min((once(folder) for _ in range(RUNS)), key=sum)
    steps = ", ".join(f"{name} {seconds:.3f}" for name, seconds in zip(STEPS, best, strict=True))
    print(f"{folder}: {sum(best):.3f} s from files to plan ({steps}); {sum(best[2:]):.3f} s from the checked study")


if __name__ == "__main__":
    main()
