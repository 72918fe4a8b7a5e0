"""The command run in a folder of its own, and a plan made once."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from punos.cli.app import app

STUDY = Path(__file__).resolve().parents[2] / "studies" / "mexican_steel"
Run = Callable[..., Result]


@pytest.fixture
def punos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``punos`` with arguments in an empty folder; nothing it says may be a traceback."""
    monkeypatch.chdir(tmp_path)

    def run(*args: str | Path) -> Result:
        result = CliRunner().invoke(app, [str(arg) for arg in args], env={"COLUMNS": "200"})
        assert "Traceback" not in result.output, result.output
        return result

    return run


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A copy of the Mexican steel study that a test may spoil."""
    return Path(shutil.copytree(STUDY, tmp_path / "steel"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the plan `base` of Mexican steel and `less`, with a smaller demand."""
    folder = tmp_path_factory.mktemp("plans")
    less = "demands[demand=steel monterrey].quantity *= 0.5"
    for arguments in (["-o", "base"], ["-o", "less", "--start", str(folder / "base"), "--set", less]):
        arguments[1] = str(folder / arguments[1])
        result = CliRunner().invoke(app, ["plan", str(STUDY), *arguments])
        assert result.exit_code == 0, result.output
    return folder


def words(text: str) -> str:
    """What was said, without the frame and the line breaks of a panel."""
    return " ".join(text.replace("│", " ").split())
