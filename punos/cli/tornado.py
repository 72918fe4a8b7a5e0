"""``punos tornado PLAN``: which figures decide a plan, and where they turn it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.figures import short_number
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, LanguageOption, PlanArgument, QuietOption, WorkersOption
from punos.cli.paths import existing_plan, new_file
from punos.cli.solves import SolvesLine
from punos.cli.status import ExitStatus

if TYPE_CHECKING:
    from punos.analysis.tornado import Tornado
    from punos.plan import Plan

SHOWN = 15
"""Figures shown on the terminal; the file holds all."""

KEPT = "solved.jsonl"
"""File of the plan's folder in which what was solved is kept."""


@guarded
def tornado(
    plan: PlanArgument,
    indicator: Annotated[
        str | None,
        typer.Option("--indicator", metavar="INDICATOR", help=r'Read this too, as "make\[commodity=pcam]".'),
    ] = None,
    top: Annotated[int, typer.Option("--top", min=1, help="How many figures, those that may matter most first.")] = 40,
    table: Annotated[
        list[str] | None, typer.Option("--table", metavar="TABLE", help="Only figures of this table. Repeatable.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write all of it (.csv, or a page: .html).")
    ] = None,
    workers: WorkersOption = None,
    language: LanguageOption = "en",
    public: Annotated[bool, typer.Option("--public", help="Leave confidential figures out.")] = False,
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Move each figure of `evidence` to its low and its high, plan again, and tell what decides the plan.

    What was solved is kept in the plan's folder and not solved again. Ctrl-C tells what is done so far.
    """
    from punos.analysis.findings import Findings
    from punos.plan import load_plan

    folder = existing_plan(plan)
    file = new_file(output, force, _suffix(output)) if output else None
    loaded = load_plan(folder)
    with SolvesLine(quiet) as progress:
        found = loaded.tornado(
            indicator, top=top, tables=table, keep=folder / KEPT, workers=workers, progress=progress
        )  # fmt: skip
    if found.complete and not table:
        Findings(tornado=found).keep(folder, loaded)
    told = _public(loaded, found) if public else found
    _tell(told)
    if file:
        _write(loaded, told, file, language)
    if not found.complete:
        raise typer.Exit(ExitStatus.STOPPED_WITH_PLAN)


def _public(plan: Plan, found: Tornado) -> Tornado:
    """What may be told of it."""
    from punos.analysis.findings import Findings
    from punos.plan.secrets import secrets_of

    return Findings(tornado=found).public(plan.study, secrets_of(plan)).tornado or found


def _suffix(output: Path) -> str:
    return ".html" if output.suffix.lower() == ".html" else ".csv"


def _tell(found: Tornado) -> None:
    console.results().print(Text(str(found)))
    if found.frame.is_empty():
        return
    figures = ("now", "low", "high", f"{found.currency} at low", "at high")
    heads = ("figure", "basis", *figures, "turns")
    console.show_table(heads, figures, map(_cells, found.frame.head(SHOWN).iter_rows(named=True)))


def _cells(row: dict[str, Any]) -> list[str]:
    numbers = [short_number(row[name]) or "" for name in ("base", "low", "high", "cost_low", "cost_high")]
    turns = [f"{side}: {_turn(row, side)}" for side in ("low", "high") if row[f"turn_{side}"]]
    return [row["figure"], row["basis"], *numbers, "; ".join(turns)]


def _turn(row: dict[str, Any], side: str) -> str:
    value = short_number(row[f"flip_{side}"])
    return f"{row[f'turn_{side}']}{f' from {value}' if value else ''}"


def _write(plan: Plan, found: Tornado, file: Path, language: str) -> None:
    if file.suffix.lower() == ".html":
        from punos.pages.tornado import write_tornado

        write_tornado(plan, found, file, language)
    else:
        found.frame.write_csv(file)
    console.show_written(file)
