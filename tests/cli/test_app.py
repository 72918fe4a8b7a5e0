"""The command as a whole: help, version, wrong use, and how fast it answers."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from punos.cli.app import app
from punos.cli.status import ExitStatus

COMMANDS = ("new", "check", "plan", "show", "compare", "report", "tornado", "flips", "formula", "recipe")


def punos(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "punos", *args],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        check=False,
    )


def test_help_lists_every_command_and_exit_status() -> None:
    result = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    for command in COMMANDS:
        assert f" {command} " in result.output
    for status in ExitStatus:
        assert f"{status:d} {status.meaning}" in result.output


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_and_option_has_help(command: str) -> None:
    import typer.main

    parameters = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]
    assert [p.name for p in parameters if not p.help] == []
    assert "debug" in [p.name for p in parameters]


def test_the_version_is_told() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("punos ")


@pytest.mark.parametrize("args", [["plna"], ["plan"], ["plan", "x", "--threads", "0"], ["check", "--jsn", "x"]])
def test_wrong_use_is_status_2_without_a_traceback(args: list[str]) -> None:
    result = CliRunner().invoke(app, args)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "Traceback" not in result.output


def test_help_loads_nothing_heavy() -> None:
    """Help is instant because polars, the solver and the charts are loaded only by commands that use them."""
    heavy = {"polars", "highspy", "numpy", "plotly", "lark"}
    code = f"import sys, punos.cli.app; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_real_process_without_terminal_and_colour() -> None:
    done = punos("check", "no-such-study", NO_COLOR="1")
    assert done.returncode == ExitStatus.WRONG_USE
    assert "There is no study at no-such-study" in done.stderr
    assert "\x1b" not in done.stderr
    assert done.stdout == ""


def test_a_solver_that_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from punos.cli import app as command
    from punos.lp import engine

    ended: list[int] = []
    monkeypatch.setattr(engine, "unanswered", lambda: True)
    monkeypatch.setattr(command.os, "_exit", ended.append)
    monkeypatch.setattr("sys.argv", ["punos", "show", "no such plan"])
    with pytest.raises(SystemExit) as left:
        command.main()
    assert ended == [2] == [left.value.code]
