"""Paths given on the command line: what must exist, and what must not be overwritten."""

from __future__ import annotations

import difflib
import os
import tempfile
from pathlib import Path

from punos.errors import WrongUse

# The file by which a folder is known to be a plan, and so may be replaced by a plan.
PLAN_MARK = "summary.json"


def existing(path: Path, what: str) -> Path:
    """Give back a path that exists; otherwise say so and name what is nearest to it.

    Raises
    ------
    WrongUse
        Nothing stands at the path.
    """
    if path.exists():
        return path
    near: list[str] = []
    if path.parent.is_dir():
        near = difflib.get_close_matches(path.name, [p.name for p in path.parent.iterdir()], n=1)
    hint = f" Did you mean {path.parent / near[0]}?" if near else ""
    raise WrongUse(f"There is no {what} at {path}.{hint}")


def existing_plan(path: Path) -> Path:
    """Give back a folder that holds a plan.

    Raises
    ------
    WrongUse
        Nothing stands at the path, or it is no plan.
    """
    if existing(path, "plan").is_dir() and (path / PLAN_MARK).is_file():
        return path
    raise WrongUse(f"{path} is not a plan: a plan is the folder that `punos plan STUDY -o FOLDER` writes.")


def new_folder(path: Path, force: bool) -> Path:
    """Give back a folder that a plan may be written to, checked before the work begins.

    With `force` an earlier plan is replaced; anything else that is not empty never is.

    Raises
    ------
    WrongUse
        Something stands there, or it cannot be written to.
    """
    _writable(path)
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        return path
    if not path.is_dir() or not (path / PLAN_MARK).is_file():
        raise WrongUse(f"{path} is there and no plan, so it is not replaced. Choose another folder with -o.")
    if not force:
        raise WrongUse(f"{path} holds a plan already. Choose another with -o or replace it with --force.")
    return path


def new_file(path: Path, force: bool, suffix: str) -> Path:
    """Give back a file that may be written, checked before the work begins.

    Raises
    ------
    WrongUse
        It exists and `force` is not given, is a folder, has another ending, or cannot be written.
    """
    if path.suffix.lower() != suffix:
        raise WrongUse(f"{path} should end in {suffix}.")
    _writable(path)
    if path.is_dir():
        raise WrongUse(f"{path} is a folder. Name a file with -o.")
    if path.exists() and not force:
        raise WrongUse(f"{path} exists already. Choose another name with -o, or replace it with --force.")
    return path


def _writable(path: Path) -> None:
    """Try to write where the path will stand: permissions, full and read-only disks all show."""
    parent = next(p for p in path.absolute().parents if p.exists())
    try:
        if not parent.is_dir():
            raise NotADirectoryError(f"{parent} is a file")
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as error:
        reason = error.strerror or str(error)
        raise WrongUse(f"Cannot write {os.fspath(path)}: {reason}. Choose another place with -o.") from error
