"""Two plans side by side as a page: what was changed; what moved, biggest first; who gains, who pays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from punos.pages.compare_answer import difference_section, first_sentences
from punos.pages.compare_money import about_section, money_section, owners_sections
from punos.pages.compare_tables import changed_section, moved_section
from punos.pages.html import Page, write_html
from punos.pages.pair import Pair, pair_of

if TYPE_CHECKING:
    from punos.plan.compare import Comparison


def write_comparison(comparison: Comparison, path: str | Path, place: str | None = None, language: str = "en") -> Path:
    """Write a comparison as one HTML file that needs no network."""
    pair = pair_of(comparison, language, place)
    return write_html(comparison_page(pair), pair.after.words, path)


def comparison_page(pair: Pair) -> Page:
    """Make the page of a comparison, not yet written."""
    _ = pair.after.gettext
    sections = (
        difference_section(pair),
        changed_section(pair),
        moved_section(pair),
        money_section(pair),
        *owners_sections(pair),
        about_section(pair),
    )
    names = (pair.comparison.before.summary.name, pair.comparison.after.summary.name)
    title = _("{before} beside {after}").format(before=names[0], after=names[1])
    footer = _("This file holds everything it shows and asks no network.")
    return Page(title, _("Two plans side by side"), sections, footer)


def first_paragraph(comparison: Comparison, language: str = "en") -> str:
    """Give the first paragraph of the page: what was changed, what it costs, what moves most."""
    return " ".join(first_sentences(pair_of(comparison, language)))
