"""Where the command line writes: results to standard output, everything else to standard error.

Text is always handed over as :class:`rich.text.Text`: the indicator language writes ``[impact=salt]``, which
rich would read as a style in a plain string.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

# Width where the output is no terminal (a file, a pipe): wide enough for a fault on one line.
PIPED_WIDTH = 160


def results() -> Console:
    """Console on standard output, for what was asked."""
    return _console(stderr=False)


def messages() -> Console:
    """Console on standard error, for progress, remarks and errors."""
    return _console(stderr=True)


def show_table(heads: Sequence[str], figures: Collection[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table on standard output; the columns of the heads named in `figures` stand right."""
    shown = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        shown.add_column(Text(head), justify="right" if head in figures else "left")
    for row in rows:
        shown.add_row(*map(Text, row))
    results().print(shown)


def show_written(file: Path) -> None:
    """Say on standard error where a file was written."""
    messages().print(Text(f"\nWritten: {file.absolute().as_uri()}", style="dim"))


def show_error(title: str, text: str, hint: str = "") -> None:
    """Write an error as a panel on standard error: what happened and, dimmed, what to do."""
    body = Text(text)
    if hint:
        body.append("\n\n" + hint, style="dim")
    messages().print(Panel(body, title=Text(title), title_align="left", border_style="red"))


def _console(stderr: bool) -> Console:
    console = Console(stderr=stderr, emoji=False, highlight=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = PIPED_WIDTH
    return console
