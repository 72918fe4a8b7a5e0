"""Words: one catalogue a language, brought up to the code."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from punos.errors import WrongUse
from punos.pages import words
from punos.pages.report import report_page
from punos.pages.view import view_of
from punos.plan import Plan
from tools.words import extracted

FOLDER = Path(words.__file__).parent


def test_the_template_holds_every_message() -> None:
    with (FOLDER / "punos.pot").open("rb") as source:
        held = {message.id for message in read_po(source) if message.id}
    said = {message.id for message in extracted() if message.id}
    assert held == said, "run: python tools/words.py"


def test_a_message_without_translation_is_english() -> None:
    assert words.words_in("fi").gettext("No such message anywhere") == "No such message anywhere"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(WrongUse, match="en, fi, sv"):
        words.words_in("de")


def test_a_catalogue_is_read_from_its_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = 'msgid "Plant"\nmsgstr "Laitos"\n\nmsgid "{n} plant"\nmsgid_plural "{n} plants"\n'
    text += 'msgstr[0] "{n} laitos"\nmsgstr[1] "{n} laitosta"\n'
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    (tmp_path / "fi.po").write_text(header + text, encoding="utf-8")
    monkeypatch.setattr(words, "files", lambda _package: tmp_path)
    catalogue = words._catalogue(words.Language.FINNISH)
    assert catalogue.gettext("Plant") == "Laitos"
    assert catalogue.ngettext("{n} plant", "{n} plants", 3).format(n=3) == "3 laitosta"


def test_names_follow_the_language(plan: Plan) -> None:
    assert view_of(plan, "sv").name("place", "kokkola") == "Karleby"
    assert view_of(plan, "fi").name("place", "kokkola") == "Kokkola"
    assert view_of(plan, "en").name("plant", "no_such_plant") == "no such plant"


def test_numbers_of_a_page_follow_the_language(plan: Plan) -> None:
    facts = next(report_page(view_of(plan, "fi")).every()).facts
    assert facts[0].value == "740\u00a0miljoonaa\u00a0€"  # 2 x 20,000 t x 14,000 + 20,000 t x 9,000
