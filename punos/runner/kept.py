"""What was solved stays solved: results in a file of JSON lines, by a key of the study and the question."""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from punos.study.study import Study

_NO_MATTER = ("evidence", "changes", "objectives", "actions", "observations")
"""Tables that do not change a plan."""


def fingerprint(study: Study) -> str:
    """Give a short text that differs whenever the plan of a study may differ."""
    digest = hashlib.sha256()
    said = {"settings": study.settings.said(), **{name: version(name) for name in ("punos", "highspy")}}
    digest.update(json.dumps(said, sort_keys=True, default=str).encode())
    for name in sorted(study.tables):
        if name not in _NO_MATTER:
            digest.update(name.encode())
            digest.update(study.table(name).write_csv().encode())
    return digest.hexdigest()[:24]


class Kept:
    """Results by question, in memory and, where a file is given, on disk.

    Parameters
    ----------
    path
        File of JSON lines, made when the first result comes; None keeps nothing beyond the session.
    study
        The study that is asked about: results of another are not taken for its own.
    """

    def __init__(self, path: str | Path | None, study: Study) -> None:
        self._path, self._study = None if path is None else Path(path), fingerprint(study)
        self._known: dict[str, Any] = {}
        if self._path is not None and self._path.is_file():
            self._read(self._path)

    def _read(self, path: Path) -> None:
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                continue  # a line that was being written when the power went
            if told.get("study") == self._study:
                self._known[told["question"]] = told["result"]

    def get(self, question: str) -> Any | None:
        """Give the result of a question, None if it was not asked."""
        return self._known.get(question)

    def put(self, question: str, result: Any) -> None:
        """Keep a result; it must be plain JSON."""
        self._known[question] = result
        if self._path is None:
            return
        line = json.dumps({"study": self._study, "question": question, "result": result}, ensure_ascii=False)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
