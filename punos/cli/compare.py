"""``punos compare A B``: what was changed between two plans, and what moved."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption, ForceOption, LanguageOption, PlaceOption
from punos.cli.paths import existing_plan, new_file


@guarded
def compare(
    before: Annotated[Path, typer.Argument(metavar="A", help="Folder of the one plan.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="Folder of the other plan.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the page too (.html).")
    ] = None,
    place: PlaceOption = None,
    language: LanguageOption = "en",
    public: Annotated[bool, typer.Option("--public", help="Leave confidential figures out.")] = False,
    force: ForceOption = False,
    debug: DebugOption = False,
) -> None:
    """Tell what differs between two plans, the biggest first; nothing else differs."""
    from punos.plan import load_plan
    from punos.plan.compare import compare as compared

    page = new_file(output, force, ".html") if output else None
    comparison = compared(load_plan(existing_plan(before)), load_plan(existing_plan(after)))
    comparison = comparison.public() if public else comparison
    console.results().print(Text(str(comparison)))
    if page:
        comparison.report(page, place=place, language=language)
        console.messages().print(Text(f"\nThe page: {page.absolute().as_uri()}", style="dim"))
