"""The command ``punos``, put together from its commands.

Heavy parts (polars, HiGHS) are imported inside the commands that need them, so that help is instant.
"""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from punos.cli.check import check
from punos.cli.compare import compare
from punos.cli.cure import cure
from punos.cli.flips import flips
from punos.cli.formula import formula
from punos.cli.hindcast import hindcast
from punos.cli.match import match
from punos.cli.new import new
from punos.cli.plan import plan
from punos.cli.recipe import recipe
from punos.cli.report import report
from punos.cli.score import score
from punos.cli.share import share
from punos.cli.show import show
from punos.cli.status import ExitStatus
from punos.cli.tornado import tornado
from punos.cli.track import track

app = typer.Typer(
    name="punos",
    help="Open planner for regional industrial value chains: what to build, where and when.",
    epilog="Exit status: " + ", ".join(f"{status:d} {status.meaning}" for status in ExitStatus) + ".",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    new, check, plan, show, compare, report, tornado, flips, track, hindcast, share, cure, score, match, formula,
    recipe,
):  # fmt: skip
    app.command()(command)


def _show_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"punos {version('punos')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and end."),
    ] = False,
) -> None:
    """Open planner for regional industrial value chains: what to build, where and when."""


def main() -> None:
    """Run the command line (the entry point of the installed command)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a console that lacks "≤" shows "?" rather than failing
            stream.reconfigure(errors="replace")
    status = 0
    try:
        app()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    _leave(status)


def _leave(status: int) -> None:
    """End the process; at once where a solver that was told to stop still runs, as all has been said and written."""
    engine = sys.modules.get("punos.lp.engine")  # only a command that solves has loaded it
    if engine is not None and engine.unanswered():
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)
