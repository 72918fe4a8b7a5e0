"""Many questions about one base, each worked on by a session: one after the other, or side by side in processes.

Processes are worth their start (some seconds) for large studies only, so the first questions are answered here and
decide by the time they took.
"""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import polars as pl
from joblib import Parallel, cpu_count, delayed
from joblib.externals.loky import get_reusable_executor

from punos.lp.resolver import Tree
from punos.plan.plan import Plan
from punos.session import Session
from punos.study.study import Study

Question = TypeVar("Question")
Found = TypeVar("Found")

WORTH = 20.0
"""Seconds of work ahead from which further processes are started."""

WATCH = 1.0
"""Seconds between two looks whether the process that asked is still there."""


@dataclass(frozen=True)
class Base:
    """What all questions start from, as plain parts that travel to other processes.

    Attributes
    ----------
    choices
        The plan's variables by block, which spare the first search.
    gap, time_limit
        Override the study's.
    """

    study: Study
    choices: Mapping[str, pl.DataFrame]
    gap: float | None = None
    time_limit: float | None = None
    tree: Tree | None = None

    @staticmethod
    def of(plan: Plan, *, study: Study | None = None, gap: float | None = None) -> Base:
        """Start from a plan, with its gap and time limit; `study` and `gap` override its own."""
        options = plan.summary.options
        asked = options.get("gap") if gap is None else gap
        return Base(study or plan.study, plan.choices, asked, options.get("time_limit"))

    def session(self) -> Session:
        """Start a session, on one thread: several run side by side."""
        return Session(
            self.study, known=self.choices, gap=self.gap, time_limit=self.time_limit, threads=1, tree=self.tree
        )


def ask_many(
    base: Base,
    questions: Sequence[Question],
    work: Callable[[Session, Question], Found],
    *,
    workers: int | None = None,
    session: Session | None = None,
) -> Iterator[tuple[Question, Found]]:
    """Work on questions and give each with its result, as they come, in any order.

    Parameters
    ----------
    work
        A function of a module (it travels by name).
    workers
        Processes at most; None: as many as there are processors. 1: none but this one.
    session
        A session of `base` that is already there.
    """
    if not questions:
        return
    session = session or base.session()
    most = workers or cpu_count()
    for number, question in enumerate(questions):
        began = time.perf_counter()
        yield question, work(session, question)
        left = len(questions) - number - 1
        if most > 1 and number > 0 and left * (time.perf_counter() - began) > WORTH:
            yield from _side_by_side(replace(base, tree=session.tree), questions[number + 1 :], work, most)
            return


def _side_by_side(
    base: Base, questions: Sequence[Question], work: Callable[[Session, Question], Found], workers: int
) -> Iterator[tuple[Question, Found]]:
    with tempfile.TemporaryDirectory(prefix="punos-") as folder:
        told = Path(folder) / "base"
        told.write_bytes(pickle.dumps(base))
        parallel = Parallel(n_jobs=min(workers, len(questions)), return_as="generator_unordered", batch_size=1)
        found = parallel(delayed(_answered)(str(told), work, number, q) for number, q in enumerate(questions))
        try:
            for number, result in found:
                yield questions[number], result
        finally:
            get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _answered(
    told: str, work: Callable[[Session, Question], Found], number: int, question: Question
) -> tuple[int, Found]:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; it ends this one
    _end_with_parent()
    return number, work(_session(told), question)


@lru_cache(maxsize=1)
def _end_with_parent() -> None:
    """End this process soon after the one that asked is gone: killed, it could not say so, and nobody would read on."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH)
        os._exit(1)

    threading.Thread(target=watch, daemon=True, name="watch").start()


@lru_cache(maxsize=1)
def _session(told: str) -> Session:
    """The session of this process, made once from the base that was written for it."""
    base: Base = pickle.loads(Path(told).read_bytes())
    return base.session()
