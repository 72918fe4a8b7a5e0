"""``punos tornado`` and ``punos flips``: files, terminals, and work that is not done twice."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from punos.cli.status import ExitStatus
from punos.runner import many
from tests.analysis.chain import CAPEX, ORE, chain
from tests.cli.conftest import Run, words


@pytest.fixture(scope="module")
def smelting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("plans") / "smelting"
    return chain(evidence=[CAPEX, {**ORE, "confidential": "yes"}]).plan().save(folder)


def test_tornado_tells_and_writes(punos: Run, smelting: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "tornado.csv"
    done = punos("tornado", smelting, "--indicator", "make[commodity=metal]", "-o", file)
    assert done.exit_code == ExitStatus.GOOD, done.output
    assert "capex of Smelter (technologies)" in words(done.stdout)
    assert "high: − s1 from 16" in words(done.stdout)
    frame = pl.read_csv(file)
    assert sorted(frame["cost_high"].to_list()) == pytest.approx([600, 600])
    monkeypatch.setattr(many.Base, "session", lambda self: pytest.fail("solved again"))
    page = tmp_path / "page.html"
    again = punos("tornado", smelting, "--indicator", "make[commodity=metal]", "-o", page, "--public", "--lang", "fi")
    assert again.exit_code == ExitStatus.GOOD, again.output
    assert "mine" not in again.stdout
    text = page.read_text(encoding="utf-8")
    assert "Kuinka varmoja olemme?" in text
    assert "price: mine" not in text


def test_tornado_of_some_tables(punos: Run, smelting: Path) -> None:
    done = punos("tornado", smelting, "--table", "supplies", "-q")
    assert "mine" in done.stdout
    assert "capex" not in done.stdout
    wrong = punos("tornado", smelting, "--table", "supply")
    assert wrong.exit_code == ExitStatus.WRONG_USE
    assert "no table supply" in words(wrong.output)


def test_flips_tell_and_write(punos: Run, smelting: Path, tmp_path: Path) -> None:
    file = tmp_path / "flips.csv"
    done = punos("flips", smelting, "-o", file)
    assert done.exit_code == ExitStatus.GOOD, done.output
    assert "s1 (built), worth 600 EUR" in words(done.stdout)
    row = pl.read_csv(file).to_dicts()[0]
    assert row["worth"] == pytest.approx(600)
    assert row["capex_factor"] == pytest.approx(1.6, rel=0.01)


def test_what_cannot_be_is_said(punos: Run, smelting: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (["flips", smelting, "--plant", "s9"], "s9 cannot be built or restarted"),
        (["flips", smelting, "--size", "huge"], "announced or least"),
        (["tornado", smelting, "--indicator", "brew"], "brew"),
        (["tornado", smelting, "-o", tmp_path / "file.txt"], "should end in .csv"),
        (["tornado", tmp_path], "is not a plan"),
    ):
        done = punos(*arguments)
        assert done.exit_code == ExitStatus.WRONG_USE, done.output
        assert said in words(done.output)


def test_a_stop_tells_what_is_done(punos: Run, smelting: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object, **__: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(many.Base, "session", stopped)
    (smelting / "solved.jsonl").unlink(missing_ok=True)
    done = punos("tornado", smelting)
    assert done.exit_code == ExitStatus.STOPPED_WITH_PLAN, done.output
    assert "stopped before the end" in words(done.stdout)
