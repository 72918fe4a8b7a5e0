"""One tool on one chain, in a process of its own: seconds by step, memory, objective, as one line of JSON.

Run: python -m benchmarks.measure TOOL FOLDER REPEATS OPTIONS, as :mod:`benchmarks.peers` does.
"""

from __future__ import annotations

import gc
import importlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.frames import Frames
from benchmarks.tools.tool import Options, Tool

TOOLS = {
    "floor": "benchmarks.tools.floor.Floor",
    "layer": "benchmarks.tools.layer.Layer",
    "study": "benchmarks.tools.whole.Whole",
    "linopy": "benchmarks.tools.with_linopy.Linopy",
    "pyomo": "benchmarks.tools.with_pyomo.Pyomo",
    "pypsa": "benchmarks.tools.with_pypsa.Pypsa",
}
STEPS = ("build", "hand_over", "solve", "read")


def tool_of(name: str) -> type[Tool]:
    """The class of a tool; only its own libraries are loaded."""
    module, _, kind = TOOLS[name].rpartition(".")
    found: type[Tool] = getattr(importlib.import_module(module), kind)
    return found


def together(row: dict[str, Any]) -> float:
    """Seconds of building, handing over and reading back."""
    seconds: dict[str, float] = row["seconds"]
    return seconds["build"] + seconds["hand_over"] + seconds["read"]


def resident(peak: bool = False) -> float:
    """MiB of memory this process holds, or has held at most since `forget_peak`."""
    field = "VmHWM" if peak else "VmRSS"
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) / 1024


def forget_peak() -> None:
    """Begin to measure the peak of memory anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def once(kind: type[Tool], frames: Frames | Path, options: Options) -> dict[str, Any]:
    """Seconds of each step, the memory the tool took above what was there, and the objective."""
    tool = kind()
    tool.prepare(frames)  # type: ignore[arg-type]
    gc.collect()
    forget_peak()
    before = resident()
    seconds: dict[str, float] = {}
    for step in STEPS:
        began = time.perf_counter()
        getattr(tool, step)(*((options,) if step == "solve" else ()))
        seconds[step] = time.perf_counter() - began
        if step == "hand_over":
            loaded = resident(peak=True) - before
    return {"seconds": seconds, "memory": loaded, "objective": tool.objective()}


def main() -> None:
    """Warm up on the small chain beside the one asked for, then measure and print the best of the repeats."""
    name, folder, repeats, options = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4])
    kind = tool_of(name)
    given = [Frames.read(at) if name != "study" else at for at in (folder.parent / "small", folder)]
    once(kind, given[0], {})
    runs = [once(kind, given[1], options) for _ in range(repeats)]
    best = {step: min(run["seconds"][step] for run in runs) for step in STEPS}
    print(json.dumps({"seconds": best, "memory": runs[0]["memory"], "objective": runs[0]["objective"]}))


if __name__ == "__main__":
    main()
