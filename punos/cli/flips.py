"""``punos flips PLAN``: what it would take for a plant to be built, or not to be built any more."""

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
from punos.cli.status import ExitStatus
from punos.cli.tornado import KEPT

if TYPE_CHECKING:
    from punos.analysis.flips import Flips


@guarded
def flips(
    plan: PlanArgument,
    plant: Annotated[
        list[str] | None, typer.Option("--plant", metavar="PLANT", help="Only this plant. Repeatable.")
    ] = None,
    size: Annotated[
        str, typer.Option("--size", metavar="SIZE", help="Of a refused plant: announced, or least.")
    ] = "announced",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all of it (.csv).")
    ] = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Force every refused plant in, keep every built one out, and tell the grant, capital cost and price that turn it.

    What was solved is kept in the plan's folder and not solved again; what was found about all plants is shown in its
    report. Ctrl-C tells what is done so far.
    """
    from punos.analysis.findings import Findings
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".csv") if output else None
    with SolvesLine(quiet) as progress:
        made = load_plan(folder)
        found = made.flips(plant, size=size, keep=folder / KEPT, workers=workers, progress=progress)
    if found.complete and not plant:
        Findings(flips=found).keep(folder, made)
    _tell(found)
    if file:
        found.frame.write_csv(file)
        console.show_written(file)
    if not found.complete:
        raise typer.Exit(ExitStatus.STOPPED_WITH_PLAN)


def _tell(found: Flips) -> None:
    console.results().print(Text(str(found)))
    if found.frame.is_empty():
        return
    heads = ("plant", "decision", "opening", f"worth {found.currency}", "grant", "capex ×", "product", "price",
             "turns at", "pays at", "remark")  # fmt: skip
    figures = (heads[3], "grant", "capex ×", "price", "turns at", "pays at")
    console.show_table(heads, figures, map(_cells, found.frame.iter_rows(named=True)))


def _cells(row: dict[str, Any]) -> list[str]:
    names = ("plant", "decision", "opening", "worth", "grant", "capex_factor", "main_product", "price", "turn_price",
             "pays_price", "remark")  # fmt: skip
    return [row[n] or "" if isinstance(row[n], str | None) else short_number(row[n]) or "" for n in names]
