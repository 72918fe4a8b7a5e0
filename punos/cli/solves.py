"""The line that tells how many of many solves are done."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.status import Status

from punos.cli import console

# Without a terminal (a log file, CI) a line every so often tells that it still runs.
LOG_EVERY_SECONDS = 15.0


class SolvesLine:
    """Show the progress of many solves: one live line on a terminal, now and then a line elsewhere.

    Use as a context manager and hand the object itself over as `progress`.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._console = console.messages()
        self._quiet = quiet
        self._status: Status | None = None
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            self._status = self._console.status("Reading the plan…")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, done: int, total: int, words: str) -> None:
        """Take a report: how many are done, of how many, what was solved last."""
        line = f"{done} of {total} solves: {words}".replace("[", r"\[")
        if self._status is not None:
            self._status.update(line)
        elif not self._quiet and time.monotonic() - self._told >= LOG_EVERY_SECONDS:
            self._told = time.monotonic()
            self._console.print(line)
