"""``punos track PLAN``: whether a plan is on course with the strategy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
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
        console.show_written(file)


def _tell(found: Track) -> None:
    console.results().print(Text(str(found)))
    if found.objectives.height:
        heads = ("objective", "year", "baseline", "target", "plan", "gap", "unit", "course", "owner", "actions")
        rows = map(_objective, found.objectives.iter_rows(named=True))
        console.show_table(heads, ("baseline", "target", "plan", "gap"), rows)
    if found.actions.height:
        cost = f"cost ({found.currency})"
        columns = ("action", "objective", "owner", cost, "from", "to", "status", "scenario")
        console.show_table(columns, (cost,), map(_action, found.actions.iter_rows(named=True)))


def _objective(row: dict[str, Any]) -> list[str]:
    figures = [short_number(row[name]) or "" for name in ("baseline", "target", "value", "gap")]
    words = [row[name] or "" for name in ("unit", "course", "owner", "actions")]
    return [row["name"] or row["objective"], str(row["year"] or ""), *figures, *words]


def _action(row: dict[str, Any]) -> list[str]:
    words = [row["name"] or row["action"], row["objective"] or "", row["owner"] or "", short_number(row["cost"]) or ""]
    return [*words, *(str(row[name] or "") for name in ("from", "to", "status", "scenario"))]
