"""Finnish and Swedish: every word is there, figures and places keep what they say, and nothing English is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from importlib.resources import files
from pathlib import Path
from string import Formatter

import polars as pl
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from typer.testing import CliRunner

from punos.cli.app import app
from punos.pages.blocks import ColumnsBlock, DrawingBlock, FigureBlock, ListBlock, Section, TableBlock
from punos.pages.compare import comparison_page
from punos.pages.html import Page, html
from punos.pages.numbers import Numbers
from punos.pages.pair import pair_of
from punos.pages.report import first_paragraph, report_page
from punos.pages.view import view_of
from punos.pages.words import words_in
from punos.plan import Plan
from punos.plan.compare import Comparison, compare
from tests.pages.fixtures.small import small_plan
from tools.words import extracted

LANGUAGES = ("fi", "sv")
SENTENCE = 12
"""Letters of an English message from which it cannot stand in another language by chance."""
ENGLISH = re.compile(r"\b(the|of|and|is|are|which|what|from|with|not|their|its|in|on|by|to)\b")
ALIKE = {"in", "by", "is", "not", "to", "on", "and"}
"""Of these, words that Finnish or Swedish have as well (by: village, is: ice, not: note, and: duck …)."""


def catalogue(language: str) -> Catalog:
    """Read a catalogue as it is packaged."""
    with files("punos.pages.words").joinpath(f"{language}.po").open("rb") as source:
        return read_po(source, locale=language)


def forms(message: Message) -> list[str]:
    """Give every form of the translation of a message."""
    return list(message.string) if isinstance(message.string, list | tuple) else [message.string]


def english(message: Message) -> list[str]:
    """Give every form of the English of a message."""
    return list(message.id) if isinstance(message.id, list | tuple) else [message.id]


def placeholders(text: str) -> list[str]:
    """Give the names in braces, in order of the alphabet."""
    return sorted(name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None)


@pytest.fixture(scope="module")
def comparison(plan: Plan) -> Comparison:
    return compare(plan, small_plan("less salt", ("impact_caps.cap *= 0.5",), cap=15000.0, second=False))


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def pages(plan: Plan, comparison: Comparison) -> dict[str, tuple[Page, Page]]:
    """The report and the comparison in each language."""
    return {
        code: (report_page(view_of(plan, code, "kokkola")), comparison_page(pair_of(comparison, code, None)))
        for code in ("en", *LANGUAGES)
    }


# --- the catalogues ---


def test_every_message_is_translated(language: str) -> None:
    held = catalogue(language)
    said = {m.id if isinstance(m.id, str) else tuple(m.id): m for m in held if m.id}
    wanted = {m.id if isinstance(m.id, str) else tuple(m.id) for m in extracted() if m.id}
    assert set(said) == wanted, "run `make words`, then complete the catalogue"
    assert [key for key, m in said.items() if not all(forms(m)) or m.fuzzy] == []
    assert not held.obsolete


def test_placeholders_are_those_of_the_english(language: str) -> None:
    for message in catalogue(language):
        if message.id:
            many = placeholders(english(message)[-1])
            assert [placeholders(form) for form in forms(message)] == [many] * len(forms(message)), message.id


def test_spaces_and_stops_at_the_ends_are_kept(language: str) -> None:
    """What is joined to another sentence must join to it in every language."""
    for message in catalogue(language):
        if message.id:
            first, said = english(message)[0], forms(message)[0]
            assert said[:1].isspace() == first[:1].isspace(), message.id
            assert said[-1:] in ".;:" if first[-1:] in ".;:" else said[-1:] not in ".;:", message.id


def test_plurals(language: str) -> None:
    held = catalogue(language)
    assert held.num_plurals == 2
    for message in held:
        assert isinstance(message.id, str) or len(forms(message)) == 2
    told = {n: words_in(language).ngettext("{n} plant", "{n} plants", n).format(n=n) for n in (0, 1, 2, 21)}
    wanted = {
        # Objects of "rakentaa": the genitive of one, the partitive of several.
        "fi": {0: "0 laitosta", 1: "1 laitoksen", 2: "2 laitosta", 21: "21 laitosta"},
        "sv": {0: "0 anläggningar", 1: "1 anläggning", 2: "2 anläggningar", 21: "21 anläggningar"},
    }
    assert told == wanted[language]


# --- the pages ---


def told(page: Page) -> Iterator[str]:
    """Give what a page itself says: titles, sentences, captions, headings, legends; no cells, which the study fills."""
    yield from (page.subtitle, page.footer, *(f.meaning for f in page.facts))
    for part in page.sections:
        yield from (part.title, *part.lead)
    for section in page.every():
        yield from _told_in(section)


def _told_in(section: Section) -> Iterator[str]:
    yield from (section.title, *section.lead, *(f.meaning for f in section.facts))
    for block in section.blocks:
        if isinstance(block, FigureBlock | DrawingBlock):
            yield from (block.title, block.caption, block.alt)
        elif isinstance(block, ListBlock | ColumnsBlock):
            for each in block.lists if isinstance(block, ColumnsBlock) else (block,):
                yield from (each.title, each.note, *(cell.words for cell in each.items))
        elif not block.anchor.startswith("table-"):  # the study's own tables keep the names of their columns
            yield from (block.caption, block.note, *(c.title for c in block.columns))


def _without_names(text: str, plan: Plan) -> str:
    """Take out what the study names: it gives names in its own words."""
    named = [n for t in plan.study.tables.values() if "name" in t.columns for n in t["name"].drop_nulls().to_list()]
    for name in sorted(named, key=len, reverse=True):
        text = text.replace(name, "")
    return text


def test_pages_say_nothing_in_english(plan: Plan, pages: dict[str, tuple[Page, Page]], language: str) -> None:
    words = set(ENGLISH.pattern[3:-3].split("|")) - ALIKE
    for page in pages[language]:
        for text in told(page):
            found = words & set(re.findall(r"[a-zåäö]+", _without_names(text, plan).lower()))
            assert not found, text


def _shown(text: str) -> str:
    """Give what people can read of a file: its own style and scripts left out, figures and tips kept."""
    kept = re.sub(r"<style>.*?</style>", " ", text, flags=re.S)
    return unescape(re.sub(r"<script>.*?</script>", " ", kept, flags=re.S))


def _left(text: str, language: str) -> list[str]:
    """Give the English messages that a text holds: every part between placeholders that is long enough."""
    found = []
    for message in catalogue(language):
        for form in english(message) if message.id else ():
            parts = [part for part in re.split(r"\{\w*\}", form) if len(part.strip()) > SENTENCE]
            if parts and all(part in text for part in parts) and not any(part in forms(message)[0] for part in parts):
                found.append(form)
    return found


def test_files_hold_no_english_message(pages: dict[str, tuple[Page, Page]], language: str) -> None:
    for page in pages[language]:
        text = html(page, words_in(language))
        assert f'<html lang="{language}">' in text
        assert _left(_shown(text), language) == []
    assert len(_left(_shown(html(pages["en"][0], words_in("en"))), language)) > 60, "the test finds what is English"


def test_places_have_the_names_of_the_language(pages: dict[str, tuple[Page, Page]]) -> None:
    """Kokkola is Karleby in Swedish, and what the study gives no Swedish name keeps its own."""
    swedish = {s.anchor: s for s in pages["sv"][0].every()}
    assert swedish["town-kokkola"].title == "Karleby i denna plan"
    assert "Map" not in swedish["brief"].blocks[0].alt  # type: ignore[union-attr]
    assert "Karleby" in swedish["brief"].blocks[0].alt  # type: ignore[union-attr]
    assert "Kotka" in swedish["brief"].blocks[0].alt  # type: ignore[union-attr]
    finnish = {s.anchor: s for s in pages["fi"][0].every()}
    assert finnish["town-kokkola"].title == "Kokkola tässä suunnitelmassa"


def test_a_name_of_the_study_in_finnish_is_shown(plan: Plan) -> None:
    tables = dict(plan.study.tables)
    named = {"kotka_cam": "Kotkan katoditehdas"}
    plants = tables["plants"]
    tables["plants"] = plants.with_columns(name_fi=pl.col("plant").replace_strict(named, default=None))
    held = replace(plan, study=replace(plan.study, tables=tables))
    assert "laajentaa 2 laitosta: Kotkan katoditehdas (" in first_paragraph(held, "fi")
    assert "Kotka cathode (" in first_paragraph(held, "sv")


# --- figures ---


@pytest.mark.parametrize(
    ("code", "sum_", "share", "rate"),
    [
        # Språkinstitutet / Kielitoimisto: comma, no-break spaces between thousands, before % and before €.
        ("fi", "1,24\u00a0miljardia\u00a0€", "57,8\u00a0%", "7,25\u00a0%"),
        ("sv", "1,24\u00a0miljarder\u00a0€", "57,8\u00a0%", "7,25\u00a0%"),
    ],
)
def test_figures_are_written_as_natives_write_them(code: str, sum_: str, share: str, rate: str) -> None:
    numbers = Numbers(words_in(code).locale, "EUR")
    assert numbers.number(1234.5, 1) == "1\u00a0234,5"
    assert numbers.number(1234567.0) == "1\u00a0234\u00a0567"
    assert numbers.number(-1234.5, 1) == "−1\u00a0234,5"
    assert numbers.money(1.24e9) == sum_
    assert numbers.money(-90_000.0) == "−90\u00a0000\u00a0€"
    assert numbers.percent(0.578, 1) == share
    assert numbers.rate(0.0725) == rate
    assert numbers.year(2029) == "2029"
    assert numbers.separators == ",\u00a0"


def test_figures_of_a_page_are_native(pages: dict[str, tuple[Page, Page]], language: str) -> None:
    tables = {b.anchor: b for s in pages[language][0].every() for b in s.blocks if isinstance(b, TableBlock)}
    built = tables["built"]
    # 20,000 t/a of Kotka at 14,000 EUR each: 280 million.
    assert [c.text for c in built.rows[0].cells][-2:] == ["20\u00a0000 t/a", "280,0"]
    cells = [c.text for b in tables.values() for r in b.rows for c in r.cells if c.numeric]
    assert len(cells) > 100
    assert [text for text in cells if re.search(r"\d\.\d|\d,\d{3},|\d{5}|^-", text)] == []


# --- the command ---


@pytest.fixture(scope="module")
def kept(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small plan as a folder."""
    folder = tmp_path_factory.mktemp("kept") / "plan"
    replace(plan, choices={}).save(folder)
    return folder


def test_the_command_writes_pages_of_a_language(kept: Path, tmp_path: Path, language: str) -> None:
    for arguments in (["report", kept], ["compare", kept, kept]):
        page = tmp_path / f"{arguments[0]}.html"
        done = CliRunner().invoke(app, [*map(str, arguments), "-o", str(page), "--lang", language])
        assert done.exit_code == 0, done.output
        assert f'<html lang="{language}">' in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["report", "compare"])
def test_a_language_without_pages_is_refused(kept: Path, tmp_path: Path, command: str) -> None:
    plans = [str(kept)] * (2 if command == "compare" else 1)
    page = tmp_path / "page.html"
    done = CliRunner().invoke(app, [command, *plans, "-o", str(page), "--lang", "de"], env={"COLUMNS": "200"})
    assert done.exit_code == 2
    assert "'de'" in done.output
    assert "en, fi, sv" in done.output
    assert not page.exists()
