"""Saves a study whole or not at all: it is written beside, then takes its name."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from punos.errors import WrongUse
from punos.study.folder import TOML, write_folder
from punos.study.settings import Settings
from punos.study.workbook import SUFFIXES
from punos.study.workbook_writing import write_workbook


def save(path: Path, settings: Settings, tables: Mapping[str, pl.DataFrame], overwrite: bool) -> None:
    """Write a study as a workbook if `path` ends in ``.xlsx``, else as a folder.

    Raises
    ------
    WrongUse
        If something stands at `path` and may not be replaced.
    """
    if path.suffix.lower() in SUFFIXES and path.suffix.lower() != ".xlsx":
        raise WrongUse(f"Punos writes workbooks as .xlsx, not {path.suffix}.")
    _check_target(path, overwrite)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.stem}-{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        if path.suffix.lower() == ".xlsx":
            write_workbook(beside, settings, tables)
            os.replace(beside, path)
        else:
            beside.mkdir()
            write_folder(beside, settings, tables)
            _swap(beside, path)
    finally:
        _remove(beside)


def _check_target(path: Path, overwrite: bool) -> None:
    empty = path.is_dir() and not any(path.iterdir())
    if not path.exists() or empty:
        return
    if not overwrite:
        raise WrongUse(f"{path} exists already. Choose another name, or say overwrite=True.")
    if path.is_dir() and not (path / TOML).is_file():
        raise WrongUse(f"{path} is a folder without {TOML}: not a study, so it is not replaced.")
    if path.is_dir() != (path.suffix.lower() != ".xlsx"):
        raise WrongUse(f"{path} is not of the kind its name says, so it is not replaced.")


def _swap(new: Path, path: Path) -> None:
    """Put a written folder in the place of the old one, which keeps what is no table (pictures, read-mes)."""
    if not path.exists():
        new.rename(path)
        return
    for other in path.iterdir():
        if other.suffix.lower() != ".csv" and other.name != TOML:
            _copy(other, new / other.name)
    old = path.with_name(f".{path.name}-old-{uuid.uuid4().hex[:8]}")
    path.rename(old)
    try:
        new.rename(path)
    except OSError:
        old.rename(path)
        raise
    _remove(old)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, symlinks=True)
    else:
        shutil.copy2(source, target, follow_symlinks=False)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
