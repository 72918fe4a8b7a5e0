"""Linear programs from tidy tables, to HiGHS and back.

An :class:`Expression` is a table of coefficients by label, a :class:`Program` collects variables, constraints and
named costs, a :class:`Solution` gives values and prices by the same labels.
"""

from punos.lp.errors import LpError
from punos.lp.expression import Expression
from punos.lp.labels import Block
from punos.lp.options import Method, Options, Phase, Progress, Status
from punos.lp.program import Blank, Program
from punos.lp.solution import Solution

__all__ = [
    "Blank",
    "Block",
    "Expression",
    "LpError",
    "Method",
    "Options",
    "Phase",
    "Program",
    "Progress",
    "Solution",
    "Status",
]
