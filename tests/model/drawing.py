"""What every strategy of random studies draws with: rows, numbers from short lists, cells now and then filled."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Row = dict[str, Any]
Tables = dict[str, list[Row]]
Settings = dict[str, dict[str, Any]]
Study = tuple[Settings, Tables]
Draw = st.DrawFn


def number(draw: Draw, *choices: float) -> float:
    """Draw one of some numbers."""
    return draw(st.sampled_from(choices))


def some(draw: Draw, chance: int = 2) -> bool:
    """Yes, once in `chance` times."""
    return draw(st.integers(1, chance)) == chance


def maybe(draw: Draw, row: Row, column: str, *choices: Any, chance: int = 2) -> None:
    """Fill a cell once in `chance` times, with one of the choices; else leave it blank."""
    if some(draw, chance):
        row[column] = draw(st.sampled_from(choices))
