"""HiGHS behind a door that never lets a status slip by."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable
from enum import Enum
from typing import Any

import highspy
import numpy as np
from highspy import HighsModelStatus, HighsStatus
from highspy._core import _Highs

from punos.lp.errors import LpError
from punos.lp.labels import Ints
from punos.lp.matrix import Arrays, Floats
from punos.lp.options import Options, Phase, Progress, relative_gap

Listener = Callable[[Progress], None]

_VERSION = _Highs().version()

_POLL = 0.1
"""Seconds between two looks at a running solve; Ctrl-C is answered as fast."""

_GRACE = 2.0
"""Seconds the solver has to answer a stop. Some of its steps do not look up for minutes: it is left to itself then."""

_LATE = 5.0
"""Seconds beyond the time limit after which the same is done."""

_IMPROVED = highspy.cb.HighsCallbackType.kCallbackMipImprovingSolution
_WATCHED = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackIpmInterrupt,
    highspy.cb.HighsCallbackType.kCallbackMipInterrupt,
)
_PHASES = dict(zip(_WATCHED, (Phase.SIMPLEX, Phase.INTERIOR, Phase.SEARCH), strict=True))


def checked(status: HighsStatus, doing: str, *, warn: bool = False) -> None:
    """Raise where the solver did not do what it was told.

    Parameters
    ----------
    status : highspy.HighsStatus
        What the call returned.
    doing : str
        Words for what was asked, for the message.
    warn : bool
        A warning is as bad as an error here.
    """
    if status == HighsStatus.kError or (warn and status != HighsStatus.kOk):
        raise LpError(f"The solver (HiGHS {_VERSION}) refused: {doing}.")


_LOST: list[threading.Thread] = []


def unanswered() -> bool:
    """Whether a solver that was stopped has not answered and still runs.

    The process then waits for it when it ends, because a thread of the solver must not outlive Python. A command
    that has said all it has to say may leave by :func:`os._exit` instead.
    """
    return any(thread.is_alive() for thread in _LOST)


@atexit.register
def _wait_for_lost() -> None:
    for thread in _LOST:
        thread.join()


class End(Enum):
    """How a run ended."""

    DONE = "done"
    STOPPED = "stopped"
    """By Ctrl-C."""
    LATE = "late"
    """The solver did not keep the time limit."""


class Engine:
    """One HiGHS instance holding one program.

    The solver runs in a thread of its own, so that the caller's thread hears of progress and of Ctrl-C.

    Attributes
    ----------
    best : numpy array or None
        The best plan of a program with whole numbers that a run has told of.
    bound : float
        The best bound a run has told of.
    lost : bool
        The solver did not answer and was left running: it must not be touched again.
    """

    def __init__(self) -> None:
        # The bare class: highspy.Highs prints a banner as soon as it is made.
        self.highs: Any = _Highs()
        self.set(output_flag=False)
        self._stop = threading.Event()
        self._glance: tuple[Phase, float, float, int] | None = None
        self._hiding: Phase | None = None
        self.best: Floats | None = None
        self.bound = -np.inf
        self.lost = False
        checked(self.highs.setCallback(self._heard, None), "listening to callbacks")
        for kind in (*_WATCHED, _IMPROVED):
            checked(self.highs.startCallback(kind), "listening to callbacks")

    def set(self, **options: bool | int | float | str) -> None:
        """Set options of HiGHS by their names.

        Raises
        ------
        LpError
            HiGHS does not know the option or refuses the value (it would go on with the old one).
        """
        for name, value in options.items():
            checked(self.highs.setOptionValue(name, value), f"option {name} = {value}", warn=True)

    def prepare(self, options: Options) -> None:
        """Set what is the same for every kind of solve."""
        if int(self.highs.getOptionValue("threads")[1]) != options.threads:
            # HiGHS keeps one pool of threads in the process; another number needs another pool.
            self.highs.resetGlobalScheduler(True)
        self.set(
            output_flag=options.log,
            threads=options.threads,
            random_seed=options.seed,
            mip_rel_gap=options.gap,
            mip_abs_gap=0.0,
            mip_feasibility_tolerance=options.integrality,
            mip_ipm_solver="ipx",
            run_crossover="on",
        )

    def load(self, arrays: Arrays) -> None:
        """Pass a whole program in one call; whatever was loaded before is forgotten."""
        whole = arrays.integer.astype(np.int32) if arrays.whole else np.zeros(arrays.columns, dtype=np.int32)
        status = self.highs.passModel(
            arrays.columns, arrays.rows, arrays.nonzeros, int(highspy.MatrixFormat.kRowwise), 1, 0.0,
            arrays.cost, arrays.lower, arrays.upper, arrays.row_lower, arrays.row_upper,
            arrays.start, arrays.index, arrays.value, whole,
        )  # fmt: skip
        checked(status, "the program itself")
        if self.highs.getNumRow() != arrays.rows or self.highs.getNumCol() != arrays.columns:
            raise LpError("The solver holds another number of rows or columns than it was passed.")

    def run(self, listener: Listener | None = None, *, limit: float = np.inf, hide: Phase | None = None) -> End:
        """Solve what is loaded.

        Parameters
        ----------
        listener : callable, optional
            Called in this thread some ten times a second. An exception it raises stops the solver.
        limit : float
            Seconds for this run.
        hide : Phase, optional
            Phase to tell the listener instead of what HiGHS does.
        """
        self._stop.clear()
        self._glance, self._hiding, self.best, self.bound = None, hide, None, -np.inf
        self.set(time_limit=max(limit, 0.0))
        result: list[HighsStatus | BaseException] = []
        thread = threading.Thread(target=self._work, args=(result,), daemon=True, name="highs")
        thread.start()
        end = self._wait(thread, listener, limit)
        if self.lost:
            return end
        if isinstance(result[0], BaseException):
            raise result[0]
        if end is End.DONE:
            checked(result[0], "solving")
        return end

    def _wait(self, thread: threading.Thread, listener: Listener | None, limit: float) -> End:
        began = time.perf_counter()
        try:
            while thread.is_alive():
                thread.join(_POLL)
                seconds = time.perf_counter() - began
                if seconds > limit + _LATE and thread.is_alive():
                    self._end(thread)
                    return End.LATE
                if listener is not None and self._glance is not None:
                    listener(self._progress(seconds))
        except KeyboardInterrupt:
            self._end(thread)
            return End.STOPPED
        except BaseException:
            self._end(thread)
            raise
        return End.DONE

    def _end(self, thread: threading.Thread) -> None:
        """Stop the solver; if it does not answer, leave it running until it does, and never touch it again."""
        self._stop.set()
        patience = time.perf_counter() + _GRACE
        while thread.is_alive() and time.perf_counter() < patience:
            try:
                thread.join(_POLL)
            except KeyboardInterrupt:
                continue
        self.lost = thread.is_alive()
        if self.lost:
            _LOST.append(thread)

    def _work(self, result: list[HighsStatus | BaseException]) -> None:
        try:
            result.append(self.highs.run())
        except BaseException as error:
            result.append(error)
        finally:
            # Each run has a new thread: leave nothing of the solver's scheduler in this one.
            _Highs.resetThreadScheduler(False)

    def _heard(self, kind: Any, message: str, out: Any, told: Any, data: Any) -> None:
        phase = _PHASES.get(kind)
        if phase is None:
            if kind == _IMPROVED:
                self.best = np.array(out.mip_solution)
            return
        told.user_interrupt = self._stop.is_set()  # HiGHS keeps it from one run to the next
        if phase is Phase.SEARCH:
            self.bound = out.mip_dual_bound
            self._glance = (phase, out.mip_dual_bound, out.mip_primal_bound, 0)
        elif phase is Phase.INTERIOR:
            self._glance = (phase, -np.inf, np.inf, out.ipm_iteration_count)
        else:
            self._glance = (phase, -np.inf, np.inf, out.simplex_iteration_count)

    def _progress(self, seconds: float) -> Progress:
        assert self._glance is not None
        phase, bound, objective, iterations = self._glance
        gap = relative_gap(objective, bound)
        return Progress(bound, objective, gap, seconds, self._hiding or phase, iterations)

    @property
    def status(self) -> HighsModelStatus:
        """Status of the loaded program."""
        status: HighsModelStatus = self.highs.getModelStatus()
        return status

    @property
    def warm(self) -> bool:
        """Whether a basis is at hand to start from."""
        return bool(self.highs.getBasis().valid)  # getInfo() forgets it at the first change of the program

    def basis(self) -> Any:
        """Return the basis, None if there is none."""
        return self.highs.getBasis() if self.warm else None

    def set_basis(self, basis: Any) -> None:
        """Start the next solve from a basis."""
        checked(self.highs.setBasis(basis), "the basis to start from")

    def bound_columns(self, numbers: Ints, lower: Floats, upper: Floats) -> None:
        """Change bounds of columns."""
        status = self.highs.changeColsBounds(len(numbers), numbers.astype(np.int32), lower, upper)
        checked(status, "other bounds of variables")

    def bound_rows(self, numbers: Ints, lower: Floats, upper: Floats) -> None:
        """Change bounds of rows."""
        status = self.highs.changeRowsBounds(len(numbers), numbers.astype(np.int32), lower, upper)
        checked(status, "other sides of rows")

    def recost(self, numbers: Ints, cost: Floats) -> None:
        """Change costs of columns."""
        checked(self.highs.changeColsCost(len(numbers), numbers.astype(np.int32), cost), "other costs")
