"""Exit statuses of the command ``punos``."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a script can tell from how ``punos`` ended."""

    GOOD = 0
    FAULTS = 1
    WRONG_USE = 2
    NO_PLAN = 3
    STOPPED_WITH_PLAN = 4
    STOPPED = 5
    BROKEN = 70

    @property
    def meaning(self) -> str:
        """What the status says, for help and documentation."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitStatus.GOOD: "good",
    ExitStatus.FAULTS: "faults in the study",
    ExitStatus.WRONG_USE: "wrong use",
    ExitStatus.NO_PLAN: "infeasible or unbounded",
    ExitStatus.STOPPED_WITH_PLAN: "stopped with a plan",
    ExitStatus.STOPPED: "stopped without a plan",
    ExitStatus.BROKEN: "a fault of Punos itself",
}
