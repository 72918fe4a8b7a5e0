"""What a tool has to do, in the steps that are measured apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from benchmarks.frames import Frames

Options = Mapping[str, str | int | float | bool]
Tables = dict[str, Any]

BLOCKS = ("run", "build", "ship", "buy", "sell", "short")
"""Variables; `read` gives a table with labels and values of each, and one of the prices of the goods."""


class Tool:
    """A modelling tool at work on one chain.

    The program is the same for all: least cost of building, buying, freight and shortfall, so that in every place and
    period a good comes and goes in equal amounts, plants run within what is built and still works, that within their
    largest size, and the goods of a route share its capacity.
    """

    name: ClassVar[str]

    def prepare(self, frames: Frames) -> None:
        """Take the tables into the tool's own kind of table; not measured."""
        raise NotImplementedError

    def build(self) -> None:
        """Say the program."""
        raise NotImplementedError

    def hand_over(self) -> None:
        """Give it to the solver."""
        raise NotImplementedError

    def solve(self, options: Options) -> None:
        """Let HiGHS solve it with these options."""
        raise NotImplementedError

    def read(self) -> Tables:
        """Give tables of the plan and its prices."""
        raise NotImplementedError

    def objective(self) -> float:
        """Give the cost of the plan."""
        raise NotImplementedError
