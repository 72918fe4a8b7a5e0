"""``punos check STUDY``: every fault of a study at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, StudyArgument
from punos.cli.paths import existing
from punos.cli.status import ExitStatus

if TYPE_CHECKING:
    from punos.study.faults import Faults


@guarded
def check(
    study: StudyArgument,
    json: Annotated[bool, typer.Option("--json", help="Write the faults as JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Write the faults as CSV.")] = False,
    debug: DebugOption = False,
) -> None:
    """List all faults of a study: table, row, column, what was expected, what to do.

    Only reads. Exit status 1 if there is an error; warnings and notes alone give 0.
    """
    faults = _faults(existing(study, "study"))
    if json:
        typer.echo(faults.to_frame().write_json())
    elif csv:
        typer.echo(faults.to_frame().write_csv(), nl=False)
    else:
        _show(study, faults)
    if faults.errors:
        raise typer.Exit(ExitStatus.FAULTS)


def _show(study: Path, faults: Faults) -> None:
    out = console.results()
    if faults:
        out.print(faults)
    if not faults.errors:
        out.print(Text(f"{study}: no errors, so it can be planned."))


def _faults(path: Path) -> Faults:
    """Faults of a study, also of one of which nothing can be read."""
    import punos
    from punos.errors import StudyFaults

    try:
        return punos.load(path).check()
    except StudyFaults as unreadable:
        return unreadable.faults
