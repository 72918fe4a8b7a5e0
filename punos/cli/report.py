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
    xlsx: Annotated[
        Path | None, typer.Option("--xlsx", metavar="FILE", help="Also write all its tables as a workbook (.xlsx).")
    ] = None,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Write the report of a plan: one HTML file that needs no network."""
    from punos.analysis.findings import Findings
    from punos.pages.report import write_report, write_tables
    from punos.plan import load_plan

    folder = existing_plan(plan)
    page = new_file(output or folder.absolute().with_name(f"{folder.absolute().name}.html"), force, ".html")
    book = new_file(xlsx, force, ".xlsx") if xlsx else None
    made = load_plan(folder)
    findings = Findings.read(folder, made)
    for name in findings.stale:
        said = f"What `punos {name}` found is of an earlier plan and is left out. Ask again: punos {name} {folder}"
        console.messages().print(Text(said, style="yellow"))
    write_report(made, page, place=place, language=language, public=public, findings=findings)
    console.results().print(Text(f"Written: {page.absolute().as_uri()}"))
    if book:
        write_tables(made, book, place=place, language=language, public=public, findings=findings)
        console.results().print(Text(f"Written: {book.absolute().as_uri()}"))
