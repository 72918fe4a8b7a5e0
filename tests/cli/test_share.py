"""``punos share``: a park on a terminal, in a workbook, in the plan's folder, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from punos.analysis.findings import Findings
from punos.cli.status import ExitStatus
from tests.analysis import boiler
from tests.cli.conftest import Run, words


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return boiler.planned().save(tmp_path_factory.mktemp("plans") / "plan")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return boiler.planned().save(tmp_path / "plan")


def test_it_tells_writes_and_keeps(punos: Run, folder: Path) -> None:
    done = punos("share", folder, "--park", "park", "--leaves", "t3", "-o", "share.xlsx")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "3 operators together bring 2,300 EUR" in said
    assert "t1 200.0 400.0 333.3 242.1 400.0 400.0 400.0 266.7 418.2 353.8 766.7" in said
    assert "equal t2 + t3 166.7" in said
    assert "steam MWh 40 8 10" in said
    assert "t2 580 580 900 320 1,200" in said
    assert "If t3 leaves, net cost rises by 1,800 EUR: 800 EUR that it brings by itself" in said
    assert "Nobody follows. A unit of steam then costs 30 EUR / MWh instead of 19.09." in said
    heads, *rows = CalamineWorkbook.from_path("share.xlsx").get_sheet_by_name("payments").to_python()
    assert sum(row[heads.index("pays")] for row in rows) == pytest.approx(2100)
    kept = Findings.read(folder).share
    assert kept is not None
    assert kept.frame["park"].to_list() == ["park"]
    lines = (folder / "solved.jsonl").read_text(encoding="utf-8").splitlines()
    assert len({json.loads(line)["question"] for line in lines}) == len(lines) == 8
    assert punos("share", folder, "--park", "park", "-o", "share.xlsx").exit_code == ExitStatus.WRONG_USE
    assert len((folder / "solved.jsonl").read_text(encoding="utf-8").splitlines()) == 8  # nothing was solved again


def test_weights_and_unions(punos: Run, made: Path) -> None:
    done = punos("share", made, "--park", "The Park", "--weight", "t1=1", "--weight", "t2=1", "--weight", "t3=2",
                 "--union", "t1,t2")  # fmt: skip
    assert done.exit_code == ExitStatus.GOOD, done.output
    # t1 and t2 as one bring 500 by themselves, t3 800; 1000 saved are halved, so t3 has 1300 of the 2300
    assert "weighted Shapley" in words(done.stdout)
    kept = Findings.read(made).share
    assert kept is not None
    shares = {(r["rule"], r["tenant"]): r["share"] for r in kept.shares.iter_rows(named=True)}
    assert shares["Owen, by unions", "t3"] == pytest.approx(1300)
    # dividends of steam saved: t1 + t2 0, t1 + t3 400, t2 + t3 600, all 0; by weights 1, 1, 2
    assert shares["weighted Shapley", "t1"] == pytest.approx(200 + 400 / 3)
    assert shares["weighted Shapley", "t2"] == pytest.approx(300 + 600 / 3)


def test_who_comes_and_what_fails(punos: Run, made: Path) -> None:
    done = punos("share", made, "--park", "park", "--comes", "works_t1=20", "--fails", "steam=2025")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "If 20 t/a of works_t1 comes to park, net cost rises by 0 EUR" in said
    assert "If steam fails at park in 2025, all built as it is, it costs 3,300 EUR." in said
    assert "market_t3 park good_t3 t 60 0" in said


def test_a_sample(punos: Run, made: Path) -> None:
    done = punos("share", made, "--park", "park", "--orders", "20")
    assert done.exit_code == ExitStatus.GOOD, done.output
    assert "Not every group was planned" in words(done.stdout)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "Which park? Name one with --park: park"),
        (["--park", "kip"], "The study has no place 'kip'. Parks are: park."),
        (["--park", "park", "--tenant", "gone", "--tenant", "t1"], "gone has no plant at park"),
        (["--park", "park", "--leaves", "t9"], "Nothing is known of t9 leaving. Tenants are: t1, t2, t3"),
        (["--park", "park", "--weight", "t1"], "--weight t1: write a tenant and a number"),
        (["--park", "park", "--weight", "t1=much"], "'much' is no number"),
        (["--park", "park", "--comes", "works_t1"], "--comes works_t1: write a technology and a size"),
        (["--park", "park", "--fails", "steam=2099"], "The plan has no period '2099'"),
        (["--park", "park", "--players", "firms"], "There are no players 'firms'"),
    ],
)
def test_what_cannot_be_meant_is_said(punos: Run, made: Path, given: list[str], said: str) -> None:
    done = punos("share", made, *given)
    assert done.exit_code == ExitStatus.WRONG_USE
    assert said in words(done.stderr)
