"""Solves the published cases and keeps what came out: optimum, gap, seconds.

Run: python -m benchmarks.cases [words of names ...]

Without words all cases are solved, the heavy ones too (half an hour); with words those whose names hold them all. What
is kept in ``benchmarks/cases.json`` is the table of the documentation; a case that was not solved again keeps its row.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

import punos
from tests.reference.expected import ALL, Case
from tests.reference.writing import write_study

KEPT = Path(__file__).with_name("cases.json")


def solved(case: Case) -> dict[str, float]:
    """The optimum, its gap, and the seconds from the checked study to the plan."""
    with tempfile.TemporaryDirectory() as folder:
        study = punos.load(write_study(Path(folder) / "study", *case.build()))
        study.check().raise_for_faults()
        began = time.perf_counter()
        plan = study.plan(time_limit=600.0)
    return {
        "objective": plan.objective,
        "gap": plan.summary.gap,
        "seconds": round(time.perf_counter() - began, 2),
        "nonzeros": plan.summary.size.nonzeros,
    }


def main(words: list[str]) -> None:
    kept: dict[str, dict[str, float]] = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for name, case in ALL.items():
        if not all(word in name for word in words):
            continue
        try:
            kept[name] = solved(case)
        except punos.NotProved as stopped:  # told in the table as it is
            kept[name] = {"gap": stopped.gap, "seconds": 600.0}
        print(name, kept[name], flush=True)
        ordered = {n: kept[n] for n in ALL if n in kept}
        KEPT.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
