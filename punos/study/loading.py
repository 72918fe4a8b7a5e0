"""``punos.load``: a study from a folder or workbook."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from punos.study.faults import Faults
from punos.study.folder import TOML, read_folder
from punos.study.reading import SETTINGS, Reading, in_reading_order, nothing_to_read
from punos.study.settings_reading import no_settings
from punos.study.study import Study
from punos.study.workbook import SUFFIXES, read_workbook


def load(path: str | Path) -> Study:
    """Read a study; the two forms give the same object.

    Parameters
    ----------
    path : str or Path
        A folder with ``study.toml`` and one CSV a table, or a workbook (``.xlsx``) with a sheet a table.

    Returns
    -------
    Study
        What cannot be read is blank in it and told in its `faults`; see :meth:`Study.check`.

    Raises
    ------
    StudyFaults
        If nothing can be read at all.
    """
    reading = _read(Path(path))
    if reading.settings is None:
        reading.settings, missing = no_settings(reading.source.stem)
        told = any(fault.table == SETTINGS.name for fault in reading.faults)  # as unreadable
        reading.faults += [] if told else [missing]
    return Study(
        reading.settings,
        MappingProxyType(in_reading_order(reading.tables)),
        Faults(reading.faults),
        reading.source,
        MappingProxyType(reading.dialects),
    )


def _read(path: Path) -> Reading:
    if path.name == TOML and path.is_file():
        path = path.parent
    if path.is_dir():
        return read_folder(path)
    if not path.exists():
        raise nothing_to_read(path, f"There is no file or folder {path}.", "Check the name, and where you are.")
    if path.suffix.lower() not in SUFFIXES:
        raise nothing_to_read(path, f"{path.name} is neither a folder nor a workbook (.xlsx).")
    return read_workbook(path)
