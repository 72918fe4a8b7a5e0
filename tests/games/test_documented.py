"""The games that the documentation shows give what it says."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs" / "share.md"


def test_the_steam_of_three_tenants() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (code,) = (block for block in blocks if "Game.of" in block)
    names: dict[str, Any] = {}
    exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102 - our own text
    steam = names["steam"]
    assert names["nucleolus"](steam) == {"t1": 400, "t2": 600, "t3": 1100}
    assert names["least_core"](steam).epsilon == -200
    found = names["objections"](steam, {"t1": 700, "t2": 700, "t3": 700})
    assert [(o.members, o.excess) for o in found] == [(("t1",), Fraction(100))]
