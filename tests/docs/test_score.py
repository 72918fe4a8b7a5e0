"""The example of the page on parks side by side gives what the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from punos import Study

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "score.md").read_text(encoding="utf-8")


def test_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    first, second = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (said,) = re.findall(r"```text\n(Good parks.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {}
    exec(compile(first, "docs/score.md", "exec"), names)  # noqa: S102 - our own text
    assert capsys.readouterr().out == said
    parks = names["parks"]
    assert isinstance(parks, Study)
    assert not [str(fault) for fault in parks.check() if fault.table in ("criteria", "practices")]
    for line in second.splitlines():
        code, _, told = line.partition("  # ")
        if not told:
            exec(code, names)  # noqa: S102 - our own text
            continue
        found = eval(code, names)  # noqa: S307 - our own text
        cells = found.rows()[0] if hasattr(found, "rows") else found.to_list()
        assert ", ".join(f"{c:g}" if isinstance(c, float) else str(c) for c in cells) == told
