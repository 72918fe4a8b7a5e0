"""Exit statuses of the command ``punos``."""

from __future__ import annotations

from enum import IntEnum


class ExitStatus(IntEnum):
    """What a script can tell from how ``punos`` ended.

    ``BROKEN`` means that Punos itself is at fault, never the study or the command.
    """

    GOOD = 0
    FAULTS = 1
    WRONG_USE = 2
    NO_PLAN = 3
    STOPPED_WITH_PLAN = 4
    STOPPED = 5
    BROKEN = 70
