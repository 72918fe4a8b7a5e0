"""Twenty changed studies: answered by one session, and planned from scratch with the base plan to start from.

Run: python -m benchmarks.resolve [folder of a study]

Processor seconds on one thread, so that a busy machine tells the same. Both build each changed model; ``solve`` is what
the solver takes. The first line is what a session spends once, on the first search whose boxes it keeps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TypeVar

from punos import load
from punos.analysis.estimate import widest
from punos.analysis.figures import figures_of
from punos.instance.instance import build_instance
from punos.lp import Options, Start
from punos.model.model import build_model
from punos.plan.plan import Plan
from punos.session import Ask, Session

CASES = 20
Made = TypeVar("Made")


def timed(work: Callable[[], Made]) -> tuple[Made, float]:
    """Do something and give what it made and the processor seconds it took, those of threads included."""
    began = time.process_time()
    return work(), time.process_time() - began


def changes_of(plan: Plan) -> list[str]:
    """Changes of all kinds: of each column with a range, the widest figure, at the end of its range farther away."""
    seen: dict[tuple[str, str], str] = {}
    for figure, _ in widest(plan, figures_of(plan.study).figures):
        if figure.ends:
            _, end = max(figure.ends, key=lambda pair: abs(pair[1] - figure.base))
            seen.setdefault((figure.table, figure.column), figure.change(end))
    return list(seen.values())[:CASES]


def scratch(plan: Plan, change: str) -> tuple[float, float, float]:
    """Net cost of a changed study planned from scratch, and seconds of building and solving."""
    model, building = timed(lambda: build_model(build_instance(plan.study.changed(change))))
    options = Options(gap=plan.summary.options["gap"], threads=1)
    solution, solving = timed(lambda: model.program.solve(options, start=Start(values=plan.choices)))
    return solution.objective, building, solving


def main() -> None:
    """Measure and print a line a change, then the sums."""
    plan = load(sys.argv[1] if len(sys.argv) > 1 else "studies/finland_batteries").plan(threads=1)
    session, opened = timed(lambda: Session(plan.study, known=plan.choices, threads=1))
    tree, grown = timed(lambda: session.tree)
    print(f"once: model {opened:.2f} s, first search {grown:.2f} s, {len(tree.leaves) if tree else 1} boxes kept")
    kept = rebuilt = built = worst = 0.0
    for change in changes_of(plan):
        answer, all_of_it = timed(lambda change=change: session.answer(Ask(changes=(change,))))  # type: ignore[misc]
        cost, building, solving = scratch(plan, change)
        apart = abs(answer.objective - cost) / max(abs(cost), 1.0)
        print(
            f"{change:72.72} {answer.way.value:10} session {all_of_it - building:6.2f} s  scratch {solving:6.2f} s  "
            f"build {building:.2f} s  apart {apart:.1e}"
        )
        kept, rebuilt, built = kept + all_of_it, rebuilt + building + solving, built + building
        worst = max(worst, apart)
    print(
        f"session {kept:.1f} s, from scratch {rebuilt:.1f} s: {rebuilt / kept:.1f} times; without building "
        f"{(rebuilt - built) / max(kept - built, 1e-9):.1f} times; costs apart by {worst:.1e} at most"
    )


if __name__ == "__main__":
    main()
