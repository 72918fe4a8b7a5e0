"""``punos report PLAN``: one self-contained page to read, hand on and print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, LanguageOption, PlaceOption, PlanArgument
from punos.cli.paths import existing_plan, new_file


@guarded
def report(
    plan: PlanArgument,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the page goes.", show_default="PLAN.html"),
    ] = None,
    place: PlaceOption = None,
    language: LanguageOption = "en",
    public: Annotated[bool, typer.Option("--public", help="Leave confidential figures out.")] = False,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the report of a plan: one HTML file that needs no network."""
    from punos.analysis.findings import Findings
    from punos.pages.report import write_report
    from punos.plan import load_plan

    folder = existing_plan(plan)
    page = new_file(output or folder.absolute().with_name(f"{folder.absolute().name}.html"), force, ".html")
    made = load_plan(folder)
    findings = Findings.read(folder, made)
    for name in findings.stale:
        said = f"What `punos {name}` found is of an earlier plan and is left out. Ask again: punos {name} {folder}"
        console.messages().print(Text(said, style="yellow"))
    write_report(made, page, place=place, language=language, public=public, findings=findings)
    console.results().print(Text(f"Written: {page.absolute().as_uri()}"))
