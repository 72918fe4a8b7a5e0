"""From blocks to one HTML file that holds all it needs: style, script, plotly.js, figures, tips."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from punos.pages.blocks import Chapter, Fact, Figure, Section, Tip
from punos.pages.words import Words


@dataclass(frozen=True)
class Page:
    """A page ready to be written.

    Attributes
    ----------
    shared
        SVG that several drawings use.
    workbook, workbook_name
        The tables of the page as a workbook in base64, and the name under which it is kept.
    """

    title: str
    subtitle: str
    sections: Sequence[Section | Chapter]
    footer: str
    facts: Sequence[Fact] = ()
    shown_period: str = ""
    shared: str = ""
    workbook: str = ""
    workbook_name: str = ""

    def every(self) -> Iterator[Section]:
        """Give every section in order, those of chapters too."""
        for part in self.sections:
            yield from part.sections if isinstance(part, Chapter) else (part,)


@dataclass
class _Tips:
    """The tips of a page, each kept once."""

    numbers: dict[Tip, int] = field(default_factory=dict)

    def number(self, tip: Tip) -> int:
        return self.numbers.setdefault(tip, len(self.numbers))

    def json(self) -> Markup:
        return _json([[tip.title, tip.lines] for tip in self.numbers])


def html(page: Page, words: Words) -> str:
    """Give a page as one HTML document."""
    tips = _Tips()
    environment = _environment()
    environment.install_gettext_callables(words.gettext, words.ngettext, newstyle=False)  # type: ignore[attr-defined]
    environment.globals.update(tip_id=tips.number, tips_json=tips.json, figure_json=figure_json)
    template = environment.get_template("page.html.j2")
    return template.render(
        language=words.language.value,
        version=version("punos"),
        css=Markup(_asset("templates/page.css")),
        page_js=Markup(_asset("templates/page.js")),
        plotly_js=Markup(_asset("assets/plotly.min.js")),
        **{name: getattr(page, name) for name in page.__dataclass_fields__} | {"shared": Markup(page.shared)},
    )


def write_html(page: Page, words: Words, path: str | Path) -> Path:
    """Write a page whole or not at all: beside its place first, then moved there."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    beside.write_text(html(page, words), encoding="utf-8")
    beside.replace(target)
    return target


def figure_json(figure: Figure) -> Markup:
    """Give a figure as the script of the page reads it."""
    return _json(
        {
            "base": figure.base,
            "frames": figure.frames,
            "layout": figure.layout,
            "narrow": figure.narrow,
            "zoom": figure.zoom,
        }
    )


def _json(value: Any) -> Markup:
    """Give JSON that may stand inside a script element."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return Markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029"))


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("punos.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return files("punos.pages").joinpath(name).read_text(encoding="utf-8")
