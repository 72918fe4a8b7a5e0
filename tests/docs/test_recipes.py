"""What docs/recipes.md shows is what the commands say, and its hand calculation adds up."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from punos.chemistry import NotAFormula, read_formula
from punos.cli.app import app

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


def run(command: str) -> str:
    result = CliRunner().invoke(app, shlex.split(command)[1:], env={"COLUMNS": "200"})
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_commands_say_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    commands = [at for at, block in enumerate(BLOCKS) if block.startswith("punos ")]
    assert len(commands) == 3
    for at in commands:
        said = run(BLOCKS[at])
        if not BLOCKS[at + 1].startswith("warning"):
            assert BLOCKS[at + 1].strip() in said


def test_the_figures_by_hand_are_those_of_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(next(block for block in BLOCKS if "--make" in block))
    rows = re.findall(r"^\| ([a-z ]+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
    assert len(rows) == 7
    shown = {float(n) for n in re.findall(r"\d+\.?\d*", said)}
    for _, _, _, tonnes in rows:
        assert float(tonnes) in shown
    grams = [float(row[2]) for row in rows]
    assert sum(grams[:4]) == pytest.approx(sum(grams[4:])) == pytest.approx(335.2755)


def test_what_the_tables_call_read_is_read_and_what_they_call_refused_is_refused() -> None:
    read, refused = PAGE.split("**What may be read in two ways is refused**")
    for row in re.findall(r"^\| (`.*?) \|", read, re.MULTILINE):
        for text in re.findall(r"`([^`]+)`", row):
            assert read_formula(text).molar_mass > 0
    rows = re.findall(r"^\| (`.*?) \| .*? \| (.*?) \|$", refused, re.MULTILINE)
    assert len(rows) == 8
    for wrong, right in rows:
        for text in re.findall(r"`([^`]+)`", wrong):
            with pytest.raises(NotAFormula):
                read_formula(text)
        for text in re.findall(r"`([^`…]+)`", right):
            assert read_formula(text).molar_mass > 0
