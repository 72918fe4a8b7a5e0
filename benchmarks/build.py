"""From a checked study to the solver: seconds and peak memory for a seeded family of value chains.

Run: python -m benchmarks.build [small|medium|large|xl …]

``bare`` is the time HiGHS takes to swallow the same matrix from arrays that are there already: the floor below
which no layer can be.
"""

from __future__ import annotations

import resource
import sys
import time

from benchmarks.chains import chain_study
from punos.instance.instance import build_instance
from punos.lp.engine import Engine
from punos.model.model import build_model

SIZES = {
    "small": (12, 4, 5, 4),
    "medium": (60, 6, 8, 8),
    "large": (300, 10, 12, 14),
    "xl": (700, 14, 16, 16),
}
"""Places, neighbours, stages, periods."""


def measure(name: str) -> str:
    """One line for a size."""
    study = chain_study(*SIZES[name])
    began = time.perf_counter()
    instance = build_instance(study)
    resolved = time.perf_counter()
    model = build_model(instance)
    arrays = model.program.arrays()
    built = time.perf_counter()
    Engine().load(arrays)
    loaded = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{name:8} {arrays.nonzeros:>10,} non-zeros {arrays.columns:>10,} columns {arrays.rows:>9,} rows  "
        f"resolve {resolved - began:6.2f} s  build {built - resolved:6.2f} s  bare {loaded - built:6.2f} s  "
        f"total {loaded - began:6.2f} s  peak {peak:6.0f} MiB"
    )


def main() -> None:
    """Measure the sizes asked for, after one small study has warmed everything up."""
    measure("small")
    for name in sys.argv[1:] or ("small", "medium", "large"):
        print(measure(name))


if __name__ == "__main__":
    main()
