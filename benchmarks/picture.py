"""The picture of the table of speed: seconds and memory against the size of the program, one line a tool.

Run: python -m benchmarks.picture
"""

from __future__ import annotations

import json
from pathlib import Path

import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot as plt

from benchmarks.measure import together

ROOT = Path(__file__).resolve().parent
PICTURE = ROOT.parent / "docs" / "images" / "speed.png"
COLOURS = {
    "floor": "#777777",
    "layer": "#005f73",
    "study": "#0a9396",
    "linopy": "#ee9b00",
    "pyomo": "#bb3e03",
    "pypsa": "#9b2226",
}


def main() -> None:
    """Draw what ``benchmarks/results.json`` holds."""
    results = json.loads((ROOT / "results.json").read_text(encoding="utf-8"))
    figure, (left, right) = plt.subplots(1, 2, figsize=(11, 4.6))
    for tool, name in results["tools"].items():
        known = [size for size in results["sizes"].values() if tool in size["rows"]]
        style = {"color": COLOURS[tool], "label": name, "marker": "o", "linestyle": "--" if tool == "floor" else "-"}
        left.plot([s["nonzeros"] for s in known], [together(s["rows"][tool]) for s in known], **style)
        heavy = [s for s in known if s["nonzeros"] > 50_000]
        right.plot([s["nonzeros"] for s in heavy], [max(s["rows"][tool]["memory"], 1.0) for s in heavy], **style)
    for axes, title in ((left, "Build, hand over, read back: seconds"), (right, "Memory above the data: MiB")):
        axes.set(xscale="log", yscale="log", xlabel="non-zeros of the program", title=title)
        axes.grid(visible=True, which="major", alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
    left.legend(frameon=False, fontsize=9)
    figure.tight_layout()
    PICTURE.parent.mkdir(exist_ok=True)
    figure.savefig(PICTURE, dpi=110)


if __name__ == "__main__":
    main()
