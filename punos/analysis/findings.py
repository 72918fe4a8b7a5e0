"""What analyses found about a plan, kept in its folder so that its report can show it."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import polars as pl

from punos.analysis.cures import Cures
from punos.analysis.flips import Flips
from punos.analysis.hindcast import Hindcast
from punos.analysis.share import Share
from punos.analysis.tornado import Tornado
from punos.errors import WrongUse
from punos.plan import load_plan
from punos.plan.plan import Plan
from punos.plan.secrets import Secrets, gives_away
from punos.runner.kept import fingerprint
from punos.study.study import Study

FOLDER = "findings"
"""Of the plan's folder."""

KINDS: Mapping[str, type[Any]] = {
    "tornado": Tornado,
    "flips": Flips,
    "hindcast": Hindcast,
    "share": Share,
    "cures": Cures,
}
"""The analyses whose findings are kept: frozen dataclasses of a `frame`, further frames, and plain values."""

MAIN = "frame"
"""The field of a finding that stands in the file of its name."""


@dataclass(frozen=True)
class Findings:
    """What analyses found about one plan; None where an analysis was not run.

    Attributes
    ----------
    tornado, flips, hindcast, share, cures
        What the commands of these names found.
    stale
        Names of findings that lie in the folder but are of another plan than the one there now: they are not shown.
    """

    tornado: Tornado | None = None
    flips: Flips | None = None
    hindcast: Hindcast | None = None
    share: Share | None = None
    cures: Cures | None = None
    stale: tuple[str, ...] = ()

    def keep(self, folder: str | Path, plan: Plan | None = None) -> None:
        """Write each finding into a plan's folder, whole or not at all; what else is kept there stays.

        Parameters
        ----------
        folder
            Of the plan that they speak of.
        plan
            The plan, if it is at hand; else it is read from the folder.

        Raises
        ------
        WrongUse
            The folder is no plan, or a finding was stopped before its end: half an answer would be read as a whole one.
        """
        folder = Path(folder)
        mark = stamp(plan or load_plan(folder))
        for name in KINDS:
            found = getattr(self, name)
            if found is not None:
                _keep(folder / FOLDER, name, found, mark)

    @staticmethod
    def read(folder: str | Path, plan: Plan | None = None) -> Findings:
        """Read what is kept in a plan's folder; findings of another plan are named in `stale` and left out.

        Raises
        ------
        WrongUse
            The folder is no plan.
        """
        folder = Path(folder)
        mark = stamp(plan or load_plan(folder))
        found, stale = dict[str, Any](), list[str]()
        for name, kind in KINDS.items():
            told = _told(folder / FOLDER / f"{name}.json")
            if told is None:
                continue
            made = _read(folder / FOLDER, name, kind, told) if told["plan"] == mark else None
            if made is None:
                stale.append(name)
            else:
                found[name] = made
        return Findings(**found, stale=tuple(stale))

    def public(self, study: Study, hidden: Secrets) -> Findings:
        """Give the findings without what must not be told: protected plants, and figures whose effect tells of them.

        Parameters
        ----------
        study
            The whole study of the plan.
        hidden
            What must not be told of it.
        """
        tornado, found = self.tornado, self.flips
        if found is not None:
            found = replace(found, frame=found.frame.filter(~pl.col("plant").is_in(hidden.plants)))
        if tornado is not None and hidden:
            tornado = replace(tornado, frame=_told_figures(tornado.public().frame, study, hidden))
        known = self.hindcast
        if known is not None and hidden:
            known = replace(known, frame=_told_observations(known.frame, hidden))
        # accounts and payments of all tenants tell of each, so where anything is secret nothing of them is told
        found_here = replace(self, tornado=tornado, flips=found, hindcast=known)
        return replace(found_here, share=None, cures=None) if hidden else found_here


def _told_figures(frame: pl.DataFrame, study: Study, hidden: Secrets) -> pl.DataFrame:
    """Give the rows of a tornado that may be told; what turns a protected plant is not said of any."""
    rows = frame.filter([not gives_away(study, row, hidden) for row in frame.iter_rows(named=True)])
    for side in ("low", "high"):
        named = (
            pl.col(f"turn_{side}")
            .str.contains_any(pl.Series(sorted(hidden.plants), dtype=pl.String).implode())
            .fill_null(value=False)
        )
        blank = pl.when(~named)
        rows = rows.with_columns(blank.then(f"turn_{side}"), blank.then(f"flip_{side}"))
    return rows


def _told_observations(frame: pl.DataFrame, hidden: Secrets) -> pl.DataFrame:
    """Give the observations of goods that may be told; a term that names no good may add one up that may not."""
    secret = pl.Series(sorted({*hidden.goods["commodity"], *hidden.plants}), dtype=pl.String).implode()
    said = pl.col("indicator").str
    named = said.count_matches(r"\[") == said.count_matches("commodity=", literal=True)
    return frame.filter(named & ~said.contains_any(secret).fill_null(value=False))


def stamp(plan: Plan) -> str:
    """Give a short text that differs whenever what is found about a plan may differ: its study, evidence, choices."""
    digest = hashlib.sha256(fingerprint(plan.study).encode())
    digest.update(plan.study.table("evidence").write_csv().encode())
    digest.update(repr(plan.objective).encode())
    for name in sorted(plan.choices):
        digest.update(f"{name} {plan.choices[name].height} {plan.choices[name]['value'].sum()!r}".encode())
    return digest.hexdigest()[:24]


def _keep(folder: Path, name: str, found: Any, mark: str) -> None:
    """Write the tables under other names, then put all in place, the JSON that names them last."""
    if not getattr(found, "complete", True):
        raise WrongUse(f"The {name} was stopped before its end and is not kept. Run it again: it goes on from there.")
    folder.mkdir(exist_ok=True)
    plain, tables = dict[str, Any](), dict[str, pl.DataFrame]()
    for field in fields(found):
        value = getattr(found, field.name)
        (tables if isinstance(value, pl.DataFrame) else plain)[field.name] = value
    told = folder / f"{name}.json"
    beside = {part: folder / f".{name}-{part}-{os.getpid()}" for part in (*tables, "json")}
    try:
        for part, frame in tables.items():
            frame.write_parquet(beside[part])
        text = json.dumps({"plan": mark, "tables": sorted(tables), "values": plain}, indent=2, ensure_ascii=False)
        beside["json"].write_text(text + "\n", encoding="utf-8")
        told.unlink(missing_ok=True)
        for part in tables:
            beside[part].replace(_file(folder, name, part))
        beside["json"].replace(told)
    finally:
        for path in beside.values():
            path.unlink(missing_ok=True)


def _file(folder: Path, name: str, part: str) -> Path:
    return folder / (f"{name}.parquet" if part == MAIN else f"{name}-{part}.parquet")


def _told(path: Path) -> dict[str, Any] | None:
    """Read the JSON of a finding; None if there is none that can be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) and {"plan", "tables", "values"} <= told.keys() else None


def _read(folder: Path, name: str, kind: type[Any], told: Mapping[str, Any]) -> Any | None:
    """Make a finding of its files; None if they do not fit what it is now."""
    try:
        tables = {part: pl.read_parquet(_file(folder, name, part)) for part in told["tables"]}
        return kind(**dict(_plain(told["values"])), **tables)
    except (OSError, TypeError, pl.exceptions.PolarsError):
        return None


def _plain(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give values as they were: JSON has lists for tuples."""
    for name, value in values.items():
        yield name, tuple(value) if isinstance(value, list) else value
