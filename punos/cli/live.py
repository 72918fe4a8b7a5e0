"""The one line on a terminal that tells what goes on; elsewhere (a log file, CI) a line now and then."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.status import Status

from punos.cli import console

LOG_EVERY_SECONDS = 15.0


class LiveLine:
    """A line that is rewritten while work is under way. Use as a context manager.

    Parameters
    ----------
    first : str
        What stands there until something is reported.
    quiet : bool
        Say nothing at all.
    """

    def __init__(self, first: str, quiet: bool = False) -> None:
        self._first = first
        self._quiet = quiet
        self._console = console.messages()
        self._status: Status | None = None
        self._told = time.monotonic()

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            self._status = self._console.status(self._first)
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def tell(self, line: str, at_once: bool = False) -> None:
        """Show a line; without a terminal only if the last is a while ago, or ``at_once``."""
        if self._status is not None:
            self._status.update(line)
        elif not self._quiet and (at_once or time.monotonic() - self._told >= LOG_EVERY_SECONDS):
            self._told = time.monotonic()
            self._console.print(line)
