"""Everything Punos raises on purpose, so that a caller can catch what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from punos.study.faults import Faults


class PunosError(Exception):
    """Any refusal by Punos; its text is meant for people."""


class WrongUse(PunosError):  # noqa: N818
    """A call, option or expression that cannot be meant; nothing was computed."""


class StudyFaults(PunosError):  # noqa: N818
    """A study that cannot be used as it stands.

    Attributes
    ----------
    faults : Faults
        Every fault found, with table, row, column and remedy.
    """

    def __init__(self, faults: Faults) -> None:
        super().__init__(str(faults))
        self.faults = faults


class Infeasible(PunosError):  # noqa: N818
    """No plan satisfies all wishes of the study at once.

    Attributes
    ----------
    clashes : sequence
        The wishes that cannot hold together, as sentences with table, row and figure.
    remedies : sequence
        The least total change of figures with which a plan exists.
    """

    def __init__(self, message: str, clashes: Any = (), remedies: Any = ()) -> None:
        super().__init__(message)
        self.clashes = clashes
        self.remedies = remedies


class Unbounded(PunosError):  # noqa: N818
    """Something in the study earns without end.

    Attributes
    ----------
    culprit : object
        What would grow for ever, in the words of the tables.
    """

    def __init__(self, message: str, culprit: Any = None) -> None:
        super().__init__(message)
        self.culprit = culprit


class NotProved(PunosError):  # noqa: N818
    """The solver stopped before it proved its plan good enough.

    Attributes
    ----------
    plan : Plan or None
        The best plan found so far, if there is one.
    gap : float or None
        How far, relatively, the plan may be from the best possible one.
    """

    def __init__(self, message: str, plan: Any = None, gap: float | None = None) -> None:
        super().__init__(message)
        self.plan = plan
        self.gap = gap
