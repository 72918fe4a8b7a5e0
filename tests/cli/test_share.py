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


def test_the_books_with_figures_of_finance(punos: Run, made: Path) -> None:
    """Of 880 booked and 120 connected a tenth is lost, 100; 2100 / (0.9 x 1000 + 1100) - 1 is 5 %.

    At 10 % above cost 2310 come in: 210 more, of which 110 are lost, and 210 of the 1100 for booking may be.
    """
    figures = ("debt_share=0.5", "interest=0.1", "loan_years=1", "vacancy=0.1", "uplift=0.1")
    done = punos("share", made, "--park", "park", *(w for f in figures for w in ("--finance", f)), "-o", "books.xlsx")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "and at a tariff 10% above cost, 10% of what is booked unlet gains 100 EUR at its rate of 0%" in said
    assert "In 2025 its owner has most in it: 500 EUR." in said
    # 2310 - 110 - 1100 by interest of 50 and repayment of 500
    assert "Income less costs is at least 2 times interest and repayment (2025)." in said
    assert "After loans and reserve the owner gains 50 EUR. It loses nothing at a tariff 7.5% above cost." in said
    assert "At the tariff asked 19.1% of what is booked may stay unlet." in said
    assert "2025 1,100 110 1,000 500 50 500 50 50" in said
    heads, row = CalamineWorkbook.from_path("books.xlsx").get_sheet_by_name("books").to_python()
    assert row[heads.index("operating")] == pytest.approx(1100)


def test_the_books_without_figures(punos: Run, made: Path) -> None:
    said = words(punos("share", made, "--park", "park").stdout)
    assert "The company invests 1,000 EUR and at this tariff earns its rate of 0%, no more and no less." in said
    assert "No debt, nothing unlet, no reserve: no company is named with --company" in said


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
        (["--park", "park", "--finance", "vacancy"], "--finance vacancy: write a figure and a number"),
        (["--park", "park", "--finance", "vacancy=2"], "vacancy 2: it must be at least 0 and at most 1."),
        (["--park", "park", "--players", "firms"], "There are no players 'firms'"),
    ],
)
def test_what_cannot_be_meant_is_said(punos: Run, made: Path, given: list[str], said: str) -> None:
    done = punos("share", made, *given)
    assert done.exit_code == ExitStatus.WRONG_USE
    assert said in words(done.stderr)
