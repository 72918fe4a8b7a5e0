"""Linear programs from tidy tables, to HiGHS and back.

An :class:`Expression` is a table of coefficients by label, a :class:`Program` collects variables,
constraints and named costs, a :class:`Solution` gives values and prices by the same labels.
"""

from punos.lp.elastic import Relaxation
from punos.lp.engine import unanswered
from punos.lp.errors import LpError
from punos.lp.expression import NUMBERS, Expression
from punos.lp.found import Part, Side
from punos.lp.labels import Block
from punos.lp.options import Method, Options, Phase, Progress, Status
from punos.lp.program import Program
from punos.lp.ranges import Figure
from punos.lp.solution import Solution
from punos.lp.start import Basis, Start
from punos.lp.store import Blank

__all__ = [
    "NUMBERS",
    "Basis",
    "Blank",
    "Block",
    "Expression",
    "Figure",
    "LpError",
    "Method",
    "Options",
    "Part",
    "Phase",
    "Program",
    "Progress",
    "Relaxation",
    "Side",
    "Solution",
    "Start",
    "Status",
    "unanswered",
]
