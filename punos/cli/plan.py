"""``punos plan STUDY``: from a study to a plan folder, with changes and progress."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, QuietOption, StudyArgument
from punos.cli.paths import existing, existing_plan, new_folder
from punos.cli.progress import ProgressLine
from punos.cli.status import ExitStatus

if TYPE_CHECKING:
    from punos.plan import Plan
    from punos.study.study import Study

Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="CHANGE",
        help=r'Change a figure: "impact_caps\[impact=salt, place=kokkola].cap *= 0.5"; also = and +=. '
        "Repeatable.",
    ),
]
OwnFigures = Annotated[
    list[Path] | None,
    typer.Option(
        "--with", metavar="FILE", help="Add your own, confidential figures: a CSV of `changes` rows. Repeatable."
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="NAME", help="Apply a scenario of the study's `changes`. Repeatable."),
]


@guarded
def plan(
    study: StudyArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Where the plan goes.", show_default="plans/STUDY"),
    ] = None,
    scenario: Scenarios = None,
    own: OwnFigures = None,
    changes: Changes = None,
    start: Annotated[
        Path | None,
        typer.Option("--start", metavar="PLAN", help="Start from this plan: faster, and no needless change."),
    ] = None,
    gap: Annotated[float | None, typer.Option(min=0, help="Stop within this share of the least cost.")] = None,
    time_limit: Annotated[float | None, typer.Option(min=0, help="Seconds to solve for.")] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Processor threads to use.")] = None,
    force: ForceOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Find the plan with the least net cost and write it to a folder.

    Scenarios apply first, then --with, then --set. Ctrl-C ends the search and keeps the best plan found.
    """
    import punos
    from punos.plan import load_plan

    folder = new_folder(output or Path("plans") / existing(study, "study").stem, force)
    earlier = load_plan(existing_plan(start)) if start else None
    ready = _changed(punos.load(study), scenario or (), own or (), changes or (), folder)
    _refuse_faults(ready, study)
    made, status = _solve(ready, earlier, quiet, gap=gap, time_limit=time_limit, threads=threads)
    made.save(folder, force=force)
    _tell(made, folder)
    raise typer.Exit(status)


def _changed(
    study: Study, scenarios: Sequence[str], own: Sequence[Path], changes: Sequence[str], folder: Path
) -> Study:
    """The study with all changes; named after the plan's folder, so that a comparison can tell the two apart."""
    name = f"{study.name}: {folder.name}" if scenarios or own or changes else study.name
    for scenario in scenarios:
        study = study.scenario(scenario)
    for file in own:
        study = study.with_changes(existing(file, "file of changes"), confidential=True)
    return study.changed(*changes, name=name)


def _refuse_faults(study: Study, path: Path) -> None:
    """End with the faults if there is an error; say how many warnings there are otherwise."""
    faults = study.check()
    faults.raise_for_faults()
    if count := len(faults.warnings):
        noun = "warning" if count == 1 else "warnings"
        console.messages().print(Text(f"{count} {noun}; `punos check {quote(str(path))}` lists them.", style="yellow"))


def _solve(study: Study, start: Plan | None, quiet: bool, **options: float | int | None) -> tuple[Plan, ExitStatus]:
    """Plan with progress shown; a plan found before a stop counts, with its own status."""
    from punos.errors import NotProved

    given = {name: value for name, value in options.items() if value is not None}
    try:
        with ProgressLine(quiet, study.settings.study.currency) as progress:
            return study.plan(start=start, progress=progress, **given), ExitStatus.GOOD
    except NotProved as stopped:
        if stopped.plan is None:
            raise
        console.messages().print(Text(str(stopped), style="yellow"))
        return stopped.plan, ExitStatus.STOPPED_WITH_PLAN


def _tell(plan: Plan, folder: Path) -> None:
    from punos.pages.report import first_paragraph

    again = quote(str(folder))
    for advice in plan.summary.advice:
        console.messages().print(Text(advice, style="yellow"))
    console.results().print(Text(first_paragraph(plan)))
    console.messages().print(
        Text(f"\nWritten to {folder}\nNext:  punos show {again}   punos report {again}", style="dim")
    )
