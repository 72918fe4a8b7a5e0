"""Two hundred changed studies, one after the other: answered by one session, and some of them planned from scratch.

Run: python -m benchmarks.sweep [how many] [how many from scratch] [folder of a study]

Demands, prices of supplies and cut routes change, by chance with a fixed seed. All are solved to a gap of 1e-8, so that
the optima of both ways must agree to 1e-7. Processor seconds of one thread, so that a busy machine tells the same. From
scratch is building, searching with the plan of the base to start from, and reading prices; it is done for a sample of
the changes spread over all, and the rest reckoned from its mean.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter

from benchmarks.resolve import timed
from punos import Study, load
from punos.instance.instance import build_instance
from punos.lp import Options, Start
from punos.model.model import build_model
from punos.session import Ask, Session

GAP = 1e-8
AGREE = 1e-7


def changes_of(study: Study, count: int, seed: int = 1) -> list[str]:
    """Changes of chance: half of demands, a third of prices, the rest routes that are cut."""
    rng = random.Random(seed)
    goods = sorted(set(study.table("demands")["commodity"].drop_nulls()))
    supplies = sorted(set(study.table("supplies").filter(study.table("supplies")["price"] > 0)["supply"]))
    routes = sorted(set(study.table("routes")["route"]))
    made = []
    for _ in range(count):
        draw = rng.random()
        if draw < 0.5:
            made.append(f"demands[commodity={rng.choice(goods)}].quantity *= {rng.uniform(0.85, 1.15):.3f}")
        elif draw < 5 / 6:
            made.append(f"supplies[supply={rng.choice(supplies)}].price *= {rng.uniform(0.8, 1.3):.3f}")
        else:
            made.append(f"routes[route={rng.choice(routes)}].capacity = 0")
    return made


def main() -> None:
    """Answer all, plan a sample from scratch, compare."""
    count, sample = (int(sys.argv[i]) if len(sys.argv) > i else n for i, n in ((1, 200), (2, 10)))
    study = load(sys.argv[3] if len(sys.argv) > 3 else "studies/finland_batteries")
    base = study.plan(threads=1, gap=GAP)
    session, opened = timed(lambda: Session(study, known=base.choices, threads=1, gap=GAP))
    _, grown = timed(lambda: session.tree)
    print(f"once: model {opened:.1f} s, first search {grown:.1f} s", flush=True)
    kept, rebuilt, worst = [], [], 0.0
    ways: Counter[str] = Counter()
    for number, change in enumerate(changes_of(study, count)):
        answer, seconds = timed(lambda change=change: session.answer(Ask(changes=(change,))))  # type: ignore[misc]
        kept.append(seconds)
        ways[answer.way.value] += 1
        if number % max(count // sample, 1) == 0:
            began = time.process_time()
            model = build_model(build_instance(study.changed(change)))
            solution = model.program.solve(Options(gap=GAP, threads=1), start=Start(values=base.choices))
            rebuilt.append(time.process_time() - began)
            apart = abs(answer.objective - solution.objective) / max(abs(solution.objective), 1.0)
            apart = 0.0 if not answer.feasible and not solution.has_plan else apart
            worst = max(worst, apart)
            print(
                f"{change:70.70} session {seconds:6.2f} s, scratch {rebuilt[-1]:6.1f} s, apart {apart:.1e}", flush=True
            )
    all_kept, all_rebuilt = sum(kept) + opened + grown, statistics.fmean(rebuilt) * count
    print(f"ways: {', '.join(f'{way} {n}' for way, n in ways.most_common())}")
    print(
        f"{count} changes in one session {all_kept:.0f} s, with what it spends once; from scratch {all_rebuilt:.0f} s, "
        f"reckoned from {len(rebuilt)}: {all_rebuilt / all_kept:.1f} times; optima apart by {worst:.1e} at most"
    )
    if worst > AGREE:
        raise SystemExit(f"Optima differ by {worst:.1e}: more than {AGREE:g}.")


if __name__ == "__main__":
    main()
