"""``punos track PLAN``: whether a plan is on course with the strategy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, PlanArgument
from punos.cli.paths import existing_plan, new_file

if TYPE_CHECKING:
    from punos.analysis.track import Track


@guarded
def track(
    plan: PlanArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all of it (.csv).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Hold a plan to the objectives of its study: target, plan, gap, year, owner, and what is done for it."""
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, ".csv") if output else None
    found = load_plan(folder).track()
    _tell(found)
    if file:
        found.objectives.write_csv(file)
        console.messages().print(Text(f"\nWritten: {file.absolute().as_uri()}", style="dim"))


def _tell(found: Track) -> None:
    out = console.results()
    out.print(Text(str(found)))
    if found.objectives.height:
        heads = ("objective", "year", "baseline", "target", "plan", "gap", "unit", "course", "owner", "actions")
        out.print(_table(heads, [_objective(row) for row in found.objectives.iter_rows(named=True)]))
    if found.actions.height:
        columns = ("action", "objective", "owner", f"cost ({found.currency})", "from", "to", "status", "scenario")
        out.print(_table(columns, [_action(row) for row in found.actions.iter_rows(named=True)]))


_FIGURES = {"baseline", "target", "plan", "gap"}


def _table(heads: tuple[str, ...], rows: list[list[str]]) -> Table:
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(Text(head), justify="right" if head in _FIGURES or head.startswith("cost") else "left")
    for row in rows:
        shown.add_row(*map(Text, row))
    return shown


def _objective(row: dict[str, Any]) -> list[str]:
    figures = [short_number(row[name]) or "" for name in ("baseline", "target", "value", "gap")]
    words = [row[name] or "" for name in ("unit", "course", "owner", "actions")]
    return [row["name"] or row["objective"], str(row["year"] or ""), *figures, *words]


def _action(row: dict[str, Any]) -> list[str]:
    words = [row["name"] or row["action"], row["objective"] or "", row["owner"] or "", short_number(row["cost"]) or ""]
    return [*words, *(str(row[name] or "") for name in ("from", "to", "status", "scenario"))]
