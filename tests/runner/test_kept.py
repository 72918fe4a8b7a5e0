from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from punos.runner.kept import Kept, fingerprint
from tests.analysis.chain import CAPEX, chain


def test_results_are_read_back(tmp_path: Path) -> None:
    study, path = chain(), tmp_path / "solved.jsonl"
    Kept(path, study).put("what", {"cost": 1.5})
    again = Kept(path, study)
    assert again.get("what") == {"cost": 1.5}
    assert again.get("else") is None


def test_results_of_another_study_are_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "solved.jsonl"
    Kept(path, chain()).put("what", 1)
    dearer = chain().changed("supplies[supply=mine].price = 6")
    other = Kept(path, dearer)
    assert other.get("what") is None
    other.put("what", 2)
    assert (Kept(path, chain()).get("what"), Kept(path, dearer).get("what")) == (1, 2)


def test_a_line_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "solved.jsonl"
    Kept(path, chain()).put("what", 1)
    with path.open("a", encoding="utf-8") as file:
        file.write('{"study": "half a l')
    assert Kept(path, chain()).get("what") == 1


def test_without_a_file_results_last_as_long_as_the_object() -> None:
    kept = Kept(None, chain())
    kept.put("what", 1)
    assert kept.get("what") == 1


def test_what_changes_no_plan_changes_no_fingerprint() -> None:
    study = chain()
    assert fingerprint(study) == fingerprint(chain(evidence=[CAPEX]))
    assert fingerprint(study) != fingerprint(study.changed("routes[route=ab].cost = 4"))
    finer = study.settings.model_copy(update={"solver": study.settings.solver.model_copy(update={"gap": 0.1})})
    assert fingerprint(study) != fingerprint(replace(study, settings=finer))
