"""The public games of parks: their coalitions, and what each rule must give."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from punos.games import Game, Kind

FOLDER = Path(__file__).parent.parent / "reference" / "data" / "park-games"
TABLES = sorted(path.parent.name for path in FOLDER.glob("*/coalitions.csv"))


def expected(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FOLDER / name / "expected.json").read_text(encoding="utf-8"))
    return told


def game(name: str) -> Game:
    """A game read as its table says: decimal texts, so that nothing is rounded."""
    told = expected(name)
    with (FOLDER / name / "coalitions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return Game.of(told["players"], {tuple(group.split("+")): value for group, value in rows}, Kind(told["kind"]))


def agree(found: Mapping[str, Fraction], told: Mapping[str, Any], *, rounded: float = 1e-9) -> None:
    """Fractions must be met exactly, decimals to a relative tolerance."""
    assert set(found) == set(told)
    for name, value in told.items():
        meets(found[name], value, rounded=rounded)


def meets(found: Fraction, told: Any, *, rounded: float = 1e-9) -> None:
    if isinstance(told, dict):
        assert found == Fraction(told["fraction"])
    else:
        assert abs(float(found) - told) <= rounded * max(1.0, abs(told))
