"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StudyArgument = Annotated[
    Path, typer.Argument(metavar="STUDY", help="Folder of tables (with study.toml) or workbook (.xlsx).")
]
PlanArgument = Annotated[Path, typer.Argument(metavar="PLAN", help="Folder written by `punos plan`.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace what stands at the output already.")]
PlaceOption = Annotated[str | None, typer.Option("--place", metavar="PLACE", help="Begin with this place of `places`.")]
LanguageOption = Annotated[str, typer.Option("--lang", metavar="LANGUAGE", help="Language of the page.")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="Processes at most.", show_default="all processors")
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
DebugOption = Annotated[bool, typer.Option("--debug", help="Show where in Punos an error arose (a Python traceback).")]
