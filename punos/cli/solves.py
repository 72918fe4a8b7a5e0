"""The line that tells how many of many solves are done."""

from __future__ import annotations

from punos.cli.live import LiveLine


class SolvesLine(LiveLine):
    """Show the progress of many solves.

    Use as a context manager and hand the object itself over as `progress`.
    """

    def __init__(self, quiet: bool = False) -> None:
        super().__init__("Reading the plan…", quiet)

    def __call__(self, done: int, total: int, words: str) -> None:
        """Take a report: how many are done, of how many, what was solved last."""
        self.tell(f"{done} of {total} solves: {words}".replace("[", r"\["))
