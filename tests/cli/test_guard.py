"""Whatever a command raises becomes a message for people and an exit status."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from punos.cli.guard import guarded
from punos.cli.options import DebugOption
from punos.cli.status import ExitStatus
from punos.errors import Infeasible, NotProved, StudyFaults, Unbounded, WrongUse
from punos.study.faults import Fault, Faults, Severity

FAULTS = Faults([Fault("unknown-name", Severity.ERROR, "plants", 7, "place", "kokola", "There is no such place.")])


def run(error: BaseException, *args: str) -> tuple[int, str, str]:
    app = typer.Typer()

    @app.command()
    @guarded
    def fail(debug: DebugOption = False) -> None:
        raise error

    result = CliRunner().invoke(app, list(args), env={"COLUMNS": "100"})
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (StudyFaults(FAULTS), ExitStatus.FAULTS, "kokola"),
        (WrongUse("There is no column [place]."), ExitStatus.WRONG_USE, "no column [place]"),
        (Infeasible("The cap of salt clashes."), ExitStatus.NO_PLAN, "The cap of salt clashes"),
        (Unbounded("Selling cells earns without end."), ExitStatus.NO_PLAN, "without end"),
        (NotProved("Stopped after 600 s."), ExitStatus.STOPPED, "Stopped after 600 s"),
        (KeyboardInterrupt(), ExitStatus.STOPPED, "Nothing was written"),
        (
            PermissionError(13, "Permission denied", "plans/base"),
            ExitStatus.WRONG_USE,
            "plans/base: Permission",
        ),
        (ZeroDivisionError("division by zero"), ExitStatus.BROKEN, "fault of Punos, not of your study"),
    ],
)
def test_errors_become_messages_and_statuses(error: BaseException, status: ExitStatus, said: str) -> None:
    code, out, err = run(error)
    assert code == status
    assert said in err
    assert out == ""
    assert "Traceback" not in err


def test_debug_shows_the_traceback_and_keeps_the_status() -> None:
    code, _, err = run(WrongUse("no"), "--debug")
    assert code == ExitStatus.WRONG_USE
    assert "Traceback" in err


def test_an_exit_passes_unchanged() -> None:
    code, _, err = run(typer.Exit(ExitStatus.STOPPED_WITH_PLAN))
    assert code == ExitStatus.STOPPED_WITH_PLAN
    assert err == ""
