"""Broken studies made from a good one: each is noticed where it is broken, none crashes, no file is touched."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

import punos
from punos.errors import PunosError, StudyFaults
from punos.study.faults import Fault, Faults, Severity
from punos.study.reading import in_reading_order
from punos.study.study import Study
from punos.tables import TABLES
from tests.study import good_study
from tests.study.breaking import Broken, encoded, every

QUICK = 1100
CHUNKS = 10
SEED = 20250


class Workshop:
    """Breaks the good study in a folder, and mends it again.

    Parts of a study are read file by file, so that for a broken table only that file and the settings have to be
    read again; with `whole` all files are.
    """

    def __init__(self, folder: Path, whole: bool = False) -> None:
        self.whole = whole
        self.good = good_study.good(folder / "good")
        self.folder = folder / "good"
        self.part = folder / "part"
        self.part.mkdir()
        self.put(self.part, {"study.toml": good_study.files()["study.toml"].encode()})

    def study(self, broken: Broken) -> Study:
        """The broken study as it is loaded, the files as they were before and after."""
        tables = {name.removesuffix(".csv") for name in broken.files}
        if self.whole or not tables <= set(TABLES) or None in broken.files.values():
            return self._loaded(self.folder, broken)
        part = self._loaded(self.part, broken)
        kept = {name: frame for name, frame in self.good.tables.items() if name not in tables}
        merged = MappingProxyType(in_reading_order({**kept, **part.tables}))
        return Study(part.settings, merged, part.faults, part.source, part.dialects)

    def _loaded(self, folder: Path, broken: Broken) -> Study:
        self.put(folder, broken.files)
        before = digest(folder)
        try:
            study = punos.load(folder)
            if folder == self.folder:
                study.check()
            return study
        finally:
            assert digest(folder) == before, broken.what
            self.put(folder, dict.fromkeys(broken.files))
            whole = good_study.files()
            mended = [
                name for name in broken.files if name in whole and (folder == self.folder or name == "study.toml")
            ]
            self.put(folder, {name: whole[name].encode() for name in mended})

    @staticmethod
    def put(folder: Path, files: dict[str, bytes | None] | dict[str, bytes]) -> None:
        """Write files, or take them away."""
        for name, data in files.items():
            if data is None:
                (folder / name).unlink(missing_ok=True)
            else:
                (folder / name).write_bytes(data)


def digest(folder: Path) -> dict[str, str]:
    """What every file of a folder holds."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def found(shop: Workshop, broken: Broken) -> Faults:
    """The faults of a broken study, also of one that cannot be loaded at all."""
    try:
        return shop.study(broken).check()
    except StudyFaults as refused:
        return refused.faults
    except PunosError as refused:  # words for people, wherever they come from
        return Faults([Fault("refused", Severity.ERROR, "", None, "", "", str(refused))])


def unnoticed(shop: Workshop, broken: Broken) -> str:
    """What was found instead, if a broken study is not noticed where it is broken; else nothing."""
    faults = found(shop, broken)
    told = [fault for fault in faults if fault.severity is not Severity.NOTE]
    here = [f for f in told if f.table in broken.tables and (not broken.columns or f.column in broken.columns)]
    return "" if here else f"{broken.what}: {faults}"


@cache
def sample(number: int) -> tuple[Broken, ...]:
    """So many broken studies, as many of each kind as there are, the rare kinds whole."""
    by_kind = defaultdict(list)
    for broken in every(SEED):
        by_kind[broken.kind].append(broken)
    rng = random.Random(SEED)
    for kind in by_kind.values():
        rng.shuffle(kind)
    chosen: list[Broken] = []
    while len(chosen) < number and any(by_kind.values()):
        chosen += [kind.pop() for kind in by_kind.values() if kind]
    return tuple(chosen[:number])


def test_the_good_study_is_sound(tmp_path: Path) -> None:
    faults = good_study.good(tmp_path / "good").check()
    assert not faults.errors, str(faults)
    assert not faults.warnings, str(faults)


def test_the_good_study_touches_every_table_and_plans_well(tmp_path: Path) -> None:
    study = good_study.good(tmp_path / "good")
    assert list(study.tables) == list(TABLES)
    plan = study.plan()
    built = plan.indicator("build", by=["plant"]).filter(pl.col("value") > 0)
    assert built.height >= 2
    assert plan.audit.clean


def test_there_are_a_thousand_broken_studies() -> None:
    broken = sample(QUICK)
    assert len({b.what for b in broken}) >= 1000
    assert len({b.kind for b in broken}) >= 40
    good = {f"{table}.csv": encoded(good_study.cells(table)) for table in good_study.TEXT}
    good["study.toml"] = good_study.files()["study.toml"].encode()
    assert [b.what for b in broken if all(data == good.get(name) for name, data in b.files.items())] == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_every_broken_study_is_noticed_and_none_crashes(tmp_path: Path, chunk: int) -> None:
    shop = Workshop(tmp_path)
    missed = [said for broken in sample(QUICK)[chunk::CHUNKS] if (said := unnoticed(shop, broken))]
    assert missed == []


@pytest.mark.heavy
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_slip_there_is_read_from_the_whole_folder(tmp_path: Path, seed: int) -> None:
    shop = Workshop(tmp_path, whole=True)
    missed = [said for broken in every(seed) if (said := unnoticed(shop, broken))]
    assert missed == []
