"""The plan of every group of tenants: many requests from one base, kept as they come, none asked twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from pathlib import Path

import polars as pl

from punos.analysis.moves import Progress
from punos.analysis.share.park import Park
from punos.analysis.share.reading import Desk, Reading, Value
from punos.errors import WrongUse
from punos.instance.names import names_as_text
from punos.lp import Program
from punos.plan.plan import Plan
from punos.runner.kept import Kept
from punos.runner.many import Base, ask_many
from punos.session import Session

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
    """

    values: Mapping[Group, Value]
    solved: int
    inferred: int


def every_group(park: Park) -> list[Group]:
    """Give all groups of tenants, everybody first, nobody last."""
    names = sorted(park.tenants)
    return [frozenset(c) for size in range(len(names), -1, -1) for c in combinations(names, size)]


def in_turn(park: Park, groups: Iterable[Group]) -> list[list[Group]]:
    """Give groups in the order in which they are planned: layers, of which none can tell of another of its own.

    Only a tenant of whom nothing stands yet may turn out to be of no use, so a layer is all groups with as many of
    those: where all stand there is one, and processes need not wait for each other. Within a layer the next group
    differs from the last by one tenant as far as that can be (Gray 1953): its plan starts from a near one.
    """
    places = {name: i for i, name in enumerate([*sorted(park.standing), *sorted(set(park.tenants) - park.standing)])}

    def turn(group: Group) -> tuple[int, int]:
        code = rank = sum(1 << places[name] for name in park.tenants if name not in group)
        while code := code >> 1:
            rank ^= code
        return -len(group - park.standing), rank

    return [list(layer) for _, layer in groupby(sorted(groups, key=turn), key=lambda group: turn(group)[0])]


class Planner:
    """Plans groups, the others' plants away, as they are asked for; none twice.

    Groups with many tenants of whom nothing stands yet come first, as a plan that has no use for such a tenant is the
    plan without it too.

    Parameters
    ----------
    gap
        Overrides the gap of the plan.
    keep, workers, progress
        As :meth:`punos.plan.plan.Plan.flips` has them.
    """

    def __init__(
        self,
        plan: Plan,
        desk: Desk,
        *,
        gap: float | None = None,
        keep: str | Path | None = None,
        workers: int | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._base = Base.of(plan, gap=gap)
        self.kept, self.name = Kept(keep, plan.study), f"share gap={self._base.gap!r} {_key(desk)}"
        self._desk, self._workers = desk, workers
        self._session: Session | None = None
        self._run = _Run(desk, self.kept, self.name, progress)

    @property
    def values(self) -> Mapping[Group, Value]:
        """What is known, by group."""
        return self._run.values

    @property
    def session(self) -> Session:
        """The session in which groups are planned here, made when it is needed."""
        if self._session is None:
            self._session = self._base.session()
        return self._session

    def know(self, groups: Iterable[Group]) -> None:
        """Plan groups that are not known yet.

        Raises
        ------
        KeyboardInterrupt
            Ctrl-C; what was planned is kept.
        """
        fresh = [group for group in groups if group not in self.values]
        self._run.total = len(self.values) + len(fresh)
        for layer in in_turn(self._desk.park, fresh):
            questions = {self._desk.park.absent(group): group for group in self._run.unknown(layer)}
            asked = [Question(absent, self._desk) for absent in questions]
            session = self.session if asked else None
            for question, value in ask_many(self._base, asked, value_of, workers=self._workers, session=session):
                self._run.put(questions[question.absent], value)

    @property
    def solved(self) -> Solved:
        """What is known, and how."""
        return Solved(self.values, self._run.solved, self._run.inferred)


class _Run:
    """What is known so far."""

    def __init__(self, desk: Desk, kept: Kept, name: str, progress: Progress | None) -> None:
        self._desk, self._kept, self._name = desk, kept, name
        self.total, self._progress = 0, progress
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
            self._progress(len(self.values), self.total, " + ".join(sorted(group)) or "nobody")

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
    base = session.unchanged
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
            rows = names_as_text(block.frame)
            rows = rows.filter(pl.any_horizontal(pl.col(c).is_in(plants) for c in sides))
            if rows.height:
                found[name] = rows.with_columns(lower=pl.lit(0.0), upper=pl.lit(0.0))
    return found


_READINGS: dict[int, tuple[Session, Desk, Reading]] = {}
"""The one reading in use, by its session: it is the same for all groups."""


def _reading(session: Session, desk: Desk) -> Reading:
    known = _READINGS.get(id(session))
    if known is None or known[0] is not session or known[1].park != desk.park or known[1].services != desk.services:
        _READINGS.clear()
        known = _READINGS[id(session)] = (session, desk, Reading(session.base, desk))
    return known[2]
