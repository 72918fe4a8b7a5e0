"""The line that tells how far a plan is: phase, best plan found, bound, gap, time."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.status import Status

from punos.cli import console
from punos.cli.figures import short_number, short_share

if TYPE_CHECKING:
    from punos.lp import Progress

# Without a terminal (a log file, CI) a line for each phase, and every so often, tells that it still runs.
LOG_AFTER_SECONDS = 1.0
LOG_EVERY_SECONDS = 15.0


class ProgressLine:
    """Show the solver's progress: one live line on a terminal, now and then a line elsewhere.

    Use as a context manager and hand the object itself to :meth:`punos.study.Study.plan` as `progress`.
    """

    def __init__(self, quiet: bool = False, currency: str = "") -> None:
        self._console = console.messages()
        self._quiet = quiet
        self._currency = currency
        self._status: Status | None = None
        self._phase = ""
        self._told = 0.0

    def __enter__(self) -> Self:
        if not self._quiet and self._console.is_terminal:
            self._status = self._console.status("Reading the study…")
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._status is not None:
            self._status.stop()

    def __call__(self, progress: Progress) -> None:
        """Take a report from the planner or the solver."""
        line = describe(progress, self._currency)
        if self._status is not None:
            self._status.update(line)
        elif not self._quiet and progress.seconds >= LOG_AFTER_SECONDS and self._due(str(progress.phase)):
            self._console.print(line)

    def _due(self, phase: str) -> bool:
        now = time.monotonic()
        due = phase != self._phase or now - self._told >= LOG_EVERY_SECONDS
        if due:
            self._phase, self._told = phase, now
        return due


def describe(progress: Progress, currency: str = "") -> str:
    """Say a report of progress in one line; figures not yet known are left out."""
    parts = [str(progress.phase)]
    if (objective := short_number(progress.objective)) is not None:
        parts.append(f"best plan {objective} {currency}".strip())
    if (bound := short_number(progress.bound)) is not None:
        parts.append(f"bound {bound} {currency}".strip())
    if (gap := short_share(progress.gap)) is not None:
        parts.append(f"gap {gap}")
    parts.append(f"{progress.seconds:.0f} s")
    return ", ".join(parts)
