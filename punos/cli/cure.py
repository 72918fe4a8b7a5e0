"""``punos cure PLAN --park PARK``: what is short at a park, and the cheapest cure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, PlanArgument, QuietOption, WorkersOption
from punos.cli.paths import existing_plan, new_file
from punos.cli.solves import SolvesLine

if TYPE_CHECKING:
    from punos.analysis.cures import Cures


@guarded
def cure(
    plan: PlanArgument,
    park: Annotated[list[str], typer.Option("--park", metavar="PLACE", help="The park. Repeatable.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write it (.csv).")] = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Find what is used up at a park, from when, and plan with each way out: more of it, or a plant that helps.

    What was found is kept in the plan's folder and shown in its report.
    """
    from punos.analysis.findings import Findings
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".csv") if output else None
    loaded = load_plan(folder)
    with SolvesLine(quiet) as progress:
        found = loaded.cures(*park, workers=workers, progress=progress)
    Findings(cures=found.beside(Findings.read(folder, loaded).cures)).keep(folder, loaded)
    _tell(found)
    if file:
        found.frame.write_csv(file)
        console.show_written(file)


def _tell(found: Cures) -> None:
    console.results().print(Text(str(found)))
    if found.frame.height:
        cost = f"net cost rises by, {found.currency}"
        heads = ("park", "short", "from", "way out", "size", cost)
        console.show_table(heads, ("size", cost), map(_cells, found.frame.iter_rows(named=True)))


def _cells(row: dict[str, Any]) -> list[str]:
    size = f"{short_number(row['size']) or ''} {row['size_unit']}"
    cost = short_number(row["cost"]) if row["fits"] else "does not fit"
    mark = " (cheapest plant)" if row["cheapest"] else ""
    return [row["park"], row["name"], row["period"], (row["what"] or "more of it") + mark, size, cost or "0"]
