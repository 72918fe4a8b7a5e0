"""Lying bars: one thing a line, its name on the left."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Final

from punos.pages.blocks import Layout
from punos.pages.money import bar_layout
from punos.pages.view import View

LINE = 36
"""Letters of a name beside a bar before it is broken."""

LYING_NARROW: Final[Layout] = {"margin": {"l": 170}, "yaxis": {"tickfont": {"size": 9}}}
"""Differences of the layout at the width of a phone."""


def broken(names: Iterable[str]) -> list[str]:
    """Break the names beside bars into lines."""
    return ["<br>".join(wrap(name, LINE)) for name in names]


def lying_layout(view: View, bars: int) -> Layout:
    """Give the layout of so many bars, the first on top."""
    layout = bar_layout(view, 60 + 36 * bars)
    layout |= {"margin": {"l": 250, "r": 14, "t": 4, "b": 30}, "bargap": 0.3}
    layout["xaxis"] = {"fixedrange": True, "gridcolor": "#eceff2", "zerolinecolor": "#9aa4ae", "tickformat": ","}
    layout["yaxis"] = {"autorange": "reversed", "fixedrange": True, "type": "category"}
    return layout
