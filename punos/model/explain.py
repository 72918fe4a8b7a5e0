"""Why there is no plan, in the words of the tables: the wishes that clash, and the least change that helps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from punos.errors import Infeasible, Unbounded
from punos.lp import Solution, Status
from punos.lp.found import Side
from punos.model.constraints.policy import PREFIX
from punos.model.model import Model
from punos.model.registry import CONSTRAINTS
from punos.model.wishes import BOUNDS, ROWS, Wish, number, wish


@dataclass(frozen=True)
class Remedy:
    """One figure to change.

    Attributes
    ----------
    wish
        The figure as it stands.
    to
        What it would have to be.
    """

    wish: Wish
    to: float

    def __str__(self) -> str:
        row = f", row {self.wish.row}" if self.wish.row else ""
        was = f"{number(self.wish.figure)} " if self.wish.figure is not None else ""
        at = f" (for {self.wish.period})" if self.wish.period else ""
        return f"{self.wish.table}{row}: {self.wish.column} {was}-> {number(self.to)}{at}"


def infeasible(model: Model) -> Infeasible:
    """The exception that says which wishes clash and what would help.

    ``clashes`` are `Wish` objects (an irreducible set: none can be left out), ``remedies`` the least total relative
    change of figures with which a plan exists.
    """
    study = model.instance.study
    entries = model.program.iis()
    clashes = _unique(w for e in entries.iter_rows(named=True) if (w := wish(study, e)) is not None)
    because = _because(entries)
    remedies = _remedies(model)
    lines = ["No plan can meet all wishes of this study at once."]
    if clashes:
        lines += ["These clash:", *(f"  - {w}" for w in clashes)]
    if because:
        lines += ["because:", *(f"  - {s}" for s in because)]
    if remedies:
        lines += ["The least change that would make it work:", *(f"  - {r}" for r in remedies)]
    else:
        lines += ["No change of limits alone would make it work: something has no source or no way to it."]
    return Infeasible("\n".join(lines), clashes=clashes, remedies=remedies)


def _unique(wishes: Iterable[Wish]) -> tuple[Wish, ...]:
    return tuple(dict.fromkeys(wishes))


def _because(entries: pl.DataFrame) -> list[str]:
    """Sentences of the equations through which the wishes touch each other, with the places they speak of."""
    names = [n for n in CONSTRAINTS if n not in ROWS and n in set(entries["name"])]
    sentences = []
    for name in names:
        rows = entries.filter(pl.col("name") == name)
        where = "; ".join(rows["label"].unique(maintain_order=True).head(3))
        more = "" if rows.height <= 3 else f" and {rows.height - 3} more"
        sentences.append(f"{CONSTRAINTS[name].sentence} ({where}{more})")
    return sentences


def _remedies(model: Model) -> tuple[Remedy, ...]:
    """Least total relative change of the figures of the study: HiGHS solves the elastic program."""
    rows = {n: _penalties(model, n, True) for n in model.program.rows if n in ROWS or n.startswith(PREFIX)}
    bounds = {n: _penalties(model, n, False) for n in BOUNDS if n in model.program.blocks}
    kept = {**rows, **{f"bound {n}": p for n, p in bounds.items()}}
    scale = _scale([p for p in kept.values() if p is not None])
    kept_rows = {n: _scaled(p, scale) for n, p in rows.items() if p is not None}
    kept_bounds = {n: _scaled(p, scale) for n, p in bounds.items() if p is not None}
    if not kept_rows and not kept_bounds:
        return ()
    relaxed = model.program.relax(kept_rows, kept_bounds)
    if relaxed.status not in (Status.OPTIMAL, Status.GAP):
        return ()
    study = model.instance.study
    found = []
    for entry in relaxed.changes.iter_rows(named=True):
        meant = wish(study, entry)
        if meant is not None:
            sign = -1.0 if entry["side"] == Side.LOWER else 1.0
            found.append(Remedy(meant, float(entry["bound"]) + sign * float(entry["amount"])))
    return tuple(found)


def _penalties(model: Model, name: str, is_row: bool) -> pl.DataFrame | None:
    """Penalty 1 / |figure| a unit, so that relative changes are compared; only on the side a planner would move."""
    sides = model.program.sides(name) if is_row else model.program.bounds(name)
    kind = ROWS.get(name) if is_row else BOUNDS[name]
    side = kind.side if kind is not None else Side.NONE
    labels = [c for c in sides.columns if c not in ("lower", "upper")]
    scaled = sides.with_columns(_inverse("lower"), _inverse("upper"))
    if side is Side.LOWER:
        scaled = scaled.with_columns(upper=pl.lit(float("inf")))
    if side is Side.UPPER:
        scaled = scaled.with_columns(lower=pl.lit(float("inf")))
    usable = scaled.filter(pl.col("lower").is_finite() | pl.col("upper").is_finite())
    return usable.select(*labels, "lower", "upper") if usable.height else None


def _scale(penalties: list[pl.DataFrame]) -> float:
    """What makes the smallest penalty 1: below the solver's tolerance it would count as nothing."""
    every = [pl.concat([p["lower"], p["upper"]]) for p in penalties]
    smallest = pl.concat(every).filter(pl.concat(every).is_finite()).min() if every else None
    return 1.0 / float(smallest) if smallest else 1.0  # type: ignore[arg-type]


def _scaled(penalties: pl.DataFrame, scale: float) -> pl.DataFrame:
    return penalties.with_columns(pl.col("lower", "upper") * scale)


def _inverse(column: str) -> pl.Expr:
    """1 / |figure|, 1 for a figure of 0, infinite (does not give way) where there is no limit."""
    figure = pl.col(column).abs()
    return (
        pl.when(figure.is_infinite())
        .then(float("inf"))
        .when(figure == 0)
        .then(1.0)
        .otherwise(1.0 / figure)
        .alias(column)
    )


EARNERS = {
    "sell": "selling to {demand}", "buy": "buying from {supply}", "discard": "throwing away {commodity} at {place}",
    "run": "running {process} at {plant}", "ship": "sending {commodity} on {route}", "build": "building at {plant}",
}  # fmt: skip


def unbounded(model: Model, solution: Solution) -> Unbounded:
    """The exception that names what earns without end, by the ray along which costs fall for ever."""
    culprits = _ray_words(model, solution)
    said = " and ".join(culprits[:4]) if culprits else "something without a limit"
    return Unbounded(
        f"Costs can fall for ever: {said} pays without end. Give it a limit (a quantity, a capacity), or look whether "
        "a price has the wrong sign or unit.",
        culprit=culprits,
    )


def _ray_words(model: Model, solution: Solution) -> list[str]:
    if not len(solution.ray):
        return []
    words = []
    for name, template in EARNERS.items():
        block = solution.blocks.get(name)
        if block is None or not block.count:
            continue
        part = solution.ray[block.numbers]
        grows = np.flatnonzero(part > 1e-9 * max(float(np.abs(solution.ray).max()), 1e-30))
        for row in block.frame[grows[:3]].cast(pl.String).iter_rows(named=True):
            period = f" in {row['period']}" if row.get("period") else ""
            words.append(template.format_map(row) + period)
    return words
