"""A plan as a folder: self-contained, movable, written whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from punos.errors import WrongUse
from punos.indicators import INDICATORS, Quantity
from punos.plan.audit import Audit
from punos.plan.plan import Plan
from punos.plan.summary import Summary
from punos.study.loading import load

ECONOMICS = "economics"
"""Plant economics at traded prices, for readers of the folder; a plan that is read back computes them anew."""

SUMMARY, AUDIT, PRICES, PERIODS, CHOICES = "summary.json", "audit.json", "prices", "periods", "choices"


def save_plan(plan: Plan, folder: Path, *, force: bool = False) -> Path:
    """Write a plan beside the folder's place, then move it there.

    Raises
    ------
    WrongUse
        Something is there already and may not be overwritten.
    """
    folder = Path(folder)
    if folder.exists() and not force:
        raise WrongUse(f"{folder} exists already. Choose another folder, or add --force to overwrite that plan.")
    if folder.exists() and not (folder / SUMMARY).exists() and any(folder.iterdir()):
        raise WrongUse(f"{folder} is not a plan, so it is not overwritten, --force or not. Choose another folder.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(plan, beside)
        beside.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        beside.rename(folder)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return folder


def _write(plan: Plan, folder: Path) -> None:
    plan.study.save(folder / "study")
    indicators = folder / "indicators"
    indicators.mkdir()
    for name, quantity in plan.quantities.items():
        quantity.frame.write_parquet(indicators / f"{name}.parquet")
    for name, frame in ((PRICES, plan.prices), (PERIODS, plan.periods), (ECONOMICS, plan.economics())):
        frame.write_parquet(folder / f"{name}.parquet")
    (folder / CHOICES).mkdir()
    for name, frame in plan.choices.items():
        frame.write_parquet(folder / CHOICES / f"{name}.parquet")
    _json(folder / AUDIT, plan.audit.to_dict())
    _json(folder / SUMMARY, plan.summary.to_dict())


def _json(path: Path, data: dict[str, Any]) -> None:
    path.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def load_plan(folder: str | Path) -> Plan:
    """Read a plan folder back, without solving.

    Raises
    ------
    WrongUse
        The folder is no plan, or a file of it is missing.
    """
    folder = Path(folder)
    if not (folder / SUMMARY).is_file():
        raise WrongUse(
            f"{folder} is not a plan folder (it has no {SUMMARY}). Make one with: punos plan STUDY -o {folder}"
        )
    try:
        summary = Summary.from_dict(json.loads((folder / SUMMARY).read_text(encoding="utf-8")))
        audited = Audit.from_dict(json.loads((folder / AUDIT).read_text(encoding="utf-8")))
        frames = {n: pl.read_parquet(folder / f"{n}.parquet") for n in (PRICES, PERIODS)}
        choices = {p.stem: pl.read_parquet(p) for p in sorted((folder / CHOICES).glob("*.parquet"))}
    except (OSError, ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        raise WrongUse(f"The plan in {folder} cannot be read: {error}. Plan the study again.") from error
    return Plan(
        study=load(folder / "study"),
        summary=summary,
        audit=audited,
        quantities=StoredQuantities(folder / "indicators"),
        prices=frames[PRICES],
        periods=frames[PERIODS],
        choices=choices,
    )


@dataclass
class StoredQuantities(Mapping[str, Quantity]):
    """Indicators of a plan folder, each read when it is first asked for."""

    folder: Path

    def __post_init__(self) -> None:
        self._read: dict[str, Quantity] = {}

    def __getitem__(self, name: str) -> Quantity:
        if name not in self._read:
            known = INDICATORS[name]
            path = self.folder / f"{name}.parquet"
            if not path.is_file():
                raise WrongUse(f"The plan has no table of '{name}' ({path} is missing). Plan the study again.")
            frame = pl.read_parquet(path)
            self._read[name] = Quantity(name, known.index_of(frame.columns), known.base, frame)
        return self._read[name]

    def __iter__(self) -> Any:
        return iter(INDICATORS)

    def __len__(self) -> int:
        return len(INDICATORS)
