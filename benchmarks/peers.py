"""The same chains in several tools: seconds from tables to the solver and back, peak memory, equal optima.

Run: python -m benchmarks.peers [--sizes small medium large xl] [--tools floor layer study linopy pyomo pypsa] [--write]

Each tool works in a process of its own, after a small chain has warmed it up. Seconds are the best of some runs. What
is measured ends with tables of all variables and of the prices of the goods, with their labels. ``--write`` keeps the
figures in ``benchmarks/results.json``, from which the documentation makes its table, and draws the picture; figures of
sizes and tools that were not measured stay.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.chains import chain_study
from benchmarks.frames import Frames
from benchmarks.measure import TOOLS, together, tool_of
from punos.instance.instance import build_instance
from punos.model.model import build_model

ROOT = Path(__file__).resolve().parent
RESULTS = ROOT / "results.json"
LIMIT = 1500
"""Seconds for a tool on a chain."""


@dataclass(frozen=True)
class Size:
    """A chain: places, neighbours, goods, periods; its cost of shortfall; options of HiGHS; runs of a tool."""

    shape: tuple[int, int, int, int]
    shortfall: float
    options: dict[str, str]
    runs: int


SOLVED = {"solver": "ipx"}
SWIFT = {"solver": "simplex", "presolve": "off"}
SIZES = {
    "small": Size((17, 4, 8, 4), 3000.0, SOLVED, 5),
    "medium": Size((75, 6, 8, 8), 3000.0, SOLVED, 3),
    "large": Size((290, 10, 10, 10), 1.0, SWIFT, 5),
    "xl": Size((660, 14, 16, 10), 1.0, SWIFT, 3),
}
"""From `large` on shortfall is so cheap that nothing is built, so that HiGHS solves the program in seconds."""

SLOW = {("pyomo", "large"): 1, ("pyomo", "xl"): 1, ("pypsa", "medium"): 1}
"""Runs of what takes long."""

LEFT_OUT = {("pypsa", "large"), ("pypsa", "xl")}


def prepared(name: str, folder: Path) -> int:
    """Write a chain as a study and as tables; give its non-zeros."""
    size = SIZES[name]
    study = chain_study(*size.shape, shortfall=size.shortfall)
    (folder / name / "study").mkdir(parents=True)
    study.save(folder / name / "study", overwrite=True)
    Frames.of(study).write(folder / name)
    return build_model(build_instance(study)).program.arrays().nonzeros


def measured(tool: str, name: str, folder: Path) -> dict[str, Any]:
    """What one tool takes for one chain."""
    size = SIZES[name]
    runs = SLOW.get((tool, name), size.runs)
    command = [
        sys.executable,
        "-m",
        "benchmarks.measure",
        tool,
        str(folder / name),
        str(runs),
        json.dumps(size.options),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    if done.returncode:
        raise SystemExit(f"{tool}, {name}: {done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def line(tool: str, name: str, nonzeros: int, row: dict[str, Any], floor: dict[str, Any] | None) -> str:
    """One line of what is printed."""
    s, total = row["seconds"], together(row)
    ratio = ""
    if floor is not None and tool != "floor":
        ratio = f"x {total / together(floor):.1f}"
    steps = "  ".join(f"{step.replace('_', ' ')} {s[step]:8.3f}" for step in ("build", "hand_over", "read"))
    return (
        f"{name:7}{nonzeros:>10,} {tool:8} {steps}  together {total:8.3f} {ratio:8} memory {row['memory']:6.0f} MiB  "
        f"solve {s['solve']:7.2f}  {row['objective']:.9g}"
    )


def alike(rows: dict[str, dict[str, Any]], name: str) -> None:
    """All tools must have found the same optimum."""
    values = {tool: row["objective"] for tool, row in rows.items()}
    least, most = min(values.values()), max(values.values())
    if most - least > 1e-7 * abs(most):
        raise SystemExit(f"{name}: the optima differ: {values}.")


def main() -> None:
    """Measure and print; keep the figures and draw them if asked to."""
    parser = argparse.ArgumentParser(description="The same chains in several tools.")
    parser.add_argument("--sizes", nargs="*", default=list(SIZES))
    parser.add_argument("--tools", nargs="*", default=list(TOOLS))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    results: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {"sizes": {}}
    results["tools"] = results.get("tools", {}) | {tool: tool_of(tool).name for tool in given.tools}
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        known = {name: prepared(name, folder) for name in {"small", *given.sizes}}
        for name in given.sizes:
            nonzeros = known[name]
            rows: dict[str, dict[str, Any]] = {}
            for tool in given.tools:
                if (tool, name) not in LEFT_OUT:
                    rows[tool] = measured(tool, name, folder)
                    print(line(tool, name, nonzeros, rows[tool], rows.get("floor")), flush=True)
            alike(rows, name)
            earlier = results["sizes"].get(name, {}).get("rows", {})
            results["sizes"][name] = {"nonzeros": nonzeros, "rows": earlier | rows}
    results["machine"] = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    if given.write:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        subprocess.run([sys.executable, "-m", "benchmarks.picture"], check=True)


if __name__ == "__main__":
    main()
