"""``punos plan`` and ``punos show``: a plan folder, changes, refusals before any work is done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from punos.cli.status import ExitStatus
from punos.errors import NotProved
from punos.plan import Plan, load_plan
from punos.study.study import Study
from tests.cli.conftest import STUDY, Run, words

# Published: Kendrick, Meeraus and Alatorre (1984), in USD.
OPTIMUM = 538.8112e6


def objective(plan: Path) -> float:
    return float(json.loads((plan / "summary.json").read_text(encoding="utf-8"))["objective"])


def test_a_plan_reaches_the_published_optimum_and_says_where_it_went(made: Path) -> None:
    assert objective(made / "base") == pytest.approx(OPTIMUM, rel=1e-6)


def test_the_default_folder_is_named_after_the_study(punos: Run, study: Path, tmp_path: Path) -> None:
    result = punos("plan", study)
    assert result.exit_code == ExitStatus.GOOD
    assert (tmp_path / "plans" / "steel" / "summary.json").is_file()
    assert "plans/steel" in result.stderr
    again = punos("plan", study)
    assert again.exit_code == ExitStatus.WRONG_USE
    assert "--force" in again.stderr
    assert punos("plan", study, "--force", "--quiet").exit_code == ExitStatus.GOOD


def test_a_changed_figure_moves_the_plan_and_is_kept_in_it(made: Path) -> None:
    summary = json.loads((made / "less" / "summary.json").read_text(encoding="utf-8"))
    assert summary["objective"] < OPTIMUM
    assert summary["name"] == "Mexican steel: less"
    assert summary["started_from"] == "Mexican steel"
    assert len(summary["changes"]) == 1


def test_own_figures_from_a_file(punos: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.csv"
    own.write_text(
        "scenario,table,select,column,op,value\nown,demands,demand=steel monterrey,quantity,scale,0.5\n",
        encoding="utf-8",
    )
    by_file = punos("plan", STUDY, "--with", own, "-o", "file")
    assert by_file.exit_code == ExitStatus.GOOD, by_file.output
    punos("plan", STUDY, "--set", "demands[demand=steel monterrey].quantity *= 0.5", "-o", "set")
    assert objective(tmp_path / "file") == pytest.approx(objective(tmp_path / "set"), rel=1e-9)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "demands.quantity"], "demands.quantity"),
        (["--set", "demand.quantity *= 2"], "Did you mean 'demands'?"),
        (["--set", "demands.quantty *= 2"], "Did you mean 'quantity'?"),
        (["--set", "demands[place=tampico].quantity *= 2"], "tampico"),
        (["--set", "demands.quantity *= many"], "many"),
        (["--scenario", "boom"], "boom"),
        (["--with", "own.csv"], "There is no file of changes at own.csv"),
        (["--start", "nowhere"], "There is no plan at nowhere"),
        (["--start", str(STUDY)], "is not a plan"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use(punos: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    result = punos("plan", STUDY, "-o", "plan", *arguments)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert said in words(result.stderr)
    assert not (tmp_path / "plan").exists()


def test_a_study_with_faults_is_not_planned(punos: Run, study: Path, tmp_path: Path) -> None:
    flows = study / "flows.csv"
    flows.write_text(flows.read_text(encoding="utf-8").replace("pellets", "pelets", 1), encoding="utf-8")
    result = punos("plan", study, "-o", "plan")
    assert result.exit_code == ExitStatus.FAULTS
    assert "Did you mean 'pellets'?" in result.stderr
    assert not (tmp_path / "plan").exists()


def test_an_impossible_study_is_status_3_and_says_what_clashes(punos: Run, tmp_path: Path) -> None:
    """Steel may be imported without end, so the imports have to be capped too before demand cannot be met."""
    changes = ["--set", "demands[kind=must].quantity *= 10", "--set", "supplies[supply=steel at imports].capacity = 0"]
    result = punos("plan", STUDY, "-o", "plan", *changes)
    assert result.exit_code == ExitStatus.NO_PLAN
    assert "steel" in result.stderr
    assert not (tmp_path / "plan").exists()


def test_output_that_cannot_be_written_is_refused_at_once(punos: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = punos("plan", STUDY, "-o", "file/plan")
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "Cannot write file/plan" in result.stderr


@pytest.mark.parametrize(("found", "status"), [(True, ExitStatus.STOPPED_WITH_PLAN), (False, ExitStatus.STOPPED)])
def test_a_stop_keeps_the_best_plan_found(
    punos: Run, made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: bool, status: ExitStatus
) -> None:
    best = load_plan(made / "base") if found else None

    def stopped(*_: object, **__: object) -> Plan:
        raise NotProved("Stopped after 3 s, 2 % from the best.", plan=best, gap=0.02)

    monkeypatch.setattr(Study, "plan", stopped)
    result = punos("plan", STUDY, "-o", "plan")
    assert result.exit_code == status
    assert "Stopped after 3 s" in words(result.stderr)
    assert (tmp_path / "plan").exists() == found


def test_options_reach_the_planner(punos: Run, tmp_path: Path) -> None:
    result = punos("plan", STUDY, "-o", "plan", "--gap", "0.25", "--time-limit", "50", "--threads", "1")
    assert result.exit_code == ExitStatus.GOOD
    options = json.loads((tmp_path / "plan" / "summary.json").read_text(encoding="utf-8"))["options"]
    assert (options["gap"], options["time_limit"], options["threads"]) == (0.25, 50.0, 1)


def test_show_tells_a_plan_in_words(punos: Run, made: Path) -> None:
    result = punos("show", made / "less")
    assert result.exit_code == ExitStatus.GOOD
    assert "optimal" in result.stdout
    assert "demands[demand=steel monterrey].quantity *= 0.5" in result.stdout


def test_show_tells_an_indicator(punos: Run, made: Path) -> None:
    """Published: 0.529114 million t of steel are exported."""
    result = punos("show", made / "base", "sell", "--by", "demand", "--csv")
    assert result.exit_code == ExitStatus.GOOD
    rows = {line.split(",")[1]: line for line in result.stdout.splitlines()}
    assert "529114.1" in rows["steel exports"]
    assert rows["steel exports"].endswith(",t")
    table = punos("show", made / "base", "sell[demand=steel exports]")
    assert "529,114" in table.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["mke"], "Did you mean 'make'?"),
        (["make[plase=x]"], "Did you mean 'place'?"),
        (["make", "--by", "plase"], "place"),
    ],
)
def test_unknown_indicators_and_columns_are_wrong_use(punos: Run, made: Path, arguments: list[str], said: str) -> None:
    result = punos("show", made / "base", *arguments)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert said in words(result.stderr)


@pytest.mark.parametrize("command", ["show", "report"])
def test_what_is_no_plan_is_refused(punos: Run, command: str) -> None:
    result = punos(command, STUDY)
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "is not a plan" in result.stderr


def test_a_damaged_plan_is_refused_in_words(punos: Run, study: Path, tmp_path: Path) -> None:
    punos("plan", study, "-o", "plan", "--quiet")
    (tmp_path / "plan" / "audit.json").write_text("{", encoding="utf-8")
    result = punos("show", "plan")
    assert result.exit_code == ExitStatus.WRONG_USE
    assert "cannot be read" in result.stderr
