"""What a plan decides to build, open and restart, and how two plans differ in that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

ROUNDING = 1e-7
"""Share of the largest decision of a kind below which one is the solver's rounding."""


class Kind(StrEnum):
    """What is decided."""

    BUILD = "build"
    RESTART = "restart"
    ROUTE = "open route"
    TERMINAL = "open terminal"


_BLOCKS = {
    Kind.BUILD: (("build",), ("plant",)),
    Kind.RESTART: (("restart", "restart_free"), ("plant",)),
    Kind.ROUTE: (("open_route",), ("route",)),
    Kind.TERMINAL: (("open_terminal",), ("place", "mode")),
}
"""Blocks of variables that hold a decision, and what names it."""


@dataclass(frozen=True, slots=True, order=True)
class Decision:
    """One investment: what, in which period, how much (capacity, or the share that is opened)."""

    kind: Kind
    name: str
    period: str
    size: float = 0.0


def decisions(choices: Mapping[str, pl.DataFrame]) -> tuple[Decision, ...]:
    """Give the investments of a plan, sorted by kind, name and period.

    Parameters
    ----------
    choices
        For each block of variables its labels and ``value``, as :attr:`punos.plan.plan.Plan.choices` has them.
    """
    found: list[Decision] = []
    for kind, (blocks, naming) in _BLOCKS.items():
        for block in blocks:
            if block in choices:
                found += _of_block(kind, choices[block], naming)
    return tuple(sorted(found))


def _of_block(kind: Kind, frame: pl.DataFrame, naming: tuple[str, ...]) -> list[Decision]:
    size = pl.col("value").abs()
    real = frame.filter(size > ROUNDING * pl.max_horizontal(size.max(), 1.0))
    name = pl.concat_str([pl.col(c).cast(pl.String) for c in naming], separator=", ")
    rows = real.select(name, pl.col("period").cast(pl.String), "value").iter_rows()
    return [Decision(kind, *row) for row in rows]


@dataclass(frozen=True)
class Turn:
    """How investments differ: names that appear or disappear, and those that come at other times.

    Attributes
    ----------
    appears, disappears, moves
        kind and name of each.
    """

    appears: tuple[tuple[Kind, str], ...] = ()
    disappears: tuple[tuple[Kind, str], ...] = ()
    moves: tuple[tuple[Kind, str], ...] = ()

    @staticmethod
    def between(before: tuple[Decision, ...], after: tuple[Decision, ...]) -> Turn:
        """Compare the investments of two plans."""
        one, other = (_periods(d) for d in (before, after))
        return Turn(
            tuple(sorted(other.keys() - one.keys())),
            tuple(sorted(one.keys() - other.keys())),
            tuple(sorted(k for k in one.keys() & other.keys() if one[k] != other[k])),
        )

    @property
    def flips(self) -> bool:
        """Whether something is built that was not, or not built that was."""
        return bool(self.appears or self.disappears)

    def __bool__(self) -> bool:
        return self.flips or bool(self.moves)

    @staticmethod
    def parse(said: str) -> Turn | None:
        """Read what ``str`` of a turn said; None if that is no turn."""
        found: dict[str, list[tuple[Kind, str]]] = {mark: [] for mark in _MARKS}
        for part in said.split("; ") if said else ():
            mark = next((m for m in _MARKS if part.startswith(m)), None)
            if mark is None:
                return None
            found[mark].append(_read(part.removeprefix(mark)))
        return Turn(*(tuple(found[mark]) for mark in _MARKS))

    def __str__(self) -> str:
        """Say it in words: ``+ hamina_pcam; − vaasa_cells; other years: kokkola_cam``."""
        told = zip(_MARKS, (self.appears, self.disappears, self.moves), strict=True)
        return "; ".join(f"{mark}{_said(key)}" for mark, keys in told for key in keys)


_MARKS = ("+ ", "− ", "other years: ")
"""What appears, disappears, moves."""


def _periods(made: tuple[Decision, ...]) -> dict[tuple[Kind, str], frozenset[str]]:
    keys = {(d.kind, d.name) for d in made}
    return {key: frozenset(d.period for d in made if (d.kind, d.name) == key) for key in keys}


def _said(key: tuple[Kind, str]) -> str:
    kind, name = key
    return name if kind is Kind.BUILD else f"{name} ({kind.value})"


def _read(said: str) -> tuple[Kind, str]:
    kind = next((k for k in Kind if said.endswith(f" ({k.value})")), Kind.BUILD)
    return kind, said.removesuffix(f" ({kind.value})")


def held_as(before: tuple[Decision, ...], after: tuple[Decision, ...]) -> dict[str, pl.DataFrame]:
    """Give the bounds that hold what two plans do differently at what the first does: new capacity of plants only.

    Returns
    -------
    By block: labels, ``lower``, ``upper``.
    """
    keys = {(d.name, d.period) for d in (*before, *after) if d.kind is Kind.BUILD}
    sizes = {(d.name, d.period): d.size for d in before if d.kind is Kind.BUILD}
    later = {(d.name, d.period) for d in after if d.kind is Kind.BUILD}
    differ = sorted(k for k in keys if (k in sizes) != (k in later))
    if not differ:
        return {}
    rows = [{"plant": k[0], "period": k[1], "lower": sizes.get(k, 0.0), "upper": sizes.get(k, 0.0)} for k in differ]
    return {"build": pl.DataFrame(rows)}
