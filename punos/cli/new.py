"""``punos new NAME``: a small working study, or a part of an existing one."""

from __future__ import annotations

from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.text import Text

from punos.cli import console
from punos.cli.guard import guarded
from punos.cli.options import DebugOption
from punos.cli.paths import existing
from punos.errors import WrongUse


@guarded
def new(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="A workbook (kokkola.xlsx) or a folder (kokkola).")],
    source: Annotated[
        Path | None, typer.Option("--from", metavar="STUDY", help="Take a part of this study instead.")
    ] = None,
    places: Annotated[
        str, typer.Option("--places", metavar="NAMES", help="The places to take, as kokkola,harjavalta.")
    ] = "",
    park: Annotated[
        bool, typer.Option("--park", help="Begin with a park: its tenants, and the company that serves them.")
    ] = False,
    debug: DebugOption = False,
) -> None:
    """Make a small working study to fill in: with lists of allowed names, comments and examples."""
    from punos.study.template import Example, new_study

    if places and source is None:
        raise WrongUse("--places says what to take from a study: name that study with --from.")
    if park and source is not None:
        raise WrongUse("--park begins with an example, --from with a study: choose one of them.")
    chosen = [place.strip() for place in places.split(",") if place.strip()]
    example = Example.PARK if park else Example.CHAIN
    new_study(name, source=existing(source, "study") if source else None, places=chosen, example=example)
    console.results().print(Text(f"Made {name}. Next:  punos check {quote(str(name))}   punos plan {quote(str(name))}"))
