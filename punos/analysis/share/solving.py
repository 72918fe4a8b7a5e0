"""The plan of every group of tenants: many requests from one base, kept as they come, none asked twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, groupby
from pathlib import Path

import polars as pl

from punos.analysis.moves import Progress
from punos.analysis.share.park import Park
from punos.analysis.share.reading import Desk, Reading, Value
from punos.errors import WrongUse
from punos.lp import Program
from punos.plan.plan import Plan
from punos.runner.kept import Kept
from punos.runner.many import Base, ask_many
from punos.session import Answer, Session

Group = frozenset[str]


@dataclass(frozen=True)
class Question:
    """A group, by the plants that are away."""

    absent: tuple[str, ...]
    desk: Desk


@dataclass(frozen=True)
class Solved:
    """Values of groups.

    Attributes
    ----------
    values
        By group.
    solved, inferred
        How many were planned (now or before), and how many are known from a larger group whose plan had no use for who
        was taken away.
    complete
        False if it was stopped before the end.
    """

    values: Mapping[Group, Value]
    solved: int
    inferred: int
    complete: bool


def every_group(park: Park) -> list[Group]:
    """Give all groups of tenants, everybody first, nobody last."""
    names = sorted(park.tenants)
    return [frozenset(c) for size in range(len(names), -1, -1) for c in combinations(names, size)]


def solve_groups(
    plan: Plan,
    desk: Desk,
    groups: Sequence[Group],
    *,
    gap: float | None = None,
    keep: str | Path | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Solved:
    """Plan each group, the others' plants away.

    From the largest groups to the smallest, as a plan that has no use for a tenant of whom nothing stands yet is the
    plan without it too.

    Parameters
    ----------
    groups
        Which, the largest first.
    gap
        Overrides the gap of the plan.
    keep, workers, progress
        As :meth:`punos.plan.plan.Plan.flips` has them.
    """
    options = plan.summary.options
    asked = options.get("gap") if gap is None else gap
    run = _Run(desk, Kept(keep, plan.study), f"share gap={asked!r} {_key(desk)}", len(groups), progress)
    base = Base(plan.study, plan.choices, asked, options.get("time_limit"))
    session: Session | None = None
    try:
        for _, layer in groupby(groups, key=len):
            todo = run.unknown(list(layer))
            if todo and session is None:
                session = base.session()
            questions = [Question(desk.park.absent(group), desk) for group in todo]
            named = {q.absent: g for q, g in zip(questions, todo, strict=True)}
            for question, value in ask_many(base, questions, value_of, workers=workers, session=session):
                run.put(named[question.absent], value)
    except KeyboardInterrupt:
        return Solved(run.values, run.solved, run.inferred, complete=False)
    return Solved(run.values, run.solved, run.inferred, complete=True)


class _Run:
    """What is known so far."""

    def __init__(self, desk: Desk, kept: Kept, name: str, total: int, progress: Progress | None) -> None:
        self._desk, self._kept, self._name = desk, kept, name
        self._total, self._progress = total, progress
        self.values, self.solved, self.inferred = dict[Group, Value](), 0, 0

    def unknown(self, groups: Iterable[Group]) -> list[Group]:
        """Give the groups that must be planned; the others become known."""
        return [group for group in groups if not self._known(group)]

    def _known(self, group: Group) -> bool:
        told = self._kept.get(self._question(group))
        if told is not None:
            self._add(group, Value.from_json(told))
            self.solved += 1
            return True
        park = self._desk.park
        for tenant in sorted(set(park.tenants) - group - park.standing):
            larger = self.values.get(group | {tenant})
            if larger is not None and larger.can_be and not {*larger.runs, *larger.built} & {*park.tenants[tenant]}:
                self._add(group, larger)
                self.inferred += 1
                return True
        return False

    def put(self, group: Group, value: Value) -> None:
        """Take a group that was planned."""
        self._kept.put(self._question(group), value.to_json())
        self.solved += 1
        self._add(group, value)

    def _add(self, group: Group, value: Value) -> None:
        self.values[group] = value
        if self._progress is not None:
            self._progress(len(self.values), self._total, " + ".join(sorted(group)) or "nobody")

    def _question(self, group: Group) -> str:
        return f"{self._name} without {', '.join(self._desk.park.absent(group)) or 'nobody'}"


def _key(desk: Desk) -> str:
    """Give a short text that differs whenever other things are read of a plan."""
    park, digest = desk.park, hashlib.sha256()
    plants = sorted({*park.plants_of(frozenset(park.tenants)), *park.company})
    digest.update(repr((park.places, plants, park.company, desk.services)).encode())
    digest.update(desk.prices.write_csv().encode())
    return digest.hexdigest()[:12]


def value_of(session: Session, question: Question) -> Value:
    """Plan the study without some plants, and read what came of it.

    Raises
    ------
    WrongUse
        Something earns without end.
    """
    base = _base(session)
    answer = session.again(base, absent_bounds(base.model.program, question.absent))
    if answer.objective == -float("inf"):
        raise WrongUse("Without some tenants the plan earns without end: a demand or a supply lacks its limit.")
    if not answer.feasible:
        return Value()
    return _reading(session, question.desk).read(answer.solution, answer.bound)


def absent_bounds(program: Program, plants: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Give bounds by which plants are not there: they neither stand, nor are built, nor run, nor become others."""
    found = {}
    for name, block in program.blocks.items():
        sides = [c for c in ("plant", "to") if c in block.index] if "plant" in block.index else []
        if sides:
            rows = block.frame.with_columns(pl.col(pl.Enum).cast(pl.String))
            rows = rows.filter(pl.any_horizontal(pl.col(c).is_in(plants) for c in sides))
            if rows.height:
                found[name] = rows.with_columns(lower=pl.lit(0.0), upper=pl.lit(0.0))
    return found


@lru_cache(maxsize=1)
def _base(session: Session) -> Answer:
    """The plan of all, from which every group is planned."""
    return session.answer()


_READINGS: dict[int, tuple[Session, Desk, Reading]] = {}
"""The one reading in use, by its session: it is the same for all groups."""


def _reading(session: Session, desk: Desk) -> Reading:
    known = _READINGS.get(id(session))
    if known is None or known[0] is not session or known[1].park != desk.park or known[1].services != desk.services:
        _READINGS.clear()
        known = _READINGS[id(session)] = (session, desk, Reading(session.base, desk))
    return known[2]
