"""What a page is made of: sections of sentences, figures and tables, still without any HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

Trace = dict[str, Any]
"""One trace of a plotly figure, as plotly.js reads it."""

Layout = dict[str, Any]
"""Layout of a plotly figure, as plotly.js reads it."""


@dataclass(frozen=True, slots=True)
class Tip:
    """What appears beside a figure that is pointed at, touched or focused: a title and lines."""

    title: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table."""

    text: str
    href: str = ""
    tip: Tip | None = None
    numeric: bool = False
    strong: bool = False
    code: bool = False
    bar: float | None = None
    """Length of a bar behind the number, as a share of the longest (0 to 1)."""
    value: float | None = None
    """The number itself, for the workbook."""
    lines: tuple[Cell, ...] = ()
    """Several short lines instead of one text."""

    @property
    def words(self) -> str:
        """What the cell says, in one line."""
        if not self.lines:
            return self.text
        inside = "" if any(line.text[:1] in (":", ".", " ") for line in self.lines) else "; "
        return inside.join(line.words for line in self.lines)


@dataclass(frozen=True, slots=True)
class Column:
    """Heading of a column; numeric columns stand right."""

    title: str
    unit: str = ""
    numeric: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table."""

    cells: tuple[Cell, ...]
    anchor: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table with its caption; a folded one opens when asked or when one of its rows is linked to."""

    anchor: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    folded: bool = False
    text: bool = False
    """A table of words rather than of figures: on a phone each row is read downwards."""


@dataclass(frozen=True, slots=True)
class ListBlock:
    """A heading and a few short lines below it."""

    anchor: str
    title: str
    items: tuple[Cell, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ColumnsBlock:
    """Lists side by side, one below another on a phone."""

    lists: tuple[ListBlock, ...]


@dataclass(frozen=True, slots=True)
class DrawingBlock:
    """A still picture in SVG, with what it shows in words; it needs no script and prints as it stands."""

    anchor: str
    title: str
    caption: str
    alt: str
    svg: Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing for plotly.js: traces that are always there, and traces a period.

    Figures that do not change with the period have one frame, named ``""``.
    """

    frames: Mapping[str, Sequence[Trace]]
    layout: Layout
    base: Sequence[Trace] = ()
    narrow: Layout = field(default_factory=dict)
    """Differences of the layout at the width of a phone."""
    zoom: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a legend: a sign of its colour, a word. The sign is a character, or "line" or "bar"."""

    label: str
    colour: str
    sign: str = "bar"
    pattern: str = ""
    """How it is told apart in print: the dash of a line, or the number of a bar."""


@dataclass(frozen=True, slots=True)
class FigureBlock:
    """A figure with what it shows in words: a title, a caption, and a text for those who cannot see it."""

    anchor: str
    title: str
    caption: str
    alt: str
    figure: Figure
    legend: tuple[Entry, ...] = ()
    wide: bool = False
    """Wide figures keep a least width and are moved sideways on a phone."""


Block = TableBlock | FigureBlock | ListBlock | ColumnsBlock | DrawingBlock


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the few figures at the head of a page."""

    value: str
    meaning: str
    tip: Tip | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One question and its answer.

    Attributes
    ----------
    facts
        The few figures under its sentences.
    folded
        Whether it opens when asked or linked to; a folded section is not printed.
    new_page
        Whether it begins a new page in print.
    """

    anchor: str
    title: str
    lead: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    facts: tuple[Fact, ...] = ()
    folded: bool = False
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """Sections that belong together; `second` ones come after what most people read."""

    anchor: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    second: bool = False
