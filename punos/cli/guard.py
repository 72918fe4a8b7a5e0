"""From exceptions to panels and exit statuses: no command ends in a traceback unless asked to."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec

import typer

from punos.cli import console
from punos.cli.status import ExitStatus

P = ParamSpec("P")


def guarded(command: Callable[P, None]) -> Callable[P, None]:
    """Wrap a command so that whatever it raises becomes a message and an exit status.

    The command must take ``debug``; if it is true the traceback is shown as well.
    """

    @functools.wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.TyperException, BrokenPipeError):
            raise
        except (Exception, KeyboardInterrupt) as error:
            if kwargs.get("debug"):
                console.messages().print_exception()
            raise typer.Exit(report(error)) from None

    return run


def report(error: BaseException) -> ExitStatus:
    """Tell an error on standard error and give the exit status that belongs to it."""
    from punos import errors

    match error:
        case errors.StudyFaults():
            console.messages().print(error.faults)
            return ExitStatus.FAULTS
        case errors.Infeasible():
            console.show_error("No plan can meet this study", str(error))
            return ExitStatus.NO_PLAN
        case errors.Unbounded():
            console.show_error("This study has no least cost", str(error))
            return ExitStatus.NO_PLAN
        case errors.NotProved():
            console.show_error("Stopped", str(error))
            return ExitStatus.STOPPED
        case errors.PunosError():
            console.show_error("Punos cannot do this", str(error))
            return ExitStatus.WRONG_USE
        case KeyboardInterrupt():
            console.show_error("Stopped", "Interrupted before there was a plan. Nothing was written.")
            return ExitStatus.STOPPED
        case OSError():
            console.show_error("Cannot read or write", _describe(error))
            return ExitStatus.WRONG_USE
        case _:
            console.show_error(
                "Punos itself failed",
                f"{type(error).__name__}: {error}",
                "This is a fault of Punos, not of your study. "
                "Run the same again with --debug and report what it shows.",
            )
            return ExitStatus.BROKEN


def _describe(error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"{error.filename}: {reason}" if error.filename else reason
