"""``punos match``: on a terminal and in a file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from punos.cli.status import ExitStatus
from tests.analysis.matching import by_product_study
from tests.cli.conftest import Run, words


def test_match_tells_and_writes(punos: Run, tmp_path: Path) -> None:
    by_product_study().plan().save(tmp_path / "plan")
    done = punos("match", tmp_path / "plan", "-o", "matches.csv")
    assert done.exit_code == ExitStatus.GOOD, done.output
    said = words(done.stdout)
    assert "The best exchange would gain 2,694 EUR a year" in said
    assert "ash plant 100 t ash works 50 8 27 5 0 30 66.67 2,000 yes" in said
    rows = pl.read_csv("matches.csv")
    assert rows["gain"].sum() > 2693
    again = punos("match", tmp_path / "plan", "-o", "matches.csv")
    assert again.exit_code == ExitStatus.WRONG_USE


def test_match_of_a_place_and_period(punos: Run, tmp_path: Path) -> None:
    by_product_study().plan().save(tmp_path / "plan")
    done = punos("match", tmp_path / "plan", "--place", "works", "--period", "2025")
    assert done.exit_code == ExitStatus.GOOD
    assert "throws nothing away" in words(done.stdout)
    for wrong, said in ((("--place", "mars"), "no place 'mars'"), (("--period", "1999"), "no period '1999'")):
        done = punos("match", tmp_path / "plan", *wrong)
        assert done.exit_code == ExitStatus.WRONG_USE
        assert said in words(done.output)


def test_what_the_plan_does(punos: Run, tmp_path: Path) -> None:
    by_product_study({"routes": [{"route": "road", "capacity": None}]}).plan().save(tmp_path / "plan")
    done = punos("match", tmp_path / "plan")
    assert "Uses that the plan has found already: ash" in words(done.stdout)
    assert "ash plant ash works t 60 50 30" in words(done.stdout)
