"""``punos formula`` and ``punos recipe``: figures, rows that a study takes, refusals."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import punos as façade
from punos.cli.status import ExitStatus
from tests.cli.conftest import Run, words

FINLAND = Path(__file__).resolve().parents[2] / "studies" / "finland_batteries"
CATHODE = ("--make", "cam=LiNi0.8Co0.1Mn0.1O2", "--from", "pcam=Ni0.8Co0.1Mn0.1(OH)2", "--from", "lioh=LiOH·H2O",
           "--from", "oxygen=O2", "--gives", "water=H2O")  # fmt: skip


def test_a_formula_is_weighed(punos: Run) -> None:
    result = punos("formula", "CoSO4.7H2O")
    assert result.exit_code == ExitStatus.GOOD
    assert "CoSO4·7H2O: 281.094 g/mol" in result.stdout
    assert "20.97 %" in result.stdout


def test_an_ambiguous_formula_is_wrong_use_and_says_what_to_write(punos: Run) -> None:
    result = punos("formula", "CoSO4.7")
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "Write CoSO4,7 for the fraction, CoSO4·7H2O for parts side by side." in words(result.stderr)


def test_a_recipe_is_written_as_rows_of_flows(punos: Run, tmp_path: Path) -> None:
    result = punos("recipe", *CATHODE, "--excess", "LiOH.H2O=3%", "--yield", "pcam=0,98", "-o", "flows.csv")
    assert result.exit_code == ExitStatus.GOOD, result.stderr
    assert "1/4 O2 → LiNi0.8Co0.1Mn0.1O2 + 5/2 H2O" in result.stdout
    assert "× 1.03 for excess" in result.stdout
    rows = pl.read_csv(tmp_path / "flows.csv")
    assert rows.columns == ["process", "commodity", "quantity", "note"]
    assert rows["process"].unique().to_list() == ["make_cam"]
    figures = dict(rows.select("commodity", "quantity").iter_rows())
    assert figures["lioh"] == pytest.approx(-1.03 * 41.962 / 97.2795, rel=1e-5)
    assert figures["pcam"] == pytest.approx(-92.3555 / 97.2795 / 0.98, rel=1e-5)
    assert punos("recipe", *CATHODE, "-o", "flows.csv").exit_code == ExitStatus.WRONG_USE  # it stands already


def test_the_rows_can_stand_in_a_study(punos: Run, tmp_path: Path) -> None:
    """They replace the rows of the Finnish precursor, and its warning goes."""
    goods = ("--from", "ni_sulphate", "--from", "co_sulphate", "--from", "mn_sulphate", "--from", "caustic_soda")
    result = punos("recipe", "--study", FINLAND, "--make", "pcam", *goods, "--gives", "salt_brine", "--gives", "water",
                   "--process", "make_pcam_811", "-o", "flows.csv")  # fmt: skip
    assert result.exit_code == ExitStatus.GOOD, result.stderr
    rows = pl.read_csv(tmp_path / "flows.csv")
    study = façade.load(FINLAND)
    flows = study.table("flows").filter(pl.col("process") != "make_pcam_811").drop("row")
    both = pl.concat([flows, rows], how="diagonal")
    mended = type(study).from_frames(
        {"study": {"name": "x", "currency": "EUR"}, "time": {"price_year": 2025, "discount_rate": 0.06}},
        {"commodities": study.table("commodities").drop("row"), "flows": both},
    )
    told = [f.message.split()[1] for f in mended.check() if f.code == "element-out-of-nothing"]
    assert told == ["make_pcam_622"]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--make", "cam=LiNiO2", "--from", "a=Ni(OH)2"), "lithium (Li) is in cam and in nothing that is taken"),
        (("--make", "Li[NiO2]", "--from", "LiOH"), "may not hold"),
        (("--make", "a=LiNiO2", "--from", "b=LiOH", "--from", "b=NiO"), "b is named twice"),
        (("--make", "a=LiNiO2", "--from", "LiOH", "--excess", "LiOH"), "tells no share"),
        (("--make", "a=LiNiO2", "--from", "NMC811"), "trade name"),
        (("--study", FINLAND, "--make", "cell_nmc", "--from", "cam"), "cell_nmc has no formula in the study"),
        (("--study", "nowhere", "--make", "a=LiNiO2", "--from", "LiOH"), "There is no study at nowhere"),
        ((*CATHODE, "-o", "flows.xlsx"), "should end in .csv"),
    ],
)
def test_wrong_use_is_said_in_words(punos: Run, args: tuple[str | Path, ...], said: str) -> None:
    result = punos("recipe", *args)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert said in words(result.stderr)
