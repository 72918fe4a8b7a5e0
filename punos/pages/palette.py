"""Colours, line styles and the bare look of every chart.

The colours are those of Paul Tol's *muted* scheme (SRON technical note, 2021), told apart by people with any
colour vision; a printed page turns them to greys and adds hatching (``page.js``).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from punos.pages.blocks import Layout

INK: Final = "#1c2430"
QUIET: Final = "#5d6875"
HAIRLINE: Final = "#d5dae0"
PAPER: Final = "#ffffff"
SEA: Final = "#e9eff4"
LAND: Final = "#fbfaf6"
SHORE: Final = "#b9c3cc"
ACCENT: Final = "#1f5a85"
GAIN: Final = "#117733"
LOSS: Final = "#aa3c4c"
REST: Final = "#bbbbbb"

_MUTED: Final = (
    "#332288",
    "#88ccee",
    "#117733",
    "#ddcc77",
    "#cc6677",
    "#44aa99",
    "#aa4499",
    "#999933",
    "#882255",
    "#6699cc",
)
_SYMBOLS: Final = (
    "circle",
    "square",
    "diamond",
    "triangle-up",
    "pentagon",
    "hexagon",
    "star",
    "cross",
    "triangle-down",
    "x",
    "triangle-left",
    "triangle-right",
)
_GLYPHS: Final = ("●", "■", "◆", "▲", "⬟", "⬢", "★", "✚", "▼", "✖", "◀", "▶")
_DASHES: Final = {"road": "dot", "rail": "solid", "sea": "dash"}
_MODE_COLOURS: Final = {"road": "#b5651d", "rail": "#39424e", "sea": "#62a8d9"}
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"


def colours(keys: Iterable[str]) -> dict[str, str]:
    """Give each key its colour, in the order given; beyond ten they are grey and told apart by their labels."""
    return {key: _MUTED[i] if i < len(_MUTED) else REST for i, key in enumerate(keys)}


def symbols(keys: Iterable[str]) -> dict[str, str]:
    """Give each key a symbol, in the order given."""
    return {key: _SYMBOLS[i % len(_SYMBOLS)] for i, key in enumerate(keys)}


def glyphs(keys: Iterable[str]) -> dict[str, str]:
    """Give each key the character that looks like its symbol, in the order given."""
    return {key: _GLYPHS[i % len(_GLYPHS)] for i, key in enumerate(keys)}


def mode_colour(mode: str) -> str:
    """Give the colour of a mode of transport, by the word its name begins with."""
    return next((colour for word, colour in _MODE_COLOURS.items() if mode.startswith(word)), QUIET)


def mode_dash(mode: str) -> str:
    """Give the line style a mode of transport has in print, by the word its name begins with."""
    return next((dash for word, dash in _DASHES.items() if mode.startswith(word)), "longdashdot")


def plain_layout(height: int) -> Layout:
    """Give the layout every chart begins with: no frame, quiet axes, figures in the font of the page."""
    return {
        "height": height,
        "margin": {"l": 64, "r": 12, "t": 8, "b": 40},
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": HAIRLINE, "font": {"color": INK, "size": 13}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}},
        "xaxis": {"fixedrange": True, "showgrid": False, "ticks": "", "linecolor": HAIRLINE, "zeroline": False},
        "yaxis": {
            "fixedrange": True,
            "gridcolor": "#eceff2",
            "zerolinecolor": "#9aa4ae",
            "rangemode": "tozero",
            "ticks": "",
        },
        "dragmode": False,
        "bargap": 0.35,
    }
