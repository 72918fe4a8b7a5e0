"""Commands and changes that README and documentation show can be given as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

import punos
from punos.cli.app import app
from punos.errors import WrongUse
from punos.study.starter import starter

ROOT = Path(__file__).resolve().parents[2]
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))}
CHANGES = sorted(
    {change for text in PAGES.values() for change in re.findall(r'--set "([^"]+)"|changed\("([^"]+)"', text)}
)


def test_the_five_minutes_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    block = re.search(r"## Five minutes\n\n```sh\n(.*?)```", PAGES["README.md"], re.DOTALL)
    assert block
    commands = [shlex.split(line, comments=True) for line in block[1].splitlines() if line.startswith("punos ")]
    assert len(commands) >= 6
    for _, *arguments in commands:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, f"{arguments}: {result.output}"


@pytest.mark.parametrize("change", [set_ or changed for set_, changed in CHANGES])
def test_every_change_shown_can_be_made(change: str) -> None:
    """On the Finnish study or on the one that `punos new` makes."""
    try:
        assert punos.load(ROOT / "studies" / "finland_batteries").changed(change).changes
    except WrongUse:
        assert starter("new").changed(change).changes
