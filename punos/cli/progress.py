"""The line that tells how far a plan is: phase, best plan found, bound, gap, time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from punos.cli.figures import short_number, short_share
from punos.cli.live import LiveLine

if TYPE_CHECKING:
    from punos.lp import Progress

LOG_AFTER_SECONDS = 1.0
"""Without a terminal, what is done sooner than this is not told."""


class ProgressLine(LiveLine):
    """Show the solver's progress; without a terminal a line for each phase, and every so often.

    Use as a context manager and hand the object itself to :meth:`punos.study.Study.plan` as `progress`.
    """

    def __init__(self, quiet: bool = False, currency: str = "") -> None:
        super().__init__("Reading the study…", quiet)
        self._currency = currency
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        """Take a report from the planner or the solver."""
        if self._status is None and progress.seconds < LOG_AFTER_SECONDS:
            return
        phase = str(progress.phase)
        self.tell(describe(progress, self._currency), at_once=phase != self._phase)
        self._phase = phase


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
