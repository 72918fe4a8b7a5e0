"""The tutorial stays true: its commands are run in order, and what it shows is what they print.

Beside the commands it holds instructions as comments: a cell to edit, a file to write, sheets to save as CSV.
"""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter
from typer.testing import CliRunner

from punos.cli.app import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEP = re.compile(
    r"<!-- edit (?P<book>\S+): (?P<sheet>\w+), row (?P<row>\d+), (?P<column>\w+): (?P<old>\S+) -> (?P<new>\S+) -->"
    r"|<!-- csv (?P<source>\S+) -> (?P<folder>\S+) -->"
    r"|<!-- file (?P<file>\S+) -->\s*```text\n(?P<content>.*?)```"
    r"|```console\n(?P<commands>.*?)```(?:\s*<!-- status (?P<status>\d+) -->)?",
    re.DOTALL,
)


@dataclass(frozen=True)
class Command:
    """A command line and the lines that the page shows below it."""

    line: str
    shown: tuple[str, ...]


def commands(block: str) -> Iterator[Command]:
    for part in block.split("$ ")[1:]:
        line, *shown = part.rstrip("\n").split("\n")
        yield Command(line, tuple(shown))


def run(command: Command) -> tuple[int, str]:
    program, *arguments = shlex.split(command.line)
    assert program == "punos"
    result = CliRunner().invoke(app, arguments, env={"COLUMNS": "200"})
    assert "Traceback" not in result.output, result.output
    return result.exit_code, result.stdout


def assert_shown(command: Command, printed: str) -> None:
    """What is shown stands in what was printed, in this order; `…` stands for anything, spacing does not count."""
    pattern = ".*?".join(re.escape(" ".join(part.split())) for part in "\n".join(command.shown).split("…"))
    flat = " ".join(printed.split())
    assert re.match(pattern.replace(r"\ ", r"\s*"), flat, re.DOTALL), f"{command.line} printed:\n{printed}"


def sheets(book: Path) -> dict[str, list[list[object]]]:
    workbook = python_calamine.CalamineWorkbook.from_path(str(book))
    return {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names}


def edit(book: Path, sheet: str, row: int, column: str, old: str, new: str) -> None:
    """Change one cell as a spreadsheet would (the workbook is written anew, values only)."""
    cells = sheets(book)
    position = cells[sheet][0].index(column)
    assert cells[sheet][row - 1][position] == old
    cells[sheet][row - 1][position] = new
    with xlsxwriter.Workbook(book) as workbook:
        for name, rows in cells.items():
            written = workbook.add_worksheet(name)
            for number, values in enumerate(rows):
                written.write_row(number, 0, ["" if value is None else value for value in values])


def save_as_csv(book: Path, folder: Path) -> None:
    """Save every sheet as a Finnish spreadsheet does: semicolons, decimal commas, Windows-1252, CR LF."""

    def text(value: object) -> str:
        if isinstance(value, bool):
            return "TOSI" if value else "EPÄTOSI"
        return f"{value:.15g}".replace(".", ",") if isinstance(value, float) else str(value)

    folder.mkdir()
    for name, rows in sheets(book).items():
        if name[0] != "_":
            with (folder / f"{name}.csv").open("w", encoding="cp1252", newline="") as file:
                csv.writer(file, delimiter=";").writerows([text(value) for value in row] for row in rows)


def test_the_tutorial_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "studies").symlink_to(ROOT / "studies")
    ran = 0
    for step in STEP.finditer(PAGE):
        if step["book"]:
            edit(tmp_path / step["book"], step["sheet"], int(step["row"]), step["column"], step["old"], step["new"])
        elif step["source"]:
            save_as_csv(tmp_path / step["source"], tmp_path / step["folder"])
        elif step["file"]:
            (tmp_path / step["file"]).write_text(step["content"], encoding="utf-8")
        else:
            for command in commands(step["commands"]):
                status, printed = run(command)
                assert status == int(step["status"] or 0), f"{command.line} ended with {status}:\n{printed}"
                assert_shown(command, printed)
                ran += 1
    assert ran == PAGE.count("\n$ punos ")
